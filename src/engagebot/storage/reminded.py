"""Who has a reminder of an event already, and need not be given another."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.event import Event
from engagebot.domain.outbox import NOT_OUT, Delivery, DeliveryState
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.audience import ARRIVING

ON_ITS_WAY = (*ARRIVING, *NOT_OUT)
KEPT = (*ARRIVING, DeliveryState.PAUSED)
"""Once they sleep: what still waits to go out ends, as it does at night."""


def told_early(event: Event, states: Sequence[DeliveryState]) -> ColumnElement[bool]:
    """On Stakeholder: a reminder of the event, as it stands now, was sent before its moment, so that they need not be
    woken."""
    early = select(Announcement.id).where(
        Announcement.kind == AnnouncementKind.REMINDER,
        Announcement.event_id == event.id,
        Announcement.expires_at == event.starts_at,
        Announcement.created_at < Announcement.due_at,
    )
    return _has(early, Delivery.state.in_(states))


def has_a_row(announcement_id: int) -> ColumnElement[bool]:
    """On Stakeholder: the announcement was written to them."""
    return _has(select(Announcement.id).where(Announcement.id == announcement_id))


def _has(announcements: Select[int], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = aliased(Account)
    return exists().where(
        theirs.stakeholder_id == Stakeholder.id,
        Delivery.account_id == theirs.id,
        Delivery.announcement_id.in_(announcements),
        *conditions,
    )
