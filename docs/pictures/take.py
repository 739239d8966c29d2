"""Takes docs/pictures/demo.png anew: plays one person on each side of the demo's page until the ballot is open.

`make picture`. Needs Chromium; what it plays differs a little from time to time, as the crowd has a will of its own.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURE = Path(__file__).with_name("demo.png")
SIZE = {"width": 1320, "height": 1350}
FLAT = ".telegram .log { background: #dcebe2 !important }"
"""A gradient takes a hundred kilobytes."""
MOST_STEPS = 20


async def demo(data: str) -> tuple[asyncio.subprocess.Process, str]:
    """The running demo, and its address."""
    command = (sys.executable, "-c", "from engagebot.cli import main; main()", "demo", "--data", data)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    line = await process.stdout.readline() if process.stdout else b""
    return process, line.decode().removeprefix("Open ").strip()


async def join(page: Page, platform: str, organisation: str) -> Locator:
    await page.get_by_role("button", name=f"Join on {platform} for {organisation}").click()
    side = page.get_by_role("region", name=platform)
    await side.get_by_role("button", name="I agree").click()
    return side


async def go_on_until(page: Page, words: str) -> None:
    """Presses the lever for the next thing until these words stand on it."""
    lever = page.locator("button.next")
    for _ in range(MOST_STEPS):
        said = await lever.text_content()
        if said is not None and words in said:
            return
        await lever.click()
        await expect(lever).not_to_have_attribute("aria-busy", "true", timeout=60_000)
        await page.wait_for_timeout(1000)
    raise AssertionError(f"The demo never came to: {words}")


async def play(page: Page) -> None:
    telegram = await join(page, "Telegram", "Permanent Mission of Norland")
    await telegram.get_by_role("button", name="Zurich").click()
    slack = await join(page, "Slack", "Harbour Aid")
    await page.get_by_role("button", name="Let 12 more people join in").click()
    await expect(page.locator("#figures")).to_contain_text("Joined14", timeout=30_000)
    await go_on_until(page, "Morning")
    await telegram.get_by_role("button", name="Going", exact=True).click()
    await telegram.get_by_role("button", name="Do not remind me").click()
    await slack.get_by_role("button", name="No", exact=True).click()
    await go_on_until(page, "Reminder to vote")
    await rate(telegram, "4", "5", "4")
    await rate(slack, "5", "3")
    await page.evaluate("document.querySelectorAll('.log').forEach((log) => log.scrollTo(0, log.scrollHeight))")


async def rate(side: Locator, *values: str) -> None:
    await side.get_by_role("button", name="Start").last.click()
    for number, value in enumerate(values, 1):
        await expect(side.locator(".theirs").last).to_contain_text(f"{number} of 15")
        await side.get_by_role("button", name=value, exact=True).last.click()
    await expect(side.locator(".theirs").last).to_contain_text(f"{len(values) + 1} of 15")


async def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        process, address = await demo(data)
        try:
            await take(address)
        finally:
            process.terminate()
            await process.wait()


async def take(address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport=SIZE, reduced_motion="reduce", bypass_csp=True)
        page.set_default_timeout(15_000)
        await page.goto(address)
        await play(page)
        await expect(page.locator(".toast")).to_have_count(0, timeout=30_000)
        await page.screenshot(path=PICTURE, style=FLAT)


asyncio.run(main())
