"""The page's Telegram side, in a real browser, against a real bot's requests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import chromium, opened
from tests.sandbox.page_stage import PageStage, page_stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


def telegram(page: Page) -> Locator:
    return page.get_by_role("region", name="Telegram")


def keys(*rows: dict[str, str]) -> dict[str, object]:
    """An inline keyboard of rows, each with the data by label."""
    keyboard = [[{"text": label, "callback_data": data} for label, data in row.items()] for row in rows]
    return {"inline_keyboard": keyboard}


async def add_amina(page: Page) -> None:
    await telegram(page).get_by_role("button", name="Add").first.click()
    dialogue = page.get_by_role("dialog", name="A new person on Telegram")
    await dialogue.get_by_label("Name").fill("Amina Diallo")
    await dialogue.get_by_label("Language").select_option("fr")
    await dialogue.get_by_role("button", name="Add").click()


async def started(stage: PageStage) -> str:
    """Somebody who has started the bot; the bot has read it."""
    person = await stage.telegram.person()
    (update,) = await stage.updates()
    await stage.telegram.ok("getUpdates", offset=update["update_id"] + 1)
    return person


async def test_an_empty_page_shows_both_sides_and_asks_for_people(browser: Browser) -> None:
    async with page_stage() as stage, opened(browser, stage.url) as page:
        for side in ("Telegram", "Slack"):
            region = page.get_by_role("region", name=side)
            await expect(region).to_contain_text(f"Nobody is on {side} yet.")
            await expect(region.get_by_role("button", name="Add the first person")).to_be_visible()


async def test_somebody_is_added_and_starts_the_bot_with_an_invitation(browser: Browser) -> None:
    async with page_stage() as stage, opened(browser, stage.url) as page:
        await add_amina(page)
        await telegram(page).get_by_label("Invitation link or code").fill("https://t.me/gcm_bot?start=CIVIL-3FD9")
        await telegram(page).get_by_role("button", name="Start").click()
        (update,) = await stage.updates()
        assert update["message"]["text"] == "/start CIVIL-3FD9"
        assert update["message"]["from"]["language_code"] == "fr"
        await expect(telegram(page).get_by_label("Message to the bot")).to_be_focused()


async def test_what_is_typed_reaches_the_bot_and_stands_in_the_chat(browser: Browser) -> None:
    async with page_stage() as stage:
        await started(stage)
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_label("Message to the bot").fill("Bonjour <b>à tous</b>")
            await page.keyboard.press("Enter")
            await expect(telegram(page).locator(".mine .text").last).to_contain_text("Bonjour <b>à tous</b>")
            (update,) = await stage.updates()
            assert update["message"]["text"] == "Bonjour <b>à tous</b>"


async def test_a_button_is_pressed_and_the_bots_notice_is_shown(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await started(stage)
        await stage.telegram.ok("sendMessage", chat_id=amina, text="Going?", reply_markup=keys({"Yes": "e:1:yes"}))
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_role("button", name="Yes").click()
            (update,) = await stage.updates()
            assert update["callback_query"]["data"] == "e:1:yes"
            query = update["callback_query"]["id"]
            await stage.telegram.ok("answerCallbackQuery", callback_query_id=query, text="You are going.")
            await expect(page.get_by_text("You are going.").first).to_be_visible()


async def test_an_alert_stays_until_it_is_read(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await started(stage)
        await stage.telegram.ok("sendMessage", chat_id=amina, text="Vote", reply_markup=keys({"5": "v:1"}))
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_role("button", name="5").click()
            (update,) = await stage.updates()
            query = update["callback_query"]["id"]
            await stage.telegram.ok("answerCallbackQuery", callback_query_id=query, text="Closed.", show_alert=True)
            await expect(page.get_by_role("dialog")).to_contain_text("Closed.")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_card_that_is_edited_keeps_the_focus_where_it_was(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await started(stage)
        card = await stage.telegram.ok(
            "sendMessage", chat_id=amina, text="4 of 15", reply_markup=keys({"1": "a", "2": "b"}, {"Skip": "c"})
        )
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_role("button", name="2").focus()
            markup = keys({"1": "d", "2": "e"}, {"Skip": "f"})
            await stage.telegram.ok(
                "editMessageText", chat_id=amina, message_id=card["message_id"], text="5 of 15", reply_markup=markup
            )
            await expect(telegram(page).locator(".theirs .text")).to_contain_text("5 of 15")
            await expect(telegram(page).locator(".theirs .text")).to_contain_text("edited")
            await expect(telegram(page).get_by_role("button", name="2")).to_be_focused()


async def test_a_document_can_be_downloaded(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await started(stage)
        await stage.http.post(
            f"/bot{stage.telegram.telegram.bots[0].token}/sendDocument",
            data={"chat_id": amina, "caption": "For your calendar"},
            files={"document": ("talk.ics", b"BEGIN:VCALENDAR", "text/calendar")},
        )
        async with opened(browser, stage.url) as page:
            async with page.expect_download() as waiting:
                await telegram(page).get_by_role("link", name="talk.ics").click()
            download = await waiting.value
            assert download.suggested_filename == "talk.ics"
            content = await download.path()
            assert content.read_bytes() == b"BEGIN:VCALENDAR"


async def test_the_menu_lists_the_bots_commands(browser: Browser) -> None:
    async with page_stage() as stage:
        await started(stage)
        commands = [{"command": "events", "description": "What is coming"}, {"command": "help", "description": "Help"}]
        await stage.telegram.ok("setMyCommands", commands=commands)
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_role("button", name="Menu").click()
            await telegram(page).get_by_role("button", name="/events").click()
            (update,) = await stage.updates()
            assert update["message"]["text"] == "/events"


async def test_a_blocked_bot_can_be_let_in_again(browser: Browser) -> None:
    async with page_stage() as stage:
        await started(stage)
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_role("button", name="Block").click()
            await telegram(page).get_by_role("button", name="Unblock the bot").click()
            await expect(telegram(page).get_by_label("Message to the bot")).to_be_visible()
            updates = await stage.updates()
            statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in updates]
            assert statuses == ["kicked", "member"]


async def test_one_sees_who_else_got_a_message(browser: Browser) -> None:
    async with page_stage() as stage:
        await started(stage)
        omar = await stage.telegram.person("عمر منصور", "ar")
        async with opened(browser, stage.url) as page:
            badge = telegram(page).get_by_role("tab", name="عمر منصور").locator(".badge")
            await expect(badge).to_have_count(0)
            await stage.telegram.ok("sendMessage", chat_id=omar, text="مرحبا")
            await expect(badge).to_contain_text("1 unread")
            await telegram(page).get_by_role("tab", name="عمر منصور").click()
            await expect(badge).to_have_count(0)
            text = telegram(page).locator(".theirs .text")
            await expect(text).to_contain_text("مرحبا")
            assert await text.evaluate("element => getComputedStyle(element).direction") == "rtl"


async def test_a_link_that_leads_to_the_bot_is_followed_in_the_page(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await started(stage)
        await stage.telegram.ok("sendMessage", chat_id=amina, text="Join: https://t.me/gcm_bot?start=AGAIN-1")
        async with opened(browser, stage.url) as page:
            await telegram(page).get_by_role("link", name="https://t.me").click()
            (update,) = await stage.updates()
            assert update["message"]["text"] == "/start AGAIN-1"
