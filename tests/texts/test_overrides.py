"""A folder of one's own, laid out like messages/, wins over it."""

from pathlib import Path

import pytest

from engagebot.places import messages_folder
from engagebot.texts.errors import BadTemplate
from tests.texts.reading import visible
from tests.texts.samples import reader, texts, typed

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def _catalogue(folder: Path, language: str, source: str, text: str) -> None:
    place = folder / "locale" / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "engagebot.po").write_text(f'{HEADER}msgid "{source}"\nmsgstr "{text}"\n', encoding="utf-8")


def test_a_template_wins_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "cancelled_dialogue.j2").write_text('{{ _("Help") }}, then.')
    told = texts(tmp_path)
    assert visible(told.body("cancelled_dialogue", {}, reader("fr"))) == "Aide, then."
    assert "Bonjour" in visible(told.body("invitation_wanted", {}, reader("fr")))


def test_a_translation_wins_and_the_others_stay(tmp_path: Path) -> None:
    _catalogue(tmp_path, "fr", "All right.", "Entendu !")
    told = texts(tmp_path)
    assert visible(told.body("cancelled_dialogue", {}, reader("fr"))) == "Entendu !"
    assert "Bonjour" in visible(told.body("invitation_wanted", {}, reader("fr")))


def test_english_can_be_reworded(tmp_path: Path) -> None:
    _catalogue(tmp_path, "en", "All right.", "Noted.")
    assert visible(texts(tmp_path).body("cancelled_dialogue", {}, reader("en"))) == "Noted."


def test_a_language_can_be_added(tmp_path: Path) -> None:
    _catalogue(tmp_path, "fa", "All right.", "باشد.")
    told = texts(tmp_path)
    assert told.languages == ("en", "fa", "ar", "es", "fr", "ru", "zh")
    assert visible(told.body("cancelled_dialogue", {}, reader("fa"))) == "\u200fباشد."
    assert "\u2068Nairobi\u2069" in visible(told.body("zone_unknown", typed("Nairobi"), reader("fa")))


def test_a_broken_template_is_found_when_the_texts_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "event.j2").write_text("one\n{% if %}\n")
    with pytest.raises(BadTemplate, match=r"event\.j2, line 2"):
        texts(tmp_path)


def test_the_folder_of_this_clone_is_found() -> None:
    assert (messages_folder() / "event.j2").is_file()
