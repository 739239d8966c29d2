"""Whoever follows an announcement hears of each change, until all of it has an end."""

from collections.abc import AsyncIterator

import pytest

from engagebot.use_cases.follow_announcement import figures_of, follow_announcement
from engagebot.use_cases.refused import Refused
from tests.use_cases.sent import Office, office_at


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


async def test_each_change_is_told_once_and_then_it_ends(office: Office) -> None:
    await office.joins("amina")
    await office.joins("bruno")
    id_ = await office.announces()
    happens, told = iter([("amina", "sent"), ("bruno", "failed")]), []
    async for standing in follow_announcement(office.house.database, id_, every_seconds=0):
        told.append(figures_of(standing))
        for name, state in happens:
            await office.becomes(name, state)
            break
    assert [one.messages for one in told] == [{"pending": 2}, {"pending": 1, "sent": 1}, {"failed": 1, "sent": 1}]
    assert [one.goes_on for one in told] == [True, True, False]


async def test_what_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="There is no announcement 7"):
        async for _ in follow_announcement(office.house.database, 7):
            pass
