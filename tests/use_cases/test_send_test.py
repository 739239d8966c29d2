"""An organiser sends an announcement to themselves, and to nobody else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engagebot.domain.outbox import Priority
from engagebot.domain.people import Account, Invitation, Stakeholder
from engagebot.storage.events import event_by_key
from engagebot.storage.workstreams import workstream_by_id
from engagebot.use_cases.invite import Invited, invite
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.send_test import Trial, send_test
from tests.use_cases.sent import NOW, TEXTS, Office, office_at


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina")
        yield office


async def sends(office: Office, to: str, language: str | None = None) -> Account:
    async with office.house.database.begin() as session:
        workstream = await workstream_by_id(session, 1)
        event = await event_by_key(session, 1, "talk")
        assert event is not None
        return await send_test(session, TEXTS, workstream, Trial(event, to, language), NOW)


async def invitation(office: Office, taken: int) -> Invitation:
    async with office.house.database.begin() as session:
        made = await invite(session, await workstream_by_id(session, 1), Invited(group="states"), NOW)
        made.taken = taken
        return made


async def test_it_goes_to_the_account_named_and_is_marked(office: Office) -> None:
    await office.joins("bruno")
    await sends(office, "telegram:amina")
    [row] = await office.rows()
    assert (row.chat, row.what, row.priority) == ("chat of amina", "event_test", Priority.REPLY)
    text = await office.text(row)
    assert "Test: only you receive this." in text
    assert "Going" in text
    assert row.announcement_id is None


async def test_it_can_be_had_in_another_language(office: Office) -> None:
    await sends(office, "telegram:amina", "fr")
    [row] = await office.rows()
    assert "Essai" in await office.text(row)
    assert "Échange" in await office.text(row)
    with pytest.raises(Refused, match="has no texts in 'es', only in en, fr"):
        await sends(office, "telegram:amina", "es")


async def test_by_a_code_it_goes_to_whoever_came_in_by_it(office: Office) -> None:
    code = (await invitation(office, taken=1)).code
    assert (await sends(office, code)).user == "amina"


async def test_a_code_that_may_mean_several_people_sends_nothing_and_lists_them(office: Office) -> None:
    await office.joins("bruno")
    code = (await invitation(office, taken=1)).code
    with pytest.raises(Refused, match=r"Say which account:\n  telegram:bruno, joined .*\n  telegram:amina, joined"):
        await sends(office, code)
    assert await office.rows() == []


async def test_nobody_else_is_reached_by_mistake(office: Office) -> None:
    code = (await invitation(office, taken=0)).code
    with pytest.raises(Refused, match="Nobody has joined by the invitation"):
        await sends(office, code)
    with pytest.raises(Refused, match="has no invitation WRONG"):
        await sends(office, "WRONG")
    with pytest.raises(Refused, match="Nobody has joined as slack:amina"):
        await sends(office, "slack:amina")
    async with office.house.database.begin() as session:
        (await session.get_one(Stakeholder, office.people["amina"].stakeholder_id)).stopped_at = NOW
    with pytest.raises(Refused, match="has stopped messages"):
        await sends(office, "telegram:amina")
