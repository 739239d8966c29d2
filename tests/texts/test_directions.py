"""Right-to-left text: every line runs its way, and whatever runs the other way is set apart."""

import itertools
import unicodedata

import pytest

from engagebot.channel import Platform
from engagebot.texts.directions import FSI, PDI, RLM
from engagebot.texts.parsing import parse
from engagebot.texts.texts import Texts
from tests.texts.reading import buttons, unmarked, visible
from tests.texts.samples import MESSAGES, NOTICES, reader, stakeholder, texts, workstream

TEXTS: Texts = texts()
OPENERS = "\u2066\u2067\u2068"


def _outside_isolates(text: str) -> str:
    """What is left when everything between an isolate's marks is taken away; a line end ends them all."""
    left, depth = "", 0
    for sign in text:
        depth = 0 if sign == "\n" else depth
        depth += (sign in OPENERS) - (sign == PDI and depth > 0)
        left += sign if not depth and sign != PDI else ""
    return left


def _directions(text: str) -> list[str]:
    """Of the signs that have one: L, R or AL."""
    return [kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]


@pytest.mark.parametrize(("message", "platform"), list(itertools.product(MESSAGES, Platform)))
def test_every_line_in_arabic_runs_from_right_to_left_and_nothing_else_runs_the_other_way(
    message: str, platform: Platform
) -> None:
    for values in MESSAGES[message]():
        body = TEXTS.body(message, values, reader("ar", "America/New_York", platform))
        for line in filter(None, visible(body).split("\n")):
            assert line.startswith(RLM)
            assert "L" not in _directions(_outside_isolates(line)), line


@pytest.mark.parametrize("message", MESSAGES)
def test_every_button_in_arabic_runs_one_way(message: str) -> None:
    for values in MESSAGES[message]():
        for label, _ in buttons(TEXTS.body(message, values, reader("ar"))):
            assert len(set(_directions(_outside_isolates(label))) - {"AL"}) <= 1, label
            assert label.count(FSI) == label.count(PDI)


@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_in_arabic_runs_from_right_to_left(notice: str) -> None:
    for values in NOTICES[notice]():
        text = TEXTS.plain(notice, values, reader("ar"))
        assert text.startswith(RLM)
        assert "L" not in _directions(_outside_isolates(text))


def test_values_are_set_apart_in_a_right_to_left_sentence() -> None:
    tree = parse("مرحبا <v>Nairobi (UTC+3)</v>.", rtl=True)
    assert tree.paragraphs[0].text == f"{RLM}مرحبا {FSI}Nairobi (UTC+3){PDI}."


def test_each_line_of_a_value_is_set_apart_by_itself() -> None:
    tree = parse("مرحبا <v>one\n\ntwo</v>.", rtl=True)
    assert tree.paragraphs[0].text == f"{RLM}مرحبا {FSI}one{PDI}\n\n{RLM}{FSI}two{PDI}."


def test_in_a_left_to_right_sentence_only_what_runs_the_other_way_is_set_apart() -> None:
    tree = parse("Hello <v>مرحبا</v> and <v>Nairobi</v>.")
    assert tree.paragraphs[0].text == f"Hello {FSI}مرحبا{PDI} and Nairobi."


def test_a_button_that_is_only_a_value_needs_no_marks_and_one_with_a_sign_beside_it_does() -> None:
    tree = parse(
        "<row><button action='x'><v>Nairobi</v></button><button action='y'>✓ <v>Nairobi</v></button></row>", True
    )
    assert [button.label for button in tree.rows[0]] == ["Nairobi", f"{RLM}✓ {FSI}Nairobi{PDI}"]


def test_the_names_of_commands_stay_bare_for_telegrams_menu() -> None:
    assert all(name.isascii() and name.isalpha() and unmarked(what) == what for name, what in TEXTS.commands("ar"))


@pytest.mark.parametrize("platform", Platform)
def test_a_command_is_set_apart_so_that_its_slash_stays_in_front(platform: Platform) -> None:
    shown = visible(TEXTS.body("stopped", {}, reader("ar", platform=platform)))
    assert f"{FSI}{'/start' if platform == Platform.TELEGRAM else 'ابدأ'}{PDI}" in shown


def test_a_settings_line_names_language_and_city_in_arabic() -> None:
    values = {"stakeholder": stakeholder("ar", "Africa/Nairobi"), "workstream": workstream()}
    shown = unmarked(visible(TEXTS.body("settings_kept", values, reader("ar"))))
    assert shown.startswith("أكتب إليكم باللغة العربية وأعرض توقيتكم المحلي: نيروبي.\n")
