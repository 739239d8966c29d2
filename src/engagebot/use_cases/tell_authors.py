"""Authors are told in the chat what became of their comments: in their language, and not at night."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Platform
from engagebot.domain.base import Localised
from engagebot.domain.comment import Comment, Outcome
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.outbox import Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.bells import Bell, ring
from engagebot.storage.comments import Filed, where_to_tell
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts

MESSAGE = "comment_answered"


@dataclass(frozen=True, slots=True)
class Answered:
    """`together`: other comments that say the same share it."""

    outcome: Outcome
    reason: Localised
    together: bool


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Number:
    number: int


@dataclass(frozen=True, slots=True)
class Quoted:
    item: Numbered | None
    paragraph: int | None
    text: str


async def reached(session: AsyncSession, workstream: Workstream, comments: Sequence[Filed]) -> int:
    """How many people would be told."""
    return len(await where_to_tell(session, workstream.id, _authors(comments)))


async def tell_authors(
    session: AsyncSession,
    texts: Texts,
    workstream: Workstream,
    comments: Sequence[Filed],
    answered: Answered,
    now: datetime,
) -> int:
    """One message to each author who listens, with all of their comments among these, which are on one or several
    rounds and events; to how many people. Who sleeps now gets it in the morning."""
    rows: list[NewDelivery] = []
    told = await where_to_tell(session, workstream.id, _authors(comments))
    for account, person in told:
        own = [one.comment for one in comments if one.comment.stakeholder_id == person.id]
        for round_id, event_id in sorted({(one.round_id or 0, one.event_id or 0) for one in own}):
            here = [one for one in own if (one.round_id or 0, one.event_id or 0) == (round_id, event_id)]
            values = await _values(session, here, answered)
            rows.append(_row(texts, account, person, values, now))
    await enqueue(session, rows, now)
    await ring(session, Bell.LANES)
    return len(told)


def _authors(comments: Sequence[Filed]) -> list[int]:
    """Who was deleted is nobody any more."""
    found = {one.comment.stakeholder_id for one in comments}
    return sorted(person for person in found if person is not None)


async def _values(session: AsyncSession, comments: Sequence[Comment], answered: Answered) -> dict[str, object]:
    first = comments[0]
    return {
        "round": await session.get(Round, first.round_id) if first.round_id else None,
        "event": await session.get(Event, first.event_id) if first.event_id else None,
        "comments": [Quoted(Number(one.item) if one.item else None, one.paragraph, one.text) for one in comments],
        "outcome": answered.outcome,
        "reason": answered.reason or None,
        "together": answered.together,
    }


def _row(texts: Texts, account: Account, person: Stakeholder, values: dict[str, object], now: datetime) -> NewDelivery:
    reader = Reader(person.language, person.zone, Platform(account.platform))
    return NewDelivery(
        lane=account.lane,
        chat=account.chat,
        what=MESSAGE,
        priority=Priority.REMINDER,
        due_at=person.night.ends(now),
        body=texts.body(MESSAGE, values, reader),
        account_id=account.id,
    )
