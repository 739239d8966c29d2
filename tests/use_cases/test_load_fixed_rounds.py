"""A round that people are answering, or have answered, does not change under them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from engagebot.domain.announcement import Occurrence, ReminderRule
from engagebot.domain.consultation import RecommendationVersion, Round, RoundItem, RoundState
from engagebot.domain.rewording import Rewording
from engagebot.domain.workstream import Workstream
from engagebot.workfile import WorkstreamMistakes
from tests.use_cases.loaded import House, house_at
from tests.workfile.small import SMALL, spoiled

WITHOUT_ROUND = SMALL[: SMALL.index("rounds:")]


@pytest_asyncio.fixture
async def house(url: str) -> AsyncIterator[House]:
    async with house_at(url, datetime(2023, 3, 28, 8, tzinfo=UTC)) as house:
        await house.load(SMALL)
        yield house


async def set_state(house: House, state: RoundState) -> None:
    await house.set(await house.one(Round), state=state)


FIXED = "cannot change, since the round is open."
NAMED = "    threshold: 0.75\n    anonymity: named\n"
AUDIENCE = "    threshold: 0.75\n    audience: { groups: [states] }\n"
LATER_ONLY = "can only move to later than 2023-04-10 18:00 CEST, which people were told, while the round is open."
OPENED = "2023-03-27 09:00 CEST"
OPENS = "opens: 2023-03-27 09:00"


@pytest.mark.parametrize(
    ("right", "edited", "line", "key", "why"),
    [
        ("old: 0.75", "old: 0.6", 52, "threshold", f'{FIXED} Put back "0.75", or ask in a new round.'),
        ("    threshold: 0.75\n", NAMED, 53, "anonymity", f'{FIXED} Put back "pseudonymous", or ask in a new round.'),
        ("    threshold: 0.75\n", "", 49, "threshold", f'{FIXED} Put back "0.75", or ask in a new round.'),
        ('["1.10", "1.1"]', '["1.1"]', 55, "items", f'{FIXED} Put back "[1.10, 1.1]", or ask in a new round.'),
        ("    threshold: 0.75\n", AUDIENCE, 53, "audience", f"{FIXED} Ask in a new round."),
        (OPENS, "opens: 2023-03-28 09:00", 53, "opens", f'{FIXED} Put back "{OPENED}", or ask in a new round.'),
        ("closes: 2023-04-10", "closes: 2023-04-09", 54, "closes", LATER_ONLY),
        (
            '"How high?"',
            '"How low?"',
            50,
            "question",
            "cannot be reworded, since the round is open. Put back the old text.",
        ),
    ],
)
async def test_an_open_round_refuses_what_would_change_it(
    house: House, right: str, edited: str, line: int, key: str, why: str
) -> None:
    await set_state(house, RoundState.OPEN)

    with pytest.raises(WorkstreamMistakes) as caught:
        await house.load(spoiled(right, edited))
    assert caught.value.lines() == [f"small.yaml:{line}: rounds › first › {key}: {why}"]


async def test_a_refused_file_is_not_half_loaded(house: House) -> None:
    await set_state(house, RoundState.OPEN)
    text = spoiled("threshold: 0.75", "threshold: 0.6").replace("en: A small workstream", "en: Another title")

    with pytest.raises(WorkstreamMistakes):
        await house.load(text)
    assert (await house.one(Workstream)).title["en"] == "A small workstream"


async def test_an_open_round_may_close_later_and_its_nudge_moves_along(house: House) -> None:
    await set_state(house, RoundState.OPEN)
    changes = await house.load(spoiled("closes: 2023-04-10 18:00", "closes: 2023-04-14 18:00"))

    assert changes.lines() == [
        "round first: closing moved from 2023-04-10 18:00 CEST to 2023-04-14 18:00 CEST",
        "round first: nudge 2 days before closing moved to 2023-04-12 18:00 CEST",
    ]
    rule = await house.one(ReminderRule, kind="nudge")
    assert (await house.one(Occurrence, rule_id=rule.id)).due_at == datetime(2023, 4, 12, 16, tzinfo=UTC)


async def test_an_open_round_may_be_translated(house: House) -> None:
    await house.load(spoiled('{ en: "How high?", fr: "À quel point ?" }', '"How high?"'))
    await set_state(house, RoundState.OPEN)

    assert (await house.load(SMALL)).lines() == ["round first: question added in fr"]


async def test_a_new_text_in_an_open_round_is_a_link_of_its_chain(house: House) -> None:
    await set_state(house, RoundState.OPEN)
    edited = spoiled("en: Prevent.", "en: Prevent early.")
    changes = await house.load(edited)

    assert changes.lines() == [
        "recommendation 1.1: new text, version 2",
        "round first: item 2 (1.1) has a new text, version 2; nobody had answered on the old one",
    ]
    versions = {row.id: row.number for row in await house.all(RecommendationVersion)}
    items = {item.number: item for item in await house.all(RoundItem)}
    assert [versions[items[n].version_id] for n in (1, 2)] == [1, 2]
    assert (items[1].first_version_id, versions[items[2].first_version_id or 0]) == (None, 1)
    held, link = await house.one(Round), await house.one(Rewording)
    assert (held.votes, held.head) == (link.sequence, link.hash)
    assert not await house.load(edited)


async def test_a_further_language_of_a_text_is_an_editorial_change(house: House) -> None:
    await house.load(spoiled("{ en: Prevent., fr: Prévenir. }", "{ en: Prevent. }"))
    await set_state(house, RoundState.OPEN)

    [asked] = (await house.load(SMALL)).reworded
    assert (asked.version, asked.editorial, asked.people) == (3, True, 0)


async def test_a_closed_round_keeps_its_texts(house: House) -> None:
    await set_state(house, RoundState.CLOSED)
    changes = await house.load(spoiled("en: Prevent.", "en: Prevent early."))
    assert (changes.lines(), changes.reworded) == (["recommendation 1.1: new text, version 2"], ())


async def test_an_open_round_cannot_be_taken_out_of_the_file(house: House) -> None:
    await set_state(house, RoundState.OPEN)
    with pytest.raises(WorkstreamMistakes, match="cannot be taken out of the file before it has closed"):
        await house.load(WITHOUT_ROUND)


async def test_a_closed_round_changes_in_nothing(house: House) -> None:
    await set_state(house, RoundState.CLOSED)
    with pytest.raises(WorkstreamMistakes, match="closes: cannot change, since the round has closed"):
        await house.load(spoiled("closes: 2023-04-10 18:00", "closes: 2023-04-14 18:00"))
    with pytest.raises(WorkstreamMistakes, match="title: cannot be reworded, since the round has closed"):
        await house.load(spoiled("en: Priorities", "en: Wishes"))

    assert not await house.load(SMALL)


async def test_a_closed_round_may_leave_the_file_and_is_only_flagged(house: House) -> None:
    await set_state(house, RoundState.CLOSED)

    assert (await house.load(WITHOUT_ROUND)).lines() == [
        "round first: no longer in the file, withdrawn",
        "round first: nudge 2 days before closing taken out",
    ]
    assert len(await house.all(RoundItem)) == 2
