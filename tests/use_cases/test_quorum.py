"""A round's quorum, from the workstream file to what participants are told at the end."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import select

from engagebot.channel import Platform
from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.domain.quorum import Quorum, needed
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.quorum_told import QuorumTold, quorum_told
from engagebot.workfile import WorkstreamMistakes, read_workstream
from tests.texts.reading import visible
from tests.texts.samples import MESSAGES, reader, texts
from tests.use_cases.sent import Office, office_at
from tests.workfile.small import spoiled

METHOD = "    method: rating\n"


def file(quorum: str) -> str:
    return spoiled(METHOD, f"{METHOD}    quorum: {quorum}\n")


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


async def told(office: Office, quorum: str, **voting: tuple[int, int]) -> QuorumTold | None:
    """`voting`: by group, how many were invited, and voted."""
    await office.house.load(file(quorum))
    async with office.house.database.begin() as session:
        held = (await session.scalars(select(Round))).one()
        await open_round(session, held, office.now)
        for group, (invited, voted) in voting.items():
            for number in range(invited):
                line = Voter(round_id=held.id, pseudonym=f"{group} {number}", group=group, region=None)
                session.add(line)
                await session.flush()
                if number < voted:
                    answers = {"answers": {"1": 1}, "answered": 1, "changed_at": office.now, "receipt": ""}
                    session.add(Ballot(voter_id=line.id, round_id=held.id, **answers))
        await session.flush()
        return await quorum_told(session, held)


STATES = {"en": "States", "fr": "États"}


async def test_the_groups_that_did_not_reach_it_are_named(office: Office) -> None:
    assert await told(office, "0.75", states=(9, 6), media=(8, 8)) == QuorumTold([STATES], True, False, None)


async def test_of_small_groups_only_what_they_reached_together_is_told(office: Office) -> None:
    assert await told(office, "2", states=(9, 3), media=(8, 4)) == QuorumTold([], False, True, True)


async def test_of_small_groups_nothing_is_told_where_each_is_asked_for_something_else(office: Office) -> None:
    assert await told(office, "{ states: 5, media: 1 }", states=(9, 3), media=(8, 4)) == QuorumTold(
        [], False, True, None
    )


@pytest.mark.parametrize(
    ("quorum", "said"),
    [
        (QuorumTold([], True, False, None), "Every group with a quorum reached it."),
        (QuorumTold([], False, True, None), "reached their quorum cannot be told."),
        (QuorumTold([], False, True, False), "did not reach the quorum together."),
        (QuorumTold([], True, True, True), "shown reached the quorum together."),
    ],
)
def test_the_message_names_the_quorum_and_says_where_nothing_can_be_told(quorum: QuorumTold, said: str) -> None:
    values = {**MESSAGES["round_results"]()[1], "quorum": quorum}
    assert said in visible(texts().body("round_results", values, reader("en", "UTC", Platform.TELEGRAM)))


def test_a_share_is_rounded_up_and_exact() -> None:
    assert [needed(0.55, 20), needed(0.5, 7), needed(0.1, 30), needed(5, 7)] == [11, 4, 3, 5]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0.5", Quorum(every=0.5)),
        ("1", Quorum(every=1)),
        ("1.0", Quorum(every=1.0)),
        ("{ states: 0.5, media: 3 }", Quorum(groups=(("media", 3), ("states", 0.5)))),
    ],
)
def test_the_file_has_it_for_all_groups_or_by_group_and_what_is_stored_says_the_same(typed: str, read: Quorum) -> None:
    [held] = read_workstream(file(typed), "small.yaml").rounds
    assert held.terms.quorum == read
    assert Quorum.from_json(read.to_json()) == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("half", '"half" is not understood: write a share such as 0.5'),
        ("0", '"0" is not understood'),
        ("0.0", '"0.0" is not understood'),
        ("{ nobody: 2 }", '"nobody" is not one of this file'),
        ("{ states: many }", '"many" is not understood'),
    ],
)
def test_the_file_says_what_is_wrong_with_it(typed: str, why: str) -> None:
    with pytest.raises(WorkstreamMistakes) as caught:
        read_workstream(file(typed), "small.yaml")
    assert why in str(caught.value)


async def test_it_is_fixed_at_the_opening(office: Office) -> None:
    await told(office, "0.5")
    with pytest.raises(WorkstreamMistakes, match=r'Put back "0\.5", or ask in a new round'):
        await office.house.load(file("0.6"))
