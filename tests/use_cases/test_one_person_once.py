"""A person with two accounts gets each announcement once: on the account that they prefer, or failing there, on the
other."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import GiveUp, Outcome, Platform, Retry, Sent, Unknown
from engagebot.domain.outbox import Delivery
from engagebot.domain.pacing import MAX_TRIES
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.leases import claim
from engagebot.storage.linked_accounts import accounts_of, prefer
from engagebot.storage.outcomes import Result, record
from engagebot.use_cases.asking import Member
from engagebot.use_cases.choose_account import choose_account
from engagebot.use_cases.pause_announcement import pause_announcement, resume_announcement
from engagebot.use_cases.stop import note_blocked, stop
from tests.use_cases.sent import Office, office_at

TELEGRAM, SLACK = "telegram:1", "slack:1"
BLOCKED = GiveUp("blocked by the user", unreachable=True)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    """Amina has two accounts and wrote from Slack last; Bruno has one."""
    async with office_at(url) as office:
        await office.joins("amina", "telegram")
        await office.joins("bruno", "telegram")
        await office.joins_too("amina", "slack")
        yield office


async def member_of(session: AsyncSession, office: Office, name: str) -> Member:
    account = await session.get_one(Account, office.people[name].id)
    person = await session.get_one(Stakeholder, account.stakeholder_id)
    return Member(account, person, await session.get_one(Workstream, 1), office.now)


async def hers(office: Office) -> list[tuple[str, str, str | None]]:
    """Amina's rows: lane, state, and the lane that it was meant for first."""
    return [(row.lane, row.state, row.instead_of) for row in await office.rows("amina", "amina too")]


async def carried(office: Office, lane: str, outcome: Outcome) -> None:
    """The courier takes all that is due in the lane; this comes of it."""
    async with office.house.database.begin() as session:
        claimed = await claim(session, lane, "me", 10, office.now, 30)
        await record(session, "me", [Result(one, outcome) for one in claimed], office.now, lambda: 0.0)


async def test_an_announcement_is_one_message_to_the_preferred_account(office: Office) -> None:
    id_ = await office.announces()
    assert await hers(office) == [(SLACK, "pending", None)]
    assert (await office.announcement(id_)).recipients == 2


async def test_an_account_that_is_out_of_reach_is_not_preferred(office: Office) -> None:
    await office.house.set(office.people["amina too"], unreachable="deactivated")
    id_ = await office.announces()
    assert await hers(office) == [(TELEGRAM, "pending", None)]
    assert (await office.announcement(id_)).recipients == 2


async def test_an_explicit_choice_counts_more_than_the_account_last_heard_from(office: Office) -> None:
    async with office.house.database.begin() as session:
        member = await member_of(session, office, "amina too")
        await choose_account(session, member, office.people["amina"].id)
        assert member.stakeholder.chose_account
    await office.announces()
    assert await hers(office) == [(TELEGRAM, "pending", None)]


async def test_what_cannot_be_delivered_goes_to_the_other_account_as_its_platform_shows_it(office: Office) -> None:
    id_ = await office.announces()
    await carried(office, SLACK, BLOCKED)
    assert await hers(office) == [(TELEGRAM, "pending", SLACK)]
    [row] = await office.rows("amina", "amina too")
    assert (row.chat, row.account_id, row.attempts) == ("chat of amina", office.people["amina"].id, 0)
    assert "parse_mode" in await office.text(row)
    await carried(office, TELEGRAM, Sent("m1", "chat of amina"))
    assert await hers(office) == [(TELEGRAM, "sent", SLACK)]
    assert (await office.announcement(id_)).recipients == len(await office.rows()) == 2


async def test_it_goes_there_once(office: Office) -> None:
    await office.announces()
    await carried(office, SLACK, GiveUp("not taken"))
    await carried(office, TELEGRAM, GiveUp("not taken either"))
    await carried(office, SLACK, Sent("m1", "chat of amina too"))
    assert await hers(office) == [(TELEGRAM, "failed", SLACK)]


async def test_what_was_tried_too_often_goes_to_the_other_account(office: Office) -> None:
    await office.announces()
    for _ in range(MAX_TRIES):
        office.house.wait(minutes=16)
        await carried(office, SLACK, Retry(1, "trouble"))
    assert await hers(office) == [(TELEGRAM, "pending", SLACK)]


@pytest.mark.parametrize("outcome", [Unknown("no answer"), Sent("m1", "chat of amina too"), Retry(5, "trouble")])
async def test_what_may_have_arrived_or_still_will_does_not(office: Office, outcome: Outcome) -> None:
    await office.announces()
    await carried(office, SLACK, outcome)
    [(lane, _, instead_of)] = await hers(office)
    assert (lane, instead_of) == (SLACK, None)


async def test_with_the_account_everything_that_waits_for_it_goes_to_the_other(office: Office) -> None:
    first, second = await office.announces(), await office.announces()
    async with office.house.database.begin() as session:
        [claimed] = await claim(session, SLACK, "me", 1, office.now, 30)
        await record(session, "me", [Result(claimed, BLOCKED)], office.now)
    assert await hers(office) == [(TELEGRAM, "pending", SLACK)] * 2
    assert {row.announcement_id for row in await office.rows("amina")} == {first, second}


async def test_who_blocks_the_bot_gets_what_waits_on_the_other_account(office: Office) -> None:
    await office.announces()
    async with office.house.database.begin() as session:
        await note_blocked(session, await member_of(session, office, "amina too"))
    assert await hers(office) == [(TELEGRAM, "pending", SLACK)]


async def test_what_was_paused_meanwhile_goes_to_the_other_account_when_it_goes_on(office: Office) -> None:
    id_ = await office.announces()
    async with office.house.database.begin() as session:
        await pause_announcement(session, id_, office.now)
    await office.house.set(office.people["amina too"], unreachable="deactivated")
    await carried(office, SLACK, Sent("m1", "chat of amina too"))
    assert await hers(office) == [(SLACK, "paused", None)]
    async with office.house.database.begin() as session:
        await resume_announcement(session, id_, office.now)
    await carried(office, SLACK, Sent("m1", "chat of amina too"))
    assert await hers(office) == [(TELEGRAM, "pending", SLACK)]


async def test_what_the_other_account_has_already_is_not_sent_there_again(office: Office) -> None:
    """Both got it before they were linked."""
    id_ = await office.announces()
    async with office.house.database.begin() as session:
        [mine] = [row for row in await office.rows("amina too") if row.announcement_id == id_]
        twin = {"lane": TELEGRAM, "chat": "chat of amina", "account_id": office.people["amina"].id, "state": "sent"}
        kept = ("announcement_id", "variant_id", "what", "priority", "due_at", "attempts", "created_at")
        session.add(Delivery(**{name: getattr(mine, name) for name in kept}, **twin))
    await carried(office, SLACK, BLOCKED)
    assert sorted(await hers(office)) == [(SLACK, "failed", None), (TELEGRAM, "sent", None)]


async def test_stop_on_one_account_stops_on_all(office: Office) -> None:
    await office.announces()
    async with office.house.database.begin() as session:
        await stop(session, await member_of(session, office, "amina"))
    assert await hers(office) == [(SLACK, "cancelled", None)]
    office.house.now += timedelta(minutes=1)
    await office.announces()
    assert len(await hers(office)) == 1


async def test_who_writes_from_the_other_account_is_written_to_there(office: Office) -> None:
    async with office.house.database.begin() as session:
        telegram, slack = await accounts_of(session, office.people["amina"].stakeholder_id or 0)
        assert (telegram.platform, telegram.preferred, slack.preferred) == (Platform.TELEGRAM, False, True)
        await prefer(session, telegram)
    await office.announces()
    assert await hers(office) == [(TELEGRAM, "pending", None)]
