"""What comes at the same time commits together on SQLite, and each as if it were alone."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engagebot.channel import Answer, Commanded, Said
from engagebot.chat.handler import Chat
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.people import Account
from engagebot.storage.database import Database
from tests.chat.crowd import OPENED, Crowd, commits_counted, crowd_in

PEOPLE = 24


@pytest.fixture
async def crowd(database: Database) -> AsyncIterator[Crowd]:
    async with crowd_in(database, PEOPLE) as crowd:
        yield crowd


@pytest.mark.only_on("sqlite")
async def test_many_at_once_take_few_commits(crowd: Crowd) -> None:
    async with commits_counted(crowd.house.database) as commits:
        answers = await crowd.at_once([crowd.vote(n, n, 1, 4) for n in range(1, PEOPLE + 1)])
    assert all(isinstance(answer, Answer) for answer in answers)
    assert len(await crowd.votes()) == PEOPLE
    assert await crowd.chain_fault() is None
    assert commits() < PEOPLE / 4


@pytest.mark.only_on("sqlite")
async def test_one_alone_does_not_wait_for_company(crowd: Crowd) -> None:
    async with commits_counted(crowd.house.database) as commits:
        for number in range(3):
            await crowd.chat.handle(crowd.vote(number, 1, 1, number + 1))
    assert commits() == 3
    assert await crowd.answers() == {1: {"1": 3}}


async def test_one_that_breaks_in_their_midst_is_set_aside_alone(database: Database, tmp_path: Path) -> None:
    (tmp_path / "help.j2").write_text("{{ nothing_of_that_name }}")
    async with crowd_in(database, PEOPLE, tmp_path) as crowd:
        updates = [crowd.vote(n, n, 2, 5) for n in range(1, PEOPLE)]
        updates.insert(PEOPLE // 2, crowd.update(99, PEOPLE, Commanded("help")))
        await crowd.at_once(updates)
        assert [kept.key for kept in await crowd.house.all(SetAside)] == [updates[PEOPLE // 2].key]
        assert len(await crowd.votes()) == PEOPLE - 1
        assert await crowd.waiting(PEOPLE) == ["something_wrong"]
        assert await crowd.chain_fault() is None


async def test_one_for_which_the_store_is_away_does_not_take_the_others_along(crowd: Crowd) -> None:
    async with crowd.house.database.begin() as session:
        await session.execute(text("alter table activities rename to away"))
    updates = [crowd.vote(n, n, 1, 2) for n in range(1, PEOPLE)]
    updates.insert(3, crowd.update(99, PEOPLE, Commanded("activities")))
    outcomes = await crowd.at_once(updates)
    refused = [update.key for update, outcome in zip(updates, outcomes, strict=True) if not isinstance(outcome, Answer)]
    assert refused in ([], [updates[3].key])  # PostgreSQL calls a missing table an error of the statement's own
    assert len(await crowd.votes()) == PEOPLE - 1


@pytest.mark.only_on("sqlite")
async def test_when_the_commit_fails_nobody_is_told_that_it_was_stored(crowd: Crowd) -> None:
    updates = [crowd.vote(n, n, 1, 4) for n in range(1, PEOPLE + 1)]
    with disk_full(crowd.house.database):
        outcomes = await crowd.at_once(updates)
    assert {type(outcome) for outcome in outcomes} == {OperationalError}
    assert await crowd.votes() == []

    crowd.clock.move_by(timedelta(minutes=1))
    assert all(isinstance(outcome, Answer) for outcome in await crowd.at_once(updates))
    assert {vote.at for vote in await crowd.votes()} == {OPENED}
    assert await crowd.house.all(SetAside) == []


@contextmanager
def disk_full(database: Database) -> Iterator[None]:
    """No file of ours may grow beyond what SQLite's log has by now, into which every commit is written."""
    log = Path(f"{database.url.database}-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.only_on("sqlite")
async def test_a_group_is_done_in_the_order_of_arrival(crowd: Crowd) -> None:
    lines = [crowd.vote(n, person, 1, value) for n, (person, value) in enumerate(presses(rounds=5), 1)]
    await crowd.at_once(lines)
    assert await crowd.answers() == {person: {"1": 5} for person in range(1, PEOPLE + 1)}
    assert await crowd.chain_fault() is None


def presses(rounds: int) -> list[tuple[int, int]]:
    return [(person, value) for value in range(1, rounds + 1) for person in range(1, PEOPLE + 1)]


async def test_a_repeated_update_has_one_effect_within_a_group_too(crowd: Crowd) -> None:
    await crowd.at_once([crowd.vote(n, n, 1, 3) for n in [1, 2, 1, 3, 2, 1]])
    assert len(await crowd.votes()) == 3
    assert len(await crowd.house.all(SeenUpdate)) == 3


async def test_two_first_words_of_one_person_at_once_make_one_account(crowd: Crowd) -> None:
    stranger = PEOPLE + 1
    outcomes = await crowd.at_once([crowd.update(n, stranger, Said("hello")) for n in range(4)])
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert len(await crowd.house.all(Account)) == PEOPLE
    assert await crowd.house.all(SetAside) == []


async def test_who_gives_up_waiting_spoils_nothing_for_the_others(crowd: Crowd) -> None:
    tasks = [asyncio.create_task(crowd.chat.handle(crowd.vote(n, n, 1, 4))) for n in range(1, PEOPLE + 1)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(outcome, Answer) for outcome in outcomes) == PEOPLE - 1
    assert len(await crowd.votes()) >= PEOPLE - 1
    assert await crowd.chain_fault() is None


@pytest.mark.only_on("sqlite")
async def test_delivery_has_its_turn_after_the_group_under_way_however_many_press(crowd: Crowd) -> None:
    """Somebody always waits for the next group already, since each of these commits after its first member."""
    database, pressing = crowd.house.database, True
    chat = Chat(database, crowd.texts, crowd.clock, lambda _lane: None, longest=0)

    async def press(person: int) -> None:
        number = person
        while pressing:
            number += PEOPLE
            await chat.handle(crowd.press(number, person, "r:1:1"))

    presses = [asyncio.create_task(press(person)) for person in range(1, PEOPLE + 1)]
    async with commits_counted(database) as commits:
        for _ in range(5):
            before = commits()
            async with database.begin() as session:
                await session.execute(text("select 1"))
                assert commits() - before <= 1
            await asyncio.sleep(0)
    pressing = False
    await asyncio.gather(*presses)


@pytest.mark.only_on("sqlite")
async def test_who_stops_waiting_for_a_store_that_is_held_finds_it_stored_when_it_comes_again(crowd: Crowd) -> None:
    """Slack waits for three seconds, and sends its events again."""
    vote = crowd.vote(1, 1, 1, 4)
    with held_by_another(crowd.house.database):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await crowd.chat.handle(vote)
        assert await crowd.votes() == []
        crowd.clock.move_by(timedelta(seconds=5))
    await crowd.chat.handle(vote)
    assert [vote.at for vote in await crowd.votes()] == [OPENED]


@contextmanager
def held_by_another(database: Database) -> Iterator[None]:
    """Somebody else is writing and takes long."""
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()
