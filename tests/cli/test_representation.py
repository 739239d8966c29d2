"""An organiser sees who is missing in a round, and nudges them; and sees when people are forgotten."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Ballot, Round, RoundState, Voter
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.places import messages_folder
from engagebot.storage.audience import people_meant
from engagebot.texts.texts import Texts
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.send_announcement import send_announcement
from tests.cli.commands import Terminal, now


@pytest.fixture
def voting(terminal: Terminal) -> Terminal:
    """An open round: of twelve States six have voted, of two media nobody."""
    terminal.loads()
    terminal.people_join(14)

    async def vote(session: AsyncSession) -> None:
        people = await people_meant(session, Audience(), 1)
        for person in people[12:]:
            person.group, person.region = "media", "europe"
        held = (await session.scalars(select(Round))).one()
        await session.flush()
        await open_round(session, held, now())
        await session.flush()
        voters = (await session.scalars(select(Voter).where(Voter.group == "states").order_by(Voter.id))).all()
        for voter in voters[:6]:
            values = {"answers": {"1": 5}, "answered": 1, "changed_at": now(), "receipt": "r"}
            session.add(Ballot(voter_id=voter.id, round_id=held.id, **values))

    terminal.does(vote)
    return terminal


def test_turnout_by_group_and_region_with_small_cells_withheld(voting: Terminal) -> None:
    said = voting.types("turnout", "first")
    assert "6 of 14 invited have voted." in said
    assert "│ media │ │ │ │" in said
    assert "│ states │ │ │ │" in said


def test_turnout_of_large_groups(voting: Terminal) -> None:
    async def without_media(session: AsyncSession) -> None:
        for voter in await session.scalars(select(Voter).where(Voter.group == "media")):
            await session.delete(voter)

    voting.does(without_media)
    said = voting.types("turnout", "first")
    assert "│ states │ 12 │ 6 │ 50% │" in said
    assert "│ not known │ 12 │ 6 │ 50% │" in said


def test_a_nudge_goes_to_those_of_a_group_who_have_not_voted(voting: Terminal) -> None:
    assert "Nothing was sent." in voting.types("nudge", "first", "--group", "states", answering="n\n")
    said = voting.types("nudge", "first", "--group", "states", "--yes")
    assert "It goes to 6 people who were invited and have not voted." in said

    async def sent(session: AsyncSession) -> set[str]:
        nudge = (await session.scalars(select(Announcement).where(Announcement.kind == "nudge"))).one()
        await send_announcement(session, Texts(messages_folder()), nudge, now())
        told = select(Delivery.chat).where(Delivery.announcement_id == nudge.id)
        return set(await session.scalars(told))

    async def missing(session: AsyncSession) -> set[str]:
        voted = select(Voter.stakeholder_id).join(Ballot, Ballot.voter_id == Voter.id)
        theirs = select(Account.chat).join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        return set(await session.scalars(theirs.where(Stakeholder.group == "states", Stakeholder.id.not_in(voted))))

    assert voting.does(sent) == voting.does(missing)


def test_how_many_of_a_small_group_are_missing_is_not_told(voting: Terminal) -> None:
    said = voting.types("nudge", "first", "--region", "europe", answering="n\n")
    assert "It goes to fewer than 5 people" in said


def test_what_cannot_be_nudged_is_refused(voting: Terminal) -> None:
    assert "There is no group stats in small; there are: states, media." in voting.types(
        "nudge", "first", "--group", "stats"
    )
    assert "There is no round second in small; there are: first." in voting.types("turnout", "second")

    async def close(session: AsyncSession) -> None:
        (await session.scalars(select(Round))).one().state = RoundState.CLOSED

    voting.does(close)
    assert "Round first is not open" in voting.types("nudge", "first", "--yes")
    assert voting.exit_code == 1


def test_a_round_that_was_never_opened_has_no_turnout(terminal: Terminal) -> None:
    terminal.loads()
    assert "has not been opened yet" in terminal.types("turnout", "first")


def test_retention_says_when_and_how_many(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No workstream is loaded yet." in terminal.types("retention")
    terminal.loads()
    terminal.people_join(3)
    monkeypatch.setenv("ENGAGEBOT_RETENTION_DAYS", "20")
    year = now().year + 3
    said = terminal.types("retention")
    assert f"│ small │ {year}-04-10 18:00 │ {year}-04-30 18:00 │ 3 │ 0 │ │" in said
    assert "forgotten 20 days after the end" in said
