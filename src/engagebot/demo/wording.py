"""What is coming and what happened, in words for the stage."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind, Occurrence, ReminderRule, RuleKind
from engagebot.domain.base import Localised
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.workstream import Activity
from engagebot.storage.due import Due, DueKind
from engagebot.texts.own import own

LANGUAGE = "en"

SENT = {
    AnnouncementKind.EVENT: "Announced {title}",
    AnnouncementKind.MOVED: "Told of the new time of {title}",
    AnnouncementKind.CALLED_OFF: "Told that {title} is cancelled",
    AnnouncementKind.REMINDER: "Reminded of {title}",
    AnnouncementKind.FEEDBACK: "Asked how {title} was",
    AnnouncementKind.OPENING: "Opened {title}",
    AnnouncementKind.NUDGE: "Reminded those who had not voted in {title}",
    AnnouncementKind.REWORDED: "Asked whether answers to the old text stand in {title}",
    AnnouncementKind.DIGEST: "Sent the weekly summary",
    AnnouncementKind.TIMELINE: "Reminded of {title}",
    AnnouncementKind.RESULTS: "Closed {title} and sent the results",
    AnnouncementKind.ACTIVITY: "Told those who follow {title} where it stands",
}


async def words_for(session: AsyncSession, due: Due) -> str:
    match due.kind:
        case DueKind.OPENING | DueKind.CLOSING:
            held = await session.get_one(Round, due.id)
            return f"{'Opening' if due.kind is DueKind.OPENING else 'Closing'} of {_quoted(held.title)}"
        case DueKind.OCCURRENCE | DueKind.EVENING:
            occurrence = await session.get_one(Occurrence, due.id)
            return await _of_rule(session, await session.get_one(ReminderRule, occurrence.rule_id))
        case DueKind.ANNOUNCEMENT:
            announcement = await session.get_one(Announcement, due.id)
            return f"Announcement of {await _title(session, announcement)}"


async def _of_rule(session: AsyncSession, rule: ReminderRule) -> str:
    title = await _title(session, rule)
    match RuleKind(rule.kind):
        case RuleKind.REMINDER:
            return f"Reminder {_distance(rule)} {title}"
        case RuleKind.FEEDBACK:
            return f"Question how {title} was"
        case RuleKind.NUDGE:
            return f"Reminder to vote in {title}"
        case RuleKind.TIMELINE:
            return f"Reminder of {title}"


async def _title(session: AsyncSession, about: Announcement | ReminderRule) -> str:
    subject: Event | Round | Activity | None = None
    if about.event_id is not None:
        subject = await session.get(Event, about.event_id)
    elif about.round_id is not None:
        subject = await session.get(Round, about.round_id)
    elif about.activity_id is not None:
        subject = await session.get(Activity, about.activity_id)
    return _quoted(subject.title) if subject else "something"


def _quoted(title: Localised) -> str:
    return f"‘{own(title, LANGUAGE)}’"


def _distance(rule: ReminderRule) -> str:
    """`1 day before`, `2 hours before`, `30 minutes after`."""
    when = rule.when
    return "for" if when.at else when.spoken("UTC").removesuffix(f" {when.anchor}")


async def happened(session: AsyncSession, workstream_id: int, last: int = 30) -> list[dict[str, str]]:
    """What was sent to many, the oldest first, with how many it was for."""
    found = await session.scalars(
        select(Announcement)
        .where(Announcement.workstream_id == workstream_id, Announcement.recipients > 0)
        .order_by(Announcement.id.desc())
        .limit(last)
    )
    lines = []
    for announcement in reversed(found.all()):
        words = SENT[AnnouncementKind(announcement.kind)].format(title=await _title(session, announcement))
        people = "1 person" if announcement.recipients == 1 else f"{announcement.recipients} people"
        at = max(announcement.due_at, announcement.created_at)
        lines.append({"at": at.isoformat(), "what": f"{words}: {people}"})
    return lines
