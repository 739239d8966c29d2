"""`engagebot serve` as a program of its own, beside a local Telegram and a local Slack."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engagebot.demo.person import Person
from engagebot.domain.clock import SystemClock
from tests.databases import rows_in
from tests.stories.house import becomes
from tests.stories.keyboard import Type, coming, keyboard_at, written
from tests.stories.platforms import SLACK_SECRET, TELEGRAM_TOKEN, is_ready, platforms
from tests.stories.programs import run, started


async def invitation(type_: Type) -> str:
    made = await asyncio.to_thread(type_, "invite", "--group", "states")
    assert made.exit_code == 0, made.output
    lines = dict(line.split(": ", 1) for line in made.output.splitlines())
    assert lines["Telegram"] == f"https://t.me/story_bot?start={lines['Code']}"
    assert "write the code" in lines["Slack"]
    return lines["Code"]


def daytime() -> str:
    """A city where nobody sleeps at the moment, so that no quiet hours hold a message."""
    now = SystemClock().now()
    zones = ("Europe/Zurich", "Asia/Manila", "America/New_York", "Pacific/Auckland")
    return next(zone for zone in zones if 8 <= now.astimezone(ZoneInfo(zone)).hour < 21)


async def joins(person: Person, code: str, zone: str) -> None:
    await person.come_in(code)
    await person.press(await person.sees("I agree"), "I agree")
    if person.platform == "telegram":
        await person.sees("Which city’s time do you live by?")
        await person.say(zone)
    await person.sees("Welcome. You have joined.")


@pytest.mark.parametrize("calls_us", [False, True], ids=["asks the platforms", "is called by the platforms"])
async def test_people_join_are_announced_to_and_answer(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls_us: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, coming())
    async with platforms(calls_us=calls_us, database_url=empty_url) as place:
        with keyboard_at(place.variables()) as type_:
            assert (await asyncio.to_thread(type_, "load", "small.yaml")).exit_code == 0
            code, zone = await invitation(type_), daytime()
        async with started("serve", where=tmp_path, variables=place.variables()) as program:
            await is_ready(place)
            people = [await Person.arrive(place.http, on, "Amina", "en", zone) for on in ("telegram", "slack")]
            for person in people:
                await joins(person, code, zone)
            with keyboard_at(place.variables()) as type_:
                sent = await asyncio.to_thread(type_, "announce", "talk", "--yes")
            assert "It reaches 2 people." in sent.output
            for person in people:
                card = await person.sees("Opening", "Going", "Calendar file")
                await person.press(card, "Going")
                await becomes(person, card, "✓ Going")
                await person.command("events")
                await person.sees("Coming events", "Your answer: going")
            assert await program.told_to_stop() == 0
            assert_quiet(program.log.read_text())
    assert {state for (state,) in await rows_in(empty_url, "select state from outbox")} == {"sent"}


def assert_quiet(log: str) -> None:
    """No error, and no secret."""
    assert "Traceback" not in log
    assert "[error" not in log
    for secret in (TELEGRAM_TOKEN, TELEGRAM_TOKEN.split(":")[1], SLACK_SECRET, "xoxb-story", "xapp-story"):
        assert secret not in log


async def test_check_says_that_all_is_well_or_what_is_not(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with platforms(calls_us=False, database_url=empty_url) as place:
        with keyboard_at(place.variables()) as type_:
            well = await asyncio.to_thread(type_, "check")
        assert well.exit_code == 0
        assert "telegram: telegram:77 answers." in well.output
        assert "All is well." in well.output
        wrong = {"ENGAGEBOT_TELEGRAM_TOKEN": "77:" + "z" * 35, "ENGAGEBOT_SLACK_BOT_TOKEN": "xoxb-no"}
        with keyboard_at(place.variables() | wrong) as type_:
            ill = await asyncio.to_thread(type_, "check")
        assert ill.exit_code == 1
        assert "telegram: Telegram refuses the token." in ill.output
        assert "slack: " in ill.output
        assert "z" * 35 not in ill.output


async def test_who_forges_a_call_is_turned_away_and_a_second_process_finds_the_port_taken(tmp_path: Path) -> None:
    async with platforms(calls_us=True) as place, started("serve", where=tmp_path, variables=place.variables()):
        await is_ready(place)
        for path in ("/telegram/webhook", "/slack/events"):
            post = place.http.post(f"{place.bot_url}{path}", json={"update_id": 1}, raise_for_status=False)
            async with post as answer:
                assert answer.status == 403
        (tmp_path / "second").mkdir()
        second = await run("serve", where=tmp_path / "second", variables=place.variables())
        assert second.code == 1
        assert "cannot be used (Address already in use)." in second.err
        assert "Traceback" not in second.err
