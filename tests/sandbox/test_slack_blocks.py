"""Block Kit's rules, each by a request that breaks it and the answer that Slack gives."""

from typing import Any

import pytest

from tests.sandbox.slack_stage import Json, actions, button, modal, section, slack_stage


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def words(*inline: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(inline)}


def options(count: int) -> list[Json]:
    return [{"text": plain(f"Option {n}"), "value": str(n)} for n in range(count)]


def menu(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", **more}


def field(element: Json) -> Json:
    return {"type": "input", "label": plain("Your word"), "element": element}


BROKEN = {
    "fifty-one blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "section of 3001": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "section of nothing": (
        [{"type": "section"}],
        "must define either `text` or `fields` [json-pointer:/blocks/0/type]",
    ),
    "eleven fields": (
        [{"type": "section", "fields": [plain("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "field of 2001": (
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "header of 151": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "header in mrkdwn": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "must be a valid enum value [json-pointer:/blocks/0/text/type]",
    ),
    "twenty-six elements": (
        [actions(*(button(action=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "no element": ([actions()], "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    "button of 76": (
        [actions(button("x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "value of 2001": (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "url of 3001": (
        [actions(button(url="https://x.org/" + "x" * 2987))],
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    "action_id of 256": (
        [actions(button(action="x" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    "block_id of 256": (
        [{"type": "divider", "block_id": "x" * 256}],
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    "unknown style": (
        [actions(button(style="loud"))],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    "unknown property": (
        [actions(button(disabled=True))],
        "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]",
    ),
    "the same block_id": (
        [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}],
        '`block_id` "a" already exists for another block [json-pointer:/blocks/1/block_id]',
    ),
    "the same action_id": (
        [actions(button(), button())],
        '`action_id` "yes" already exists for another element [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    "eleven in a context": (
        [{"type": "context", "elements": [plain("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "button in a context": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    "101 options": (
        [actions(menu("static_select", options=options(101)))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "eleven radio buttons": (
        [actions(menu("radio_buttons", options=options(11)))],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "six in an overflow": (
        [actions(menu("overflow", options=options(6)))],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "a menu without options": (
        [actions(menu("static_select"))],
        "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    "option of 76": (
        [actions(menu("static_select", options=[{"text": plain("x" * 76), "value": "a"}]))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    "an image without words": (
        [{"type": "image", "image_url": "https://x.org/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "unknown block": ([{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    "typed number outside a modal": (
        [field(menu("number_input", is_decimal_allowed=False))],
        "unsupported type: number_input [json-pointer:/blocks/0/element/type]",
    ),
    "rich text without elements": (
        [{"type": "rich_text"}],
        "missing required field: elements [json-pointer:/blocks/0]",
    ),
    "unknown rich text": (
        [rich(words({"type": "sparkle"}))],
        "unsupported type: sparkle [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    "rich list within a list": (
        [
            rich(
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}],
                }
            )
        ],
        "unsupported type: rich_text_list [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    "rich style as text": (
        [rich(words({"type": "text", "text": "x", "style": "bold"}))],
        "must provide an object [json-pointer:/blocks/0/elements/0/elements/0/style]",
    ),
    "markdown of 12001": (
        [{"type": "markdown", "text": "x" * 12001}],
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
async def test_a_message_that_breaks_a_rule_is_refused_with_the_place(rule: str) -> None:
    blocks, message = BROKEN[rule]
    async with slack_stage() as stage:
        person = await stage.person()
        answer = await stage.api("chat.postMessage", channel=person, text="x", blocks=blocks)
        assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
        assert f"[ERROR] {message}" in answer["response_metadata"]["messages"]
        assert message in answer["errors"]


LONGEST = [
    {"type": "header", "text": plain("x" * 150)},
    section("x" * 3000),
    {"type": "section", "fields": [plain("x" * 200)] * 10},
    actions(*(button("x" * 75, str(n), value="v" * 2000) for n in range(25)), block_id="b" * 255),
    actions(
        menu("static_select", options=options(100)), menu("radio_buttons", options=options(10)) | {"action_id": "r"}
    ),
    {"type": "context", "elements": [plain("x")] * 10},
    {"type": "divider"},
    {"type": "image", "image_url": "https://x.org/a.png", "alt_text": "A boat"},
    field({"type": "plain_text_input", "multiline": True}),
    rich(
        words({"type": "text", "text": "Bold", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
        {"type": "rich_text_list", "style": "ordered", "elements": [words({"type": "text", "text": "One"})]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
        {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://x.org", "text": "there"}]},
    ),
]


async def test_everything_at_its_limit_is_taken_and_comes_back_with_names() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        answer = await stage.ok("chat.postMessage", channel=person, text="All of it", blocks=LONGEST)
        blocks = answer["message"]["blocks"]
        assert all(block["block_id"] for block in blocks)
        assert blocks[8]["element"]["action_id"]
        assert blocks[0]["text"] == {"type": "plain_text", "text": "x" * 150, "emoji": True}


async def test_all_texts_together_have_a_limit_too() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        blocks = [section("x" * 3000)] * 4
        await stage.ok("chat.postMessage", channel=person, text="x", blocks=[*blocks, section("x" * 1200)])
        refusal = await stage.refused(
            "chat.postMessage", channel=person, text="x", blocks=[*blocks, section("x" * 1201)]
        )
        assert refusal == "msg_blocks_too_long"


@pytest.mark.parametrize("blocks", ["{", '"text"', "[1]"])
async def test_what_is_no_list_of_blocks_is_refused(blocks: str) -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        refusal = await stage.refused("chat.postMessage", channel=person, text="x", blocks=blocks)
        assert refusal == "invalid_blocks_format"


BROKEN_VIEWS: dict[str, tuple[Json, str]] = {
    "title of 25": (
        modal() | {"title": plain("x" * 25)},
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "no title": ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    "101 blocks": (
        modal(*({"type": "divider"} for _ in range(101))),
        "no more than 100 items allowed [json-pointer:/view/blocks]",
    ),
    "metadata of 3001": (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    "input without submit": (
        modal(section(), field({"type": "plain_text_input"})),
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
    ),
    "unknown kind": ({"type": "popup", "blocks": []}, "unsupported type: popup [json-pointer:/view/type]"),
    "markdown in a modal": (
        modal({"type": "markdown", "text": "x"}),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
}


@pytest.mark.parametrize("rule", BROKEN_VIEWS)
async def test_a_modal_that_breaks_a_rule_is_refused_with_the_place(rule: str) -> None:
    view, message = BROKEN_VIEWS[rule]
    async with slack_stage() as stage:
        trigger = stage.slack.triggers.issue(await stage.person())
        answer = await stage.api("views.open", trigger_id=trigger, view=view)
        assert answer["error"] == "invalid_arguments"
        assert f"[ERROR] {message}" in answer["response_metadata"]["messages"]


async def test_a_view_of_more_than_250_kilobytes_is_refused() -> None:
    async with slack_stage() as stage:
        trigger = stage.slack.triggers.issue(await stage.person())
        huge = modal(*(section("x" * 3000) for _ in range(90)))
        assert await stage.refused("views.open", trigger_id=trigger, view=huge) == "view_too_large"
