"""What two stakeholders have who turned out to be one person, made one: all but their votes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementState
from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Round, VoteEvent, Voter
from engagebot.domain.draft import Draft
from engagebot.domain.event import EventAnswer, EventRating
from engagebot.domain.outbox import NOT_OUT, Delivery, DeliveryState
from engagebot.domain.people import Account
from engagebot.domain.workstream import ActivityFollower
from engagebot.storage.activities import follow
from engagebot.storage.lines import lines_of_person
from engagebot.storage.outbox import change, is_open

MERGED = (
    *("accounts", "activity_followers", "comments", "drafts", "event_answers", "event_ratings", "practices"),
    "voters",
)
"""Every table that says whose something is, and is taken care of when two people are made one."""


async def move_answers(session: AsyncSession, staying: int, leaving: int) -> None:
    """Of two answers to one event the later counts, and of two words about its reminders."""
    mine = {one.event_id: one for one in await _answers(session, staying)}
    for theirs in await _answers(session, leaving):
        own = mine.get(theirs.event_id)
        if own is None:
            session.add(_answer(staying, theirs))
        else:
            if _is_later(theirs.answered_at, own.answered_at):
                own.answer, own.answered_at = theirs.answer, theirs.answered_at
            if _is_later(theirs.remind_chosen_at, own.remind_chosen_at):
                own.remind, own.remind_chosen_at = theirs.remind, theirs.remind_chosen_at
        await session.delete(theirs)


async def _answers(session: AsyncSession, person: int) -> list[EventAnswer]:
    return list(await session.scalars(select(EventAnswer).where(EventAnswer.stakeholder_id == person)))


def _answer(person: int, theirs: EventAnswer) -> EventAnswer:
    return EventAnswer(
        event_id=theirs.event_id,
        stakeholder_id=person,
        answer=theirs.answer,
        answered_at=theirs.answered_at,
        remind=theirs.remind,
        remind_chosen_at=theirs.remind_chosen_at,
    )


def _is_later(theirs: datetime | None, own: datetime | None) -> bool:
    return theirs is not None and (own is None or theirs > own)


async def move_ratings(session: AsyncSession, staying: int, leaving: int) -> None:
    """Of two marks for one event the later counts."""
    mine = {one.event_id: one for one in await _ratings(session, staying)}
    for theirs in await _ratings(session, leaving):
        own = mine.get(theirs.event_id)
        if own is None:
            own = EventRating(event_id=theirs.event_id, stakeholder_id=staying, stars=0, changed_at=theirs.changed_at)
            session.add(own)
        if theirs.changed_at >= own.changed_at:
            own.stars, own.changed_at = theirs.stars, theirs.changed_at
        await session.delete(theirs)


async def _ratings(session: AsyncSession, person: int) -> list[EventRating]:
    return list(await session.scalars(select(EventRating).where(EventRating.stakeholder_id == person)))


async def move_comments(session: AsyncSession, staying: int, leaving: int) -> None:
    await session.execute(update(Comment).where(Comment.stakeholder_id == leaving).values(stakeholder_id=staying))


async def move_drafts(session: AsyncSession, staying: int, leaving: int) -> None:
    """Who changed their organisation's draft last."""
    await session.execute(update(Draft).where(Draft.stakeholder_id == leaving).values(stakeholder_id=staying))


async def move_following(session: AsyncSession, staying: int, leaving: int) -> None:
    theirs = list(await session.scalars(select(ActivityFollower).where(ActivityFollower.stakeholder_id == leaving)))
    for one in theirs:
        await follow(session, staying, [one.activity_id], one.since)
        await session.delete(one)


async def move_accounts(session: AsyncSession, staying: int, leaving: int) -> None:
    for account in await session.scalars(select(Account).where(Account.stakeholder_id == leaving)):
        account.stakeholder_id = staying


async def lines_of(session: AsyncSession, person: int) -> dict[int, Voter]:
    """A person's lines on rolls, by round."""
    found = await session.scalars(select(Voter).where(Voter.stakeholder_id == person))
    return {line.round_id: line for line in found}


async def last_votes(session: AsyncSession, round_id: int, voter_id: int) -> dict[int, VoteEvent]:
    """A voter's last word on each item, taken back ones too."""
    votes = await session.scalars(
        select(VoteEvent)
        .where(VoteEvent.round_id == round_id, VoteEvent.voter_id == voter_id)
        .order_by(VoteEvent.sequence)
    )
    return {vote.item: vote for vote in votes}


async def open_rounds_of(session: AsyncSession, person: int, now: datetime) -> list[Round]:
    """Those that take the person's answers at this instant, the first to close first."""
    found = await session.scalars(
        select(Round)
        .join(Voter, Voter.round_id == Round.id)
        .where(lines_of_person(person))
        .order_by(Round.closes_at, Round.id)
    )
    return [held for held in found if held.accepts(now)]


async def cancel_doubles(session: AsyncSession, accounts: Iterable[Account], now: datetime) -> None:
    """Of an announcement that stands in the outbox for several of a person's accounts one message stays: the one
    that went out already, or else the one to the preferred account."""
    order = [account.id for account in sorted(accounts, key=lambda one: (not one.preferred, one.id))]
    paused = select(Announcement.id).where(Announcement.state == AnnouncementState.PAUSED)
    waiting = select(Delivery.announcement_id).where(Delivery.account_id.in_(order), is_open())
    rows = await session.execute(
        select(Delivery.id, Delivery.announcement_id, Delivery.account_id, Delivery.state).where(
            Delivery.announcement_id.in_(paused.union(waiting)), Delivery.account_id.in_(order)
        )
    )
    places = {account_id: place for place, account_id in enumerate(order)}
    by_announcement: dict[int | None, list[tuple[int, int, bool]]] = {}
    for id_, announcement_id, account_id, state in rows:
        if state in (*NOT_OUT, DeliveryState.MERGED, DeliveryState.LEASED, DeliveryState.SENT, DeliveryState.UNKNOWN):
            by_announcement.setdefault(announcement_id, []).append((id_, places[account_id or 0], state in NOT_OUT))
    doubles = [id_ for found in by_announcement.values() for id_ in _doubles(found)]
    if doubles:
        end = {"state": DeliveryState.CANCELLED, "reason": "sent to the person's other account", "ended_at": now}
        await change(session, [Delivery.id.in_(doubles), Delivery.state.in_(NOT_OUT)], **end)


def _doubles(found: list[tuple[int, int, bool]]) -> list[int]:
    """`found`: id, place in the person's order, whether it can still be stopped."""
    waiting = sorted((place, id_) for id_, place, stoppable in found if stoppable)
    gone = len(waiting) < len(found)
    return [id_ for _, id_ in (waiting if gone else waiting[1:])]
