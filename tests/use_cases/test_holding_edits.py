"""Pausing, resuming and cancelling an announcement reach the edits of what it has sent, too."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import CORRECTION, Delivery, Priority
from engagebot.storage.leases import claim
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.storage.standing import Standing
from engagebot.use_cases.cancel_announcement import cancel_announcement, cancelling
from engagebot.use_cases.correct_announcement import correct_announcement
from engagebot.use_cases.pause_announcement import pause_announcement, pausing, resume_announcement, resuming
from engagebot.use_cases.standing import look_at
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

LATER = NOW + timedelta(hours=1)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        for name in ("amina", "bruno", "chen"):
            await office.joins(name)
        yield office


async def corrected(office: Office) -> int:
    """The announcement: two were sent and are being edited, one waits."""
    id_ = await office.announces()
    await office.arrived("amina", "bruno")
    await corrects(office, id_)
    return id_


async def corrects(office: Office, id_: int) -> None:
    await office.do(lambda s: correct_announcement(s, TEXTS, id_, LATER))


async def edits(office: Office) -> list[str]:
    return [row.state for row in await office.rows() if row.what == CORRECTION]


async def edits_become(office: Office, state: str) -> None:
    """What the courier would have written down for them."""
    await office.do(lambda s: s.execute(update(Delivery).where(Delivery.what == CORRECTION).values(state=state)))


async def claimed(office: Office, now: datetime = LATER) -> list[str | None]:
    """The messages that would be edited; None for one that is new."""
    return [one.outgoing.replaces for one in await office.do(lambda s: claim(s, "telegram:1", "me", 10, now, 30))]


async def told(office: Office, says: Callable[[Standing, datetime], str], id_: int) -> str:
    async with office.house.database.read() as session:
        return says(await look_at(session, id_), LATER)


async def test_paused_edits_wait_with_the_rest_until_they_are_resumed(office: Office) -> None:
    id_ = await corrected(office)
    asked = await told(office, pausing, id_)
    assert asked == "This pauses 1 message and 2 edits that have not gone out; 2 were sent already."
    done = await office.do(lambda s: pause_announcement(s, id_, LATER))
    assert done == f"Paused: 1 message and 2 edits. Go on with: engagebot resume {id_}"
    assert await edits(office) == ["paused", "paused"]
    assert await claimed(office) == []
    asked = await told(office, resuming, id_)
    assert asked == "This lets 1 message and 2 edits go out; 2 were sent already."
    assert await office.do(lambda s: resume_announcement(s, id_, LATER)) == "Resumed: 1 message and 2 edits."
    assert await claimed(office) == [None, "message of amina", "message of bruno"]


async def test_edits_alone_are_enough_to_pause(office: Office) -> None:
    id_ = await corrected(office)
    await office.arrived("chen")
    asked = await told(office, pausing, id_)
    assert asked == "This pauses 2 edits that have not gone out; 3 were sent already."


async def test_cancelled_edits_do_not_go_out(office: Office) -> None:
    id_ = await corrected(office)
    asked = await told(office, cancelling, id_)
    assert asked == "This cancels 1 message and 2 edits that have not gone out; 2 were sent already."
    assert await office.do(lambda s: cancel_announcement(s, id_, LATER)) == "Cancelled: 1 message and 2 edits."
    assert await edits(office) == ["cancelled", "cancelled"]
    assert await claimed(office) == []


@pytest.mark.parametrize(("stop", "end"), [(pause_announcement, "paused"), (cancel_announcement, "cancelled")])
async def test_an_edit_that_comes_back_from_sending_is_held_like_the_rest(
    office: Office, stop: Callable[[AsyncSession, int, datetime], Awaitable[str]], end: str
) -> None:
    id_ = await corrected(office)
    await edits_become(office, "leased")
    assert "2 messages may still go out: they were on their way." in await office.do(lambda s: stop(s, id_, LATER))
    await edits_become(office, "retry")
    assert await claimed(office) == []
    assert await edits(office) == [end, end]


async def test_what_is_corrected_while_it_is_paused_waits_and_takes_the_place_of_the_earlier(office: Office) -> None:
    id_ = await corrected(office)
    await office.do(lambda s: pause_announcement(s, id_, LATER))
    await corrects(office, id_)
    assert await claimed(office) == []
    assert await edits(office) == ["cancelled", "cancelled", "paused", "paused"]


async def test_what_was_sent_before_it_was_cancelled_can_still_be_corrected(office: Office) -> None:
    id_ = await corrected(office)
    await office.do(lambda s: cancel_announcement(s, id_, LATER))
    await corrects(office, id_)
    assert await claimed(office) == ["message of amina", "message of bruno"]


async def test_a_card_that_was_pressed_meanwhile_is_not_set_back(office: Office) -> None:
    id_ = await corrected(office)
    await office.do(lambda s: pause_announcement(s, id_, LATER))
    amina = office.people["amina"]
    answer = NewDelivery(
        amina.lane, amina.chat, "event", Priority.REPLY, LATER, body={"text": "Going"}, replaces="message of amina"
    )
    await office.do(lambda s: enqueue(s, [answer], LATER))
    assert await claimed(office) == ["message of amina"]
    assert await office.do(lambda s: resume_announcement(s, id_, LATER)) == "Resumed: 1 message and 1 edit."
    assert await edits(office) == ["cancelled", "pending"]


async def test_an_edit_that_is_resumed_at_night_waits_for_the_morning(office: Office) -> None:
    id_ = await corrected(office)
    await office.do(lambda s: pause_announcement(s, id_, LATER))
    at_night = datetime(2023, 3, 16, 23, tzinfo=UTC)
    await office.do(lambda s: resume_announcement(s, id_, at_night))
    assert await claimed(office, at_night) == []
    assert {row.due_at for row in await office.rows() if row.state == "pending"} == {
        datetime(2023, 3, 17, 6, tzinfo=UTC)
    }
