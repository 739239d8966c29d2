"""An organiser pauses, resumes, cancels and moves what they announced, and hears first how many it concerns."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from engagebot.domain.people import Stakeholder
from engagebot.storage.announcements import announced_before
from engagebot.storage.due import Due, DueKind
from engagebot.storage.leases import claim
from engagebot.storage.standing import Standing
from engagebot.use_cases.cancel_announcement import cancel_announcement, cancelling
from engagebot.use_cases.do_due import do_due
from engagebot.use_cases.pause_announcement import pause_announcement, pausing, resume_announcement, resuming
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.reschedule_announcement import reschedule_announcement
from engagebot.use_cases.standing import look_at
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

AT_NIGHT = datetime(2023, 3, 16, 23, tzinfo=UTC)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        for name in ("amina", "bruno", "chen"):
            await office.joins(name)
        yield office


async def claimed(office: Office, now: datetime = NOW) -> list[str]:
    """To which chats something would go out."""
    found = await office.do(lambda session: claim(session, "telegram:1", "me", 10, now, 30))
    return [one.outgoing.chat for one in found]


async def told(office: Office, says: Callable[[Standing, datetime], str], id_: int, now: datetime = NOW) -> str:
    """What the organiser reads before they confirm."""
    async with office.house.database.read() as session:
        return says(await look_at(session, id_), now)


async def test_pausing_says_how_many_it_holds_back_and_how_many_are_out(office: Office) -> None:
    id_ = await office.announces()
    await office.arrived("amina")
    assert await told(office, pausing, id_) == "This pauses 2 messages that have not gone out; 1 was sent already."


async def test_what_is_paused_does_not_go_out_until_it_is_resumed(office: Office) -> None:
    id_ = await office.announces()
    await office.arrived("amina")
    done = await office.do(lambda s: pause_announcement(s, id_, NOW))
    assert done == f"Paused: 2 messages. Go on with: engagebot resume {id_}"
    assert await office.states() == {"amina": "sent", "bruno": "paused", "chen": "paused"}
    assert await claimed(office) == []
    assert await office.do(lambda s: resume_announcement(s, id_, NOW)) == "Resumed: 2 messages."
    assert await claimed(office) == ["chat of bruno", "chat of chen"]


async def test_what_is_on_its_way_while_pausing_is_named(office: Office) -> None:
    id_ = await office.announces()
    await office.becomes("bruno", "leased")
    assert "1 message may still go out: they were on their way." in await office.do(
        lambda s: pause_announcement(s, id_, NOW)
    )


async def test_what_comes_back_from_sending_is_held_like_the_rest(office: Office) -> None:
    paused, cancelled = await office.announces(), await office.announces()
    await office.becomes("amina", "leased")
    await office.do(lambda s: pause_announcement(s, paused, NOW))
    await office.do(lambda s: cancel_announcement(s, cancelled, NOW))
    await office.becomes("amina", "retry")
    assert await claimed(office) + await claimed(office) == []
    first, second = await office.rows("amina")
    assert (first.state, second.state, second.reason) == ("paused", "cancelled", "cancelled by an organiser")
    await office.do(lambda s: resume_announcement(s, paused, NOW))
    assert "chat of amina" in await claimed(office)


async def test_who_sleeps_when_it_is_resumed_gets_it_in_the_morning(office: Office) -> None:
    id_ = await office.announces()
    await office.do(lambda s: pause_announcement(s, id_, NOW))
    await office.do(lambda s: resume_announcement(s, id_, AT_NIGHT))
    assert await claimed(office, AT_NIGHT) == []
    assert {row.due_at for row in await office.rows()} == {datetime(2023, 3, 17, 6, tzinfo=UTC)}


async def test_what_is_resumed_too_late_ends_as_expired(office: Office) -> None:
    id_ = await office.announces()
    await office.do(lambda s: pause_announcement(s, id_, NOW))
    late = NOW + timedelta(days=8)
    assert (
        await told(office, resuming, id_, late)
        == "Its time has passed: 3 messages will end as expired, and nobody gets them."
    )
    await office.do(lambda s: resume_announcement(s, id_, late))
    assert await claimed(office, late) == []
    assert set((await office.states()).values()) == {"expired"}


async def test_who_stops_while_it_is_paused_does_not_get_it(office: Office) -> None:
    id_ = await office.announces()
    await office.do(lambda s: pause_announcement(s, id_, NOW))
    async with office.house.database.begin() as session:
        person = await session.get_one(Stakeholder, office.people["bruno"].stakeholder_id)
        person.stopped_at = NOW
    await office.do(lambda s: resume_announcement(s, id_, NOW))
    assert await claimed(office) == ["chat of amina", "chat of chen"]
    assert (await office.states())["bruno"] == "cancelled"


async def test_cancelling_calls_off_what_waits_and_what_is_paused(office: Office) -> None:
    id_ = await office.announces()
    await office.arrived("amina")
    await office.do(lambda s: pause_announcement(s, id_, NOW))
    assert await told(office, cancelling, id_) == "This cancels 2 messages that have not gone out; 1 was sent already."
    assert await office.do(lambda s: cancel_announcement(s, id_, NOW)) == "Cancelled: 2 messages."
    assert await office.states() == {"amina": "sent", "bruno": "cancelled", "chen": "cancelled"}
    assert {row.reason for row in await office.rows("bruno")} == {"cancelled by an organiser"}
    with pytest.raises(Refused, match="was cancelled"):
        await office.do(lambda s: cancel_announcement(s, id_, NOW))


async def test_what_reached_somebody_counts_as_announced_although_it_was_cancelled(office: Office) -> None:
    id_ = await office.announces()
    await office.do(lambda s: cancel_announcement(s, id_, NOW))
    assert not await office.do(lambda s: announced_before(s, 1))
    await office.arrived("amina")
    assert await office.do(lambda s: announced_before(s, 1))


async def test_a_scheduled_one_is_cancelled_and_never_goes_out(office: Office) -> None:
    id_ = await office.announces(in_minutes=60)
    assert await office.do(lambda s: cancel_announcement(s, id_, NOW)) == "Cancelled."
    due = Due(DueKind.ANNOUNCEMENT, id_, NOW)
    await office.do(lambda s: do_due(s, TEXTS, due, NOW + timedelta(hours=2)))
    assert await office.rows() == []


async def test_a_scheduled_one_is_moved_even_if_it_was_found_due_a_moment_ago(office: Office) -> None:
    id_ = await office.announces(in_minutes=60)
    at = NOW + timedelta(days=1)
    assert await office.do(lambda s: reschedule_announcement(s, id_, at, NOW)) == "It goes out at 2023-03-17 09:00 UTC."
    due = Due(DueKind.ANNOUNCEMENT, id_, NOW + timedelta(hours=1))
    await office.do(lambda s: do_due(s, TEXTS, due, NOW + timedelta(hours=1)))
    assert await office.rows() == []
    await office.do(lambda s: do_due(s, TEXTS, due, at))
    assert len(await office.rows()) == 3


async def test_it_cannot_be_moved_behind_the_event_itself(office: Office) -> None:
    id_ = await office.announces(in_minutes=60)
    with pytest.raises(Refused, match="By then it would be too late: talk begins or ends before"):
        await office.do(lambda s: reschedule_announcement(s, id_, NOW + timedelta(days=8), NOW))


async def test_what_makes_no_sense_is_refused_in_a_sentence(office: Office) -> None:
    scheduled, sent = await office.announces(in_minutes=60), await office.announces()
    for name in office.people:
        await office.arrived(name)
    with pytest.raises(Refused, match=rf"has not gone out yet.*engagebot reschedule {scheduled}"):
        await office.do(lambda s: pause_announcement(s, scheduled, NOW))
    with pytest.raises(Refused, match=r"Nothing of announcement .* waits"):
        await office.do(lambda s: pause_announcement(s, sent, NOW))
    with pytest.raises(Refused, match="is not paused"):
        await office.do(lambda s: resume_announcement(s, sent, NOW))
    with pytest.raises(Refused, match=r"Nothing of announcement .* waits"):
        await office.do(lambda s: cancel_announcement(s, sent, NOW))
    with pytest.raises(Refused, match="does not wait for its time any more"):
        await office.do(lambda s: reschedule_announcement(s, sent, NOW, NOW))
    with pytest.raises(Refused, match="There is no announcement 99"):
        await office.do(lambda s: pause_announcement(s, 99, NOW))
