"""The secretariat reviews practices, and exports what may be published."""

import csv
import json

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import Delivery
from engagebot.domain.practice import Practice, PracticeState
from tests.cli.commands import Terminal, now

ANSWERS = {
    "title": "=A hotline",
    "place": "Sahara",
    "done": "Calls are answered.",
    "whom": "Families",
    "result": "1,200 calls",
    "link": "",
}


@pytest.fixture
def reviewing(terminal: Terminal) -> Terminal:
    """Practices 1 to 3 were sent, the third is not to be published; the fourth is a draft."""
    terminal.loads()
    terminal.people_join(4)

    async def tell(session: AsyncSession) -> None:
        for person in range(1, 5):
            state = PracticeState.DRAFT if person == 4 else PracticeState.SUBMITTED
            values = {"group": "states", "language": "en", "answers": ANSWERS, "publish": person != 3, "state": state}
            sent_at = None if person == 4 else now()
            session.add(Practice(workstream_id=1, stakeholder_id=person, changed_at=now(), sent_at=sent_at, **values))

    terminal.does(tell)
    return terminal


def test_what_was_sent_is_listed_and_drafts_are_their_authors_own(reviewing: Terminal) -> None:
    said = reviewing.types("practices", "list")
    assert "│ 3 │ submitted │ =A hotline │ states │ no │" in said
    assert "│ 4 │" not in said
    assert "Nobody has sent one." in reviewing.types("practices", "list", "--state", "accepted")


def test_a_practice_is_accepted_or_sent_back_with_a_note_and_its_author_told(reviewing: Terminal) -> None:
    assert "Nothing was changed." in reviewing.types("practices", "accept", "1", answering="n\n")
    assert "Done. Its author will be told." in reviewing.types("practices", "accept", "1", "--yes")
    assert "Its author will be told." in reviewing.types("practices", "return", "2", "--note", "Since when?", "--yes")

    async def waiting(session: AsyncSession) -> list[tuple[str, int | None]]:
        rows = await session.scalars(select(Delivery).order_by(Delivery.id))
        return [(row.what, row.account_id) for row in rows]

    assert reviewing.does(waiting) == [("practice_accepted", 1), ("practice_returned", 2)]
    assert "Sent back: Since when?" in reviewing.types("practices", "list", "--state", "returned")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("accept", "9"), "There is no practice 9 in small"),
        (("accept", "4"), "There is no practice 4 in small"),
        (("return", "1"), "Say what is missing, with --note"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(reviewing: Terminal, words: tuple[str, ...], why: str) -> None:
    assert why in reviewing.types("practices", *words, "--yes")
    assert reviewing.exit_code == 1


def test_only_what_is_accepted_and_allowed_is_exported(reviewing: Terminal) -> None:
    for number in ("1", "3"):
        reviewing.types("practices", "accept", number, "--yes")
    assert "is accepted, so it waits for no answer" in reviewing.types("practices", "accept", "1", "--yes")
    assert "1 practice in hub/practices.csv and practices.json." in reviewing.types("practices", "export", "hub")
    folder = reviewing.folder / "hub"
    with (folder / "practices.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["number"], row["title"], row["link"], row["group_title"]) == ("1", "'=A hotline", "", "States")
    told = json.loads((folder / "practices.json").read_text())
    assert told["workstream"] == "small"
    [practice] = told["practices"]
    assert (practice["title"], practice["what_was_done"], practice["link"]) == (
        "=A hotline",
        "Calls are answered.",
        None,
    )
    assert "stakeholder" not in str(told)
