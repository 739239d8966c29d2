"""What a voter sees of a round: one item at a time, the review of all, or that it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Answers, Round, RoundState
from engagebot.domain.workstream import Workstream
from engagebot.storage.comments import count_own_comments
from engagebot.storage.rounds import Item, ballot_of, items_of, round_by_id, voter_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.mirror_card import remember_card
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def show_card(session: AsyncSession, member: Member, round_id: int, number: int) -> Reply:
    """Item `number` of a round, or the review for 0."""
    held = await round_of(session, member, round_id)
    if held is None:
        return UNKNOWN_BUTTON
    if held.state == RoundState.PLANNED:
        return Reply(notice=Notice("round_not_open", alert=True))
    if not held.accepts(member.received_at):
        return await closed_for_you(session, member, held)
    voter = await voter_of(session, held.id, member.stakeholder.id)
    if voter is None:
        return Reply((Say("not_on_roll", {"round": held}),))
    items = await items_of(session, held.id)
    if not 0 <= number <= len(items):
        return UNKNOWN_BUTTON
    ballot = await ballot_of(session, voter.id)
    await remember_card(session, member, held.id)
    return Reply((await card(session, member, held, items, number, ballot),))


@dataclass(frozen=True, slots=True)
class RoundShown:
    """What a card shows of a round: a value, so that cards that show the same are written once."""

    id: int
    title: Localised = field(hash=False)
    closes_at: datetime


class Given(Protocol):
    """A ballot, as a card shows it."""

    @property
    def answers(self) -> Answers: ...
    @property
    def receipt(self) -> str | None: ...
    @property
    def changed_at(self) -> datetime | None: ...


async def card(
    session: AsyncSession, member: Member, held: Round, items: list[Item], number: int, ballot: Given | None
) -> Say:
    """The card that stands in the chat, to be put in place of the one that was pressed; the review for 0."""
    if number == 0:
        return review(member.workstream, held, items, ballot)
    comments = await count_own_comments(session, held.id, number, member.stakeholder.id)
    return item_card(held, items, number, ballot, comments)


def item_card(held: Round, items: Sequence[Item], number: int, ballot: Given | None, comments: int) -> Say:
    values = {
        "round": RoundShown(held.id, held.title, held.closes_at),
        "item": items[number - 1],
        "total": len(items),
        "value": ballot.answers.get(str(number)) if ballot else None,
        "comments": comments,
    }
    return Say("ballot_card", values, in_place=True, by_value=True)


def review(workstream: Workstream, held: Round, items: Sequence[Item], ballot: Given | None) -> Say:
    answers = ballot.answers if ballot else {}
    values = {
        "workstream": workstream,
        "round": held,
        "answers": [(item, answers.get(str(item.number))) for item in items],
        "total": len(items),
        "answered": len(answers),
        "receipt": ballot.receipt if ballot else None,
        "recorded_at": ballot.changed_at if ballot else None,
    }
    return Say("ballot_review", values, in_place=True)


async def closed_for_you(session: AsyncSession, member: Member, held: Round) -> Reply:
    """Too late: the card gives way to a message that says so, and the notice says it at once."""
    voter = await voter_of(session, held.id, member.stakeholder.id)
    ballot = await ballot_of(session, voter.id) if voter else None
    values = {
        "workstream": member.workstream,
        "round": held,
        "answered": len(ballot.answers) if ballot else 0,
    }
    say = Say("round_closed_for_you", values, in_place=True)
    return Reply((say,), Notice("round_closed", {"workstream": member.workstream, "round": held}, alert=True))


async def round_of(session: AsyncSession, member: Member, round_id: int) -> Round | None:
    """The round, if it is one of the member's workstream."""
    held = await round_by_id(session, round_id)
    return held if held is not None and held.workstream_id == member.workstream.id else None


async def find_item(session: AsyncSession, member: Member, round_id: int, number: int) -> tuple[Round, Item] | None:
    held = await round_of(session, member, round_id)
    if held is None:
        return None
    items = await items_of(session, held.id)
    return (held, items[number - 1]) if 1 <= number <= len(items) else None
