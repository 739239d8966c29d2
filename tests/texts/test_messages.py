"""Every message, in every language, on both platforms."""

import itertools
import json
from collections.abc import Mapping

import pytest
from jinja2 import UndefinedError

from engagebot.channel import Body, Platform
from engagebot.texts.errors import UnknownMessage
from engagebot.texts.texts import Texts
from tests.texts.reading import buttons, visible
from tests.texts.samples import (
    FOLDER,
    MESSAGES,
    NOTICES,
    ORGANISATION,
    event_values,
    reader,
    round_values,
    rounds_of_every_kind,
    texts,
)

TEXTS = texts()
EVERY = list(itertools.product(MESSAGES, TEXTS.languages, Platform))
ZONES = ("Africa/Nairobi", "Europe/Paris", "Europe/Zurich", "Pacific/Auckland", "UTC")


def test_there_is_a_sample_for_every_template() -> None:
    names = {file.stem for file in FOLDER.glob("*.j2") if not file.stem.startswith("_")}
    assert names == set(MESSAGES) | {f"notice_{name}" for name in NOTICES}


@pytest.mark.parametrize(("message", "language", "platform"), EVERY)
def test_a_message_renders_within_the_limits(message: str, language: str, platform: Platform) -> None:
    for values, zone in itertools.product(MESSAGES[message](), ZONES):
        body = TEXTS.body(message, values, reader(language, zone, platform))
        assert visible(body).strip() == visible(body) != ""
        assert "\n\n\n" not in visible(body)
        for leftover in ("%(", "{{", "None", "<v>", "&amp;", "  "):
            assert leftover not in visible(body), leftover
        whole = all(label.strip() and not label.endswith("…") for label, _ in buttons(body))
        assert whole or message == "choice_list"  # which cuts what it quotes by itself, short of the platforms' limits
        json.dumps(body)


@pytest.mark.parametrize(("notice", "language"), list(itertools.product(NOTICES, TEXTS.languages)))
def test_a_notice_is_one_short_line(notice: str, language: str) -> None:
    for values in NOTICES[notice]():
        text = TEXTS.plain(notice, values, reader(language, "America/Argentina/Buenos_Aires"))
        assert "\n" not in text
        assert 0 < len(text) <= 160


@pytest.mark.parametrize("message", MESSAGES)
def test_both_platforms_say_the_same_and_offer_the_same_buttons(message: str) -> None:
    for values in MESSAGES[message]():
        telegram = TEXTS.body(message, values, reader(platform=Platform.TELEGRAM))
        slack = TEXTS.body(message, values, reader(platform=Platform.SLACK))
        squeezed = [" ".join(visible(body).replace("/", "").split()) for body in (telegram, slack)]
        assert squeezed[0] == squeezed[1]
        assert buttons(telegram) == buttons(slack)


@pytest.mark.parametrize("message", MESSAGES)
def test_each_language_says_it_in_its_own_words(message: str) -> None:
    for values in MESSAGES[message]():
        said = {visible(TEXTS.body(message, values, reader(language))) for language in TEXTS.languages}
        assert len(said) == len(TEXTS.languages)


def test_the_ballot_card_says_where_one_is_and_marks_the_answer() -> None:
    body = _body("ballot_card")
    assert visible(body).startswith("4 of 15 · Preventing deaths and disappearances\n")
    assert "Your rating: 4, high priority" in visible(body)
    assert "Open until Friday 28 April 2023, 19:00 (Nairobi)." in visible(body)
    assert buttons(body) == [
        ("1", "v:3:4:1:1"),
        ("2", "v:3:4:1:2"),
        ("3", "v:3:4:1:3"),
        ("✓ 4", "v:3:4:1:4"),
        ("5", "v:3:4:1:5"),
        ("◀ Back", "r:3:3"),
        ("Next ▶", "r:3:5"),
        ("Comment", "c:3:4"),
        ("Abstain", "x:3:4:1"),
        ("Clear", "v:3:4:1:0"),
        ("Review all", "r:3:0"),
    ]


@pytest.mark.parametrize("message", ["ballot_card", "choice_card", "choice_list"])
def test_every_card_says_until_when_on_the_reader_s_clocks(message: str) -> None:
    for values in MESSAGES[message]():
        told = visible(TEXTS.body(message, values, reader("fr", "America/Bogota")))
        assert "Ouvert jusqu’au vendredi 28 avril 2023, 11:00 (Bogota)." in told


@pytest.mark.parametrize("message", ["ballot_card", "ballot_review", "choice_card", "choice_list", "reworded"])
def test_every_card_says_how_the_answer_is_kept_as_its_round_is_stored(message: str) -> None:
    lines = (
        "Named to the secretariat: it sees the name of your organisation with your answers.",
        "This service can tell that it is yours; what is published does not say so.",
        "That it is yours is erased when the round closes.",
        "Named to the secretariat: it sees the name of your organisation with its answers.",
        "The secretariat can find out which organisation’s ballot it is; what is published does not say so.",
        "the secretariat can find out all the same whose ballot it is.",
    )
    values = MESSAGES[message]()[0]
    for held, line in zip(rounds_of_every_kind(), lines, strict=True):
        told = visible(TEXTS.body(message, {**values, "round": held}, reader()))
        assert [one for one in lines if one in told] == [line]


def test_where_organisations_vote_nothing_says_that_only_the_service_can_tell_whose_a_ballot_is() -> None:
    for held in rounds_of_every_kind()[4:]:
        told = visible(TEXTS.body("round_opened", {**round_values(), "round": held}, reader()))
        assert "The secretariat can find out which organisation’s ballot it is, also after the closing" in told
        assert "only this service" not in told


def test_the_first_card_has_no_way_back_and_the_last_one_leads_to_the_review() -> None:
    first, last = (TEXTS.body("ballot_card", values, reader()) for values in MESSAGES["ballot_card"]()[1:3])
    assert ("Skip ▶", "r:3:2") in buttons(first)
    assert "◀ Back" not in dict(buttons(first))
    assert ("Next ▶", "r:3:0") in buttons(last)


def test_the_event_shows_what_a_delegate_needs() -> None:
    text = visible(_body("event"))
    for part in (
        "Introductory GCM Talk",
        "Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)",
        "Your time, Nairobi: 17:00–18:30",
        "Where: IOM headquarters, Geneva, and online",
        "Moderator: Laurel Townhead",
        "Languages: English, French and Spanish",
        "• 10 minutes: Opening remarks (Jonathan Prentice, Head, United Nations Network on Migration)",
        "• 50 minutes: Discussion",
        "Your answer: maybe. You can change it until the event is over.",
    ):
        assert part in text


def test_the_event_has_its_buttons() -> None:
    assert buttons(_body("event")) == [
        ("Register", "https://example.org/register"),
        ("Going", "e:7:going"),
        ("✓ Maybe", "e:7:maybe"),
        ("No", "e:7:no"),
        ("Calendar file", "e:7:ics"),
        ("Do not remind me", "e:7:hush"),
        ("Comment", "ce:7"),
    ]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1440, "tomorrow"),
        (60, "in one hour"),
        (2880, "in 2 days"),
        (540, "in 9 hours"),
        (90, "in 90 minutes"),
        (0, "it is about to start"),
    ],
)
def test_a_reminder_says_how_long_it_is_until_then(minutes: int, words: str) -> None:
    body = TEXTS.body("event_reminder", {**event_values(), "minutes_before": minutes, "urgent": False}, reader())
    assert visible(body).startswith(f"A reminder: {words}\n")


def test_commands_are_typed_with_a_slash_on_telegram_only() -> None:
    telegram = TEXTS.body("stopped", {}, reader(platform=Platform.TELEGRAM))
    slack = TEXTS.body("stopped", {}, reader(platform=Platform.SLACK))
    assert "write /start." in visible(telegram)
    assert "write start." in visible(slack)


def test_the_menu_of_commands_is_described_in_each_language() -> None:
    described = {language: TEXTS.commands(language) for language in TEXTS.languages}
    assert ("events", "Coming events") in described["en"]
    assert ("events", "Événements à venir") in described["fr"]
    for listed in described.values():
        assert [name for name, _ in listed] == [name for name, _ in described["en"]]
        assert all(3 <= len(what) <= 256 and name.isalpha() and name.islower() for name, what in listed)
    assert len({tuple(listed) for listed in described.values()}) == len(TEXTS.languages) == 6


def test_what_is_not_translated_is_said_once_below_the_message() -> None:
    spanish, french = (visible(TEXTS.body("event", event_values(), reader(language))) for language in ("es", "fr"))
    assert spanish.endswith("\n\nParte de este mensaje está en inglés: aún no hay traducción.")
    assert "traduit" not in french


def test_a_name_or_a_year_in_another_language_needs_no_such_note() -> None:
    title = {"en": "Civil society", "es": "Sociedad civil"}
    values = {"organisation": ORGANISATION, "group_title": title, "focal_point": False}
    shown = visible(TEXTS.body("already_joined", values, reader("es")))
    assert shown == "Su inscripción ya está hecha, en calidad de: Quaker United Nations Office, Sociedad civil."


def test_the_question_of_consent_offers_all_languages_by_their_own_names_in_rows_of_three() -> None:
    body = TEXTS.body("consent", MESSAGES["consent"]()[0], reader("ru"))
    assert [label for label, action in buttons(body) if action.startswith("lang:")] == [
        "English", "Français", "Español", "العربية", "✓ Русский", "中文",
    ]  # fmt: skip


def test_an_unknown_language_falls_back_to_english_and_a_regional_one_to_its_base() -> None:
    assert TEXTS.plain("unknown_button", {}, reader("xx")) == "This button is no longer in use."
    assert TEXTS.plain("unknown_button", {}, reader("fr-CA")) == "Ce bouton n’est plus utilisé."


def test_a_name_without_a_template_is_refused() -> None:
    with pytest.raises(UnknownMessage, match=r"no message hello\.j2"):
        TEXTS.body("hello", {}, reader())


def test_a_value_that_is_missing_is_named_with_its_message() -> None:
    values = {name: value for name, value in round_values().items() if name != "workstream"}
    with pytest.raises(UndefinedError, match="workstream") as caught:
        TEXTS.body("round_nudge", values, reader())
    assert caught.value.__notes__ == ["The message was round_nudge, in en."]


def _body(message: str, values: Mapping[str, object] | None = None, told: Texts = TEXTS) -> Body:
    return told.body(message, values or MESSAGES[message]()[0], reader())


@pytest.mark.parametrize("message", ["consent", "privacy"])
def test_for_how_long_something_is_kept_is_said_as_it_is_set(message: str) -> None:
    short = Texts(FOLDER, retention_days=30)
    told = visible(short.body(message, MESSAGES[message]()[0], reader()))
    assert "Until 30 days after the consultation ends, or until you have it deleted." in told
    assert "As it is planned now, that is until Sunday 28 May 2023." in told


def test_where_no_end_is_set_no_day_is_named() -> None:
    told = visible(TEXTS.body("privacy", MESSAGES["privacy"]()[1], reader()))
    assert "Until 90 days after the consultation ends" in told
    assert "As it is planned now" not in told
