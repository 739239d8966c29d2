"""HTML and entities: what they become, counted in UTF-16 code units, and how bad markup is refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from engagebot.sandbox.telegram.showing import safe_html
from tests.sandbox.telegram_stage import Stage, telegram_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


READ: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("<b>a</b><strong>b</strong>", "ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
    ("<i>a</i><EM>b</EM>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
    ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [entity("strikethrough", n, 1) for n in range(3)]),
    (
        '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>',
        "ab",
        [entity("spoiler", 0, 1), entity("spoiler", 1, 1)],
    ),
    ("<code>a</code>", "a", [entity("code", 0, 1)]),
    ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
    (
        '<pre><code class="language-python">a = 1</code></pre>',
        "a = 1",
        [entity("pre", 0, 5, language="python")],
    ),
    ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
    (
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
        "👍",
        [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")],
    ),
    (
        '<tg-time unix="1679580000" format="wDT">23 March</tg-time>',
        "23 March",
        [entity("date_time", 0, 8, unix_time=1679580000, date_time_format="wDT")],
    ),
    ("<a href='https://example.org'>a</a>", "a", [entity("text_link", 0, 1, url="https://example.org/")]),
    (
        '<a href="https://example.org/?a=1&amp;b=2">a</a>',
        "a",
        [entity("text_link", 0, 1, url="https://example.org/?a=1&b=2")],
    ),
    ('<a href="javascript:alert(1)">a</a>', "a", []),
    ("<b>😀 <i>б</i></b>", "😀 б", [entity("bold", 0, 4), entity("italic", 3, 1)]),
    ("<b>a<b>b</b></b>", "ab", [entity("bold", 0, 2)]),
    ("<code>a<b>b</b></code>", "ab", [entity("code", 0, 2)]),
    ("  <b>a </b> ", "a", [entity("bold", 0, 1)]),
    ("&lt;&gt;&amp;&quot;&#39;&#x1F600;", "<>&\"'😀", []),
    ("&nbsp;&copy; & &#0; a&b", "&nbsp;&copy; & &#0; a&b", []),
    ("<b>a</>", "a", [entity("bold", 0, 1)]),
]


async def test_html_becomes_text_and_entities(stage: Stage) -> None:
    person = await stage.person()
    for source, text, entities in READ:
        message = await stage.ok("sendMessage", chat_id=person, text=source, parse_mode="HTML")
        assert (message["text"], message.get("entities", [])) == (text, entities), source


REFUSED: list[tuple[str, str]] = [
    ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ("é<p>b</p>", 'Unsupported start tag "p" at byte offset 2'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a<i>b</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<b", "Unclosed start tag at byte offset 0"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified at byte offset 0"),
    ("<tg-time>a</tg-time>", "Invalid Unix time specified at byte offset 0"),
]


async def test_bad_html_is_refused(stage: Stage) -> None:
    person = await stage.person()
    for source, reason in REFUSED:
        refusal = await stage.refused("sendMessage", chat_id=person, text=source, parse_mode="HTML")
        assert refusal == f"Bad Request: can't parse entities: {reason}", source


async def test_markdown_is_refused_clearly(stage: Stage) -> None:
    person = await stage.person()
    refusal = await stage.refused("sendMessage", chat_id=person, text="*a*", parse_mode="MarkdownV2")
    assert refusal.startswith("Bad Request: can't parse entities: ")


async def test_entities_may_be_given_instead(stage: Stage) -> None:
    person = await stage.person()
    given = [entity("bold", 0, 2), entity("text_link", 3, 4, url="https://example.org/x")]
    message = await stage.ok("sendMessage", chat_id=person, text="😀 here", entities=given)
    assert message["entities"] == given


BAD_ENTITIES: list[tuple[Any, str]] = [
    ({}, "can't parse entities: expected an Array of MessageEntity"),
    ([entity("blink", 0, 1)], "can't parse MessageEntity: Unsupported type specified"),
    ([entity("bold", 0, 9)], "ENTITY_BOUNDS_INVALID"),
    ([entity("bold", -1, 2)], "ENTITY_BOUNDS_INVALID"),
    ([entity("text_link", 0, 1)], "can't parse MessageEntity: Wrong URL specified"),
    ([{"type": "bold"}], 'can\'t parse MessageEntity: Field "offset" and "length" must be of type Number'),
]


async def test_bad_entities_are_refused(stage: Stage) -> None:
    person = await stage.person()
    for given, reason in BAD_ENTITIES:
        refusal = await stage.refused("sendMessage", chat_id=person, text="text", entities=given)
        assert refusal == f"Bad Request: {reason}", given


async def test_links_commands_mentions_and_hashtags_are_found_in_what_bots_and_people_write(
    stage: Stage,
) -> None:
    person = await stage.person()
    text = "😀 /help https://example.org/a. @gcm_bot #voices a@example.org"
    message = await stage.ok("sendMessage", chat_id=person, text=text)
    kinds = [(each["type"], each["offset"], each["length"]) for each in message["entities"]]
    assert kinds == [
        ("bot_command", 3, 5),
        ("url", 9, 21),
        ("mention", 32, 8),
        ("hashtag", 41, 7),
        ("email", 49, 13),
    ]
    await stage.play(person, "say", text="/privacy now")
    said = (await stage.updates())[-1]["message"]
    assert said["entities"] == [entity("bot_command", 0, 8)]


async def test_a_mention_by_id_names_a_person_whom_the_bot_knows(stage: Stage) -> None:
    person = await stage.person()
    text = f'<a href="tg://user?id={person}">Amina</a> <a href="tg://user?id=9999">nobody</a>'
    message = await stage.ok("sendMessage", chat_id=person, text=text, parse_mode="HTML")
    assert [each["user"]["id"] for each in message["entities"]] == [int(person)]


def test_the_page_gets_safe_html() -> None:
    text = "😀 <b> & bold\nlink"
    entities = [entity("bold", 9, 4), entity("text_link", 14, 4, url='https://example.org/"x')]
    link = '<a href="https://example.org/&quot;x" target="_blank" rel="noopener">link</a>'
    assert safe_html(text, entities) == f"😀 &lt;b&gt; &amp; <b>bold</b><br>{link}"


def test_crossed_and_unsafe_entities_do_no_harm_on_the_page() -> None:
    entities = [entity("bold", 0, 3), entity("italic", 2, 2), entity("text_link", 4, 1, url="javascript:x")]
    assert safe_html("abcdef", entities) == "<b>ab<i>c</i></b>def"
