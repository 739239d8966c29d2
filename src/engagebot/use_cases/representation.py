"""Who is missing among those who vote, and a nudge aimed at them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round
from engagebot.domain.publication import Turnout, turnout_by
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.storage.audience import count_recipients
from engagebot.storage.bells import Bell, ring
from engagebot.storage.export_queries import round_keys
from engagebot.storage.people import label_keys
from engagebot.storage.rounds import roll_of, round_by_key
from engagebot.use_cases.refused import Refused


@dataclass(frozen=True, slots=True)
class Representation:
    """Small cells are withheld, as in an export. A region that is not known is empty."""

    invited: int
    voted: int
    by_group: tuple[Turnout, ...]
    by_region: tuple[Turnout, ...]


async def representation(session: AsyncSession, workstream: Workstream, key: str) -> Representation:
    """Of a round that has been opened. Raises Refused."""
    held = await _round(session, workstream, key)
    if held.opened_at is None:
        raise Refused(f"Round {key} has not been opened yet, so nobody is on its roll.")
    roll = [(voter, bool(ballot and ballot.answered)) for voter, ballot in await roll_of(session, held.id)]
    groups = [(voter.group, voted) for voter, voted in roll]
    regions = [(voter.region or "", voted) for voter, voted in roll]
    return Representation(
        len(roll),
        sum(voted for _, voted in roll),
        turnout_by(_order(await label_keys(session, workstream.id, LabelKind.GROUP), groups), groups),
        turnout_by(_order(await label_keys(session, workstream.id, LabelKind.REGION), regions), regions),
    )


def _order(known: Sequence[str], found: Sequence[tuple[str, bool]]) -> list[str]:
    return [*known, *sorted({cell for cell, _ in found} - set(known), key=lambda cell: (cell == "", cell))]


async def _round(session: AsyncSession, workstream: Workstream, key: str) -> Round:
    held = await round_by_key(session, workstream.id, key)
    if held is None:
        there = ", ".join(await round_keys(session, workstream.id)) or "none"
        raise Refused(f"There is no round {key} in {workstream.key}; there are: {there}.")
    return held


@dataclass(frozen=True, slots=True)
class Nudge:
    """`reached`: how many people who have not voted it would go to by now."""

    held: Round
    audience: Audience
    reached: int


async def aim_nudge(
    session: AsyncSession,
    workstream: Workstream,
    key: str,
    groups: Collection[str],
    regions: Collection[str],
    now: datetime,
) -> Nudge:
    """At those on the roll who have not voted; no groups or regions mean all. Raises Refused."""
    held = await _round(session, workstream, key)
    if not held.accepts(now):
        raise Refused(f"Round {key} is not open, so nobody can vote in it.")
    await _must_be_known(session, workstream, LabelKind.GROUP, groups)
    await _must_be_known(session, workstream, LabelKind.REGION, regions)
    audience = Audience(groups=tuple(groups), regions=tuple(regions), not_voted=held.id)
    reached = await count_recipients(session, audience, workstream.id)
    if not reached:
        raise Refused("Nobody is missing there who can be reached.")
    return Nudge(held, audience, reached)


async def _must_be_known(session: AsyncSession, workstream: Workstream, kind: LabelKind, keys: Collection[str]) -> None:
    known = await label_keys(session, workstream.id, kind)
    for key in keys:
        if key not in known:
            raise Refused(f"There is no {kind} {key} in {workstream.key}; there are: {', '.join(known) or 'none'}.")


async def send_nudge(session: AsyncSession, nudge: Nudge, now: datetime) -> Announcement:
    """It goes out at once, to whoever has not voted by then; quiet hours hold as for every nudge."""
    announcement = Announcement(
        workstream_id=nudge.held.workstream_id,
        kind=AnnouncementKind.NUDGE,
        round_id=nudge.held.id,
        audience=nudge.audience.to_json(),
        due_at=now,
        expires_at=nudge.held.closes_at,
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    await ring(session, Bell.DUTIES)
    return announcement
