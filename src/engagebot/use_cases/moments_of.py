"""The instants of a reminder rule: when it speaks, and from when on that would mislead."""

from datetime import datetime, timedelta

from engagebot.domain.announcement import RuleKind
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.moments import Anchor, When
from engagebot.domain.workstream import Activity

FEEDBACK_FOR = timedelta(days=7)
"""How long after an event its feedback question still makes sense."""
Instants = tuple[datetime, datetime]
"""Due, and too late."""


def of_event(event: Event, kind: RuleKind, when: When) -> Instants:
    """`1 hour before start` is never sent after the start."""
    anchor = event.ends_at if when.anchor is Anchor.END else event.starts_at
    due_at = when.due_at(anchor, event.zone)
    if kind is RuleKind.FEEDBACK:
        return due_at, event.ends_at + FEEDBACK_FOR
    return due_at, event.starts_at if due_at < event.starts_at else event.ends_at


def of_round(held: Round, zone: str, when: When) -> Instants:
    anchor = held.opens_at if when.anchor is Anchor.OPENING else held.closes_at
    return when.due_at(anchor, zone), held.closes_at


def of_activity(activity: Activity, zone: str, when: When) -> Instants | None:
    """None where nothing is known of its quarters, and the rule needs them."""
    if when.at is not None:
        return when.at, activity.ends_at if activity.ends_at and when.at < activity.ends_at else when.at + FEEDBACK_FOR
    if activity.begins_at is None or activity.ends_at is None:
        return None
    due_at = when.due_at(activity.ends_at if when.anchor is Anchor.END else activity.begins_at, zone)
    return due_at, activity.begins_at if due_at < activity.begins_at else activity.ends_at
