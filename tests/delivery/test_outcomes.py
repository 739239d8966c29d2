"""Every outcome of a try to send leaves the outbox, and whoever it is about, as it should."""

from datetime import timedelta

from sqlalchemy import select, update

from engagebot.channel import GiveUp, Moved, Outcome, Retry, Sent, StopLane, Unknown
from engagebot.domain.outbox import Delivery
from engagebot.domain.pacing import MAX_TRIES
from engagebot.domain.people import Account
from engagebot.storage import leases, outcomes
from engagebot.storage.database import Database
from engagebot.storage.leases import Claimed
from engagebot.storage.outcomes import Result
from tests.delivery.house import LANE, START, a_person, letter, post, rows, states


async def claim(database: Database, limit: int = 1) -> list[Claimed]:
    async with database.begin() as session:
        return await leases.claim(session, LANE, "me", limit, START + timedelta(hours=1), 30)


async def end_with(database: Database, outcome: Outcome, worker: str = "me") -> int:
    """Claim the next one, and write this outcome down for it."""
    [claimed] = await claim(database)
    async with database.begin() as session:
        return await outcomes.record(session, worker, [Result(claimed, outcome)], START, lambda: 0.0)


async def an_account(database: Database, chat: str) -> int:
    async with database.begin() as session:
        return (await a_person(session, chat)).id


async def test_sent_keeps_the_name_of_the_message(database: Database) -> None:
    await post(database, letter("a", "news"))
    await end_with(database, Sent("m7", "a"))
    [row] = await rows(database)
    assert (row.state, row.ref, row.ended_at, row.leased_by) == ("sent", "m7", START, None)


async def test_where_it_really_went_is_the_address_from_then_on(database: Database) -> None:
    account_id = await an_account(database, "U1")
    await post(database, letter("U1", "1", account_id=account_id), letter("U1", "2", account_id=account_id))
    await end_with(database, Sent("m1", "D1"))
    assert [row.chat for row in await rows(database)] == ["D1", "D1"]
    async with database.read() as session:
        assert await session.scalar(select(Account.chat)) == "D1"


async def test_a_wait_that_the_platform_names_is_kept_to_the_second(database: Database) -> None:
    await post(database, letter("a", "news"))
    await end_with(database, Retry(17, "Too Many Requests"))
    [row] = await rows(database)
    assert (row.state, row.due_at, row.attempts) == ("retry", START + timedelta(seconds=17), 1)
    assert row.reason == "Too Many Requests"


async def test_without_a_named_wait_the_pauses_double(database: Database) -> None:
    await post(database, letter("a", "news"))
    pauses = []
    for _ in range(4):
        await end_with(database, Retry(0, "Bad Gateway"))
        pauses.append(((await rows(database))[0].due_at - START).total_seconds())
    assert pauses == [1, 2, 4, 8]


async def test_after_many_tries_it_is_given_up_with_the_last_reason(database: Database) -> None:
    await post(database, letter("a", "news"))
    async with database.begin() as session:
        await session.execute(update(Delivery).values(attempts=MAX_TRIES - 1))
    await end_with(database, Retry(0, "Bad Gateway"))
    [row] = await rows(database)
    assert (row.state, row.reason) == ("failed", f"given up after {MAX_TRIES} tries: Bad Gateway")


async def test_a_limit_of_the_whole_sender_is_not_held_against_the_message(database: Database) -> None:
    await post(database, letter("a", "news"))
    await end_with(database, Retry(3, "Too Many Requests", whole_lane=True))
    [row] = await rows(database)
    assert (row.state, row.attempts) == ("retry", 0)


async def test_who_blocked_us_is_marked_and_nothing_else_is_tried(database: Database) -> None:
    account_id = await an_account(database, "a")
    await post(
        database,
        letter("a", "1", account_id=account_id),
        letter("a", "2", account_id=account_id),
        letter("b", "for another"),
    )
    await end_with(database, GiveUp("bot was blocked by the user", unreachable=True))
    assert [(row.state, row.reason) for row in await rows(database)] == [
        ("failed", "bot was blocked by the user"),
        ("failed", "bot was blocked by the user"),
        ("pending", None),
    ]
    async with database.read() as session:
        assert await session.scalar(select(Account.unreachable)) == "bot was blocked by the user"


async def test_what_is_wrong_with_one_message_says_nothing_of_the_account(database: Database) -> None:
    account_id = await an_account(database, "a")
    await post(database, letter("a", "1", account_id=account_id), letter("a", "2", account_id=account_id))
    await end_with(database, GiveUp("message is too long"))
    assert await states(database) == ["failed", "pending"]
    async with database.read() as session:
        assert await session.scalar(select(Account.unreachable)) is None


async def test_a_moved_chat_is_rewritten_everywhere_and_tried_once_more(database: Database) -> None:
    account_id = await an_account(database, "-5")
    await post(database, letter("-5", "1", account_id=account_id), letter("-5", "2", account_id=account_id))
    await end_with(database, Moved("-1005"))
    assert [(row.state, row.chat) for row in await rows(database)] == [("pending", "-1005")] * 2
    [again] = await claim(database)
    assert (again.outgoing.chat, again.outgoing.body) == ("-1005", {"text": "1"})


async def test_a_refused_sender_costs_the_message_nothing(database: Database) -> None:
    await post(database, letter("a", "news"))
    await end_with(database, StopLane("Unauthorized"))
    [row] = await rows(database)
    assert (row.state, row.attempts, row.leased_by) == ("pending", 0, None)


async def test_a_new_message_without_an_answer_is_unknown_and_an_edit_is_tried_again(
    database: Database,
) -> None:
    await post(database, letter("a", "news"), letter("b", "card", replaces="m1"))
    await end_with(database, Unknown("timed out"))
    await end_with(database, Unknown("timed out"))
    assert [(row.state, row.reason) for row in await rows(database)] == [
        ("unknown", "timed out"),
        ("retry", "timed out"),
    ]


async def test_an_edit_to_be_tried_again_gives_way_to_a_later_one(database: Database) -> None:
    await post(database, letter("a", "1 of 15", replaces="m1"))
    [claimed] = await claim(database)
    await post(database, letter("a", "2 of 15", replaces="m1"))
    async with database.begin() as session:
        await outcomes.record(session, "me", [Result(claimed, Retry(0, "Bad Gateway"))], START)
    assert await states(database) == ["cancelled", "pending"]


async def test_what_is_no_longer_ours_is_not_written_over(database: Database) -> None:
    await post(database, letter("a", "news"))
    assert await end_with(database, Sent("m1", "a"), worker="another") == 0
    assert await states(database) == ["leased"]


async def test_many_outcomes_are_written_together(database: Database) -> None:
    await post(database, *(letter(f"chat {n}", "news") for n in range(30)))
    claimed = await claim(database, 30)
    results = [Result(one, Sent(f"m{one.id}", one.outgoing.chat)) for one in claimed[:-1]]
    results.append(Result(claimed[-1], GiveUp("chat not found")))
    async with database.begin() as session:
        assert await outcomes.record(session, "me", results, START) == 30
    assert await states(database) == ["sent"] * 29 + ["failed"]
    assert {row.ref for row in (await rows(database))[:29]} == {f"m{one.id}" for one in claimed[:-1]}
