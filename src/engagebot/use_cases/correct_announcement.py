"""Correct an announcement after it went out: edit what was sent, rewrite what was not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.marks import URGENT, read_at_of
from engagebot.domain.moments import reminds
from engagebot.domain.outbox import DeliveryState
from engagebot.domain.quiet import held_until
from engagebot.storage import corrections
from engagebot.storage.corrections import Reading
from engagebot.storage.events import event_by_id
from engagebot.storage.reminders import audiences_to_come
from engagebot.storage.standing import Standing
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.announcement_values import CHANGES, MESSAGES, values_for
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.standing import look_at, must_have_begun

TURNS = 5


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction does, in numbers of messages."""

    edits: int
    """To be edited where they stand."""
    rewritten: int
    """Not gone out yet: they will with the new text."""
    left: Mapping[str, int]
    """Not possible, by reason."""
    being_sent: Sequence[int] = ()
    """On their way at that very moment, with which text nobody can say: to be looked at again."""


async def correcting(session: AsyncSession, announcement_id: int, now: datetime) -> Correction:
    """What it would do. Raises Refused."""
    standing = await look_at(session, announcement_id)
    await _must_make_sense(session, standing, now)
    edits = await corrections.count_editable(session, standing.announcement)
    return await _correction(session, standing, edits, await corrections.being_sent(session, standing.announcement))


async def correct_announcement(session: AsyncSession, texts: Texts, announcement_id: int, now: datetime) -> Correction:
    """From the event or round as it stands now. Raises Refused, and TooLong as texts do."""
    standing = await look_at(session, announcement_id, hold=True)
    announcement = standing.announcement
    announcement.expires_at = await _must_make_sense(session, standing, now)
    await corrections.extend_not_out(session, announcement)
    # Only these can be sent before we commit: what waits is ours until then, since we have just changed it.
    being_sent = await corrections.being_sent(session, announcement)
    await corrections.drop_waiting_edits(session, announcement, now)
    not_out = await corrections.readings_not_out(session, announcement)
    edits = await _edit_cards(session, texts, announcement, not_out, now)
    return await _correction(session, await look_at(session, announcement_id), edits, being_sent)


async def _edit_cards(
    session: AsyncSession, texts: Texts, announcement: Announcement, not_out: Sequence[Reading], now: datetime
) -> int:
    """Whoever answers or changes their language while the texts are written, as on PostgreSQL one can, would have
    none that fits: they get theirs in the next turn."""
    edits = 0
    for _ in range(TURNS):
        cards = await corrections.readings_of_cards(session, announcement)
        await _write(session, texts, announcement, [*cards, *not_out], now)
        if not cards:
            break
        not_out = ()
        mornings = await _mornings(session, announcement, now)
        edits += await corrections.write_edits(session, announcement, mornings, now)
    return edits


async def correct_late(
    session: AsyncSession, texts: Texts, announcement_id: int, ids: Collection[int], now: datetime
) -> Correction:
    """Those that were being sent meanwhile: edit what has gone out, and say what is still on its way."""
    announcement = (await look_at(session, announcement_id, hold=True)).announcement
    left = [id_ for id_ in await corrections.being_sent(session, announcement) if id_ in set(ids)]
    gone = set(ids) - set(left)
    cards = await corrections.readings_of_cards(session, announcement, gone)
    await _write(session, texts, announcement, cards, now)
    mornings = await _mornings(session, announcement, now, gone)
    edits = await corrections.write_edits(session, announcement, mornings, now, gone)
    return Correction(edits, 0, {}, left)


async def _must_make_sense(session: AsyncSession, standing: Standing, now: datetime) -> datetime | None:
    """Until when the announcement is of use now. Raises Refused."""
    must_have_begun(standing)
    announcement = standing.announcement
    expires_at = announcement.expires_at
    event = None if announcement.event_id is None else await event_by_id(session, announcement.event_id)
    if event is not None and event.withdrawn:
        raise Refused(f"The event {event.key} was taken out of the workstream file; there is nothing to correct.")
    if announcement.kind in CHANGES:
        raise Refused(f"Announcement {announcement.id} is a correction itself; edit the workstream file and load it.")
    if announcement.kind == AnnouncementKind.DIGEST:
        raise Refused(f"Announcement {announcement.id} is a weekly summary: each is written when it goes out.")
    if event is not None and announcement.kind == AnnouncementKind.EVENT:
        expires_at = event.starts_at
    if expires_at is not None and expires_at <= now:
        raise Refused(f"The time of announcement {announcement.id} has passed, so it is not corrected any more.")
    return expires_at


async def _correction(session: AsyncSession, standing: Standing, edits: int, being_sent: Sequence[int]) -> Correction:
    announcement = standing.announcement
    unnamed = await corrections.count_without_name(session, announcement.id)
    out_of_reach = await corrections.count_out_of_reach(session, announcement.id)
    left = {
        "the platform did not name them when they were sent": unnamed,
        "their readers stopped or cannot be reached": out_of_reach,
        "they show the reader's own answer by now": standing.sent - edits - unnamed - out_of_reach,
        "nobody knows whether they arrived": standing.count(DeliveryState.UNKNOWN),
        "they failed": standing.count(DeliveryState.FAILED),
    }
    possible = {why: count for why, count in left.items() if count > 0}
    return Correction(edits, standing.waiting, possible, being_sent)


async def _write(
    session: AsyncSession, texts: Texts, announcement: Announcement, readings: Iterable[Reading], now: datetime
) -> None:
    """Each text once."""
    message = MESSAGES[AnnouncementKind(announcement.kind)]
    values: dict[datetime, dict[str, object]] = {}
    bodies: dict[Reading, Body] = {}
    event = None if announcement.event_id is None else await event_by_id(session, announcement.event_id)
    to_come = [] if event is None else await audiences_to_come(session, event, now)
    for reading in sorted(set(readings)):
        read_at = read_at_of(reading.mark) or held_until(now, reading.zone)
        if read_at not in values:
            values[read_at] = await values_for(session, announcement, read_at)
        own: dict[str, object] = {"urgent": reading.mark == URGENT}
        if "answer" in values[read_at]:
            own |= {"answer": reading.answer, "reminded": reading.reminded}
            own["to_come"] = any(reminds(one, reading.answer) for one in to_come)
        reader = Reader(reading.language, reading.zone, Platform(reading.platform))
        bodies[reading] = texts.body(message, values[read_at] | own, reader)
    await corrections.write_variants(session, announcement, bodies, now)


async def _mornings(
    session: AsyncSession, announcement: Announcement, now: datetime, only: Collection[int] | None = None
) -> dict[str, datetime]:
    """By night, where people sleep now: a message that its reader has deleted comes anew, with a sound."""
    nights = await corrections.nights_of_cards(session, announcement, only)
    return {night.key: at for night in nights if (at := night.ends(now)) > now}
