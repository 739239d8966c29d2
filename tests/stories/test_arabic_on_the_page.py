"""How Arabic messages come out in a real browser, on either side of the sandbox's page."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from engagebot.channel import Platform
from tests.browser import chromium, opened
from tests.sandbox.page_stage import PageStage, page_stage
from tests.texts.samples import event_values, reader, texts

pytestmark = pytest.mark.asyncio(loop_scope="module")
TEXTS = texts()
LEFTS = """(element, needle) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const start = walker.currentNode.data.indexOf(needle);
    if (start < 0) continue;
    return [...needle].map((_, place) => {
      const range = document.createRange();
      range.setStart(walker.currentNode, start + place);
      range.setEnd(walker.currentNode, start + place + 1);
      return range.getBoundingClientRect().left;
    });
  }
  return [];
}"""
"""Where each sign of a piece of text begins, in pixels from the left."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


async def sent(stage: PageStage, page: Page, platform: Platform, message: str, values: dict[str, object]) -> Locator:
    """The text of a message in Arabic as it stands on the page."""
    body = TEXTS.body(message, values, reader("ar", "Africa/Nairobi", platform))
    if platform is Platform.TELEGRAM:
        person = await stage.telegram.person("ليلى حداد", "ar")
        await stage.updates()
        await stage.telegram.ok("sendMessage", chat_id=person, **body)
    else:
        person = await stage.slack.person("ليلى حداد", "ar", "Africa/Nairobi")
        await stage.slack.ok("chat.postMessage", channel=await stage.slack.direct(person), **body)
    text = page.get_by_role("region", name=platform.value.capitalize()).locator(".theirs .text").last
    await expect(text).to_be_visible()
    return text


async def lefts(text: Locator, needle: str) -> list[float]:
    found: list[float] = await text.evaluate(LEFTS, needle)
    assert found, needle
    return found


@pytest.mark.parametrize("platform", Platform)
async def test_a_message_runs_from_the_right_and_what_is_latin_in_it_from_the_left(
    browser: Browser, platform: Platform
) -> None:
    async with page_stage() as stage, opened(browser, stage.url) as page:
        text = await sent(stage, page, platform, "event", event_values())
        assert await text.evaluate("element => getComputedStyle(element).direction") == "rtl"
        for latin in ("UTC+1", "Introductory GCM Talk", "2023"):
            places = await lefts(text, latin)
            assert places == sorted(places), latin
        arabic = await lefts(text, "جدول")
        assert arabic == sorted(arabic, reverse=True)
        [day, start, city] = [(await lefts(text, part))[0] for part in ("23 آذار", "15:00", "UTC+1")]
        assert day > start > city
        box = await text.bounding_box()
        assert box is not None
        assert max(await lefts(text, "جدول")) > box["x"] + box["width"] / 2


async def test_a_command_reads_as_it_is_typed(browser: Browser) -> None:
    """In Slack it is a word of the language, which runs as the rest does."""
    async with page_stage() as stage, opened(browser, stage.url) as page:
        places = await lefts(await sent(stage, page, Platform.TELEGRAM, "stopped", {}), "/start")
        assert places == sorted(places)


async def test_on_telegram_each_line_runs_its_own_way(browser: Browser) -> None:
    async with page_stage() as stage, opened(browser, stage.url) as page:
        person = await stage.telegram.person("ليلى حداد", "ar")
        await stage.updates()
        await stage.telegram.ok("sendMessage", chat_id=person, text="مرحبا بكم في هذه المشاورة الطويلة\nHello.")
        text = page.get_by_role("region", name="Telegram").locator(".theirs .text")
        await expect(text).to_be_visible()
        latin, arabic = await lefts(text, "Hello."), await lefts(text, "مرحبا")
        assert latin == sorted(latin)
        assert max(latin) < min(arabic)
