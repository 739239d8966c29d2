"""An organisation votes for another one by mandate, until that one votes itself or the mandate is revoked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from engagebot.domain.consultation import Ballot, Round, VoteEvent
from engagebot.domain.draft import Draft
from engagebot.domain.mandate import Mandate
from engagebot.domain.people import Organisation, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.exports.bundle import MANDATES, write_bundle
from engagebot.storage.mandates import held_by
from engagebot.storage.rewordings import answered_earlier, count_earlier
from engagebot.use_cases.close_round import close_round
from engagebot.use_cases.confirm_answer import confirm_answer
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.give_mandate import give_mandate, revoke_mandate
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.reply import Reply
from engagebot.use_cases.vote_by_mandate import vote_by_mandate
from tests.exports.test_quorum_told import RUN
from tests.use_cases.sent import TEXTS, Office, office_at
from tests.use_cases.test_organisations_vote import confirms, counted, draft_of, drafts, file, joins, member, opens

KEYS = ("herald", "gazette")
"""The Herald gives its mandate to the Gazette."""
SAID = ("letter of 3 April", "Rosa")


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    """The Gazette has confirmed its answers, and holds the Herald's mandate."""
    async with office_at(url) as office:
        await office.house.load(file("voters: organisation"))
        await joins(office, "gazette", "gazette", focal_point=True)
        await joins(office, "herald", "herald", focal_point=True)
        await opens(office)
        await gives(office)
        await drafts(office, "gazette", 1, 5)
        await drafts(office, "gazette", 2, 3)
        await confirms(office, "gazette")
        yield office


async def gives(office: Office, keys: tuple[str, str] = KEYS, round_key: str = "first") -> Mandate:
    async with office.house.database.begin() as session:
        workstream = await session.get_one(Workstream, 1)
        return await give_mandate(session, workstream, round_key, keys, *SAID, office.now)


async def revokes(office: Office) -> bool:
    async with office.house.database.begin() as session:
        return await revoke_mandate(session, await session.get_one(Workstream, 1), "first", KEYS, *SAID, office.now)


async def votes_for(office: Office, name: str = "gazette", mandate: int = 1) -> Reply:
    async with office.house.database.begin() as session:
        asker = await member(office, session, name)
        ours = Draft.organisation_id == asker.stakeholder.organisation_id
        revision = (await session.scalars(select(Draft.revision).where(ours))).one()
        return await vote_by_mandate(session, asker, 1, mandate, revision)


async def answers(office: Office) -> dict[str, dict[str, int]]:
    """What counts, by organisation."""
    async with office.house.database.read() as session:
        found = await session.execute(
            select(Organisation.key, Ballot.answers)
            .join(Draft, Draft.organisation_id == Organisation.id)
            .join(Ballot, Ballot.voter_id == Draft.voter_id)
            .where(Ballot.answered > 0)
        )
        return {row.key: row.answers for row in found}


def notice(reply: Reply) -> str:
    return reply.notice.message if reply.notice else ""


async def test_what_counts_for_the_holder_is_voted_for_the_giver_and_the_chain_holds(office: Office) -> None:
    assert (await counted(office)).voted == 1
    assert notice(await votes_for(office)) == "draft_confirmed"
    assert await answers(office) == {"gazette": {"1": 5, "2": 3}, "herald": {"1": 5, "2": 3}}
    assert (await counted(office)).voted == 2
    assert (await office.house.one(Mandate)).votes == [3, 4]
    await votes_for(office)
    assert (await counted(office)).chain.length == 4


async def test_a_change_by_the_holder_does_not_reach_the_giver_before_it_is_voted_again(office: Office) -> None:
    await votes_for(office)
    await drafts(office, "gazette", 1, 1)
    assert notice(await votes_for(office)) == "draft_changed"
    await confirms(office, "gazette")
    assert (await answers(office))["herald"] == {"1": 5, "2": 3}
    async with office.house.database.read() as session:
        [held] = await held_by(session, await draft_of(office))
    assert not held.cast
    await votes_for(office)
    assert (await answers(office))["herald"] == {"1": 1, "2": 3}


async def test_the_givers_own_vote_always_goes_before_whichever_came_last(office: Office) -> None:
    await votes_for(office)
    await drafts(office, "herald", 1, 2)
    assert (await answers(office))["herald"] == {"1": 5, "2": 3}
    await confirms(office, "herald")
    assert (await answers(office))["herald"] == {"1": 2}
    assert notice(await votes_for(office)) == "mandate_over"
    assert (await answers(office))["herald"] == {"1": 2}
    assert (await counted(office)).voted == 2


async def test_nobody_but_a_focal_point_of_the_holder_votes_by_mandate(office: Office) -> None:
    await joins(office, "colleague", "gazette")
    assert notice(await votes_for(office, "colleague")) == "unknown_button"
    assert notice(await votes_for(office, "herald")) == "mandate_over"
    assert notice(await votes_for(office, "gazette", mandate=7)) == "mandate_over"
    assert "herald" not in await answers(office)


async def test_revoked_it_takes_back_what_was_voted_but_not_what_the_giver_voted_itself(office: Office) -> None:
    await votes_for(office)
    assert await revokes(office)
    assert list(await answers(office)) == ["gazette"]
    assert notice(await votes_for(office)) == "mandate_over"
    await gives(office)
    await votes_for(office, mandate=2)
    await drafts(office, "herald", 2, 4)
    await confirms(office, "herald")
    assert not await revokes(office)
    assert (await answers(office))["herald"] == {"2": 4}
    assert (await counted(office)).voted == 2


@pytest.mark.parametrize(
    ("keys", "round_key", "why"),
    [
        (("norland", "norland"), "first", "to itself"),
        (("herald", "norland"), "first", "has given its mandate to gazette already; revoke that first"),
        (("gazette", "norland"), "first", "gazette has voted itself"),
        (("post", "norland"), "first", "There is no organisation post in small; there are: gazette, herald, norland."),
        (("norland", "gazette"), "second", "There is no round second in small; there are: first."),
    ],
)
async def test_what_cannot_be_filed_is_said(office: Office, keys: tuple[str, str], round_key: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        await gives(office, keys, round_key)


async def test_people_vote_for_themselves_and_a_closed_round_takes_no_mandate(url: str, office: Office) -> None:
    async with office.house.database.begin() as session:
        held = await session.get_one(Round, 1)
        await close_round(session, TEXTS, held, office.now)
    with pytest.raises(Refused, match="takes no votes any more"):
        await gives(office, ("norland", "gazette"))
    async with office.house.database.begin() as session:
        held = await session.get_one(Round, 1)
        held.terms = {}
    with pytest.raises(Refused, match="people vote, each for themselves"):
        await gives(office, ("norland", "gazette"))


async def test_the_secretariats_folder_names_mandates_and_what_is_published_does_not(
    office: Office, tmp_path: Path
) -> None:
    await votes_for(office)
    async with office.house.database.begin() as session:
        held = await session.get_one(Round, 1)
        await close_round(session, TEXTS, held, office.now)
    async with office.house.database.begin() as session:
        data = await export_round(session, await session.get_one(Workstream, 1), "first")
    write_bundle(data, tmp_path / "out")
    assert RUN([str(tmp_path / "out")], tmp_path) == 0
    told = (tmp_path / "out" / MANDATES).read_text("utf-8-sig").splitlines()
    assert told[1].startswith("herald,gazette,used,")
    published = [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    assert not [path.name for path in published if b"herald" in path.read_bytes()]


async def test_detached_at_the_closing_nothing_tells_which_votes_came_by_mandate(url: str) -> None:
    async with office_at(url) as office:
        await office.house.load(file("voters: organisation", "anonymity: detached"))
        await joins(office, "gazette", "gazette", focal_point=True)
        await gives(office)
        await opens(office)
        await drafts(office, "gazette", 1, 5)
        await confirms(office, "gazette")
        await votes_for(office)
        async with office.house.database.begin() as session:
            await close_round(session, TEXTS, await session.get_one(Round, 1), office.now)
        assert (await office.house.one(Mandate)).votes == []
        async with office.house.database.begin() as session:
            data = await export_round(session, await session.get_one(Workstream, 1), "first")
        assert [(one.giver, one.state) for one in data.mandates] == [("herald", "unknown")]
        assert data.voted == 2


async def test_it_is_voted_on_the_text_that_the_holder_answered_and_again_when_they_answer_the_new_one(
    office: Office, tmp_path: Path
) -> None:
    reworded = file("voters: organisation").replace("Search.", "Search at once.")
    assert reworded != file("voters: organisation")
    await office.house.load(reworded)
    await votes_for(office)
    assert [vote.version for vote in await office.house.all(VoteEvent)] == [1, 1, 1, 1]
    async with office.house.database.begin() as session:
        await confirm_answer(session, await member(office, session, "gazette"), 1, 1, 2)
    assert notice(await votes_for(office)) == "draft_confirmed"
    last = max(await office.house.all(VoteEvent), key=lambda vote: vote.sequence)
    assert (last.item, last.version, last.value) == (1, 2, 5)
    assert (await office.house.one(Mandate)).votes == [4, 5, last.sequence]
    async with office.house.database.begin() as session:
        data = await export_round(session, await session.get_one(Workstream, 1), "first")
    write_bundle(data, tmp_path / "out")
    assert RUN([str(tmp_path / "out")], tmp_path) == 0


async def test_after_a_new_text_the_holder_is_asked_and_the_giver_cannot_confirm_what_it_did_not_vote(
    office: Office,
) -> None:
    await votes_for(office)
    await office.house.load(file("voters: organisation").replace("Search.", "Search at once."))
    async with office.house.database.read() as session:
        asked = (await session.scalars(select(Stakeholder).where(answered_earlier(1, 1, 2)))).all()
        assert await count_earlier(session, 1, 1, 2) == 1
        assert [one.id for one in asked] == [(await member(office, session, "gazette")).stakeholder.id]
    async with office.house.database.begin() as session:
        reply = await confirm_answer(session, await member(office, session, "herald"), 1, 1, 2)
    assert notice(reply) != "answer_stands"
    assert len(await office.house.all(VoteEvent)) == 4
    assert await revokes(office)
    assert list(await answers(office)) == ["gazette"]
    assert (await counted(office)).voted == 1
