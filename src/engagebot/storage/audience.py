"""Turns an audience into the people it means, and those of them who can be reached."""

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from engagebot.domain.announcement import Announcement
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Ballot, Voter
from engagebot.domain.draft import Draft
from engagebot.domain.event import EventAnswer, Going
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import ActivityFollower
from engagebot.storage.rewordings import answered_earlier

ARRIVING = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.LEASED, DeliveryState.MERGED)


def meant(audience: Audience, workstream_id: int) -> list[ColumnElement[bool]]:
    """Conditions on Stakeholder for everybody the audience means, reachable or not."""
    conditions: list[ColumnElement[bool]] = [Stakeholder.workstream_id == workstream_id]
    if audience.groups:
        conditions.append(Stakeholder.group.in_(audience.groups))
    if audience.regions:
        conditions.append(Stakeholder.region.in_(audience.regions))
    if audience.languages:
        conditions.append(Stakeholder.language.in_(audience.languages))
    if audience.event is not None:
        conditions.append(_answered(audience))
    if audience.on_roll is not None:
        conditions.append(_on_roll(audience.on_roll))
    if audience.told is not None:
        conditions.append(or_(_told(audience.told), _has_answered(audience.told)))
    if audience.unanswered is not None:
        conditions.append(~_said(audience.unanswered, EventAnswer.answer.is_not(None)))
    if audience.unless_no is not None:
        conditions.append(~_said(audience.unless_no, EventAnswer.answer == Going.NO))
    if audience.digest or audience.singly:
        conditions.append(Stakeholder.digest.is_(audience.digest))
    if audience.not_voted is not None:
        conditions.append(_on_roll(audience.not_voted))
        conditions.append(~voted(audience.not_voted))
    if audience.unconfirmed:
        conditions.append(answered_earlier(*audience.unconfirmed))
    if audience.following is not None:
        conditions.append(_following(audience.following))
    return conditions


def _following(activity_id: int) -> ColumnElement[bool]:
    follows = ActivityFollower
    return exists().where(follows.activity_id == activity_id, follows.stakeholder_id == Stakeholder.id)


def _answered(audience: Audience) -> ColumnElement[bool]:
    conditions = [EventAnswer.event_id == audience.event, EventAnswer.stakeholder_id == Stakeholder.id]
    if audience.answers:
        conditions.append(EventAnswer.answer.in_(audience.answers))
    if audience.reminded:
        conditions.append(wants_reminders())
    return exists().where(*conditions)


def wants_reminders() -> ColumnElement[bool]:
    """As `EventAnswer.wants_reminders`."""
    by_answer = and_(EventAnswer.remind.is_(None), EventAnswer.answer.in_([Going.YES, Going.MAYBE]))
    return or_(EventAnswer.remind.is_(True), by_answer)


def _said(event_id: int, what: ColumnElement[bool]) -> ColumnElement[bool]:
    """They said that to the event, or that they do not want to be reminded of it."""
    answered = (EventAnswer.event_id == event_id, EventAnswer.stakeholder_id == Stakeholder.id)
    return exists().where(*answered, or_(what, EventAnswer.remind.is_(False)))


def _told(event_id: int) -> ColumnElement[bool]:
    """A message about the event arrived, may have, or is just being sent, on any of their accounts."""
    about = select(Announcement.id).where(Announcement.event_id == event_id)
    arrived = Delivery.state.in_(ARRIVING)
    theirs = aliased(Account)
    return exists().where(
        theirs.stakeholder_id == Stakeholder.id,
        Delivery.account_id == theirs.id,
        Delivery.announcement_id.in_(about),
        arrived,
    )


def _has_answered(event_id: int) -> ColumnElement[bool]:
    return exists().where(EventAnswer.event_id == event_id, EventAnswer.stakeholder_id == Stakeholder.id)


def _on_roll(round_id: int) -> ColumnElement[bool]:
    """They, or their organisation."""
    their_own = exists().where(Voter.round_id == round_id, Voter.stakeholder_id == Stakeholder.id)
    return or_(their_own, exists().where(*_organisation(round_id)))


def _organisation(round_id: int) -> tuple[ColumnElement[bool], ...]:
    return Draft.round_id == round_id, Draft.organisation_id == Stakeholder.organisation_id


def voted(round_id: int) -> ColumnElement[bool]:
    """They; or their organisation, without a change since that nobody has confirmed."""
    counts = (Ballot.voter_id == Voter.id, Ballot.answered > 0)
    their_own = exists().where(Voter.round_id == round_id, Voter.stakeholder_id == Stakeholder.id, *counts)
    settled = or_(Draft.confirmed == Draft.revision, Draft.revision == 0)
    together = exists().where(*_organisation(round_id), settled, Ballot.voter_id == Draft.voter_id, Ballot.answered > 0)
    return or_(their_own, together)


def recipients(audience: Audience, workstream_id: int) -> Select[Account, Stakeholder]:
    """One reachable account for each person meant who has not stopped: the preferred one, or else the first that
    they joined with."""
    other = aliased(Account)
    goes_before = or_(other.preferred.is_(True), and_(Account.preferred.is_not(True), other.id < Account.id))
    another_before = exists().where(
        other.stakeholder_id == Account.stakeholder_id,
        other.id != Account.id,
        other.unreachable.is_(None),
        goes_before,
    )
    return reachable(audience, workstream_id).where(~another_before)


def reachable(audience: Audience, workstream_id: int) -> Select[Account, Stakeholder]:
    """Every reachable account of each person meant who has not stopped."""
    return (
        select(Account, Stakeholder)
        .join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .where(Account.unreachable.is_(None), Stakeholder.stopped_at.is_(None), *meant(audience, workstream_id))
    )


async def count_recipients(session: AsyncSession, audience: Audience, workstream_id: int) -> int:
    query = recipients(audience, workstream_id).with_only_columns(func.count(Account.id))
    return int(await session.scalar(query) or 0)


async def count_unreached(session: AsyncSession, audience: Audience, workstream_id: int) -> dict[str, int]:
    """How many people are meant and get nothing, by reason: `stopped`, or the platform's word for it."""
    stopped = await session.scalar(
        select(func.count(Stakeholder.id)).where(Stakeholder.stopped_at.is_not(None), *meant(audience, workstream_id))
    )
    can_be_reached = exists().where(Account.stakeholder_id == Stakeholder.id, Account.unreachable.is_(None))
    reason = select(func.min(Account.unreachable)).where(Account.stakeholder_id == Stakeholder.id)
    why = reason.scalar_subquery()
    rows = await session.execute(
        select(why, func.count(Stakeholder.id))
        .where(Stakeholder.stopped_at.is_(None), ~can_be_reached, *meant(audience, workstream_id))
        .group_by(why)
    )
    reasons = {str(name or "no account"): int(count) for name, count in rows}
    return reasons | ({"stopped": stopped} if stopped else {})


async def people_meant(session: AsyncSession, audience: Audience, workstream_id: int) -> list[Stakeholder]:
    """Everybody the audience means, reachable or not: whoever cannot be reached now may still vote."""
    query = select(Stakeholder).where(*meant(audience, workstream_id)).order_by(Stakeholder.id)
    return list(await session.scalars(query))
