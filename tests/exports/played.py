"""A round that was played, in a database, with its votes in a chain: for the tests of the exports."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.chain import link_hash
from engagebot.domain.comment import Comment
from engagebot.domain.consultation import (
    Ballot,
    Recommendation,
    RecommendationVersion,
    Round,
    RoundItem,
    RoundState,
    VoteEvent,
    Voter,
)
from engagebot.domain.event import AgendaItem, Event
from engagebot.domain.opening import Roll, on_roll, opening_hash
from engagebot.domain.outbox import Delivery, DeliveryState, Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.receipts import receipt_of, time_of
from engagebot.domain.workstream import Label, LabelKind, Workstream
from engagebot.exports.values import RoundExport
from engagebot.storage.database import Database
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.opening_of import opening_of

OPENED = datetime(2023, 5, 2, 8, tzinfo=UTC)
CLOSES = datetime(2023, 5, 16, 16, tzinfo=UTC)
LATER = datetime(2023, 5, 17, 9, tzinfo=UTC)


@dataclass
class Person:
    """`votes`: (item, value), in the order in which they were cast; None takes back."""

    group: str
    region: str | None = "africa"
    votes: Sequence[tuple[int, int | None]] = ()
    says: Mapping[int | None, str] = field(default_factory=dict)


NO_OPTIONS: Mapping[str, object] = MappingProxyType({})


@asynccontextmanager
async def database_at(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def play(
    session: AsyncSession,
    people: Sequence[Person],
    items: Sequence[str],
    state: RoundState = RoundState.CLOSED,
    method: str = "rating",
    options: Mapping[str, object] = NO_OPTIONS,
    anonymity: str = "pseudonymous",
) -> Workstream:
    workstream = await _workstream(session)
    held = Round(
        workstream_id=workstream.id,
        key="priorities",
        title={"en": "Priorities", "fr": "Priorités"},
        question={"en": "How important is it?"},
        method=method,
        options=dict(options),
        anonymity=anonymity,
        threshold=0.7 if method == "rating" else None,
        audience={},
        opens_at=OPENED,
        closes_at=CLOSES,
        state=state,
        opened_at=None if state == RoundState.PLANNED else OPENED,
        closed_at=CLOSES if state == RoundState.CLOSED else None,
        votes=0,
    )
    session.add(held)
    await session.flush()
    await _items(session, held, items)
    voters = [await _voter(session, held, number, person) for number, person in enumerate(people)]
    await _open(session, held, voters)
    for voter, person in zip(voters, people, strict=True):
        await _votes(session, held, voter, person)
    await session.flush()
    return workstream


async def _open(session: AsyncSession, held: Round, voters: Sequence[Voter]) -> None:
    if held.opened_at is None:
        return
    roll = Roll()
    for voter in sorted(voters, key=lambda voter: voter.pseudonym):
        roll.add(on_roll(voter.pseudonym, voter.group, voter.region, voter.secret))
    held.opening = held.head = opening_hash(await opening_of(session, held, roll))


async def exported(url: str, people: Sequence[Person], items: Sequence[str], language: str = "en") -> RoundExport:
    """What an export says of a closed round that these people played."""
    async with database_at(url) as database:
        async with database.begin() as session:
            await play(session, people, items)
        async with database.begin() as session:
            workstream = await session.get_one(Workstream, 1)
            return await export_round(session, workstream, "priorities", language)


async def _workstream(session: AsyncSession) -> Workstream:
    workstream = Workstream(
        key="missing-migrants",
        title={"en": "Missing migrants", "fr": "Migrants disparus"},
        objective={"en": "Save lives"},
        zone="Europe/Zurich",
        place={"en": "Geneva"},
        languages=["en", "fr"],
        loaded_at=OPENED,
    )
    session.add(workstream)
    await session.flush()
    for kind, keys in ((LabelKind.GROUP, ["states", "un", "civil"]), (LabelKind.REGION, ["africa", "asia"])):
        for position, key in enumerate(keys):
            title = {"en": key.title(), "fr": f"{key} (fr)"}
            session.add(Label(workstream_id=workstream.id, kind=kind, key=key, position=position, title=title))
    return workstream


async def _items(session: AsyncSession, held: Round, items: Sequence[str]) -> None:
    for number, text in enumerate(items, start=1):
        chosen = Recommendation(
            workstream_id=held.workstream_id,
            key=f"rec-{number}",
            position=number,
            area="1",
            area_title={"en": "Preventing deaths"},
        )
        session.add(chosen)
        await session.flush()
        version = RecommendationVersion(recommendation_id=chosen.id, number=1, text={"en": text}, created_at=OPENED)
        session.add(version)
        await session.flush()
        session.add(RoundItem(round_id=held.id, number=number, recommendation_id=chosen.id, version_id=version.id))


async def _voter(session: AsyncSession, held: Round, number: int, person: Person) -> Voter:
    stakeholder = Stakeholder(
        workstream_id=held.workstream_id,
        group=person.group,
        region=person.region,
        language="en",
        zone="UTC",
        consented_at=OPENED,
    )
    session.add(stakeholder)
    await session.flush()
    voter = Voter(
        round_id=held.id,
        stakeholder_id=stakeholder.id,
        pseudonym=f"V-{number * 7919 % 10_000:04}",
        secret=f"{number:032x}",
        group=person.group,
        region=person.region,
    )
    session.add(voter)
    await session.flush()
    for item, text in person.says.items():
        session.add(
            Comment(
                workstream_id=held.workstream_id,
                round_id=held.id,
                item=item,
                stakeholder_id=stakeholder.id,
                group=person.group,
                language="en",
                text=text,
                at=OPENED,
            )
        )
    return voter


async def _votes(session: AsyncSession, held: Round, voter: Voter, person: Person) -> None:
    answers: dict[str, int] = {}
    for item, value in person.votes:
        held.votes += 1
        at = OPENED + timedelta(seconds=held.votes, microseconds=held.votes)
        held.head = link_hash(
            str(held.head),
            round_key=held.key,
            sequence=held.votes,
            pseudonym=voter.pseudonym,
            item=item,
            version=1,
            value=value,
            time=time_of(voter.secret, held.votes, at),
        )
        session.add(
            VoteEvent(
                round_id=held.id,
                sequence=held.votes,
                voter_id=voter.id,
                item=item,
                version=1,
                value=value,
                at=at,
                hash=held.head,
            )
        )
        answers.pop(str(item), None)
        if value is not None:
            answers[str(item)] = value
    if person.votes:
        session.add(
            Ballot(
                voter_id=voter.id,
                round_id=held.id,
                answers=answers,
                answered=len(answers),
                changed_at=OPENED,
                receipt=receipt_of(voter.secret, str(held.head)) if answers else "",
            )
        )


async def announce(session: AsyncSession, workstream: Workstream) -> None:
    """An event with an announcement that reached two of three, and a nudge that is still to come."""
    event = Event(
        workstream_id=workstream.id,
        key="gcm-talk",
        title={"en": "Introductory GCM Talk"},
        starts_at=datetime(2023, 3, 23, 14, tzinfo=UTC),
        ends_at=datetime(2023, 3, 23, 15, 30, tzinfo=UTC),
        zone="Europe/Zurich",
        venue={"en": "IOM headquarters, Geneva"},
        moderator={"en": "Laurel Townhead"},
        registration_url="https://example.org/register",
        languages=["en"],
        audience={},
        uid="gcm-talk@missing-migrants.engagebot",
        agenda=[AgendaItem(position=1, minutes=10, title={"en": "Opening remarks"})],
    )
    session.add(event)
    await session.flush()
    told = _announcement(workstream, AnnouncementKind.EVENT, AnnouncementState.SENT, 3)
    told.event_id = event.id
    session.add_all([told, _announcement(workstream, AnnouncementKind.NUDGE, AnnouncementState.SCHEDULED, None)])
    await session.flush()
    ends = [
        ("telegram:42", DeliveryState.SENT, None),
        ("slack:T1", DeliveryState.SENT, None),
        ("telegram:42", DeliveryState.FAILED, "blocked by the user"),
    ]
    for number, (lane, state, reason) in enumerate(ends):
        account = _account(lane, number)
        session.add(account)
        await session.flush()
        session.add(_delivery(lane, state, reason, account.id, told.id))


def _announcement(
    workstream: Workstream, kind: AnnouncementKind, state: AnnouncementState, recipients: int | None
) -> Announcement:
    return Announcement(
        workstream_id=workstream.id,
        kind=kind,
        audience={},
        due_at=OPENED,
        state=state,
        recipients=recipients,
        created_at=OPENED,
    )


def _account(lane: str, number: int) -> Account:
    platform, _, workspace = lane.partition(":")
    return Account(
        platform=platform,
        workspace=workspace,
        user=str(number),
        chat=str(number),
        language="en",
        created_at=OPENED,
    )


def _delivery(lane: str, state: DeliveryState, reason: str | None, account: int, announcement: int) -> Delivery:
    return Delivery(
        lane=lane,
        chat="1",
        account_id=account,
        announcement_id=announcement,
        what="event",
        priority=Priority.BROADCAST,
        body={},
        state=state,
        due_at=OPENED,
        reason=reason,
        created_at=OPENED,
    )
