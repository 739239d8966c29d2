"""Edits of what an announcement has sent, written in one statement for all its readers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    String,
    and_,
    case,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from engagebot.channel import Body
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.event import EventAnswer, Going
from engagebot.domain.outbox import CORRECTION, NOT_OUT, TOGETHER, Delivery, DeliveryState, Priority, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.quiet import Night
from engagebot.storage.bells import Bell, ring
from engagebot.storage.nights import night_key
from engagebot.storage.outbox import change, waits
from engagebot.storage.upsert import insert_for

REMINDED = "+"
"""At the end of a mark: who reads the card is reminded."""
AFTER_THE_NIGHT = timedelta(hours=1)
"""For so long an edit that waited for the morning is of use at least."""
COLUMNS = [
    *("lane", "chat", "account_id", "variant_id", "what", "priority", "replaces", "state"),
    *("due_at", "urgent", "expires_at", "attempts", "created_at"),
]


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """Who shares a text. `mark`: what they have answered, and `+` if they are reminded; or what `marks.py` says."""

    language: str
    zone: str
    platform: str
    mark: str = ""

    @property
    def answer(self) -> str | None:
        return self.mark.removesuffix(REMINDED) or None

    @property
    def reminded(self) -> bool:
        return self.mark.endswith(REMINDED)


def _mark(announcement: Announcement) -> ColumnElement[str]:
    """Only the card of an event shows the reader's answer."""
    if announcement.kind != AnnouncementKind.EVENT:
        return literal("", String)
    comes = EventAnswer.answer.in_([Going.YES, Going.MAYBE])
    reminded = case((EventAnswer.remind.is_(None), comes), else_=EventAnswer.remind)
    return func.coalesce(EventAnswer.answer, "") + case((reminded, REMINDED), else_="")


def _cards(announcement: Announcement, only: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """Every sent message that can be edited, with its account, its reader and their answer.

    A message that has become something else in the meantime, by a press of one of its buttons, is none; the
    card of an event stays what it is.
    """
    query = (
        select(Delivery)
        .join(Account, Delivery.account_id == Account.id)
        .join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .outerjoin(EventAnswer, _answered(announcement))
        .where(*_editable(announcement, only))
    )
    if announcement.kind == AnnouncementKind.EVENT:
        return query
    edited = _edited().subquery("edited")
    same = and_(edited.c.lane == Delivery.lane, edited.c.chat == Delivery.chat, edited.c.replaces == Delivery.ref)
    return query.outerjoin(edited, same).where(edited.c.replaces.is_(None))


def _unedited(announcement: Announcement, only: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """Those of them for which no edit waits yet."""
    edit = aliased(Delivery)
    same_card = and_(edit.account_id == Delivery.account_id, edit.replaces == Delivery.ref)
    return _cards(announcement, only).where(~exists().where(same_card, edit.what == CORRECTION, waits(edit)))


def _answered(announcement: Announcement) -> ColumnElement[bool]:
    return and_(EventAnswer.event_id == announcement.event_id, EventAnswer.stakeholder_id == Account.stakeholder_id)


def _editable(announcement: Announcement, only: Collection[int] | None) -> list[ColumnElement[bool]]:
    conditions = [
        Delivery.announcement_id == announcement.id,
        Delivery.state == DeliveryState.SENT,
        Delivery.ref.is_not(None),
        Delivery.what != TOGETHER,
        Account.unreachable.is_(None),
        Stakeholder.stopped_at.is_(None),
    ]
    return conditions if only is None else [*conditions, Delivery.id.in_(only)]


def _edited() -> Select[str, str, str | None]:
    answers = aliased(Delivery)
    return (
        select(answers.lane, answers.chat, answers.replaces)
        .where(answers.replaces.is_not(None), answers.what != CORRECTION)
        .distinct()
    )


async def count_editable(session: AsyncSession, announcement: Announcement) -> int:
    query = _cards(announcement, None).with_only_columns(func.count(Delivery.id))
    return int(await session.scalar(query) or 0)


async def count_without_name(session: AsyncSession, announcement_id: int) -> int:
    """What was sent and cannot be edited, since the platform did not name it."""
    sent = (Delivery.announcement_id == announcement_id, Delivery.state == DeliveryState.SENT, Delivery.ref.is_(None))
    return int(await session.scalar(select(func.count(Delivery.id)).where(*sent)) or 0)


async def count_out_of_reach(session: AsyncSession, announcement_id: int) -> int:
    """What was sent to people who have stopped since, or cannot be reached any more."""
    query = (
        select(func.count(Delivery.id))
        .outerjoin(Account, Delivery.account_id == Account.id)
        .outerjoin(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .where(Delivery.announcement_id == announcement_id, Delivery.state == DeliveryState.SENT)
        .where(Delivery.ref.is_not(None))
        .where(or_(Stakeholder.id.is_(None), Account.unreachable.is_not(None), Stakeholder.stopped_at.is_not(None)))
    )
    return int(await session.scalar(query) or 0)


async def readings_of_cards(
    session: AsyncSession, announcement: Announcement, only: Collection[int] | None = None
) -> list[Reading]:
    """Every text in which sent messages have still to be corrected, by what their readers prefer and answered now."""
    columns = (Stakeholder.language, Stakeholder.zone, Account.platform, _mark(announcement).label("mark"))
    rows = await session.execute(_unedited(announcement, only).with_only_columns(*columns).distinct())
    return sorted(Reading(*row) for row in rows)


async def nights_of_cards(
    session: AsyncSession, announcement: Announcement, only: Collection[int] | None = None
) -> list[Night]:
    """When the readers of sent messages sleep."""
    query = _unedited(announcement, only).with_only_columns(Stakeholder.zone, Stakeholder.quiet)
    return sorted(Night(zone, quiet) for zone, quiet in await session.execute(query.distinct()))


async def readings_not_out(session: AsyncSession, announcement: Announcement) -> list[Reading]:
    """Every text that the announcement was written in; those of an event's cards with answers are of sent ones."""
    columns = (Variant.language, Variant.zone, Variant.platform, Variant.mark)
    query = select(*columns).where(Variant.announcement_id == announcement.id)
    if announcement.kind == AnnouncementKind.EVENT:
        query = query.where(Variant.mark == "")
    rows = await session.execute(query)
    return sorted(Reading(*row) for row in rows)


async def write_variants(
    session: AsyncSession, announcement: Announcement, bodies: Mapping[Reading, Body], now: datetime
) -> None:
    """The new texts, in place of those that there were."""
    rows = [
        {
            "announcement_id": announcement.id,
            "language": reading.language,
            "zone": reading.zone,
            "platform": reading.platform,
            "mark": reading.mark,
            "body": dict(body),
        }
        for reading, body in bodies.items()
    ]
    if rows:
        statement = insert_for(session, Variant)
        key = ["announcement_id", "language", "zone", "platform", "mark"]
        new = {"body": statement.excluded.body, "rewritten_at": now}
        replacing = statement.on_conflict_do_update(index_elements=key, set_=new)
        await session.execute(replacing, rows)


async def write_edits(
    session: AsyncSession,
    announcement: Announcement,
    mornings: Mapping[str, datetime],
    now: datetime,
    only: Collection[int] | None = None,
) -> int:
    """An edit for every card of which none waits and the text is there; how many. Due now, or at the instant that
    `mornings` has for the reader's night."""
    text = and_(
        Variant.announcement_id == announcement.id,
        Variant.language == Stakeholder.language,
        Variant.zone == Stakeholder.zone,
        Variant.platform == Account.platform,
        Variant.mark == _mark(announcement),
    )
    last = {night: _of_use(announcement, morning) for night, morning in mornings.items()}
    rows = (
        _unedited(announcement, only)
        .join(Variant, text)
        .with_only_columns(
            Delivery.lane,
            Delivery.chat,
            Delivery.account_id,
            Variant.id,
            literal(CORRECTION),
            literal(int(Priority.BROADCAST)),
            Delivery.ref,
            literal(str(DeliveryState.PENDING)),
            _by_night(mornings, now),
            false(),
            _by_night(last, announcement.expires_at),
            literal(0),
            literal(now, Delivery.due_at.type),
        )
    )
    await ring(session, Bell.LANES)
    result = await session.execute(insert(Delivery).from_select(COLUMNS, rows, include_defaults=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount


def _of_use(announcement: Announcement, morning: datetime) -> datetime | None:
    """Who slept while the event began must not keep a card with a wrong time for good."""
    expires_at = announcement.expires_at
    return None if expires_at is None else max(expires_at, morning + AFTER_THE_NIGHT)


def _by_night(instants: Mapping[str, datetime | None], other: datetime | None) -> ColumnElement[Any]:
    instant = Delivery.due_at.type
    held = [(night_key() == night, literal(at, instant)) for night, at in instants.items()]
    return case(*held, else_=literal(other, instant)) if held else literal(other, instant)


async def drop_waiting_edits(session: AsyncSession, announcement: Announcement, now: datetime) -> None:
    """Earlier corrections that have not gone out, paused ones too, give way to the new one."""
    earlier = [edits_of(announcement.id), Delivery.state.in_(NOT_OUT)]
    end = {"state": DeliveryState.CANCELLED, "reason": "replaced by a later edit", "ended_at": now}
    await change(session, earlier, **end)


def edits_of(announcement_id: int) -> ColumnElement[bool]:
    """Corrections hang on their announcement by its texts: it has one row of its own for an account."""
    texts = select(Variant.id).where(Variant.announcement_id == announcement_id)
    return and_(Delivery.variant_id.in_(texts), Delivery.what == CORRECTION)


async def extend_not_out(session: AsyncSession, announcement: Announcement) -> None:
    """Until when what has not gone out is of use; whoever claims it at this moment comes before us or after."""
    waiting = [Delivery.announcement_id == announcement.id, Delivery.state.in_(NOT_OUT)]
    await change(session, waiting, expires_at=announcement.expires_at)


async def being_sent(session: AsyncSession, announcement: Announcement) -> Sequence[int]:
    leased = (Delivery.announcement_id == announcement.id, Delivery.state == DeliveryState.LEASED)
    return (await session.scalars(select(Delivery.id).where(*leased))).all()


async def correction_progress(session: AsyncSession, announcement_id: int) -> dict[DeliveryState, int]:
    """How many edits stand in each state; states without any are left out."""
    edits = select(Delivery.state, func.count(Delivery.id)).where(edits_of(announcement_id))
    rows = await session.execute(edits.group_by(Delivery.state))
    return {DeliveryState(state): count for state, count in rows}
