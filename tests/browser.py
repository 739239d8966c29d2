"""A real Chromium for tests that look at a page; the system's own, as nothing is downloaded."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Complaints:
    """What a page must not do: report errors, or ask other hosts than its own for anything."""

    def __init__(self, page: Page, url: str) -> None:
        self._host = urlsplit(url).netloc
        self.found: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self._host:
            self.found.append(f"asked {request.url}")


def _demand_chromium() -> None:
    """Fails rather than skips: a page that nobody looked at has not been tested."""
    if not CHROMIUM.exists():
        pytest.fail(
            f"There is no Chromium at {CHROMIUM}, and this test looks at a page. Install it (on Debian: "
            "apt-get install chromium), or say in the variable CHROMIUM where it is."
        )


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser. Starting one takes a second, so a module's tests share it through a fixture:

    ```
    pytestmark = pytest.mark.asyncio(loop_scope="module")

    @pytest_asyncio.fixture(scope="module", loop_scope="module")
    async def browser() -> AsyncIterator[Browser]:
        async with chromium() as running:
            yield running
    ```
    """
    _demand_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    *,
    width: int = 1440,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
    strict: bool = True,
) -> AsyncIterator[Page]:
    """The page at `url`, with nothing remembered from before; waits at most 5 s for anything.

    At the end, if `strict`, nothing may stand in the console as an error, and no other host may have been asked.
    """
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    try:
        context.set_default_timeout(5000)
        page = await context.new_page()
        complaints = Complaints(page, url)
        await page.goto(url)
        yield page
        assert not strict or complaints.found == []
    finally:
        await context.close()
