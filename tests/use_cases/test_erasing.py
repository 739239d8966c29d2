"""People are erased: at their wish, or when the time of their consultation is over."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from sqlalchemy import select, update

from engagebot.alarms import Alarms
from engagebot.delivery.lead import always
from engagebot.delivery.timing import SystemStopwatch
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Round, VoteEvent, Voter
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.duties import Duties
from engagebot.storage.database import metadata
from engagebot.storage.erasing import ERASED, accounts_to_erase, erase
from engagebot.storage.outbox import resend_unknown, retry_failed
from engagebot.storage.retention import end_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.cast_vote import cast_vote
from engagebot.use_cases.count_round import count_round
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.retention import forget_some
from tests.use_cases.sent import TEXTS, Office, office_at

OPENING = datetime(2023, 3, 27, 7, tzinfo=UTC)
END = datetime(2023, 4, 10, 16, tzinfo=UTC)
"""The closing of the file's round, after which nothing comes any more."""
RETENTION = timedelta(days=30)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina")
        await office.joins_too("amina", "slack")
        await office.joins("bruno")
        yield office


async def erased(office: Office, *names: str) -> None:
    people = {office.people[name].stakeholder_id or 0 for name in names}
    async with office.house.database.begin() as session:
        await erase(session, people, await accounts_to_erase(session, people), office.now)


async def votes(office: Office, name: str) -> None:
    async with office.house.database.begin() as session:
        held = (await session.scalars(select(Round))).one()
        if held.opened_at is None:
            office.house.now = OPENING
            await open_round(session, held, OPENING)
        account = await session.get_one(Account, office.people[name].id)
        person = await session.get_one(Stakeholder, account.stakeholder_id)
        member = Member(account, person, await session.get_one(Workstream, 1), office.now)
        await cast_vote(session, member, held.id, 1, 1, 4)


def test_every_table_that_bears_a_person_is_taken_care_of() -> None:
    """A new one has to be taken care of in `erase` and in `rows_about`, and named there."""
    refer = {key.parent.table.name for table in metadata.tables.values() for key in table.foreign_keys
             if key.column.table.name in ("stakeholders", "accounts")}  # fmt: skip
    assert refer == set(ERASED)


async def test_what_was_sent_is_counted_on_without_saying_to_whom(office: Office) -> None:
    announcement = await office.announces()
    await office.arrived("bruno")
    await office.becomes("amina too", "sent", ref="C7:1", reason="moved to chat of amina too")
    await erased(office, "amina")
    [gone] = [row for row in await office.rows() if row.account_id is None]
    assert (gone.announcement_id, gone.state, gone.chat) == (announcement, "sent", "")
    assert (gone.ref, gone.reason, gone.replaces, gone.body) == (None, None, None, None)
    assert [row.chat for row in await office.rows("bruno")] == ["chat of bruno"]


async def test_what_waits_is_never_sent_and_what_is_on_its_way_may_arrive(office: Office) -> None:
    await office.announces()
    await office.becomes("bruno", "leased")
    await erased(office, "amina", "bruno")
    assert sorted(row.state for row in await office.rows()) == ["cancelled", "unknown"]


async def test_nothing_is_sent_again_to_somebody_who_is_gone(office: Office) -> None:
    announcement = await office.announces()
    await office.becomes("bruno", "leased")
    await office.becomes("amina too", "failed")
    await erased(office, "amina", "bruno")
    async with office.house.database.begin() as session:
        assert await resend_unknown(session, announcement, office.now) == 0
        assert await retry_failed(session, announcement, office.now) == 0


async def test_the_votes_stay_and_lead_to_nobody(office: Office) -> None:
    await votes(office, "amina")
    async with office.house.database.read() as session:
        before = await count_round(session, (await session.scalars(select(Round))).one())
    await erased(office, "amina")
    async with office.house.database.read() as session:
        assert await count_round(session, (await session.scalars(select(Round))).one()) == before
        [voter] = await session.scalars(select(Voter).join(VoteEvent, VoteEvent.voter_id == Voter.id))
    assert voter.stakeholder_id is None
    assert (before.invited, before.voted) == (2, 1)


async def test_a_consultation_ends_with_its_last_event_or_round_or_as_the_file_says(office: Office) -> None:
    async with office.house.database.begin() as session:
        workstream = await session.get_one(Workstream, 1)
        assert await end_of(session, workstream) == END
        workstream.ends_at = END + timedelta(days=100)
        assert await end_of(session, workstream) == END + timedelta(days=100)
        workstream.ends_at = END - timedelta(days=10)
        assert await end_of(session, workstream) == END


async def forgotten_at(office: Office, now: datetime, most: int = 500) -> dict[str, int]:
    async with office.house.database.begin() as session:
        return dict(await forget_some(session, RETENTION, now, most))


async def test_people_are_forgotten_when_the_time_is_over_and_not_before(office: Office) -> None:
    assert await forgotten_at(office, END + RETENTION - timedelta(seconds=1)) == {}
    assert await forgotten_at(office, END + RETENTION, most=1) == {"small": 1}
    assert await forgotten_at(office, END + RETENTION, most=1) == {"small": 1}
    assert await forgotten_at(office, END + RETENTION, most=1) == {}
    assert await office.house.all(Account) == []
    workstream = await office.house.one(Workstream, id=1)
    assert (workstream.people_erased, workstream.erased_at) == (2, END + RETENTION)


async def test_whoever_joins_after_the_end_has_as_much_time(office: Office) -> None:
    office.house.now = END + timedelta(days=25)
    await office.joins("chloe")
    assert await forgotten_at(office, END + RETENTION) == {"small": 2}
    assert [account.user for account in await office.house.all(Account)] == ["chloe"]
    assert await forgotten_at(office, END + timedelta(days=25) + RETENTION + timedelta(seconds=1)) == {"small": 1}


async def test_it_is_done_by_whoever_leads_in_the_duties(office: Office) -> None:
    await office.announces()
    database = office.house.database
    async with database.begin() as session:
        await session.execute(update(Delivery).values(state="sent"))
    late = END + RETENTION
    alarms = Alarms(database, StoppedClock(late))
    duties = Duties(database, TEXTS, lambda: None, alarms, always("duties", SystemStopwatch()), RETENTION)
    await duties.do(late)
    assert await office.house.all(Stakeholder) == []
