"""Who gets an announcement is fixed when it is sent, in statements as many as there are texts, not people."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event

from engagebot.domain.outbox import Variant
from tests.use_cases.sent import Office, office_at


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


async def statements_of_announcing(office: Office) -> list[str]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    engine = office.house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await office.announces()
    event.remove(engine, "before_cursor_execute", note)
    return statements


async def test_it_takes_as_many_statements_for_many_people_as_for_a_few(office: Office) -> None:
    for number in range(4):
        await office.joins(f"person {number}", language="fr" if number % 2 else "en")
    few = await statements_of_announcing(office)
    for number in range(4, 44):
        await office.joins(f"person {number}", language="fr" if number % 2 else "en")
    many = await statements_of_announcing(office)
    assert len(many) == len(few)
    assert len(await office.rows()) == 4 + 44
    assert len(await office.house.all(Variant)) == 2 + 2


async def test_who_joins_when_it_was_sent_is_none_of_its_recipients(office: Office) -> None:
    await office.joins("amina")
    id_ = await office.announces()
    await office.joins("bruno")
    assert set(await office.states()) == {"amina"}
    assert (await office.announcement(id_)).recipients == 1
