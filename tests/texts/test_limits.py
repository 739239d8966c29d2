"""A message either fits its platform or is refused before it is sent."""

from dataclasses import replace
from html import unescape

import pytest

from engagebot.channel import Platform
from engagebot.domain.consultation import Anonymity
from engagebot.domain.series import Earlier
from engagebot.storage.own_story import Attended
from engagebot.texts.errors import OverLimit, TooLong
from engagebot.texts.slack import slack_body
from engagebot.texts.telegram import telegram_body
from engagebot.texts.tree import Button, Message, Paragraph, Row, Span
from engagebot.use_cases.own_story import Told
from engagebot.workfile import limits
from tests.texts.reading import buttons, visible
from tests.texts.samples import (
    agenda_item,
    consultation_round,
    event,
    event_values,
    item,
    organisations_round,
    reader,
    review_values,
    story,
    texts,
)

TEXTS = texts()


def _long(items: int, length: int) -> dict[str, object]:
    title = "On strengthening cooperation and assistance, "
    agenda = [agenda_item(n, 15, {"en": (title * 9)[:length]}, {"en": "A speaker"}) for n in range(items)]
    return {**event_values(), "event": event(agenda=agenda)}


@pytest.mark.parametrize("platform", Platform)
def test_an_agenda_of_twelve_long_items_fits(platform: Platform) -> None:
    body = TEXTS.body("event", _long(12, 200), reader(platform=platform))
    assert visible(body).count("• 15 minutes") == 12


@pytest.mark.parametrize(
    ("platform", "values", "limit"),
    [(Platform.TELEGRAM, _long(12, 400), 4096), (Platform.SLACK, _long(40, 400), 13_200)],
)
def test_what_does_not_fit_is_refused_with_figures(platform: Platform, values: dict[str, object], limit: int) -> None:
    with pytest.raises(TooLong, match="Shorten") as caught:
        TEXTS.body("event", values, reader("fr", platform=platform))
    found = caught.value
    assert (found.message, found.language, found.platform, found.limit) == ("event", "fr", platform, limit)
    assert found.length > limit
    assert f"takes {limit}" in str(found)


def test_a_notice_has_room_for_two_hundred_characters() -> None:
    with pytest.raises(TooLong, match="notice_stars_kept"):
        TEXTS.plain("stars_kept", {"stars": "5" * 200}, reader())


def _message(text: str = "x", rows: tuple[Row, ...] = ()) -> Message:
    return Message((Paragraph((Span(text),)),), rows)


def _row(count: int) -> Row:
    return tuple(Button(str(n), action=f"a:{n}") for n in range(count))


@pytest.mark.parametrize("text", ["<" * 4096, "é" * 4096, "🙂" * 2048])
def test_telegram_counts_what_is_seen(text: str) -> None:
    telegram_body(_message(text))
    with pytest.raises(OverLimit):
        telegram_body(_message(text + "!"))


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ((_row(9),), "buttons in a row"),
        ((_row(8),) * 13, "buttons"),
        (((Button("b", action="é" * 33),),), "bytes in the action"),
    ],
)
def test_telegram_keyboards(rows: tuple[Row, ...], unit: str) -> None:
    with pytest.raises(OverLimit, match=unit):
        telegram_body(_message(rows=rows))


def test_a_full_telegram_keyboard_passes() -> None:
    rows = ((Button("b", action="x" * 64),), *((_row(8),) * 12))
    assert len(buttons(telegram_body(_message(rows=rows)))) == 97


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ((_row(26),), "buttons in a row"),
        ((_row(1),) * 50, "blocks"),
        (((Button("b", action="x" * 2001),),), "in the action"),
        (((Button("b", url="https://x.org/" + "x" * 3000),),), "in the address"),
        ((_row(25),) * 8, "markup included"),
    ],
)
def test_slack_blocks(rows: tuple[Row, ...], unit: str) -> None:
    with pytest.raises(OverLimit, match=unit):
        slack_body(_message(rows=rows))


@pytest.mark.parametrize("render", [telegram_body, slack_body])
def test_a_long_label_is_cut_between_words(render: object) -> None:
    label = "Introductory talk on missing migrants and humanitarian assistance to migrants in distress at sea"
    body = (telegram_body if render is telegram_body else slack_body)(_message(rows=((Button(label, action="a"),),)))
    [(shown, _)] = buttons(body)
    assert shown.endswith("…")
    assert len(shown) <= 75
    assert label.startswith(shown[:-1])


def test_slacks_top_level_text_is_cut_without_tearing_an_entity() -> None:
    whole = "a&b<c>" * 1500
    text = str(slack_body(_message(whole))["text"])
    assert 3900 < len(text) <= 4000
    assert whole.startswith(unescape(text).removesuffix("…"))


WORD = {
    "ar": "المهاجرون ",
    "en": "migrants ",
    "es": "migrantes ",
    "fr": "migrants ",
    "ru": "мигранты ",
    "zh": "失踪移民",
}
FULLEST = [(language, platform) for language in TEXTS.languages for platform in Platform]


def _full(length: int, language: str) -> dict[str, str]:
    """A text that is as long as the workstream file lets it be."""
    return {language: (WORD[language] * length)[:length]}


@pytest.mark.parametrize(("language", "platform"), FULLEST)
def test_the_fullest_event_fits_in_every_language(language: str, platform: Platform) -> None:
    agenda = [agenda_item(n, 15, _full(60, language), _full(30, language)) for n in range(limits.AGENDA_ITEMS)]
    full = event(_full(limits.BUTTON, language), agenda)
    full.venue = full.moderator = _full(limits.LINE, language)
    full.note = _full(limits.NOTE, language)
    values = {**event_values(), "event": full}
    for message in ("event", "event_test"):
        TEXTS.body(message, values, reader(language, "America/Argentina/Buenos_Aires", platform))


@pytest.mark.parametrize(("language", "platform"), FULLEST)
def test_the_fullest_life_fits_in_every_language(language: str, platform: Platform) -> None:
    """Whoever has answered everything is still told of it in one message; the rest is in the file."""
    full, line = story(), _full(limits.LINE, language)
    full["workstream"].title = line
    full["workstream"].languages = list(TEXTS.languages)
    full["events"] = [Attended(event(line), "going", 5)] * 30
    text = _full(limits.RECOMMENDATION, language)
    ballot = {**full["ballots"][0], "answers": [(n, text, 0) for n in range(1, limits.ITEMS + 1)]}
    for name, one in (("ballots", ballot), ("activities", full["activities"][0]), ("practices", full["practices"][0])):
        full[name] = [one] * 30
    full["comments"] = [replace(full["comments"][0], event=event(line), item=None)] * 30
    full["messages"] = [Told(one.at, WORD[language] * 400, one.corrected_at) for one in full["messages"] * 500]
    TEXTS.body("my_data", full, reader(language, "America/Argentina/Buenos_Aires", platform))


@pytest.mark.parametrize(("language", "platform"), FULLEST)
def test_the_fullest_round_fits_in_every_language(language: str, platform: Platform) -> None:
    held = consultation_round()
    held.title, held.question = _full(limits.BUTTON, language), _full(limits.QUESTION, language)
    text = _full(limits.RECOMMENDATION, language)
    items = [replace(item(n), text=text, area_title=_full(limits.AREA, language)) for n in range(1, limits.ITEMS + 1)]
    values = {**review_values(), "round": held, "total": limits.ITEMS, "answered": limits.ITEMS}
    values |= {"answers": [(each, 5) for each in items], "item": items[-1], "value": 5, "comments": 100}
    values |= {"ranking": [(n, n, text, 4.5, 0.9, 1000) for n in range(1, limits.ITEMS + 1)]}
    values |= {"quorum": None, "voters": 1000, "invited": 1000, "before": Earlier((200, 200, 200, 200, 200), 5)}
    values |= {"counted": {"place": 1000, "ballots": 1000, "receipt": "7K3M-Q2XD-9A0B-CDEF"}}
    values |= {"quorum": None}
    values |= {"event": None, "paragraph": None, "paragraphs": 20, "quoted": text}
    values |= {"number": limits.ITEMS, "version": 2, "was": text, "now": text}
    asking = ("round_opened", "ballot_card", "ballot_review", "comment_asked", "round_nudge", "reworded")
    for message in (*asking, "round_results"):
        TEXTS.body(message, values, reader(language, "America/Argentina/Buenos_Aires", platform))
    detached = organisations_round(Anonymity.DETACHED)  # which has most to say of how the answers are kept
    detached.title, detached.question = held.title, held.question
    for message in asking:
        TEXTS.body(message, {**values, "round": detached}, reader(language, "Africa/Nairobi", platform))
