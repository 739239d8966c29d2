"""The page's Slack side, in a real browser, against a real app's socket."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import chromium, opened
from tests.sandbox.page_stage import page_stage
from tests.sandbox.slack_stage import Json, Socket, actions, button, modal, section

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


def slack(page: Page) -> Locator:
    return page.get_by_role("region", name="Slack")


def field(label: str, action: str, **element: object) -> Json:
    words = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": action, "label": words, "element": {"action_id": action, **element}}


async def interaction(app: Socket) -> Json:
    """The next press that reaches the app, past the events of its own messages."""
    while True:
        payload: Json = (await app.acked())["payload"]
        if "actions" in payload:
            return payload


async def test_a_new_person_opens_the_app_at_once(browser: Browser) -> None:
    async with page_stage() as stage, stage.slack.socket() as app, opened(browser, stage.url) as page:
        await slack(page).get_by_role("button", name="Add").first.click()
        dialogue = page.get_by_role("dialog", name="A new person on Slack")
        await dialogue.get_by_label("Name").fill("Grace Wanjiru")
        await dialogue.get_by_label("Language").select_option("en")
        await dialogue.get_by_label("Time zone").fill("Nairobi")
        await dialogue.get_by_role("button", name="Add").click()
        await expect(dialogue).to_contain_text("No such time zone.")
        await dialogue.get_by_label("Time zone").fill("Africa/Nairobi")
        await dialogue.get_by_role("button", name="Add").click()
        event = (await app.acked())["payload"]["event"]
        assert (event["type"], event["tab"]) == ("app_home_opened", "messages")
        await expect(slack(page)).to_contain_text("You are Grace Wanjiru, English, Africa/Nairobi")


async def test_what_is_typed_reaches_the_app(browser: Browser) -> None:
    async with page_stage() as stage, stage.slack.socket() as app:
        await stage.slack.person()
        async with opened(browser, stage.url) as page:
            await slack(page).get_by_label("Message to the app").fill("CIVIL-3FD9")
            await page.keyboard.press("Enter")
            assert (await app.acked())["payload"]["event"]["text"] == "CIVIL-3FD9"
            await expect(slack(page).locator(".mine")).to_contain_text("CIVIL-3FD9")


async def test_a_slash_command_is_understood_and_its_answer_shown(browser: Browser) -> None:
    async with page_stage() as stage, stage.slack.socket() as app:
        await stage.slack.person()
        async with opened(browser, stage.url) as page:
            await slack(page).get_by_label("Message to the app").fill("/events next week")
            await expect(slack(page)).to_contain_text("Goes out as a slash command.")
            await page.keyboard.press("Enter")
            command = (await app.acked({"text": "Nothing <planned>."}))["payload"]
            assert (command["command"], command["text"]) == ("/events", "next week")
            await expect(slack(page)).to_contain_text("Only visible to you")
            await expect(slack(page)).to_contain_text("Nothing <planned>.")


async def test_a_button_is_pressed(browser: Browser) -> None:
    async with page_stage() as stage, stage.slack.socket() as app:
        grace = await stage.slack.person()
        blocks = [section("*Going?*"), actions(button("Yes", "yes", style="primary"), button("No", "no"))]
        await stage.slack.ok("chat.postMessage", channel=grace, text="Going?", blocks=blocks)
        async with opened(browser, stage.url) as page:
            await expect(slack(page).locator(".theirs b", has_text="Going?")).to_be_visible()
            await slack(page).get_by_role("button", name="No").click()
            assert (await interaction(app))["actions"][0]["action_id"] == "no"
            await expect(page.locator(".toast")).to_have_count(0)


async def test_a_modal_is_filled_in_and_sent(browser: Browser) -> None:
    async with page_stage() as stage, stage.slack.socket() as app:
        grace = await stage.slack.person()
        await stage.slack.ok("chat.postMessage", channel=grace, text="?", blocks=[actions(button("Comment", "c"))])
        async with opened(browser, stage.url) as page:
            await slack(page).get_by_role("button", name="Comment").click()
            trigger = (await interaction(app))["trigger_id"]
            kinds = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("Major", "Minor")]
            view = modal(
                section("Recommendation 4"),
                field("Your comment", "words", type="plain_text_input", multiline=True),
                field("Kind", "kind", type="radio_buttons", options=kinds),
                submit={"type": "plain_text", "text": "Send"},
            )
            await stage.slack.ok("views.open", trigger_id=trigger, view=view)
            dialogue = page.get_by_role("dialog", name="A form")
            await expect(dialogue).to_contain_text("Recommendation 4")
            await dialogue.get_by_label("Your comment").fill("Say who pays.")
            await dialogue.get_by_label("Minor").check()
            await dialogue.get_by_role("button", name="Send").click()
            values = (await app.acked())["payload"]["view"]["state"]["values"]
            assert values["words"]["words"]["value"] == "Say who pays."
            assert values["kind"]["kind"]["selected_option"]["value"] == "Minor"
            await expect(dialogue).to_have_count(0)


async def test_the_home_tab_shows_what_the_app_published(browser: Browser) -> None:
    async with page_stage() as stage, stage.slack.socket() as app:
        grace = await stage.slack.person()
        view = {"type": "home", "blocks": [section("*1 round* is open."), actions(button("Vote", "vote", value="3"))]}
        await stage.slack.ok("views.publish", user_id=grace, view=view)
        async with opened(browser, stage.url) as page:
            await slack(page).get_by_role("button", name="Home").click()
            assert (await app.acked())["payload"]["event"]["tab"] == "home"
            await expect(slack(page)).to_contain_text("1 round is open.")
            await slack(page).get_by_role("button", name="Vote").click()
            action = (await interaction(app))["actions"][0]
            assert (action["action_id"], action["value"]) == ("vote", "3")


async def test_a_deactivated_account_can_be_brought_back(browser: Browser) -> None:
    async with page_stage() as stage:
        await stage.slack.person()
        async with opened(browser, stage.url) as page:
            await slack(page).get_by_role("button", name="Deactivate").click()
            await expect(slack(page).get_by_role("button", name="Activate this account")).to_be_focused()
            await page.reload()
            await slack(page).get_by_role("button", name="Activate this account").click()
            await expect(slack(page).get_by_label("Message to the app")).to_be_visible()
