"""A workstream file is loaded, loaded again, edited and loaded once more."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from engagebot.domain.consultation import Recommendation, RecommendationVersion, Round, RoundItem
from engagebot.domain.event import AgendaItem, Event
from engagebot.domain.people import Organisation
from engagebot.domain.workstream import Activity, Label, Workstream
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.use_cases.loading.changes import NEW
from engagebot.workfile import read_workstream_file
from tests.use_cases.loaded import House, house_at
from tests.workfile.small import SMALL, spoiled

AUDIENCE = "event talk: audience changed from groups: states to groups: states, media"
AREA = 'recommendation 1.1: area\'s title in fr changed from "Prévention" to "Prévenir"'
EXAMPLE = Path(__file__).parents[2] / "examples" / "missing-migrants.yaml"


@pytest_asyncio.fixture
async def house(url: str) -> AsyncIterator[House]:
    async with house_at(url, datetime(2023, 3, 16, 8, tzinfo=UTC)) as house:
        yield house


async def test_the_example_loads_whole_and_a_second_time_changes_nothing(house: House) -> None:
    file = read_workstream_file(EXAMPLE)
    async with house.database.begin() as session:
        first = await load_workstream(session, file, house.now)
    async with house.database.begin() as session:
        second = await load_workstream(session, file, house.now)

    assert first.new
    assert Counter(change.kind for change in first.changes if change.what == NEW) == {
        "workstream": 1,
        "group": 15,
        "region": 5,
        "route": 9,
        "organisation": 12,
        "activity": 6,
        "event": 11,
        "recommendation": 15,
        "round": 1,
    }
    assert not second
    assert not second.new
    assert second.lines() == []


async def test_every_part_of_the_file_stands_in_the_database(house: House) -> None:
    await house.load(SMALL)

    workstream = await house.one(Workstream)
    talk = await house.one(Event)
    assert workstream.languages == ["en", "fr"]
    assert workstream.loaded_at == house.now
    assert talk.uid == "talk.small@engagebot"
    assert (talk.starts_at, talk.ends_at) == (_utc(23, 14), _utc(23, 15, 30))
    assert talk.audience == {"groups": ["states"]}
    assert [item.minutes for item in await house.all(AgendaItem)] == [30, 60]
    assert (await house.one(Organisation)).group == "media"
    assert {(label.kind, label.key) for label in await house.all(Label)} == {
        ("group", "states"),
        ("group", "media"),
        ("region", "europe"),
    }


async def test_a_round_puts_its_recommendations_in_the_order_of_the_file(house: House) -> None:
    await house.load(SMALL)

    keys = {row.id: row.key for row in await house.all(Recommendation)}
    items = sorted(await house.all(RoundItem), key=lambda item: item.number)
    assert [(item.number, keys[item.recommendation_id]) for item in items] == [(1, "1.10"), (2, "1.1")]
    assert (await house.one(Round)).closes_at == datetime(2023, 4, 10, 16, tzinfo=UTC)


async def test_a_moved_event_is_told_in_the_clock_of_its_place_and_raises_its_sequence(house: House) -> None:
    await house.load(SMALL)
    changes = await house.load(spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-23 16:00 CET"))

    assert changes.lines()[:2] == [
        "event talk: start moved from 2023-03-23 15:00 CET to 2023-03-23 16:00 CET",
        "event talk: end moved from 2023-03-23 16:30 CET to 2023-03-23 17:30 CET",
    ]
    talk = await house.one(Event)
    assert (talk.sequence, talk.uid, talk.starts_at) == (1, "talk.small@engagebot", _utc(23, 15))


@pytest.mark.parametrize(
    ("right", "edited", "told"),
    [
        ("en: Talk,", "en: Long talk,", 'event talk: title in en changed from "Talk" to "Long talk"'),
        ("To be small.", "To stay.", 'workstream small: objective in en changed from "To be small." to "To stay."'),
        ("    registration: https://example.org/talk\n", "", "event talk: registration link taken out"),
        ("    minutes: 90", "    minutes: 90\n    online: https://example.org", 'event talk: online link added: "https://example.org"'),
        ("groups: [states]", "groups: [states, media]", AUDIENCE),
        ("minutes: 60", "minutes: 55", "event talk: agenda changed"),
        ("    region: europe\n", "", "organisation gazette: region taken out"),
        ("fr: Médias", "fr: Presse", 'group media: name in fr changed from "Médias" to "Presse"'),
        ("Prévention", "Prévenir", AREA),
        ("threshold: 0.75", "threshold: 0.7", "round first: threshold changed from 0.75 to 0.7"),
        ('items: ["1.10", "1.1"]', 'items: ["1.10"]', "round first: item 2 taken out"),
        ("09:00", "10:00", "round first: opening moved from 2023-03-27 09:00 CEST to 2023-03-27 10:00 CEST"),
    ],
)  # fmt: skip
async def test_an_edit_is_made_and_told_in_plain_words(house: House, right: str, edited: str, told: str) -> None:
    await house.load(SMALL)

    assert told in (await house.load(spoiled(right, edited))).lines()
    assert not await house.load(spoiled(right, edited))


async def test_an_agenda_can_be_shortened_and_lengthened(house: House) -> None:
    item = "      - minutes: 60\n        title: { en: Discussion, fr: Débat }\n"
    await house.load(SMALL)
    await house.load(spoiled(item, ""))
    assert len(await house.all(AgendaItem)) == 1

    changes = await house.load(SMALL)
    assert changes.lines() == ["event talk: agenda changed"]
    assert [row.position for row in await house.all(AgendaItem)] == [1, 2]
    assert (await house.one(Event)).sequence == 2


async def test_what_only_we_use_does_not_disturb_calendars(house: House) -> None:
    await house.load(SMALL)
    await house.load(spoiled("groups: [states]", "groups: [media]"))

    assert (await house.one(Event)).sequence == 0


async def test_an_edited_recommendation_is_a_new_version_and_the_old_one_stays(house: House) -> None:
    await house.load(SMALL)
    changes = await house.load(spoiled("en: Prevent.", "en: Prevent early."))

    assert changes.lines() == [
        "recommendation 1.1: new text, version 2",
        "round first: item 2 is now recommendation 1.1, version 2",
    ]
    texts = [(row.number, row.text["en"]) for row in await house.all(RecommendationVersion)]
    assert texts == [(1, "Prevent."), (1, "Search."), (2, "Prevent early.")]


async def test_a_translation_that_comes_later_is_a_new_version_too(house: House) -> None:
    await house.load(spoiled("{ en: Search., fr: Rechercher. }", "Search."))

    assert "recommendation 1.10: new translation, version 2" in (await house.load(SMALL)).lines()


async def test_what_leaves_the_file_is_withdrawn_and_can_come_back(house: House) -> None:
    start, end = SMALL.index("events:"), SMALL.index("areas:")
    await house.load(SMALL)
    gone = await house.load(SMALL[:start] + SMALL[end:])
    assert "event talk: no longer in the file, withdrawn" in gone.lines()
    talk = await house.one(Event)
    assert (talk.withdrawn, talk.sequence) == (True, 1)

    back = await house.load(SMALL)
    assert "event talk: back in the file" in back.lines()
    talk = await house.one(Event)
    assert (talk.withdrawn, talk.sequence) == (False, 2)
    assert not await house.load(SMALL)


async def test_a_new_order_is_told_once_a_kind(house: House) -> None:
    states = "  states: { en: States, fr: États }\n"
    media = "  media: { en: Media, fr: Médias }\n"
    await house.load(SMALL)

    assert (await house.load(spoiled(states + media, media + states))).lines() == ["group: order changed"]


async def test_a_status_moved_by_an_organiser_stands_until_the_file_s_own_changes(house: House) -> None:
    await house.load(SMALL)
    await house.set(await house.one(Activity), status="done")

    assert not await house.load(SMALL)
    assert (await house.one(Activity)).status == "done"

    changes = await house.load(spoiled("status: in-progress", "status: yet-to-start"))
    assert changes.lines() == ['activity i: status changed from "done" to "yet-to-start"']


async def test_two_workstreams_live_side_by_side(house: House) -> None:
    await house.load(SMALL)
    second = await house.load(spoiled("key: small", "key: other"))

    assert second.new
    assert {event.uid for event in await house.all(Event)} == {"talk.small@engagebot", "talk.other@engagebot"}
    assert not await house.load(SMALL)


def _utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 3, day, hour, minute, tzinfo=UTC)
