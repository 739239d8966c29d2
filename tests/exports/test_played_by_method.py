"""From a database to a checked bundle, by the methods in which one chooses; and the quick count beside the proof."""

import runpy
from collections.abc import Mapping
from pathlib import Path

import pytest

from engagebot.domain.consultation import Round, Voter
from engagebot.domain.counts import count
from engagebot.domain.workstream import Workstream
from engagebot.exports.bundle import write_bundle
from engagebot.exports.checking import path_of
from engagebot.storage.sheets import sheet_of
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.results import results_of
from tests.exports.played import NO_OPTIONS, Person, database_at, play

ITEMS = ["Rescue at sea", "Share forecasts", "Reunite families"]
CHOOSING = [
    *[Person("states", votes=[(1, 1), (2, 2)]) for _ in range(6)],
    *[Person("civil", "asia", [(2, 1), (3, 0), (1, None)]) for _ in range(5)],
    Person("un", None, [(1, 1), (1, None)]),
]
AS_PLACES = ("ranking", NO_OPTIONS, [(1, 12), (2, 11), (3, 0)])
IN_ORDER = ("top-k", {"k": 2, "ordered": True}, [(2, 16), (1, 12), (3, 0)])
POINTS = ("points", {"total": 3}, [(2, 17), (1, 6), (3, 0)])
Played = tuple[str, Mapping[str, object], list[tuple[int, float]]]


@pytest.mark.parametrize("played", [AS_PLACES, IN_ORDER, POINTS], ids=lambda played: str(played[0]))
async def test_what_was_chosen_is_counted_exported_and_checked(url: str, tmp_path: Path, played: Played) -> None:
    method, options, expected = played
    async with database_at(url) as database, database.begin() as session:
        await play(session, CHOOSING, ITEMS, method=method, options=options)
        data = await export_round(session, await session.get_one(Workstream, 1), "priorities")
        told = await results_of(session, await session.get_one(Round, 1))
    assert [row[1:2] + row[3:4] for row in told["ranking"]] == expected  # type: ignore[attr-defined]
    assert {item.number: item.whole.points for item in data.tally} == dict(expected)
    assert [item.whole.abstained for item in data.tally] == [0, 0, 5]
    write_bundle(data, tmp_path / "out")
    assert runpy.run_path(str(path_of("verify_all.py")))["run"]([str(tmp_path / "out")], tmp_path) == 0


async def test_the_quick_count_is_the_proved_one(url: str) -> None:
    """Results are told from a count without the proof; merged lines and taken back answers are in neither."""
    rated = [Person("states", votes=[(1, 5), (3, 1), (1, 4)]), Person("un", votes=[(2, 0)]), Person("un")]
    async with database_at(url) as database, database.begin() as session:
        await play(session, rated, ITEMS)
        data = await export_round(session, await session.get_one(Workstream, 1), "priorities")
        counts = count(await sheet_of(session, 1, [1, 2, 3]), data.rules)
        assert (counts.groups, counts.voters.tolist()) == (("states", "un"), [1, 1])
        assert counts.given.sum(axis=0).tolist() == [
            [item.whole.abstained, *item.whole.distribution] for item in data.tally
        ]
        with pytest.raises(ValueError, match="there is no item 3"):
            await sheet_of(session, 1, [1, 2])
        (await session.get_one(Voter, 1)).merged = True
        await session.flush()
        assert (await sheet_of(session, 1, [1, 2, 3])).groups == ("un",)
