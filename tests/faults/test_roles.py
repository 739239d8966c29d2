"""One process takes the platforms' calls, another one does all else."""

import asyncio
import time
from pathlib import Path

import pytest

from engagebot.delivery.timing import Timing
from engagebot.demo.person import Person
from engagebot.domain.clock import SystemClock
from engagebot.storage.database import Database
from engagebot.storage.workstreams import workstream_by_id
from engagebot.use_cases.invite import Invited, invite
from tests.faults import people
from tests.faults.nursery import nursery
from tests.postgres import own_postgres
from tests.serving import free_socket, url_of
from tests.stories.platforms import Platforms, is_ready, platforms
from tests.stories.programs import run

QUESTIONS = 6


async def an_invitation(url: str) -> str:
    database = Database(url)
    async with database.begin() as session:
        workstream = await workstream_by_id(session, await people.load(session, people.of_today()))
        code = (await invite(session, workstream, Invited(group="states"), SystemClock().now())).code
    await database.close()
    return code


async def joins(person: Person, code: str) -> None:
    await person.come_in(code)
    await person.act(await person.waits_for(lambda m: m.acting("agree") is not None, "consent"), "agree")
    if person.platform == "telegram":
        await person.waits_for(lambda m: m.acting("zone:.*") is not None, "the question of the time zone")
        await person.say(people.daytime())
    await person.waits_for(lambda m: m.acting("do:activities") is not None, "the welcome")


async def asks(person: Person) -> float:
    """Seconds until the answer is there."""
    before, asked_at = len(await person.heard()), time.monotonic()
    await person.command("events")
    async with asyncio.timeout(60):
        while len(await person.heard(wait=1)) <= before:
            pass
    return time.monotonic() - asked_at


async def health(place: Platforms, url: str) -> dict[str, object]:
    async with place.http.get(f"{url}/health") as answer:
        shown: dict[str, object] = await answer.json()
    return shown


@pytest.mark.only_on("postgresql")
async def test_the_worker_answers_at_once_what_the_web_process_has_taken(url: str, tmp_path: Path) -> None:
    code = await an_invitation(url)
    with free_socket() as reserved:
        worker_url = url_of(reserved)
    async with platforms(calls_us=True) as place, nursery() as home:
        common = place.variables() | {"ENGAGEBOT_DATABASE_URL": url}
        web = await home.start("serve", tmp_path / "web.log", variables=common | {"ENGAGEBOT_ROLE": "web"})
        roles = {"ENGAGEBOT_ROLE": "worker", "ENGAGEBOT_PORT": worker_url.rpartition(":")[2]}
        worker = await home.start("serve", tmp_path / "worker.log", variables=common | roles)
        await is_ready(place)
        await is_ready(place, worker_url)
        team = place.slack.app.team
        assert await health(place, place.bot_url) == {"state": "ready", "role": "web", "leads": []}
        shown = await health(place, worker_url)
        assert shown == {"state": "ready", "role": "worker", "leads": ["duties", f"slack:{team}", "telegram:77"]}
        for platform in ("telegram", "slack"):
            person = await Person.arrive(place.http, platform, "Amina", "en", people.daytime())
            await joins(person, code)
            waits = [await asks(person) for _ in range(QUESTIONS)]
            # If it only looked now and then, they would have waited for half of that time on the average.
            assert sum(waits) < QUESTIONS * Timing().look_if_rung / 4
        assert await web.told_to_stop() == 0
        assert await worker.told_to_stop() == 0
    assert "[error" not in (tmp_path / "web.log").read_text() + (tmp_path / "worker.log").read_text()


@pytest.mark.only_on("postgresql")
async def test_a_worker_takes_no_calls(url: str, tmp_path: Path) -> None:
    async with platforms(calls_us=True) as place, nursery() as home:
        variables = place.variables() | {"ENGAGEBOT_DATABASE_URL": url, "ENGAGEBOT_ROLE": "worker"}
        await home.start("serve", tmp_path / "worker.log", variables=variables)
        await is_ready(place)
        for path in ("/telegram/webhook", "/slack/events"):
            async with place.http.post(f"{place.bot_url}{path}", json={}, raise_for_status=False) as answer:
                assert answer.status == 404


async def test_a_web_process_that_nobody_calls_says_what_to_do(tmp_path: Path) -> None:
    async with platforms(calls_us=False) as place:
        ended = await run("serve", "--role", "web", where=tmp_path, variables=place.variables())
    assert ended.code == 1
    assert "ENGAGEBOT_TELEGRAM_WEBHOOK_URL" in ended.err
    assert "Traceback" not in ended.err


async def test_the_health_page_says_when_the_database_is_away(tmp_path: Path) -> None:
    with own_postgres() as server:
        async with platforms(calls_us=True) as place, nursery() as home:
            variables = place.variables() | {"ENGAGEBOT_DATABASE_URL": server.new_database()}
            await home.start("serve", tmp_path / "all.log", variables=variables)
            await is_ready(place)
            server.kill()
            assert await becomes(place, 503) == "database unreachable"
            server.start()
            assert await becomes(place, 200) == "ready"


async def becomes(place: Platforms, status: int) -> object:
    """The state, once the health page answers with this status."""
    async with asyncio.timeout(60):
        while True:
            async with place.http.get(f"{place.bot_url}/health", raise_for_status=False) as answer:
                if answer.status == status:
                    return (await answer.json())["state"]
            await asyncio.sleep(0.05)
