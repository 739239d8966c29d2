"""Ballot cards are written when they go out, and show the ballots as they are by then."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.consultation import Round
from engagebot.domain.outbox import BALLOT, Delivery, DeliveryState
from engagebot.domain.workstream import Workstream
from engagebot.storage.database import Database
from engagebot.storage.late_cards import Shown, ballots_shown, comments_by
from engagebot.storage.leases import Claimed
from engagebot.storage.outbox import change
from engagebot.storage.rounds import Item, items_of
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.ballot import item_card, review
from engagebot.use_cases.reply import Say

GONE = (DeliveryState.CANCELLED, "whoever it was for is not on the roll any more")
UNWRITABLE = (DeliveryState.FAILED, "its text could not be written")
End = tuple[DeliveryState, str]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ballots:
    """Of one round, by account, with all that their cards need."""

    held: Round
    workstream: Workstream
    items: Sequence[Item]
    shown: Mapping[int, Shown]
    comments: Mapping[tuple[int, int], int]

    def say(self, ballot: Shown, item: int) -> Say:
        given = ballot if ballot.changed_at is not None else None
        if item == 0:
            return review(self.workstream, self.held, self.items, given)
        return item_card(self.held, self.items, item, given, self.comments.get((ballot.person_id, item), 0))


class CardWriter:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def write(self, database: Database, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """The same with their texts. A card that cannot be written any more is ended, and left out."""
        written: dict[int, Body] = {}
        ended: list[tuple[Claimed, End]] = []
        for round_id, cards in _by_round(claimed).items():
            async with database.read() as session:
                ballots = await _ballots(session, round_id, cards)
            for card, item in cards:
                outcome = self._body(ballots, card, item)
                if isinstance(outcome, tuple):
                    ended.append((card, outcome))
                else:
                    written[card.id] = outcome
                await asyncio.sleep(0)
        if ended:
            await _end(database, ended, now)
        texts = ((one, written.get(one.id, one.outgoing.body)) for one in claimed)
        return [replace(one, outgoing=replace(one.outgoing, body=body)) for one, body in texts if BALLOT not in body]

    def _body(self, ballots: Ballots, card: Claimed, item: int) -> Body | End:
        shown = ballots.shown.get(card.account_id or 0)
        if shown is None:
            return GONE
        try:
            say = ballots.say(shown, item)
            reader = Reader(shown.language, shown.zone, Platform(shown.platform))
            return self._texts.body(say.message, say.values, reader, say.by_value)
        except Exception:
            log.exception("a card could not be written", delivery=card.id)
            return UNWRITABLE


def _by_round(claimed: Sequence[Claimed]) -> dict[int, list[tuple[Claimed, int]]]:
    """What is yet to be written, each with its item."""
    found: dict[int, list[tuple[Claimed, int]]] = {}
    for one in claimed:
        match one.outgoing.body.get(BALLOT):
            case [int(round_id), int(item)]:
                found.setdefault(round_id, []).append((one, item))
    return found


async def _ballots(session: AsyncSession, round_id: int, cards: Sequence[tuple[Claimed, int]]) -> Ballots:
    held = await session.get_one(Round, round_id)
    workstream = await session.get_one(Workstream, held.workstream_id)
    shown = await ballots_shown(
        session, round_id, [card.account_id for card, _ in cards if card.account_id is not None]
    )
    comments = await comments_by(session, round_id, [one.person_id for one in shown.values()])
    return Ballots(held, workstream, await items_of(session, round_id), shown, comments)


async def _end(database: Database, ended: Sequence[tuple[Claimed, End]], now: datetime) -> None:
    async with database.begin_brief() as session:
        for card, (state, reason) in ended:
            await change(session, [Delivery.id == card.id], state=state, reason=reason, ended_at=now, leased_by=None)
