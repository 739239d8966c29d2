"""What each kind of announcement says: the name of its message, and the values that fill it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.consultation import Round
from engagebot.domain.digests import for_people
from engagebot.domain.event import Event
from engagebot.domain.moved import BACK, UNSURE, Before
from engagebot.domain.rewording import NewText
from engagebot.storage.activities import activity_by_id
from engagebot.storage.events import event_by_id
from engagebot.storage.rewordings import text_of
from engagebot.storage.rounds import items_of, round_by_id
from engagebot.storage.workstreams import workstream_by_id
from engagebot.use_cases.quorum_told import quorum_told
from engagebot.use_cases.results import results_of

MESSAGES = {
    AnnouncementKind.EVENT: "event",
    AnnouncementKind.MOVED: "event_moved",
    AnnouncementKind.CALLED_OFF: "event_cancelled",
    AnnouncementKind.REMINDER: "event_reminder",
    AnnouncementKind.FEEDBACK: "feedback_asked",
    AnnouncementKind.OPENING: "round_opened",
    AnnouncementKind.NUDGE: "round_nudge",
    AnnouncementKind.REWORDED: "reworded",
    AnnouncementKind.RESULTS: "round_results",
    AnnouncementKind.ACTIVITY: "activity_moved",
    AnnouncementKind.DIGEST: "digest",
    AnnouncementKind.TIMELINE: "activity_due",
}

CHANGES = (AnnouncementKind.MOVED, AnnouncementKind.CALLED_OFF)
"""They come with the calendar file of the event as it is now."""

SECONDS_AN_ITEM = 20
"""Reading a recommendation and pressing one of five buttons."""


async def values_for(session: AsyncSession, announcement: Announcement, read_at: datetime) -> dict[str, object]:
    """`read_at`: when the message will reach its readers, for words such as `in one hour`."""
    values: dict[str, object] = {"workstream": await workstream_by_id(session, announcement.workstream_id)}
    if announcement.event_id is not None:
        event = await event_by_id(session, announcement.event_id)
        assert event is not None  # noqa: S101 - a foreign key says so
        values |= {"event": event, "answer": None, "reminded": None, "to_come": False, "stopped": False}
        values["minutes_before"] = _minutes_before(event, read_at)
        facts = announcement.facts or {}
        values |= {"before": None if UNSURE in facts else Before.of(facts), "back": BACK in facts, "urgent": False}
    if announcement.round_id is not None:
        held = await round_by_id(session, announcement.round_id)
        assert held is not None  # noqa: S101 - a foreign key says so
        total = len(await items_of(session, held.id))
        values |= {"round": held, "total": total, "answered": 0, "minutes": -(-total * SECONDS_AN_ITEM // 60)}
        values["rules"] = held.rules(total)
        values["seal"] = _seal(held, announcement.kind)
        if announcement.kind == AnnouncementKind.RESULTS:
            values |= {**await results_of(session, held), "quorum": await quorum_told(session, held)}
        if announcement.kind == AnnouncementKind.REWORDED:
            values |= await _texts(session, held, NewText.of(announcement.facts))
    if announcement.activity_id is not None:
        values["activity"] = await activity_by_id(session, announcement.activity_id)
    return values


async def _texts(session: AsyncSession, held: Round, new: NewText) -> dict[str, object]:
    was, now = [await text_of(session, held.id, new.item, version) for version in (new.before, new.version)]
    return {"number": new.item, "version": new.version, "was": was, "now": now}


def _seal(held: Round, kind: str) -> str | None:
    """Of the chain as it stands when the message is written, or of the opening; None before there is one."""
    found = held.opening if kind == AnnouncementKind.OPENING else held.head
    return for_people(found) if found else None


def _minutes_before(event: Event, read_at: datetime) -> int:
    """Minutes until the start, in the round numbers in which people think: a late reminder says what is true then."""
    minutes = (event.starts_at - read_at).total_seconds() / 60
    step = 5 if minutes < 120 else 60
    return max(0, round(minutes / step) * step)
