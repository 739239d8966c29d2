"""Who is on a roll, and what becomes of an organisation's draft when its people come, go, or turn out to be one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.domain.draft import Draft, DraftState
from engagebot.domain.people import Account, Organisation, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.audience import count_recipients
from engagebot.storage.erasing import accounts_to_erase, erase
from engagebot.use_cases.ask_confirmation import ask_confirmation
from engagebot.use_cases.asking import Member
from engagebot.use_cases.cast_vote import cast_vote
from engagebot.use_cases.close_round import close_round
from engagebot.use_cases.confirm_draft import confirm_draft
from engagebot.use_cases.count_round import Counted, count_round
from engagebot.use_cases.merge_people import merge_people
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.reply import Reply
from engagebot.use_cases.unable_to_confirm import unable_to_confirm
from engagebot.workfile import WorkstreamMistakes
from tests.use_cases.sent import TEXTS, Office, office_at
from tests.workfile.small import spoiled

OPENING = datetime(2023, 3, 27, 7, tzinfo=UTC)
ORGANISATIONS = """\
  gazette:
    name: Gazette
    group: media
    region: europe
  herald:
    name: Herald
    group: media
  norland:
    name: Norland
    group: states
    region: europe
"""
OLD = """\
  gazette:
    name: { en: Gazette, fr: Gazette }
    group: media
    region: europe
"""
METHOD = "    method: rating\n"


def file(*more: str, organisations: str = ORGANISATIONS) -> str:
    lines = "".join(f"    {line}\n" for line in more)
    return spoiled(OLD, organisations).replace(METHOD, f"{METHOD}{lines}")


BY_MEDIA = file("voters: organisation", "audience: { groups: [media] }")


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.house.load(BY_MEDIA)
        yield office


async def joins(office: Office, name: str, organisation: str | None, focal_point: bool = False) -> None:
    await office.joins(name)
    async with office.house.database.begin() as session:
        person = await session.get_one(Stakeholder, office.people[name].stakeholder_id)
        found = await session.scalar(select(Organisation).where(Organisation.key == organisation))
        person.organisation_id = found.id if found else None
        person.focal_point = focal_point


async def opens(office: Office) -> None:
    office.house.now = OPENING
    async with office.house.database.begin() as session:
        await open_round(session, (await session.scalars(select(Round))).one(), office.now)


async def member(office: Office, session: AsyncSession, name: str) -> Member:
    account = await session.get_one(Account, office.people[name].id)
    person = await session.get_one(Stakeholder, account.stakeholder_id)
    return Member(account, person, await session.get_one(Workstream, 1), office.now)


async def drafts(office: Office, name: str, item: int, value: int) -> None:
    office.house.now += timedelta(minutes=1)
    async with office.house.database.begin() as session:
        await cast_vote(session, await member(office, session, name), 1, item, 1, value)


async def confirms(office: Office, name: str) -> Reply:
    """What is drafted by now."""
    office.house.now += timedelta(minutes=1)
    async with office.house.database.begin() as session:
        asker = await member(office, session, name)
        ours = Draft.organisation_id == asker.stakeholder.organisation_id
        draft = (await session.scalars(select(Draft).where(ours))).one()
        return await confirm_draft(session, asker, 1, draft.revision)


async def asks(office: Office, name: str) -> Reply:
    async with office.house.database.begin() as session:
        return await ask_confirmation(session, await member(office, session, name), 1)


async def draft_of(office: Office, organisation: str = "gazette") -> Draft:
    found = await office.house.one(Organisation, key=organisation)
    return await office.house.one(Draft, organisation_id=found.id)


async def counted(office: Office) -> Counted:
    async with office.house.database.begin() as session:
        return await count_round(session, (await session.scalars(select(Round))).one())


async def nudged(office: Office) -> int:
    async with office.house.database.read() as session:
        return await count_recipients(session, Audience(not_voted=1), 1)


async def test_the_roll_of_people_is_whom_the_audience_means_at_the_opening(url: str) -> None:
    async with office_at(url) as office:
        await office.house.load(file("audience: { groups: [states], languages: [fr] }"))
        await office.joins("amina", language="fr")
        await office.joins("bruno", language="en")
        await opens(office)
        await office.joins("cora", language="fr")
        [line] = await office.house.all(Voter)
        assert (line.stakeholder_id, line.group) == (office.people["amina"].stakeholder_id, "states")
        assert (await counted(office)).invited == 1


async def test_the_roll_of_organisations_is_what_the_file_lists_at_the_opening_whoever_joined(office: Office) -> None:
    await joins(office, "amina", "gazette")
    await office.house.load(file("voters: organisation", "audience: { groups: [media] }", organisations=OLD))
    await opens(office)
    more = ORGANISATIONS.replace("norland", "later").replace("group: states", "group: media")
    await office.house.load(file("voters: organisation", "audience: { groups: [media] }", organisations=more))
    await joins(office, "bruno", "later", focal_point=True)
    await drafts(office, "bruno", 1, 4)
    [line] = await office.house.all(Voter)
    assert (line.stakeholder_id, line.group, line.region) == (None, "media", "europe")
    assert (await draft_of(office)).answers == {}
    count = await counted(office)
    assert (count.invited, count.voted) == (1, 0)
    assert isinstance(count.opening, dict)
    assert count.opening["voters"] == "organisation"


async def test_what_is_confirmed_is_nudged_for_until_then_and_again_when_it_was_changed(office: Office) -> None:
    await joins(office, "amina", "gazette", focal_point=True)
    await joins(office, "bruno", "gazette")
    await joins(office, "norland", "norland", focal_point=True)
    await opens(office)
    assert await nudged(office) == 2
    await drafts(office, "bruno", 1, 4)
    assert await nudged(office) == 2
    await confirms(office, "amina")
    assert await nudged(office) == 0
    await drafts(office, "bruno", 1, 2)
    assert await nudged(office) == 2
    assert (await draft_of(office)).state == DraftState.CHANGED
    assert [ballot.answers for ballot in await office.house.all(Ballot)] == [{"1": 4}]


async def test_confirming_once_more_what_is_confirmed_adds_no_vote(office: Office) -> None:
    await joins(office, "amina", "gazette", focal_point=True)
    await opens(office)
    for item in (1, 2):
        await drafts(office, "amina", item, 5)
    await confirms(office, "amina")
    await confirms(office, "amina")
    assert (await counted(office)).chain.length == 2


async def test_who_goes_leaves_the_draft_and_what_was_confirmed(office: Office) -> None:
    await joins(office, "amina", "gazette", focal_point=True)
    await opens(office)
    await drafts(office, "amina", 1, 5)
    await confirms(office, "amina")
    await drafts(office, "amina", 2, 3)
    async with office.house.database.begin() as session:
        person = office.people["amina"].stakeholder_id or 0
        await erase(session, [person], await accounts_to_erase(session, [person]), office.now)
    draft = await draft_of(office)
    assert (draft.stakeholder_id, draft.answers) == (None, {"1": 5, "2": 3})
    assert (await counted(office)).voted == 1


async def test_who_was_a_focal_point_on_one_account_is_one_on_both(office: Office) -> None:
    await joins(office, "amina", None)
    await joins(office, "amina there", "gazette", focal_point=True)
    await opens(office)
    await drafts(office, "amina there", 1, 5)
    async with office.house.database.begin() as session:
        staying, leaving = await member(office, session, "amina"), await member(office, session, "amina there")
        await merge_people(session, staying.stakeholder, leaving.stakeholder, office.now)
    assert (await draft_of(office)).stakeholder_id == office.people["amina"].stakeholder_id
    await confirms(office, "amina")
    assert (await counted(office)).voted == 1


async def test_a_focal_point_is_asked_once_a_day_and_not_after_stopping(office: Office) -> None:
    await joins(office, "amina", "gazette", focal_point=True)
    await joins(office, "bruno", "gazette")
    await opens(office)
    await drafts(office, "bruno", 1, 5)
    told = [say.to.account.user for say in (await asks(office, "bruno")).says if say.to]
    assert told == ["amina"]
    assert not [say for say in (await asks(office, "bruno")).says if say.to]
    office.house.wait(days=1)
    assert [say for say in (await asks(office, "bruno")).says if say.to]
    person = await office.house.one(Stakeholder, id=office.people["amina"].stakeholder_id)
    await office.house.set(person, stopped_at=office.now)
    office.house.wait(days=1)
    assert not [say for say in (await asks(office, "bruno")).says if say.to]


async def test_detached_at_the_closing_nothing_tells_whose_a_ballot_is(office: Office) -> None:
    await office.house.load(file("voters: organisation", "anonymity: detached"))
    await joins(office, "amina", "gazette", focal_point=True)
    await opens(office)
    await drafts(office, "amina", 1, 5)
    await confirms(office, "amina")
    await drafts(office, "amina", 2, 5)
    async with office.house.database.begin() as session:
        await close_round(session, TEXTS, await session.get_one(Round, 1), office.now)
    assert await office.house.all(Draft) == []
    assert (await counted(office)).voted == 1


async def test_it_is_said_at_the_load_for_whom_nobody_can_confirm(office: Office) -> None:
    await joins(office, "amina", "gazette", focal_point=True)
    async with office.house.database.read() as session:
        [line] = await unable_to_confirm(session, 1)
    assert line.startswith("Round first: nobody can confirm yet for herald. Invite a focal point: engagebot invite")


@pytest.mark.parametrize(
    ("lines", "key", "why"),
    [
        (["voters: nation"], "voters", '"nation" should be one of: person, organisation.'),
        (["voters: organisation", "audience: { languages: [fr] }"], "audience", "names languages, and organisations"),
        (["voters: organisation", "audience: { groups: [media], regions: [asia] }"], "voters", "the file has none of"),
    ],
)
async def test_the_file_says_clearly_who_cannot_vote(url: str, lines: list[str], key: str, why: str) -> None:
    async with office_at(url) as office:
        text = file(*lines).replace("regions:\n  europe", "regions:\n  asia: Asia\n  europe")
        with pytest.raises(WorkstreamMistakes) as caught:
            await office.house.load(text)
        assert f"rounds › first › {key}" in str(caught.value)
        assert why in str(caught.value)


async def test_who_votes_is_fixed_at_the_opening(office: Office) -> None:
    await opens(office)
    with pytest.raises(WorkstreamMistakes, match="voters") as caught:
        await office.house.load(file("audience: { groups: [media] }"))
    assert 'Put back "organisation", or ask in a new round.' in str(caught.value)
