from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Anonymity, Ballot, RoundState, VoteEvent
from engagebot.domain.people import Organisation, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.exports.bundle import NAMED, write_bundle
from engagebot.exports.checking import verify_all
from engagebot.exports.values import BallotAnswer, DeliveryCount, RoundExport
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.refused import Refused
from tests.exports.played import CLOSES, Person, announce, database_at, exported, play

ITEMS = ["Rescue at sea", "Share forecasts"]
STATES = [Person("states", votes=[(1, 5), (2, 3)]) for _ in range(5)]
CIVIL = [Person("civil", "asia", [(1, 4)]) for _ in range(6)]
UN = [Person("un", None, [(1, 1), (2, 1)]) for _ in range(3)]


async def export_of(session: AsyncSession) -> RoundExport:
    return await export_round(session, await session.get_one(Workstream, 1), "priorities")


async def test_the_last_accepted_answer_counts_and_a_taken_back_one_does_not(url: str) -> None:
    voter = Person("states", votes=[(1, 2), (2, 3), (1, 5), (2, None)])
    data = await exported(url, [voter], ITEMS)
    assert list(data.ballots) == [BallotAnswer("V-0000", 1, 1, 5)]
    assert [item.whole.answers for item in data.tally] == [1, 0]
    assert data.chain.length == len(list(data.votes)) == 4
    assert list(data.votes)[-1].hash == data.chain.head


async def test_who_took_everything_back_has_not_voted(url: str) -> None:
    data = await exported(url, [Person("states", votes=[(1, 2), (1, None)])], ITEMS)
    assert (data.invited, data.voted, list(data.ballots)) == (1, 0, [])
    assert data.tally[0].whole.blank == 0


async def test_figures_by_group_with_the_small_group_withheld(url: str) -> None:
    idle = [Person("civil", "asia") for _ in range(4)]
    rating = [Person("civil", "asia", [(1, 4), (2, 2)]) for _ in range(6)]
    data = await exported(url, [*STATES, *rating, *UN, *idle], ITEMS)
    assert (data.invited, data.voted) == (18, 14)
    assert [(row.cell, row.invited, row.voted) for row in data.by_group] == [
        ("states", None, None),
        ("un", None, None),
        ("civil", 10, 6),
    ]
    first, second = data.tally
    assert [group for group, rating in first.by_group.items() if rating] == ["civil"]
    assert first.by_group["civil"] is not None
    assert first.by_group["civil"].mean == 4.0
    assert (first.differing, second.differing) == ((), ())
    assert (first.whole.answers, first.whole.blank, second.whole.answers, second.whole.blank) == (14, 0, 14, 0)
    assert first.whole.supported is True
    assert (first.place, second.place) == (1, 2)


async def test_a_group_that_left_one_item_out_is_withheld_in_all(url: str) -> None:
    """Ballots have no group: from its figures in one item its ballots could be found, and read in the other."""
    many = [Person("un", votes=[(1, 2), (2, 5)]) for _ in range(7)]
    data = await exported(url, [*STATES, *CIVIL, *many], ITEMS)
    assert [row.voted for row in data.by_group] == [5, 7, 6]
    for item in data.tally:
        assert [group for group, found in item.by_group.items() if found] == ["un"]


async def test_regions_are_told_alike_and_the_unknown_one_is_the_last(url: str) -> None:
    data = await exported(url, [*STATES, *CIVIL, *[Person("un", None) for _ in range(5)]], ITEMS)
    assert [row.cell for row in data.by_region] == ["africa", "asia", ""]
    assert [row.invited for row in data.by_region] == [5, 6, 5]
    assert data.by_region[1].voted == 6
    assert data.region_title("") == "not stated"


async def test_comments_bear_a_group_only_where_five_of_it_commented(url: str) -> None:
    many = [Person(group, says={1: f"{group} {n}"}) for group in ("states", "civil") for n in range(5)]
    few = [Person("un", says={2: "a lone voice", None: "of the round"})]
    data = await exported(url, [*many, Person("civil", says={1: "civil 5"}), *few], ITEMS)
    assert {(line.group, line.text[:5]) for line in data.comments if line.number == 1} == {
        (None, "state"),
        ("civil", "civil"),
    }
    assert [(line.number, line.group) for line in data.comments if line.number != 1] == [
        (None, None),
        (2, None),
    ]


async def test_titles_and_texts_come_in_the_language_asked_for(url: str) -> None:
    data = await exported(url, STATES, ITEMS, language="fr")
    assert data.round.title == "Priorités"
    assert data.group_title("states") == "states (fr)"
    assert data.items[0].text == "Rescue at sea"


async def test_an_open_round_gives_a_provisional_export(url: str) -> None:
    async with database_at(url) as database, database.begin() as session:
        await play(session, STATES, ITEMS, RoundState.OPEN)
        data = await export_of(session)
    assert data.round.provisional
    assert data.tally[0].whole.answers == 5


async def test_the_closed_round_says_when_it_closed(url: str) -> None:
    data = await exported(url, STATES, ITEMS)
    assert (data.round.closed_at, data.round.provisional, data.dated) == (CLOSES, False, CLOSES)


async def test_what_became_of_the_announcements(url: str) -> None:
    async with database_at(url) as database, database.begin() as session:
        await announce(session, await play(session, STATES, ITEMS))
        data = await export_of(session)
    seen = [(line.kind, line.about, line.platform, line.state, line.reason, line.messages) for line in data.deliveries]
    assert seen == [
        ("event", "gcm-talk", "slack", "sent", "", 1),
        ("event", "gcm-talk", "telegram", "failed", "blocked by the user", 1),
        ("event", "gcm-talk", "telegram", "sent", "", 1),
        ("nudge", "", "", "scheduled", "", 0),
    ]
    assert isinstance(data.deliveries[0], DeliveryCount)
    (event,) = data.events
    assert event.title == "Introductory GCM Talk"
    assert event.description == ("Moderator: Laurel Townhead\n10 min: Opening remarks\nhttps://example.org/register")


async def test_a_round_that_is_not_there(url: str) -> None:
    async with database_at(url) as database, database.begin() as session:
        workstream = await play(session, [], ITEMS)
        with pytest.raises(Refused, match=r"no round other in missing-migrants; there are: priorities\."):
            await export_round(session, workstream, "other")


async def test_a_round_that_was_never_opened(url: str) -> None:
    async with database_at(url) as database, database.begin() as session:
        await play(session, [], ITEMS, RoundState.PLANNED)
        with pytest.raises(Refused, match="not been opened"):
            await export_of(session)


async def test_a_ballot_changed_behind_the_chain_is_refused(url: str) -> None:
    async with database_at(url) as database, database.begin() as session:
        await play(session, STATES, ITEMS)
        await session.execute(update(Ballot).where(Ballot.voter_id == 2).values(answers={"1": 1, "2": 3}))
        with pytest.raises(Refused, match="Ballot V-7919 in round priorities is not what its votes lead to"):
            await export_of(session)


async def test_a_vote_changed_in_the_database_is_refused(url: str) -> None:
    async with database_at(url) as database, database.begin() as session:
        await play(session, STATES, ITEMS)
        await session.execute(update(VoteEvent).where(VoteEvent.sequence == 3).values(value=1))
        with pytest.raises(Refused, match="Vote 3 of round priorities does not match its hash"):
            await export_of(session)


@pytest.mark.parametrize("anonymity", Anonymity)
async def test_only_a_named_round_says_of_which_organisation_a_ballot_is_and_only_the_secretariats_own_files(
    url: str, tmp_path: Path, anonymity: Anonymity
) -> None:
    name = {"en": "Norland", "fr": "Norlande"}
    async with database_at(url) as database:
        async with database.begin() as session:
            await play(session, [*STATES, *CIVIL], ITEMS, RoundState.CLOSED, anonymity=anonymity)
            norland = Organisation(workstream_id=1, key="norland", name=name, group="states")
            session.add(norland)
            await session.flush()
            (await session.get_one(Stakeholder, 1)).organisation_id = norland.id
        async with database.begin() as session:
            data = await export_of(session)
    write_bundle(data, tmp_path / "bundle")
    named = anonymity is Anonymity.NAMED
    told = [(one.organisation, one.name) for one in data.named]
    assert sorted(told, reverse=True)[:2] == ([("norland", "Norland"), ("", "")] if named else [])
    assert (tmp_path / "bundle" / NAMED).exists() is named
    assert all(b"norland" not in path.read_bytes().lower() for path in (tmp_path / "bundle").glob("*.*"))
    with ZipFile(tmp_path / "bundle.zip") as archive:
        assert not [one for one in archive.namelist() if "named" in one]
    assert verify_all.run([str(tmp_path / "bundle")], tmp_path) == 0
