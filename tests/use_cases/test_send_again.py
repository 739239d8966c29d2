"""What failed is tried again and what is unknown is sent again, where that makes sense, and with a warning."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from engagebot.storage.standing import Standing
from engagebot.use_cases.pause_announcement import pause_announcement
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.send_again import resend_unknown, resending, retry_failed, retrying
from engagebot.use_cases.standing import look_at
from tests.use_cases.sent import NOW, Office, office_at

AT_NIGHT = datetime(2023, 3, 16, 23, tzinfo=UTC)
MORNING = datetime(2023, 3, 17, 6, tzinfo=UTC)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        for name in ("amina", "bruno", "chen"):
            await office.joins(name)
        yield office


async def told(office: Office, says: Callable[[Standing, datetime], str], id_: int, now: datetime = NOW) -> str:
    async with office.house.database.read() as session:
        return says(await look_at(session, id_), now)


async def test_what_failed_is_tried_again_but_not_for_those_who_cannot_be_reached(office: Office) -> None:
    id_ = await office.announces()
    await office.becomes("amina", "failed", reason="too many requests")
    await office.becomes("bruno", "failed", reason="blocked by the user")
    await office.house.set(office.people["bruno"], unreachable="blocked by the user")
    await office.arrived("chen")
    assert await told(office, retrying, id_) == (
        "This tries 1 message again. 1 message failed because the person cannot be reached; they are left alone."
    )
    assert await office.do(lambda s: retry_failed(s, id_, NOW)) == "On their way again: 1 message."
    assert await office.states() == {"amina": "pending", "bruno": "failed", "chen": "sent"}


async def test_what_is_unknown_is_sent_again_with_a_warning(office: Office) -> None:
    id_ = await office.announces()
    await office.becomes("amina", "unknown")
    assert await told(office, resending, id_) == (
        "This sends 1 message again that may have arrived. Some people may get it twice."
    )
    assert await office.do(lambda s: resend_unknown(s, id_, NOW)) == "On their way again: 1 message."
    assert (await office.states())["amina"] == "pending"


async def test_at_night_another_try_waits_for_the_morning(office: Office) -> None:
    id_ = await office.announces()
    await office.becomes("amina", "failed")
    await office.becomes("bruno", "unknown")
    await office.do(lambda s: retry_failed(s, id_, AT_NIGHT))
    await office.do(lambda s: resend_unknown(s, id_, AT_NIGHT))
    assert [row.due_at for row in await office.rows("amina", "bruno")] == [MORNING, MORNING]


async def test_what_makes_no_sense_is_refused_in_a_sentence(office: Office) -> None:
    id_ = await office.announces()
    with pytest.raises(Refused, match="Nothing to try again: nothing failed"):
        await office.do(lambda s: retry_failed(s, id_, NOW))
    with pytest.raises(Refused, match="of every message it is known what became of it"):
        await office.do(lambda s: resend_unknown(s, id_, NOW))
    await office.becomes("amina", "failed")
    with pytest.raises(Refused, match="has passed: it would say nothing useful"):
        await office.do(lambda s: retry_failed(s, id_, NOW + timedelta(days=8)))
    await office.do(lambda s: pause_announcement(s, id_, NOW))
    with pytest.raises(Refused, match=f"is paused. First: engagebot resume {id_}"):
        await office.do(lambda s: retry_failed(s, id_, NOW))
