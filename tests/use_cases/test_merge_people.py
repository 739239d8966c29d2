"""Two stakeholders become one person: everything of both stays, what they said last counts, and the chain holds."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter
from engagebot.domain.event import EventAnswer, EventRating, Going
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.database import metadata
from engagebot.storage.linked_accounts import hold
from engagebot.storage.merging import MERGED
from engagebot.use_cases.asking import Member
from engagebot.use_cases.cast_vote import cast_vote
from engagebot.use_cases.close_round import close_round
from engagebot.use_cases.count_round import Counted, count_round
from engagebot.use_cases.linked import link
from engagebot.use_cases.merge_people import Unlike, merge_people, unlike
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.refused import Refused
from tests.use_cases.sent import TEXTS, Office, office_at
from tests.workfile.small import spoiled

OPENING = datetime(2023, 3, 27, 7, tzinfo=UTC)
CLOSING = datetime(2023, 4, 10, 16, tzinfo=UTC)
ITEMS = (1, 2)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina", "telegram")
        await office.joins("amina there", "slack", language="fr", zone="Africa/Dakar")
        await office.joins("bruno", "telegram")
        yield office


async def member_of(session: AsyncSession, office: Office, name: str) -> Member:
    account = await session.get_one(Account, office.people[name].id)
    person = await session.get_one(Stakeholder, account.stakeholder_id)
    return Member(account, person, await session.get_one(Workstream, 1), office.now)


async def link_them(office: Office) -> None:
    async with office.house.database.begin() as session:
        there = await session.get_one(Account, office.people["amina there"].id)
        await link(session, await member_of(session, office, "amina"), there)


async def opens(office: Office) -> None:
    office.house.now = OPENING
    async with office.house.database.begin() as session:
        await open_round(session, (await session.scalars(select(Round))).one(), office.now)


async def votes(office: Office, name: str, item: int, value: int) -> None:
    """0 takes the answer back. A minute passes."""
    office.house.now += timedelta(minutes=1)
    async with office.house.database.begin() as session:
        member = await member_of(session, office, name)
        held = (await session.scalars(select(Round))).one()
        await cast_vote(session, member, held.id, item, 1, value)


async def counted(office: Office) -> Counted:
    async with office.house.database.begin() as session:
        return await count_round(session, (await session.scalars(select(Round))).one())


async def ballot_of(office: Office, name: str) -> dict[int, int]:
    async with office.house.database.read() as session:
        member = await member_of(session, office, name)
        ballot = await session.scalar(
            select(Ballot).join(Voter, Ballot.voter_id == Voter.id).where(Voter.stakeholder_id == member.stakeholder.id)
        )
        return {int(item): value for item, value in (ballot.answers if ballot else {}).items()}


def test_every_table_that_says_whose_something_is_is_merged() -> None:
    """A new one has to be taken care of in `merge_people`, and named there."""
    refer = {key.parent.table.name for table in metadata.tables.values() for key in table.foreign_keys
             if key.column.table.name == "stakeholders"}  # fmt: skip
    assert refer == set(MERGED)


async def test_one_row_stays_with_both_accounts_and_the_settings_of_the_one_that_asked(office: Office) -> None:
    await link_them(office)
    amina = await office.house.one(Stakeholder, id=office.people["amina"].stakeholder_id)
    assert (amina.language, amina.zone) == ("en", "Europe/Zurich")
    assert len(await office.house.all(Stakeholder)) == 2
    accounts = {one.user: one for one in await office.house.all(Account)}
    assert accounts["amina there"].stakeholder_id == amina.id == accounts["amina"].stakeholder_id
    assert [accounts[name].preferred for name in ("amina", "amina there", "bruno")] == [True, False, None]


async def test_the_later_answer_to_an_event_counts_and_the_later_word_about_its_reminders(office: Office) -> None:
    async with office.house.database.begin() as session:
        first, second = (office.people[name].stakeholder_id for name in ("amina", "amina there"))
        at, later = office.now, office.now + timedelta(hours=1)
        given = {"answer": Going.YES, "answered_at": at, "remind": False, "remind_chosen_at": later}
        session.add(EventAnswer(event_id=1, stakeholder_id=first, **given))
        given = {"answer": Going.NO, "answered_at": later, "remind": True, "remind_chosen_at": at}
        session.add(EventAnswer(event_id=1, stakeholder_id=second, **given))
        session.add(EventRating(event_id=1, stakeholder_id=second, stars=4, changed_at=at))
        session.add(EventRating(event_id=1, stakeholder_id=first, stars=2, changed_at=later))
        words = {"workstream_id": 1, "group": "states", "language": "fr", "at": at, "event_id": 1}
        session.add(Comment(stakeholder_id=second, text="Merci.", **words))
    await link_them(office)
    [answer] = await office.house.all(EventAnswer)
    assert (answer.stakeholder_id, answer.answer, answer.answered_at) == (first, "no", later)
    assert (answer.remind, answer.remind_chosen_at) == (False, later)
    [rating] = await office.house.all(EventRating)
    assert (rating.stakeholder_id, rating.stars) == (first, 2)
    assert (await office.house.one(Comment)).stakeholder_id == first


async def test_what_only_the_other_one_answered_is_kept(office: Office) -> None:
    async with office.house.database.begin() as session:
        second = office.people["amina there"].stakeholder_id
        session.add(EventAnswer(event_id=1, stakeholder_id=second, answer="maybe", answered_at=office.now))
        session.add(EventRating(event_id=1, stakeholder_id=second, stars=4, changed_at=office.now))
    await link_them(office)
    assert (await office.house.one(EventAnswer)).stakeholder_id == office.people["amina"].stakeholder_id
    assert (await office.house.one(EventRating)).stars == 4


async def test_who_stopped_on_either_has_stopped(office: Office) -> None:
    async with office.house.database.begin() as session:
        (await member_of(session, office, "amina there")).stakeholder.stopped_at = office.now
    await link_them(office)
    amina = await office.house.one(Stakeholder, id=office.people["amina"].stakeholder_id)
    assert amina.stopped_at == office.now


async def test_of_an_announcement_that_waits_for_both_one_message_stays(office: Office) -> None:
    await office.announces()
    await link_them(office)
    states = {name: state for name, state in (await office.states()).items() if name != "bruno"}
    assert states == {"amina": "pending", "amina there": "cancelled"}
    [row] = await office.rows("amina there")
    assert row.reason == "sent to the person's other account"


async def test_of_an_announcement_that_one_has_already_the_other_message_is_called_off(office: Office) -> None:
    await office.announces()
    await office.arrived("amina there")
    await link_them(office)
    states = {name: state for name, state in (await office.states()).items() if name != "bruno"}
    assert states == {"amina": "cancelled", "amina there": "sent"}


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_both_voted_the_last_answer_of_each_item_counts_and_the_chain_holds(
    office: Office, seed: int
) -> None:
    dice = random.Random(seed)
    await opens(office)
    last: dict[int, int] = {}
    for _ in range(dice.choice((6, 12, 20))):
        name, item, value = dice.choice(("amina", "amina there")), dice.choice(ITEMS), dice.choice((0, 1, 2, 3, 4, 5))
        if value == 0 and item not in await ballot_of(office, name):
            continue  # takes back what is not there: no vote
        if value == (await ballot_of(office, name)).get(item):
            continue  # says it again: no vote
        await votes(office, name, item, value)
        last[item] = value
    await votes(office, "bruno", 1, 3)
    before = await counted(office)
    office.house.now += timedelta(minutes=1)
    await link_them(office)
    standing = {item: value for item, value in last.items() if value}
    assert await ballot_of(office, "amina") == standing
    count = await counted(office)
    assert (before.invited, count.invited) == (3, 2)
    assert count.voted == 1 + bool(standing)
    assert list(count.votes)[: before.chain.length] == list(before.votes)
    await votes(office, "amina there", 1, 5 if standing.get(1) != 5 else 4)
    assert (await counted(office)).voted == 2


@pytest.mark.parametrize("last", ["amina", "amina there"])
async def test_of_two_rankings_the_one_that_was_changed_last_stands_as_a_whole(office: Office, last: str) -> None:
    await office.house.set(await office.house.one(Round), method="ranking", options={})
    await opens(office)
    names = ["amina there", "amina"] if last == "amina" else ["amina", "amina there"]
    for name, first in zip(names, ITEMS, strict=True):
        await votes(office, name, first, 2)
        await votes(office, name, 3 - first, 2)
    await link_them(office)
    assert await ballot_of(office, "amina") == {2: 1, 1: 2}
    assert (await counted(office)).voted == 1


async def test_a_line_under_which_nobody_voted_stays_without_a_person(office: Office) -> None:
    """The roll was fixed with it."""
    await opens(office)
    await votes(office, "amina", 1, 4)
    await link_them(office)
    lines = {line.stakeholder_id for line in await office.house.all(Voter)}
    assert lines == {*(office.people[name].stakeholder_id for name in ("amina", "bruno")), None}
    assert (await counted(office)).invited == 2
    assert len(await office.house.all(VoteEvent)) == 1


async def test_the_place_of_the_one_that_was_on_the_roll_is_kept(office: Office) -> None:
    await opens(office)
    await office.joins("late", "slack")
    await votes(office, "amina", 1, 4)
    async with office.house.database.begin() as session:
        writer = await session.get_one(Account, office.people["amina"].id)
        await link(session, await member_of(session, office, "late"), writer)
    assert await ballot_of(office, "late") == {1: 4}
    assert (await counted(office)).invited == 3


@pytest.mark.parametrize("sealed", [True, False])
async def test_after_the_closing_nothing_changes(office: Office, sealed: bool) -> None:
    """Also in the few seconds in which the round waits to be sealed."""
    await opens(office)
    await votes(office, "amina", 1, 4)
    await votes(office, "amina there", 1, 2)
    before = await counted(office)
    office.house.now = CLOSING
    if sealed:
        async with office.house.database.begin() as session:
            await close_round(session, TEXTS, (await session.scalars(select(Round))).one(), office.now)
    await link_them(office)
    after = await counted(office)
    assert (after.chain, after.invited, after.voted) == (before.chain, 3, 2)


async def test_an_answer_under_a_line_that_is_not_on_the_roll_is_found(office: Office) -> None:
    """Somebody declares a line merged that has answers: the count refuses."""
    await opens(office)
    await votes(office, "amina there", 1, 2)
    async with office.house.database.begin() as session:
        line = Voter.stakeholder_id == office.people["amina there"].stakeholder_id
        await session.execute(update(Voter).where(line).values(merged=True))
    with pytest.raises(Refused, match="is not what its votes lead to"):
        await counted(office)


def person(**values: object) -> Stakeholder:
    usual = {"workstream_id": 1, "organisation_id": None, "group": "states", "region": None}
    return Stakeholder(**{**usual, **values})


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({}, {}, None),
        ({"organisation_id": 7}, {}, None),
        ({"organisation_id": 7}, {"organisation_id": 7}, None),
        ({"organisation_id": 7}, {"organisation_id": 8}, Unlike.MEMBERSHIP),
        ({}, {"group": "media"}, Unlike.MEMBERSHIP),
        ({}, {"region": "africa"}, Unlike.MEMBERSHIP),
        ({}, {"workstream_id": 2}, Unlike.WORKSTREAM),
    ],
)
def test_people_who_may_take_part_in_different_things_are_not_made_one(
    one: dict[str, object], other: dict[str, object], why: Unlike | None
) -> None:
    assert unlike(person(**one), person(**other)) is why
    assert unlike(person(**other), person(**one)) is why


async def test_whoever_has_no_organisation_takes_over_the_other_ones(office: Office) -> None:
    async with office.house.database.begin() as session:
        member, there = await member_of(session, office, "amina"), await member_of(session, office, "amina there")
        there.stakeholder.organisation_id = 1
        await session.flush()
        await hold(session, there.account, member.stakeholder)
        await merge_people(session, member.stakeholder, there.stakeholder, office.now)
        assert member.stakeholder.organisation_id == 1
    assert len(await office.house.all(Delivery)) == 0


async def test_an_answer_that_one_of_them_confirmed_on_a_new_text_is_confirmed(office: Office) -> None:
    await opens(office)
    for name in ("amina", "amina there"):
        await votes(office, name, 2, 4)
    office.house.now += timedelta(minutes=1)
    await office.house.load(spoiled("en: Prevent.", "en: Prevent early."))
    async with office.house.database.begin() as session:
        await cast_vote(session, await member_of(session, office, "amina there"), 1, 2, 2, 4)
    assert dict((await counted(office)).given_to) == {(2, 1): 1, (2, 2): 1}
    await link_them(office)
    assert dict((await counted(office)).given_to) == {(2, 2): 1}
