"""A vote on one account changes the card on the person's other accounts, in place and without a new message."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.cards import cards_of, note_card
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import Elsewhere, Say


async def remember_card(session: AsyncSession, member: Member, round_id: int, always: bool = False) -> None:
    """The pressed message bears the ballot from now on. Of a person with one account nobody needs to know, but where
    colleagues share it."""
    if (member.account.is_linked or always) and member.card is not None:
        await note_card(session, member.account.id, round_id, member.card, member.received_at)


async def mirrored(session: AsyncSession, member: Member, round_id: int, shown: Say) -> list[Say]:
    """What the asking account is shown, for each other account on which the person has a card of the round."""
    if not member.account.is_linked:
        return []
    return [say for say in await on_every_card(session, member, round_id, shown) if not _is_for(say, member)]


async def on_every_card(session: AsyncSession, member: Member, round_id: int, shown: Say) -> list[Say]:
    """The same, for the asking account as well."""
    person = member.stakeholder
    return [
        replace(shown, in_place=False, to=Elsewhere(there.account, person.language, person.zone, there.ref))
        for there in await cards_of(session, person.id, round_id)
    ]


def _is_for(say: Say, member: Member) -> bool:
    return say.to is not None and say.to.account.id == member.account.id
