"""An organiser at the keyboard: what they type, what they read, and the exit code."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engagebot.places import examples_folder
from tests.databases import rows_in
from tests.stories.keyboard import Type, coming, keyboard_at, said, written
from tests.stories.programs import run
from tests.workfile.small import SMALL, spoiled


@pytest.fixture
def keyboard(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENGAGEBOT_DATABASE_URL", empty_url)
    for name in ("TELEGRAM_TOKEN", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(f"ENGAGEBOT_{name}", raising=False)
    with keyboard_at({}) as type_:
        yield type_


def test_the_example_is_loaded_and_loading_it_again_changes_nothing(keyboard: Type) -> None:
    example = str(examples_folder() / "missing-migrants.yaml")
    first = keyboard("load", example)
    assert first.exit_code == 0
    for line in ("workstream missing-migrants: new", "event intro-talk: new", "round first: new"):
        assert line in first.output.splitlines()
    again = keyboard("load", example)
    assert (again.exit_code, again.output) == (0, "Nothing changed.\n")


def test_an_edited_file_says_what_changed(keyboard: Type, tmp_path: Path) -> None:
    keyboard("load", written(tmp_path, SMALL))
    edited = spoiled("{ en: Talk, fr: Échange }", "{ en: Great talk, fr: Échange }")
    result = keyboard("load", written(tmp_path, edited))
    assert result.exit_code == 0
    assert result.output == 'event talk: title in en changed from "Talk" to "Great talk"\n'


def test_every_mistake_is_told_with_its_line_and_nothing_is_loaded(keyboard: Type, tmp_path: Path) -> None:
    broken = SMALL.replace("Europe/Zurich", "Europe/Zurrich").replace("group: media", "group: medla")
    broken = broken.replace("2023-03-23 15:00", "2023-03-32 15:00").replace("status: in-progress", "status: going")
    result = keyboard("load", written(tmp_path, broken))
    assert result.exit_code == 1
    lines = broken.splitlines()
    for spoilt in ("Europe/Zurrich", "medla", "2023-03-32", "status: going"):
        number = next(n for n, line in enumerate(lines, 1) if spoilt in line)
        assert re.search(rf"^small.yaml:{number}: ", result.output, re.MULTILINE), (spoilt, result.output)
    assert 'Did you mean "media"?' in result.output
    assert keyboard("invite", "--group", "states").output.startswith("No workstream is loaded yet.")


def test_a_time_that_can_be_read_in_two_ways_has_to_be_cleared_up(keyboard: Type, tmp_path: Path) -> None:
    result = keyboard("load", written(tmp_path, spoiled("2023-03-23 15:00 CET", "2023-04-27 15:00 CET")))
    assert result.exit_code == 1
    for words in ("printed-zone-means", "local", "fixed", "15:00", "16:00"):
        assert words in result.output


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("load", "missing.yaml"), "Cannot read missing.yaml: No such file or directory."),
        (("invite",), "An invitation needs an organisation or a group."),
        (("invite", "--group", "state"), "There is no group state in small; there are: states, media."),
        (("invite", "--organisation", "nobody"), "There is no organisation nobody in small; there are: gazette."),
        (("invite", "--group", "media", "--people", "0"), "An invitation is for one person at least."),
        (("invite", "--group", "media", "--expires", "2023-01-01 00:00"), "The invitation would have expired already."),
        (("invite", "--group", "media", "--expires", "soon"), "I cannot read the instant 'soon'."),
        (("invite", "--group", "media", "--language", "de"), "small speaks en, fr, not de."),
        (("invite", "--group", "media", "--workstream", "big"), "There is no workstream big; there are: small."),
        (("announce", "nothing", "--preview"), "There is no event nothing in small; there are: talk."),
        (("announce", "talk", "--yes", "--at", "2023-03-20 00:00"), "2023-03-20 00:00 CET is over."),
        (("export", "first", "--to", "out"), "Round first has not been opened yet, so there is nothing to count."),
        (("export", "last", "--to", "out"), "There is no round last in small; there are: first."),
        (("serve",), "No platform is set up: give ENGAGEBOT_TELEGRAM_TOKEN, or Slack's tokens, or both."),
        (("check",), "No platform is set up: give ENGAGEBOT_TELEGRAM_TOKEN, or Slack's tokens, or both."),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    keyboard: Type, tmp_path: Path, words: tuple[str, ...], answer: str
) -> None:
    keyboard("load", written(tmp_path, coming()))
    result = keyboard(*words)
    assert (result.exit_code, answer in said(result)) == (1, True), result.output
    assert "Traceback" not in result.output


def test_an_event_that_has_begun_is_not_announced(keyboard: Type, tmp_path: Path) -> None:
    keyboard("load", written(tmp_path, SMALL))
    result = keyboard("announce", "talk", "--yes")
    assert result.exit_code == 1
    assert "The event talk has begun already, so it is not announced any more." in said(result)


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///engagebot.sqlite", "mysql+aiomysql://host/name"])
def test_a_database_that_is_none_is_told_before_anything_starts(
    keyboard: Type, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ENGAGEBOT_DATABASE_URL", url)
    result = keyboard("check")
    assert result.exit_code == 2
    assert "ENGAGEBOT_DATABASE_URL: a database is written like sqlite+aiosqlite:///" in said(result)


def test_a_database_that_cannot_be_opened_is_named(keyboard: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGEBOT_DATABASE_URL", "sqlite+aiosqlite:////nowhere/at/all.sqlite")
    result = keyboard("load", str(examples_folder() / "missing-migrants.yaml"))
    assert result.exit_code == 1
    assert "The database /nowhere/at/all.sqlite cannot be opened: there is no such folder." in said(result)


def test_an_invitation_is_a_code_that_works(keyboard: Type, empty_url: str, tmp_path: Path) -> None:
    keyboard("load", written(tmp_path, SMALL))
    result = keyboard("invite", "--organisation", "gazette", "--people", "3", "--language", "fr")
    assert result.exit_code == 0
    code = result.output.splitlines()[0].removeprefix("Code: ")
    rows = asyncio.run(rows_in(empty_url, 'select code, "group", language, people from invitations'))
    assert rows == [(code, "media", "fr", 3)]


def test_an_announcement_is_looked_at_asked_about_and_then_put_on_the_calendar(
    keyboard: Type, empty_url: str, tmp_path: Path
) -> None:
    keyboard("load", written(tmp_path, coming()))
    seen = keyboard("announce", "talk", "--preview")
    for words in ("telegram · en", "slack · fr", "Discussion", "[ Register ]", "It reaches 0 people."):
        assert words in seen.output
    assert "telegram · en" not in keyboard("announce", "talk", "--preview", "--language", "fr").output
    asked = keyboard("announce", "talk")  # nobody answers the question
    assert asked.exit_code == 1
    assert asyncio.run(rows_in(empty_url, "select count(*) from announcements")) == [(0,)]
    sent = keyboard("announce", "talk", "--yes")
    assert sent.exit_code == 0
    assert "On its way (now)." in sent.output
    twice = keyboard("announce", "talk", "--yes")
    assert twice.exit_code == 1
    assert "was announced already; use --again" in said(twice)
    assert keyboard("announce", "talk", "--yes", "--again").exit_code == 0


async def test_as_a_program_of_its_own_it_says_the_same(empty_url: str, tmp_path: Path) -> None:
    variables = {"ENGAGEBOT_DATABASE_URL": empty_url}
    written(tmp_path, SMALL)
    loaded = await run("load", "small.yaml", where=tmp_path, variables=variables)
    assert (loaded.code, loaded.err) == (0, "")
    refused = await run("invite", "--group", "state", where=tmp_path, variables=variables)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "There is no group state in small; there are: states, media.\n"
