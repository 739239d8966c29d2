"""Whatever people write comes out as they wrote it, and as nothing else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagebot.channel import Platform
from engagebot.texts.cleaning import clean
from engagebot.use_cases.paging import page_of
from tests.texts.reading import buttons, runs, slack_elements, telegram_html, unmarked, visible
from tests.texts.samples import card_values, event, event_values, item, reader, texts, typed

TEXTS = texts()
AWKWARD = [
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<button action='agree'>x</button></v><row>",
    "&lt;b&gt; & &amp; &#60;",
    "*stars* _lines_ ~waves~ `ticks` ```block```",
    "<!channel> <!here> <@U123> <#C123> <https://evil.example|click>",
    "@here @channel @everyone",
    "{{ 7*7 }} {% raw %} {# x #} %(name)s %s 100%",
    "\"double\" 'single' “curly” « angled »",
    "🙂 👩‍👩‍👧 🇨🇭 :smile: 𝔘",
    "שלום مرحبا \u200f\u200e end",
    "two  blanks\nthree lines\n\n\nand a gap",
    "\\n \\u0041 \\",
    "[link](https://example.org) ||spoiler||",
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=300)


@pytest.mark.parametrize("value", AWKWARD)
@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("language", TEXTS.languages)
def test_awkward_text_comes_out_literally(value: str, platform: Platform, language: str) -> None:
    body = TEXTS.body("zone_unknown", typed(value), reader(language, platform=platform))
    assert unmarked(value) in unmarked(visible(body))


@settings(deadline=None)
@given(ANY_TEXT, st.sampled_from(Platform))
def test_any_text_comes_out_literally(value: str, platform: Platform) -> None:
    body = TEXTS.body("zone_unknown", typed(value), reader(platform=platform))
    text = unmarked(visible(body))
    wanted = unmarked(clean(value))
    start = len("I did not find “")
    assert text[start : start + len(wanted)] == wanted
    assert text[start + len(wanted) :].startswith("”.\n\nPlease try")
    json.dumps(body, ensure_ascii=False).encode()


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_text_stays_inside_its_quotation_on_telegram(value: str) -> None:
    body = TEXTS.body("ballot_card", {**card_values(), "item": item(text=value)}, reader())
    html = telegram_html(body)
    assert html.tags == (["b", "blockquote", "b"] if clean(value) else ["b", "b"])
    assert unmarked(clean(value)) in unmarked(html.text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_slack_gets_only_plain_runs_and_an_escaped_fallback(value: str) -> None:
    body = TEXTS.body("zone_unknown", typed(value), reader(platform=Platform.SLACK))
    assert [run["type"] for run in runs(body)] == ["text"]
    fallback = str(body["text"])
    assert "<" not in fallback
    assert ">" not in fallback
    plain = fallback.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain == visible(body)


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaning_leaves_nothing_that_a_platform_refuses_and_is_done_once(value: str) -> None:
    cleaned = clean(value)
    assert cleaned.isprintable() or all(c == "\n" or not (c < " " or "\ud800" <= c <= "\udfff") for c in cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("a\x00b\x07c", "abc"),
        ("tab\there", "tab here"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("half \ud83d pair", "half  pair"),
        ("\u202egnp.exe", "gnp.exe"),
        ("mark\u200f stays", "mark\u200f stays"),
    ],
)
def test_cleaning(raw: str, wanted: str) -> None:
    assert clean(raw) == wanted


def test_telegram_escapes_its_four_signs() -> None:
    body = TEXTS.body("zone_unknown", typed('<&">'), reader())
    assert "“&lt;&amp;&quot;&gt;”" in str(body["text"])


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("value", AWKWARD)
def test_a_title_on_a_button_is_text_too(value: str, platform: Platform) -> None:
    told = {"workstream": event_values()["workstream"], "page": page_of([(event({"en": value}), None)], 1, 8)}
    [(label, action)] = buttons(TEXTS.body("events", told, reader(platform=platform)))
    assert action == "ev:7"
    assert label.rstrip("…") in " ".join(value.split(" ")).replace("\n", " ").replace("  ", " ") or "  " in value


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "no address", ""])
@pytest.mark.parametrize("platform", Platform)
def test_what_is_no_web_address_never_becomes_a_link(url: str, platform: Platform) -> None:
    odd = event()
    odd.registration_url = odd.online_url = url
    body = TEXTS.body("event", {**event_values(), "event": odd}, reader(platform=platform))
    assert "Register" not in dict(buttons(body))
    if platform == Platform.SLACK:
        assert "link" not in {run["type"] for run in runs(body)}
    else:
        assert "a" not in telegram_html(body).tags


def test_a_web_address_with_signs_survives() -> None:
    url = 'https://example.org/?a=1&b="2"&c=<3>'
    odd = event()
    odd.registration_url = odd.online_url = url
    for platform in Platform:
        body = TEXTS.body("event", {**event_values(), "event": odd}, reader(platform=platform))
        assert ("Register", url) in buttons(body)
    links = [run["url"] for run in runs(body) if run["type"] == "link"]
    assert links == [url]


def test_slack_buttons_bear_their_action_twice_and_never_one_id_for_two() -> None:
    told = {"workstream": event_values()["workstream"], "page": page_of([(event(), None), (event(), "going")], 1, 8)}
    body = TEXTS.body("events", told, reader(platform=Platform.SLACK))
    ids = [(element["action_id"], element["value"]) for element in slack_elements(body)]
    assert ids == [("ev:7", "ev:7"), ("ev:7#2", "ev:7")]


def test_a_slack_link_button_says_so_in_its_id() -> None:
    body = TEXTS.body("event", event_values(), reader(platform=Platform.SLACK))
    first = next(slack_elements(body))
    assert (first["url"], first["action_id"]) == ("https://example.org/register", "url:")
    assert "value" not in first
