"""A file is loaded while the bot is at work: neither stands in the other's way."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from engagebot.use_cases.load_workstream import load_workstream
from engagebot.workfile import read_workstream
from tests.use_cases.sent import Office, office_at
from tests.workfile.small import SMALL

PATIENCE_SECONDS = 5
"""Less than the bot waits for a lock."""


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


@pytest.mark.only_on("postgresql")
async def test_what_belongs_to_a_workstream_is_written_while_its_file_is_loaded(office: Office) -> None:
    await office.joins("amina")
    file = read_workstream(SMALL.replace("en: Talk,", "en: Great talk,"), "small.yaml")
    async with office.house.database.begin() as loading:
        await load_workstream(loading, file, office.now)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await office.announces()
            await office.joins("bela")
    assert await office.states() == {"amina": "pending"}
