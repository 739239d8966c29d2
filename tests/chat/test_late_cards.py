"""A ballot's card is written when it goes out."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Voter
from engagebot.domain.outbox import Delivery
from engagebot.storage.database import Database
from engagebot.storage.leases import Claimed, claim
from engagebot.use_cases.write_cards import CardWriter
from tests.chat.crowd import OPENED, Crowd, address_of, chat_of, crowd_in

ON_TELEGRAM = [2, 4, 6]


@pytest.fixture
async def crowd(database: Database) -> AsyncIterator[Crowd]:
    async with crowd_in(database, 6) as crowd:
        yield crowd


async def going_out(crowd: Crowd) -> list[Claimed]:
    now = crowd.clock.now()
    async with crowd.house.database.begin() as session:
        claimed = await claim(session, address_of(2).lane, "me", 500, now, lease_seconds=30)
    return await CardWriter(crowd.texts).write(crowd.house.database, claimed, now)


def text_of(card: Claimed) -> str:
    return str(card.outgoing.body["text"])


async def states(crowd: Crowd) -> dict[str, tuple[str, str | None]]:
    return {row.chat: (row.state, row.reason) for row in await crowd.house.all(Delivery)}


async def test_it_shows_the_ballot_as_it_is_by_then(crowd: Crowd) -> None:
    await crowd.at_once([crowd.vote(1, 2, 1, 5)])
    await crowd.at_once([crowd.vote(2, 2, 2, 3)])
    crowd.clock.move_by(timedelta(minutes=1))
    await crowd.at_once([crowd.vote(3, 2, 1, 4)])
    assert len(await crowd.house.all(Delivery)) == 1
    (card,) = await going_out(crowd)
    assert card.outgoing.replaces == "card-2"
    assert "4, high priority" in text_of(card)
    assert "3, medium priority" in text_of(card)


async def test_it_counts_the_comments_on_the_item_that_comes_next(crowd: Crowd) -> None:
    async with crowd.house.database.begin() as session:
        place = {"workstream_id": 1, "round_id": 1, "group": "states", "language": "en", "at": OPENED}
        session.add_all(
            Comment(item=item, stakeholder_id=who, text="x", **place) for item, who in [(2, 2), (2, 4), (1, 2)]
        )
    await crowd.at_once([crowd.vote(1, 2, 1, 5)])
    (card,) = await going_out(crowd)
    assert "You wrote 1 comment on it." in text_of(card)


async def test_who_left_meanwhile_gets_none(crowd: Crowd) -> None:
    await crowd.at_once([crowd.vote(n, n, 1, 5) for n in ON_TELEGRAM])
    await crowd.house.set(await crowd.house.one(Voter, stakeholder_id=4), stakeholder_id=None)
    assert [card.outgoing.chat for card in await going_out(crowd)] == [chat_of(2), chat_of(6)]
    assert (await states(crowd))[chat_of(4)] == ("cancelled", "whoever it was for is not on the roll any more")


async def test_one_that_cannot_be_written_fails_and_the_others_go(database: Database, tmp_path: Path) -> None:
    (tmp_path / "ballot_review.j2").write_text("{{ nothing_of_that_name }}")
    async with crowd_in(database, 6, tmp_path) as crowd:
        await crowd.at_once([crowd.vote(1, 4, 2, 5), crowd.vote(2, 2, 1, 5)])
        assert [card.outgoing.chat for card in await going_out(crowd)] == [chat_of(2)]
        assert (await states(crowd))[chat_of(4)] == ("failed", "its text could not be written")
