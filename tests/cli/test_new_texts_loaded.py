"""`engagebot load` with a new text in an open round says who will be asked again, and asks first."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement
from engagebot.domain.consultation import Round, Vote, Voter
from engagebot.storage.rounds import voter_of
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.record_vote import new_ballot, record_vote
from tests.cli.commands import COMING, Terminal, now

EDITED = COMING.replace("en: Prevent.", "en: Prevent early.")
SAYS = "round first: item 2 (1.1) has a new text, version 2; 1 person answered on the old text and will be asked to"


async def opened_and_answered(session: AsyncSession) -> None:
    held = await session.get_one(Round, 1)
    await open_round(session, held, now())
    await session.flush()
    voter = await voter_of(session, held.id, 1)
    assert voter is not None
    record_vote(session, held, voter, new_ballot(session, held, voter), Vote(2, 1, 5), now())


async def asked(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(Announcement.kind).where(Announcement.kind == "reworded")))


async def length(session: AsyncSession) -> tuple[int, int]:
    voters = await session.scalars(select(Voter))
    return (await session.get_one(Round, 1)).votes, len(voters.all())


def answered(terminal: Terminal) -> None:
    terminal.loads()
    terminal.people_join(2)
    terminal.does(opened_and_answered)


def test_a_new_text_is_asked_about_before_anything_is_stored(terminal: Terminal) -> None:
    answered(terminal)
    (terminal.folder / "new.yaml").write_text(EDITED)
    told = terminal.types("load", "new.yaml", answering="n\n")
    assert (terminal.exit_code, SAYS in told, "Nothing was changed." in told) == (1, True, True)
    assert (terminal.does(length), terminal.does(asked)) == ((1, 2), [])

    told = terminal.types("load", "new.yaml", answering="y\n")
    assert (terminal.exit_code, SAYS in told) == (0, True)
    assert (terminal.does(length), terminal.does(asked)) == ((2, 2), ["reworded"])
    assert terminal.types("load", "new.yaml").endswith("Nothing changed. ")


def test_a_program_asks_nothing_and_an_editorial_change_asks_nobody(terminal: Terminal) -> None:
    answered(terminal)
    told = terminal.loads(EDITED.replace("en: Search.", "en: Seek."))
    assert terminal.exit_code == 1
    (terminal.folder / "new.yaml").write_text(EDITED)
    told = terminal.types("load", "new.yaml", "--editorial")
    assert (terminal.exit_code, "an editorial change, so nobody is asked again" in told) == (0, True)
    (terminal.folder / "newer.yaml").write_text(COMING)
    told = terminal.types("load", "newer.yaml", "--yes")
    assert (terminal.exit_code, terminal.does(asked)) == (0, ["reworded"])
