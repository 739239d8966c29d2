"""The demo's page in a real browser: one stakeholder on either platform, from the invitation to the results."""

import asyncio
import csv
import io
import json
import os
import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from engagebot.demo.interactive import Interactive, play
from tests.browser import chromium, opened

SHOTS = os.environ.get("STORY_SHOTS")
"""A folder, to look at what the browser saw."""


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """`engagebot demo` within this process; yields the link that it prints."""
    told: asyncio.Queue[str] = asyncio.Queue()
    stop = asyncio.Event()
    playing = asyncio.create_task(play(Interactive(folder), stop, told.put_nowait))
    try:
        async with asyncio.timeout(30):
            line = await told.get()
        yield line.removeprefix("Open ")
    finally:
        stop.set()
        await playing


class Side:
    """One platform's half of the page, with one person on it."""

    def __init__(self, page: Page, name: str) -> None:
        self.name = name
        self.region = page.get_by_role("region", name=name)
        self.page = page

    async def joins(self, organisation: str) -> None:
        await self.page.get_by_role("button", name=f"Join on {self.name} for {organisation}").click()
        await self.press("I agree")
        if self.name == "Telegram":
            await self.press("Athens")
        await self.sees("Welcome. You have joined.")

    def last(self) -> Locator:
        """The newest message of the bot that bears buttons."""
        return self.region.locator(".theirs").filter(has=self.page.get_by_role("button")).last

    async def press(self, label: str) -> None:
        await self.last().get_by_role("button", name=label).first.click()

    async def sees(self, words: str) -> None:
        await expect(self.region.locator(".theirs").last).to_contain_text(words)

    async def shows(self, words: str) -> None:
        """In the newest message that bears buttons."""
        await expect(self.last()).to_contain_text(words)


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.wait_for_timeout(300)
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def next_step(page: Page, what: str) -> None:
    """Press `Next` until it has done what is wanted, as the log of the story tells."""
    log = page.get_by_role("complementary", name="Story")
    button = page.locator("#moves .next")
    for _ in range(12):
        await expect(button).to_be_enabled()
        if await log.get_by_text(what).count():
            return
        before = await page.locator("#when").text_content()
        await button.click()
        await expect(page.locator("#when")).not_to_have_text(before or "")
        await expect(button).not_to_have_attribute("aria-busy", "true")
    raise AssertionError(f"{what!r} never happened")


async def test_two_stakeholders_live_through_it_by_the_page_s_buttons(tmp_path: Path) -> None:
    async with demo(tmp_path / "data") as link, chromium() as browser, opened(browser, link) as page:
        telegram, slack = Side(page, "Telegram"), Side(page, "Slack")
        await shot(page, "01-start")
        await telegram.joins("Harbour Aid (example)")
        await slack.joins("Permanent Mission of Norland (example)")
        await shot(page, "02-joined")
        await the_event(page, telegram, slack)
        await the_votes(page, telegram, slack)
        await the_results(page, telegram, slack)


async def the_event(page: Page, *sides: Side) -> None:
    await next_step(page, "Announced ‘Introductory GCM Talk’: 2 people")
    await shot(page, "03-announced")
    for side in sides:
        await side.shows("Will you be there?")
        register = side.last().get_by_role("link", name="Register")
        await expect(register).to_have_attribute("href", "https://example.org/register/intro-talk")
        await side.press("Going")
        await side.shows("Your answer: going.")
    await expect(page.get_by_role("list", name="Figures")).to_contain_text(re.compile(r"Going\s*2"))
    await shot(page, "04-going")
    for move in ("+1 hour", "+1 day"):
        before = await page.locator("#when").text_content()
        await page.get_by_role("button", name=move).click()
        await expect(page.locator("#when")).not_to_have_text(before or "")
    await expect(page.locator("#when")).to_contain_text("Friday 17 March 2023")
    await next_step(page, "Asked how ‘Introductory GCM Talk’ was")
    for side in sides:
        await side.shows("How was it?")
        await side.press("5 excellent")
        await side.shows("5 out of 5")
    await shot(page, "05-feedback")


async def the_votes(page: Page, telegram: Side, slack: Side) -> None:
    await next_step(page, "Opened ‘Priorities among the recommendations’: 2 people")
    await shot(page, "06-opened")
    for side, values in ((telegram, "54"), (slack, "42")):
        await side.press("Start")
        for number, value in enumerate(values, 1):
            await side.shows(f"{number} of 15")
            await side.press(value)
        await side.shows("3 of 15")
        await shot(page, f"07-card-{side.name}")
        await side.press("Review all")
        await side.shows("You have rated 2 of 15 recommendations.")
    await shot(page, "08-review")
    await slack.press("2")
    await slack.shows("2 of 15 · Preventing")  # the review, too, says "2 of 15"
    await slack.press("1")
    await slack.shows("3 of 15")
    await expect(page.get_by_role("list", name="Figures")).to_contain_text(re.compile(r"Voted\s*2 of 2"))


async def the_results(page: Page, *sides: Side) -> None:
    await next_step(page, "Closed ‘Priorities among the recommendations’ and sent the results: 2 people")
    for side in sides:
        await side.shows("2 of 2 invited people took part.")
    await shot(page, "09-results")
    await page.set_viewport_size({"width": 400, "height": 800})
    await shot(page, "10-narrow")
    await page.set_viewport_size({"width": 1440, "height": 900})
    bundle = await downloaded(page)
    tally = json.loads(bundle.read("first/tally.json"))
    assert (tally["turnout"][0]["invited"], tally["turnout"][0]["voted"]) == (2, 2)
    given: dict[str, list[int]] = {}
    for row in csv.DictReader(io.StringIO(bundle.read("first/ballots.csv").decode("utf-8-sig"))):
        given.setdefault(row["pseudonym"], []).append(int(row["value"]))
    assert sorted(given.values()) == [[4, 1], [5, 4]]


async def downloaded(page: Page) -> zipfile.ZipFile:
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download results").click()
    download = await waiting.value
    assert download.suggested_filename.endswith(".zip")
    return zipfile.ZipFile(io.BytesIO((await download.path()).read_bytes()))
