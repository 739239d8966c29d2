"""When a reminder speaks, and to whom: as rules say it, before they come to their instants and people."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from engagebot.domain.audience import Audience
from engagebot.domain.local_time import moved


class Anchor(StrEnum):
    START = "start"
    END = "end"
    OPENING = "opening"
    CLOSING = "closing"
    FIXED = "fixed"
    """An instant of its own, which does not move."""


@dataclass(frozen=True, slots=True)
class When:
    """`days` on the calendar of the zone and then `minutes` from the anchor, both negative before it; or `at`."""

    anchor: Anchor
    days: int = 0
    minutes: int = 0
    at: datetime | None = None

    def due_at(self, anchor_instant: datetime, zone: str) -> datetime:
        """In UTC. A day before 15:00 is 15:00, whatever the clocks of the zone do in between."""
        return self.at or moved(anchor_instant, zone, self.days, self.minutes)

    def spoken(self, zone: str) -> str:
        """As in `1 day before start`, or `at 2023-03-20 10:00`."""
        if self.at is not None:
            return f"at {self.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        if self.days:
            count, unit = (self.days // 7, "week") if self.days % 7 == 0 else (self.days, "day")
        else:
            count, unit = (self.minutes // 60, "hour") if self.minutes % 60 == 0 else (self.minutes, "minute")
        side = "before" if count < 0 else "after"
        return f"{abs(count)} {unit}{'' if abs(count) == 1 else 's'} {side} {self.anchor}"


class Whom(StrEnum):
    GOING = "going"
    MAYBE = "maybe"
    NOT_ANSWERED = "not-answered"
    ALL = "all"


def of_event(whom: Whom | None, given: Audience, event_id: int) -> Audience:
    """Nothing said: those going or maybe who want to be reminded, and whoever asked for it. Nobody is reminded who
    said that they do not want to be, or, where all are, that they do not come."""
    match whom:
        case None:
            return replace(given, event=event_id, reminded=True)
        case Whom.NOT_ANSWERED:
            return replace(given, answers=(), unanswered=event_id)
        case Whom.ALL:
            return replace(given, answers=(), unless_no=event_id)
        case _:
            return replace(given, event=event_id, answers=(str(whom),), reminded=True)


def reminds(audience: Audience, answer: str | None) -> bool:
    """Whether a reminder of an event for this audience reaches somebody who answered so, and wants reminders."""
    if audience.unanswered is not None:
        return answer is None
    if audience.unless_no is not None:
        return answer != "no"
    return not audience.answers or answer in audience.answers


def of_round(whom: Whom | None, given: Audience, round_id: int) -> Audience:
    """Those on the roll who have not voted, or all on it."""
    return replace(given, on_roll=round_id) if whom is Whom.ALL else replace(given, not_voted=round_id)


def of_activity(whom: Whom | None, given: Audience, activity_id: int) -> Audience:
    """Its followers, or everybody."""
    return given if whom is Whom.ALL else replace(given, following=activity_id)
