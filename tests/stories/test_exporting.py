"""What the secretariat exports is what was voted: counted again here, by other means."""

import csv
import json
import statistics
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from engagebot.domain.chain import check_chain
from engagebot.exports.bundle import write_bundle
from engagebot.exports.values import RoundExport
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.refused import Refused
from tests.stories.ballots import CLOSING, ITEMS, OPENING, first_card, rate_all
from tests.stories.house import House

RATINGS = [
    {number: 1 + (number * voter + voter) % 5 for number in range(1, ITEMS + 1) if (number + voter) % 7}
    for voter in range(1, 7)
]
"""Of six voters, each with some items left out."""


async def exported(house: House) -> RoundExport:
    async with house.theatre.bot.database.begin() as session:
        return await export_round(session, house.script.workstream, "first")


async def play(house: House) -> None:
    """Six who vote, three of them on either platform, and one who does not."""
    platforms = ["telegram", "slack"]
    voters = [await house.joined(platforms[n % 2], f"Voter {n}") for n in range(len(RATINGS))]
    idle = await house.joined("slack", "Idle", "states")
    await house.go_to(*OPENING)
    for voter, ratings in zip(voters, RATINGS, strict=True):
        await rate_all(voter, ratings)
    card = await first_card(idle)
    await idle.press(card, "Comment")
    await idle.sees("Your comment on number 1")
    await idle.say("=HYPERLINK(1)")
    await idle.sees("is kept.")


async def test_the_tally_equals_an_independent_count(house: House, tmp_path: Path) -> None:
    await play(house)
    await house.go_to(*CLOSING)
    data = await exported(house)
    assert check_chain(data.chain, data.votes) is None
    assert (data.invited, data.voted, data.chain.length) == (7, 6, sum(map(len, RATINGS)))
    names = {path.name for path in write_bundle(data, tmp_path / "bundle")}
    assert names >= {"tally.xlsx", "tally.csv", "tally.json", "ballots.csv", "comments.csv", "delivery-report.csv"}

    tally = json.loads((tmp_path / "bundle" / "tally.json").read_text("utf-8"))
    assert tally["round"]["provisional"] is False
    for whole in tally["tally"]:
        given = [ratings[whole["number"]] for ratings in RATINGS if whole["number"] in ratings]
        assert [whole[f"gave_{value}"] for value in range(1, 6)] == [Counter(given)[value] for value in range(1, 6)]
        assert whole["answers"] == len(given)
        assert whole["blank"] == len(RATINGS) - len(given)
        assert whole["mean"] == pytest.approx(statistics.fmean(given), abs=1e-6)
        assert whole["median"] == statistics.median(given)
        assert whole["share_4_5"] == pytest.approx(sum(value >= 4 for value in given) / len(given), abs=1e-6)

    written: dict[str, dict[int, int]] = {}
    with (tmp_path / "bundle" / "ballots.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            written.setdefault(row["pseudonym"], {})[int(row["number"])] = int(row["value"])
    assert sorted(map(sorted, (b.items() for b in written.values()))) == sorted(
        map(sorted, (r.items() for r in RATINGS))
    )

    book = openpyxl.load_workbook(tmp_path / "bundle" / "tally.xlsx")
    assert book.worksheets[0].max_row >= ITEMS
    with (tmp_path / "bundle" / "comments.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert not any(cell.startswith("=") for line in lines for cell in line)
    assert any("HYPERLINK" in cell for line in lines for cell in line)


async def test_nothing_in_the_bundle_leads_to_a_person(house: House, tmp_path: Path) -> None:
    await play(house)
    data = await exported(house)
    write_bundle(data, tmp_path / "bundle")
    people = await house.rows('select "user", chat from accounts')
    everything = b"\n".join(path.read_bytes() for path in (tmp_path / "bundle").rglob("*.*") if path.suffix != ".xlsx")
    for row in people:
        if not row.user.isdecimal():  # a Telegram number here is as short as any figure
            assert row.user.encode() not in everything
            assert row.chat.encode() not in everything
    assert data.round.provisional


async def test_a_round_that_was_never_opened_cannot_be_exported(house: House) -> None:
    with pytest.raises(Refused, match="first"):
        await exported(house)
