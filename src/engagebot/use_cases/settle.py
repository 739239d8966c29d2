"""Language and time zone, now or later."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.zones import is_zone, zone_named
from engagebot.texts.cities import zone_of_city
from engagebot.use_cases.asking import Member
from engagebot.use_cases.join import ask_zone, welcome
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def choose_zone(session: AsyncSession, member: Member, zone: str) -> Reply:
    """A zone's button was pressed."""
    if not is_zone(zone):
        return UNKNOWN_BUTTON
    first = _is_first_choice(member)
    member.stakeholder.zone = member.account.zone = zone
    member.account.expects = None
    if first:
        return await welcome(session, member, in_place=True)
    return Reply((Say("settings_kept", {"stakeholder": member.stakeholder}, in_place=True),))


async def type_zone(session: AsyncSession, member: Member, typed: str) -> Reply:
    """A city or a zone was typed after the question for it."""
    zone = zone_named(typed) or zone_of_city(typed, member.stakeholder.language)
    if zone is None:
        return Reply((Say("zone_unknown", {"typed": typed[:60]}),))
    first = _is_first_choice(member)
    member.stakeholder.zone = member.account.zone = zone
    member.account.expects = None
    if first:
        return await welcome(session, member)
    return Reply((Say("settings_kept", {"stakeholder": member.stakeholder}),))


def _is_first_choice(member: Member) -> bool:
    return member.account.zone is None


async def ask_for_zone(session: AsyncSession, member: Member, typed: str) -> Reply:
    """/timezone, with or without the city behind it."""
    return await type_zone(session, member, typed) if typed.strip() else ask_zone(member)


async def ask_for_language(_session: AsyncSession, member: Member) -> Reply:
    return Reply((Say("language_asked", {"languages": member.workstream.languages}),))


async def choose_language(_session: AsyncSession, member: Member, language: str) -> Reply:
    if language not in member.workstream.languages:
        return UNKNOWN_BUTTON
    member.stakeholder.language = member.account.language = language
    say = Say("settings_kept", {"stakeholder": member.stakeholder}, in_place=True)
    return Reply((say,), Notice("language_kept"))
