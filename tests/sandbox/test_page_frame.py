"""The page as a whole: by keyboard alone, in small windows, against hostile text, and with a stage on top."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.browser import chromium, opened
from tests.sandbox.page_stage import page_stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@dataclass
class Demo:
    """A stage whose levers only write down that they were pulled."""

    pulled: list[tuple[str, Any]] = field(default_factory=list)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/stage", self.look),
            Route("/stage/{lever:path}", self.pull, methods=["POST"]),
        ]

    async def look(self, _: Request) -> Response:
        return JSONResponse(self.shown())

    async def pull(self, request: Request) -> Response:
        lever = request.path_params["lever"]
        self.pulled.append((lever, await request.json()))
        if lever == "actions/fail":
            return JSONResponse({"error": "No round is open yet."}, 409)
        return JSONResponse(self.shown())

    def shown(self) -> dict[str, Any]:
        invitation = {
            "code": "CIVIL-3FD9",
            "organisation": "Caritas",
            "group": "Civil society",
            "language": "fr",
            "telegram": "https://t.me/gcm_bot?start=CIVIL-3FD9",
            "used": 0,
        }
        now = "2023-03-16T09:00:00+00:00"
        return {
            "now": now,
            "zone": "Europe/Zurich",
            "place": "Geneva",
            "steps": [{"at": "2023-03-22T14:00:00+00:00", "what": "Reminder: 1 day before ‘Talk’"}],
            "invitations": [invitation],
            "figures": [{"label": "Delivered", "value": 6, "of": 7}, {"label": "Comments", "value": 2}],
            "actions": [
                {"name": "open", "label": "Open the round", "enabled": True},
                {"name": "fail", "label": "Close the round", "enabled": True},
                {"name": "nudge", "label": "Nudge", "enabled": False},
            ],
            "export": True,
            "log": [{"at": now, "what": f"Pulled {lever}"} for lever, _ in self.pulled],
        }


async def reach(page: Page, name: str) -> None:
    """Goes on with the Tab key until the button, field or tab of that name has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
        )
        if str(focused).startswith(name):
            return
    raise AssertionError(f"The Tab key never reached {name!r}.")


async def test_a_person_is_added_started_and_votes_by_keyboard_alone(browser: Browser) -> None:
    async with page_stage() as stage, opened(browser, stage.url) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the Telegram chat")).to_be_focused()
        await page.keyboard.press("Enter")
        await reach(page, "Add")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Name")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Invitation link or code")).to_be_focused()
        await page.keyboard.type("CIVIL-3FD9")
        await page.keyboard.press("Enter")
        (update,) = await stage.updates()
        person = update["message"]["chat"]["id"]
        keyboard = {"inline_keyboard": [[{"text": "4", "callback_data": "v:4"}]]}
        await stage.telegram.ok("sendMessage", chat_id=person, text="1 of 15", reply_markup=keyboard)
        await expect(page.locator(".theirs")).to_contain_text("1 of 15")
        await expect(page.get_by_label("Message to the bot")).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_role("button", name="4")).to_be_focused()
        await page.keyboard.press("Enter")
        (pressed,) = await stage.updates(after=update["update_id"] + 1)
        assert pressed["callback_query"]["data"] == "v:4"
        await stage.telegram.ok("answerCallbackQuery", callback_query_id=pressed["callback_query"]["id"])


async def test_people_are_chosen_with_the_arrow_keys(browser: Browser) -> None:
    async with page_stage() as stage:
        await stage.telegram.person("Amina Diallo")
        await stage.telegram.person("Rosa Quispe", "es")
        async with opened(browser, stage.url) as page:
            await page.get_by_role("tab", name="Amina Diallo").focus()
            await page.keyboard.press("ArrowRight")
            await expect(page.get_by_role("tab", name="Rosa Quispe")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("tab", name="Rosa Quispe")).to_have_attribute("aria-selected", "true")
            await expect(page.get_by_role("region", name="Telegram")).to_contain_text("You are Rosa Quispe, Spanish")


async def test_a_new_message_is_told_to_screen_readers(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await stage.telegram.person("Amina Diallo")
        async with opened(browser, stage.url) as page:
            await expect(page.locator(".mine")).to_have_count(1)
            await stage.telegram.ok("sendMessage", chat_id=amina, text="The round is open.")
            await expect(page.locator("#announcer")).to_have_text("GCM Consultations: The round is open.")


async def test_a_narrow_window_shows_one_side_at_a_time_and_never_scrolls_sideways(browser: Browser) -> None:
    async with page_stage() as stage:
        amina = await stage.telegram.person("Amina Diallo")
        grace = await stage.slack.person("Grace Wanjiru", "en")
        long = "Saving lives and humanitarian assistance to migrants in distress: " + "x" * 90
        await stage.telegram.ok("sendMessage", chat_id=amina, text=long)
        async with opened(browser, stage.url, width=360, height=640) as page:
            sides = {name: page.get_by_role("region", name=name) for name in ("Telegram", "Slack")}
            await expect(sides["Telegram"]).to_contain_text("Saving lives")
            await expect(sides["Slack"]).to_be_hidden()
            await stage.slack.ok("chat.postMessage", channel=grace, text=long)
            tab = page.get_by_role("navigation").get_by_role("button", name="Slack")
            await expect(tab).to_contain_text("1 unread")
            await tab.click()
            await expect(sides["Telegram"]).to_be_hidden()
            await expect(sides["Slack"]).to_contain_text("Saving lives")
            await expect(tab).not_to_contain_text("1 unread")
            assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_hostile_text_stays_text(browser: Browser) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script> & <b>not bold</b>"
    async with page_stage() as stage:
        amina = await stage.telegram.person("<i>Amina</i>")
        grace = await stage.slack.person("<i>Grace</i>", "en")
        await stage.telegram.ok("sendMessage", chat_id=amina, text=nasty)
        await stage.slack.ok("chat.postMessage", channel=grace, text=nasty)
        async with opened(browser, stage.url) as page:
            for side in ("Telegram", "Slack"):
                region = page.get_by_role("region", name=side)
                await expect(region.locator(".theirs .text")).to_contain_text("<img src=x onerror=alert(1)>")
                await expect(region.locator(".theirs :is(img, script, .text b)")).to_have_count(0)


async def test_html_that_is_not_on_the_list_is_left_out_whoever_sent_it(browser: Browser) -> None:
    async with page_stage() as stage, opened(browser, stage.url, strict=False) as page:
        html = await page.evaluate(
            """async () => {
                const { richText } = await import('/page/js/richtext.js');
                return richText('<b onclick="x()">bold</b><img src="/x"><a href="javascript:x()">link</a>'
                    + '<a href="https://example.org/?a=1&amp;b" class="y">good</a><p>words</p>').innerHTML;
            }"""
        )
        good = '<a href="https://example.org/?a=1&amp;b" target="_blank" rel="noopener noreferrer">good</a>'
        assert html == f"<b>bold</b>link{good}words"


async def test_the_stage_shows_the_time_what_comes_and_the_figures(browser: Browser) -> None:
    async with page_stage(Demo().routes()) as stage, opened(browser, stage.url) as page:
        await expect(page.locator("#when")).to_have_text("Thursday 16 March 2023, 10:00 · Geneva")
        story = page.get_by_role("complementary", name="Story")
        await expect(story).to_contain_text("Wed 22 Mar, 15:00 · in 6 days")
        await expect(page.get_by_role("list", name="Figures")).to_contain_text("6 of 7")
        await expect(page.get_by_role("link", name="Download results")).to_have_attribute("href", "/stage/export.zip")


async def test_the_levers_are_pulled_and_refusals_shown(browser: Browser) -> None:
    demo = Demo()
    async with page_stage(demo.routes()) as stage, opened(browser, stage.url, strict=False) as page:
        await page.get_by_role("button", name="Next: Reminder").click()
        await expect(page.locator(".toast")).to_contain_text("Pulled next")
        await page.get_by_role("button", name="+1 day").click()
        await page.get_by_role("button", name="Open the round").click()
        await page.get_by_role("button", name="Nudge").click(force=True)
        await page.get_by_role("button", name="Close the round").click()
        await expect(page.locator(".toast.error")).to_have_text("No round is open yet.")
        assert demo.pulled == [
            ("next", {}),
            ("move", {"hours": 24}),
            ("actions/open", {}),
            ("actions/fail", {}),
        ]


async def test_an_invitation_makes_somebody_join_on_either_platform(browser: Browser) -> None:
    async with page_stage(Demo().routes()) as stage, stage.slack.socket() as app, opened(browser, stage.url) as page:
        await page.get_by_role("button", name="Join on Telegram for Caritas").click()
        (update,) = await stage.updates()
        assert update["message"]["text"] == "/start CIVIL-3FD9"
        assert update["message"]["from"]["language_code"] == "fr"
        await page.get_by_role("button", name="Join on Slack for Caritas").click()
        assert (await app.acked())["payload"]["event"]["type"] == "app_home_opened"
        assert (await app.acked())["payload"]["event"]["text"] == "CIVIL-3FD9"
        people = (await stage.http.get("/play/world")).json()
        assert people["telegram"]["people"][0]["name"] != people["slack"]["people"][0]["name"]
