"""What people see, and that nothing an app or a person writes becomes markup by accident."""

import pytest

from tests.sandbox.slack_stage import Json, actions, button, section, slack_stage

LINK = 'rel="noreferrer noopener" target="_blank"'


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("*bold* _it_ ~no~ `a*b*`", "bold it no a*b*", "<b>bold</b> <i>it</i> <s>no</s> <code>a*b*</code>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("a & b &lt; c", "a & b < c", "a &amp; b &lt; c"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<https://x.org/?a=1&b=2|*it*>", "*it*", f'<a href="https://x.org/?a=1&amp;b=2" {LINK}>*it*</a>'),
        ("*<https://x.org|it>*", "it", f'<b><a href="https://x.org" {LINK}>it</a></b>'),
        ("<javascript:alert(1)|it>", "it", "it"),
        ("<!channel> <!here> <@PERSON>", "@channel @here @Amina Diallo", "@channel @here @Amina Diallo"),
        ("&lt;!channel&gt;", "<!channel>", "&lt;!channel&gt;"),
        ("<!date^1679580000^{date_num} {time}|later>", "2023-03-23 14:00", "2023-03-23 14:00"),
        ("```a\n<b>```", "a\n<b>", "<pre>a<br>&lt;b&gt;</pre>"),
        ("> said\nrest", "> said\nrest", "<blockquote>said</blockquote>rest"),
        (":wave: é 你好", ":wave: é 你好", ":wave: é 你好"),
        ('it\'s "quoted"', 'it\'s "quoted"', "it&#x27;s &quot;quoted&quot;"),
    ],
)
async def test_mrkdwn_is_shown(text: str, plain: str, html: str) -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        await stage.ok("chat.postMessage", channel=person, text=text.replace("PERSON", person))
        message = (await stage.chat(person))["messages"][0]
        assert (message["text"], message["html"]) == (plain, html)


async def test_what_a_person_types_is_shown_as_typed() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        await stage.play(person, "say", text="*not bold* <@U1> & <b>")
        message = (await stage.chat(person))["messages"][0]
        assert message["text"] == "*not bold* <@U1> & <b>"
        assert message["html"] == "*not bold* &lt;@U1&gt; &amp; &lt;b&gt;"


async def test_blocks_stand_in_the_place_of_the_text_with_buttons_in_rows() -> None:
    poll = {
        "type": "radio_buttons",
        "action_id": "stars",
        "options": [{"text": {"type": "plain_text", "text": f"{n} stars"}, "value": str(n)} for n in (1, 2)],
    }
    blocks: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Talk & more"}},
        section("At *15:00*") | {"accessory": button("Map", "map", url="https://x.org/map")},
        {"type": "divider"},
        actions(button("Yes", "yes", value="1", style="primary"), button("No", "no")),
        actions(poll),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_"}]},
    ]
    async with slack_stage() as stage:
        person = await stage.person()
        await stage.ok("chat.postMessage", channel=person, text="For the bell", blocks=blocks)
        message = (await stage.chat(person))["messages"][0]
        assert message["text"] == "Talk & more\nAt 15:00\n───\nsmall"
        assert message["html"] == "<b>Talk &amp; more</b><br>At <b>15:00</b><br>───<br><i>small</i>"
        assert message["buttons"] == [
            [{"label": "Map", "action_id": "map", "url": "https://x.org/map"}],
            [
                {"label": "Yes", "action_id": "yes", "value": "1", "style": "primary"},
                {"label": "No", "action_id": "no"},
            ],
            [
                {"label": "1 stars", "action_id": "stars", "value": "1"},
                {"label": "2 stars", "action_id": "stars", "value": "2"},
            ],
        ]


async def test_rich_text_is_shown() -> None:
    inline: list[Json] = [
        {"type": "text", "text": "a<b ", "style": {"bold": True, "italic": True}},
        {"type": "link", "url": "https://x.org", "text": "there"},
        {"type": "user", "user_id": "PERSON"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "wave"},
    ]
    items = [{"type": "rich_text_section", "elements": [{"type": "text", "text": word}]} for word in ("One", "Two")]
    async with slack_stage() as stage:
        person = await stage.person()
        inline[2]["user_id"] = person
        parts: list[Json] = [
            {"type": "rich_text_section", "elements": inline},
            {"type": "rich_text_list", "style": "ordered", "elements": items},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        ]
        block = {"type": "rich_text", "elements": parts}
        await stage.ok("chat.postMessage", channel=person, text="x", blocks=[block])
        message = (await stage.chat(person))["messages"][0]
        assert message["text"] == "a<b there@Amina Diallo@here:wave:\n1. One\n2. Two\nsaid"
        assert message["html"] == (
            f'<i><b>a&lt;b </b></i><a href="https://x.org" {LINK}>there</a>@Amina Diallo@here:wave:'
            "<br>1. One<br>2. Two<blockquote>said</blockquote>"
        )


@pytest.mark.parametrize(
    ("deed", "given", "status"),
    [
        ("press", {"message": "1.000001", "row": 0, "column": 0}, 404),
        ("press", {"message": "CARD", "row": 7, "column": 0}, 404),
        ("press", {"message": "CARD", "row": -1, "column": 0}, 400),
        ("press", {"message": "CARD"}, 400),
        ("press", {"message": "CARD", "action_id": "gone"}, 404),
        ("press", {"message": "CARD", "action_id": "yes", "value": "forged"}, 404),
        ("say", {"text": " "}, 400),
        ("open", {"tab": "settings"}, 400),
        ("command", {"command": "help"}, 400),
        ("dismiss", {}, 404),
    ],
)
async def test_what_nobody_can_do_is_refused_in_words(deed: str, given: Json, status: int) -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        posted = await stage.ok("chat.postMessage", channel=person, text="x", blocks=[actions(button(value="1"))])
        body = {name: posted["ts"] if value == "CARD" else value for name, value in given.items()}
        answer = await stage.http.post(f"/play/slack/people/{person}/{deed}", json=body)
        assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
        unknown = await stage.http.post(f"/play/slack/people/U0NOBODY/{deed}", json=body)
        assert unknown.status_code == 404
