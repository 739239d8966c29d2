"""Language, time zone and quiet hours, now or later."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.quiet import CHOICES, typed_hours
from engagebot.domain.zones import is_zone, suggestions
from engagebot.storage.nights import wake_otherwise
from engagebot.texts.cities import zone_meant
from engagebot.texts.languages import language_named
from engagebot.use_cases.asking import Member
from engagebot.use_cases.join import ask_zone, welcome
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def choose_zone(session: AsyncSession, member: Member, zone: str) -> Reply:
    """A zone's button was pressed."""
    if not is_zone(zone):
        return UNKNOWN_BUTTON
    first = _is_first_choice(member)
    await _live_in(session, member, zone)
    if first:
        return await welcome(session, member, in_place=True)
    return _kept(member, in_place=True)


async def type_zone(session: AsyncSession, member: Member, typed: str) -> Reply:
    """A city or a zone was typed after the question for it."""
    zone = zone_meant(typed, member.stakeholder.language)
    if zone is None:
        person = member.stakeholder
        values = {"zones": suggestions(person.region, member.workstream.zone, person.zone), "zone": person.zone}
        return _once_more(member, "zone", Say("zone_unknown", {"typed": typed[:60], **values}))
    first = _is_first_choice(member)
    await _live_in(session, member, zone)
    if first:
        return await welcome(session, member)
    return _kept(member)


def _once_more(member: Member, what: str, say: Say) -> Reply:
    """Who has failed twice may have something else to say: the question is not open any longer."""
    failed_before = (member.account.expects or {}).get("failed", False)
    member.account.expects = None if failed_before else {"what": what, "failed": True}
    return Reply((Say("not_understood") if failed_before else say,))


async def _live_in(session: AsyncSession, member: Member, zone: str) -> None:
    before = member.stakeholder.night
    member.stakeholder.zone = member.account.zone = zone
    member.account.expects = None
    await wake_otherwise(session, member.stakeholder, before, member.received_at)


def _kept(member: Member, in_place: bool = False) -> Reply:
    return Reply((Say("settings_kept", {"stakeholder": member.stakeholder}, in_place),))


def _is_first_choice(member: Member) -> bool:
    return member.account.zone is None


async def ask_for_zone(session: AsyncSession, member: Member, typed: str) -> Reply:
    """/timezone, with or without the city behind it."""
    return await type_zone(session, member, typed) if typed.strip() else ask_zone(member)


async def ask_for_quiet(session: AsyncSession, member: Member, typed: str) -> Reply:
    """/quiet, with or without the hours behind it."""
    if typed.strip():
        return await type_quiet(session, member, typed)
    member.account.expects = {"what": "quiet"}
    return Reply((Say("quiet_asked", _quiet_choices(member)),))


def _quiet_choices(member: Member) -> dict[str, object]:
    return {"stakeholder": member.stakeholder, "choices": CHOICES}


async def choose_quiet(session: AsyncSession, member: Member, hours: str) -> Reply:
    """A button was pressed, which can say anything."""
    if hours not in (*CHOICES, member.stakeholder.quiet):
        return UNKNOWN_BUTTON
    return await _keep_quiet(session, member, hours, in_place=True)


async def type_quiet(session: AsyncSession, member: Member, typed: str) -> Reply:
    hours = typed_hours(typed)
    if hours is None:
        return _once_more(member, "quiet", Say("quiet_unknown", {"typed": typed[:60], **_quiet_choices(member)}))
    return await _keep_quiet(session, member, hours)


async def _keep_quiet(session: AsyncSession, member: Member, hours: str, in_place: bool = False) -> Reply:
    before = member.stakeholder.night
    member.stakeholder.quiet = hours
    member.account.expects = None
    await wake_otherwise(session, member.stakeholder, before, member.received_at)
    return _kept(member, in_place)


async def show_settings(_session: AsyncSession, member: Member) -> Reply:
    return Reply((Say("settings", {"stakeholder": member.stakeholder}),))


async def ask_for_language(_session: AsyncSession, member: Member, typed: str) -> Reply:
    """/language, with or without a language behind it, by its code or by its name."""
    language = language_named(typed, member.workstream.languages)
    if language is not None:
        _write_in(member, language)
        return _kept(member)
    return Reply((Say("language_asked", {"languages": member.workstream.languages}),))


async def choose_language(_session: AsyncSession, member: Member, language: str) -> Reply:
    if language not in member.workstream.languages:
        return UNKNOWN_BUTTON
    _write_in(member, language)
    return replace(_kept(member, in_place=True), notice=Notice("language_kept"))


def _write_in(member: Member, language: str) -> None:
    member.stakeholder.language = member.account.language = language
