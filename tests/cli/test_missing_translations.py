"""What the workstream's own texts still lack is told to the organiser, language by language."""

from pathlib import Path

import pytest

from engagebot.use_cases.translations import Missing, missing_in
from tests.cli.commands import COMING, Terminal

LACKING = COMING.replace("{ en: Search., fr: Rechercher. }", "Search.").replace("{ en: Talk, fr: Échange }", "Talk")
TOLD = "texts missing: events.talk.title, recommendations.1.10"
FALLBACK = "Whoever reads these languages gets the missing texts in another one, and is told so."


def test_loading_says_which_texts_are_missing_and_where(terminal: Terminal) -> None:
    said = terminal.loads(LACKING)
    assert terminal.exit_code == 0
    assert TOLD in said
    assert said.startswith("fr: 2 of ")
    assert FALLBACK in said


def test_loading_a_complete_file_says_nothing_of_languages(terminal: Terminal) -> None:
    assert "missing" not in terminal.loads(COMING)


def test_check_says_it_too(terminal: Terminal) -> None:
    terminal.loads(LACKING)
    assert TOLD in terminal.types("check")


def test_the_preview_of_an_announcement_names_what_readers_get_in_another_language(terminal: Terminal) -> None:
    terminal.loads(LACKING)
    said = terminal.types("announce", "talk", "--preview")
    assert "texts missing: title Whoever" in said
    assert "Une partie de ce message est en anglais" in said
    assert "texts missing" not in terminal.types("announce", "talk", "--preview", "--language", "en")


def test_only_so_many_places_are_named() -> None:
    texts = {f"events.e{n}.title": {"en": f"Event {n}"} for n in range(1, 13)}
    [missing] = missing_in({**texts, "workstream.title": {"en": "One", "es": "Uno"}}, ["en", "es"])
    assert missing == Missing("es", 13, tuple(texts))
    assert missing.said(2) == "es: 12 of 13 texts missing: events.e1.title, events.e2.title and 10 more"
    assert missing.said(12).endswith("events.e11.title, events.e12.title")


def test_a_year_reads_the_same_in_every_language_and_a_regional_language_reads_its_base() -> None:
    assert missing_in({"timeline": {"en": "2023"}}, ["zh"]) == []
    assert missing_in({"title": {"en": "Talk", "pt": "Palestra"}}, ["pt-BR"]) == []


def test_a_language_of_one_s_own_can_be_used_in_the_file(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portuguese = COMING.replace("[en, fr]", "[en, fr, pt]", 1)
    assert "is not a language that the bot speaks" in terminal.loads(portuguese)
    place = tmp_path / "own" / "locale" / "pt" / "LC_MESSAGES"
    place.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (place / "engagebot.po").write_text(f'{header}msgid "Agenda"\nmsgstr "Programa"\n', encoding="utf-8")
    monkeypatch.setenv("ENGAGEBOT_MESSAGES_FOLDER", str(tmp_path / "own"))
    assert "pt: " in terminal.loads(portuguese)
    assert terminal.exit_code == 0
    said = terminal.types("announce", "talk", "--preview", "--language", "pt")
    assert "Programa" in said
    assert "Will you be there?" in said
