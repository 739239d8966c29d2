"""What time brings is done by whoever leads, with one view of the people, whatever they change meanwhile."""

import math
from collections.abc import AsyncIterator

import pytest

from engagebot.alarms import Alarms
from engagebot.delivery.lead import Lead, always
from engagebot.delivery.timing import SystemStopwatch
from engagebot.domain.clock import StoppedClock
from engagebot.duties import Duties
from engagebot.places import messages_folder
from engagebot.storage.leaderships import Term
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from tests.databases import database_of
from tests.postgres import PostgresServer
from tests.slow_texts import SlowTexts
from tests.use_cases.sent import NOW, Office, office_at


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


def duties(office: Office, texts: Texts, lead: Lead | None = None) -> Duties:
    database, clock = office.house.database, StoppedClock(NOW)
    return Duties(database, texts, lambda: None, Alarms(database, clock), lead or always("duties", SystemStopwatch()))


@pytest.mark.only_on("postgresql")
async def test_who_changes_language_while_the_texts_are_written_gets_one_in_the_old(
    office: Office, url: str, postgres_server: PostgresServer
) -> None:
    for name, language in (("amina", "en"), ("bela", "fr"), ("chloe", "fr")):
        await office.joins(name, language=language)

    def changes(reader: Reader) -> None:
        """When the English rows stand already."""
        if reader.language == "fr":
            statement = "update stakeholders s set language = 'en' from accounts a where a.stakeholder_id = s.id"
            postgres_server.sql(f"{statement} and a.\"user\" = 'bela'", database_of(url))

    await office.announces(in_minutes=1)
    office.house.wait(minutes=1)
    await duties(office, SlowTexts(changes)).do(office.now)
    assert set(await office.states()) == {"amina", "bela", "chloe"}


async def test_nothing_is_done_while_another_process_leads(office: Office) -> None:
    await office.joins("amina")
    await office.announces(in_minutes=1)
    office.house.wait(minutes=1)
    lead = Lead("duties", SystemStopwatch())
    standing_by = duties(office, Texts(messages_folder()), lead)
    assert await standing_by.do(office.now) is None
    assert await office.states() == {}
    lead.hold(math.inf, Term())
    await standing_by.do(office.now)
    assert set(await office.states()) == {"amina"}
