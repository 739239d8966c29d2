"""What is put into the outbox comes out in its order, once, and only while it makes sense."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from engagebot.channel import Document
from engagebot.domain.outbox import Delivery, DeliveryState, Priority, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage import leases, outbox
from engagebot.storage.database import Database
from engagebot.storage.holding_back import Concerned, cancel_not_out
from engagebot.storage.leases import Claimed
from tests.delivery.house import LANE, START, a_person, an_announcement, letter, post, rows, states


async def claim(database: Database, limit: int = 10, now: datetime = START, replies: int = 0) -> list[Claimed]:
    async with database.begin() as session:
        return await leases.claim(session, LANE, "me", limit, now, 30, replies)


async def claimed_texts(database: Database, limit: int = 10, now: datetime = START) -> list[object]:
    return [one.outgoing.body["text"] for one in await claim(database, limit, now)]


async def test_replies_come_first_then_reminders_then_broadcasts_each_in_order(database: Database) -> None:
    await post(
        database,
        letter("a", "news 1"),
        letter("b", "news 2"),
        letter("c", "reminder", Priority.REMINDER),
        letter("d", "reply", Priority.REPLY),
    )
    assert await claimed_texts(database, 3) == ["reply", "reminder", "news 1"]
    assert await claimed_texts(database) == ["news 2"]
    assert await claimed_texts(database) == []


async def test_of_one_chat_one_is_in_flight_and_none_overtakes(database: Database) -> None:
    await post(database, letter("a", "1"), letter("a", "2"), letter("a", "reply", Priority.REPLY))
    [reply] = await claim(database)
    assert reply.outgoing.body == {"text": "reply"}
    assert await claim(database) == []
    async with database.begin() as session:
        await leases.hand_back(session, "me", [reply.id], START + timedelta(minutes=1))
    assert await claimed_texts(database) == ["1"]


async def test_what_waits_for_its_next_try_is_not_overtaken_by_its_like(database: Database) -> None:
    await post(database, letter("a", "1"), letter("a", "2"))
    [first] = await claim(database)
    async with database.begin() as session:
        await leases.hand_back(session, "me", [first.id], START + timedelta(minutes=1))
    assert await claimed_texts(database) == []
    assert await claimed_texts(database, now=START + timedelta(minutes=1)) == ["1"]


async def test_what_is_not_due_waits_and_holds_nobody_back(database: Database) -> None:
    tomorrow = START + timedelta(days=1)
    await post(database, letter("a", "tomorrow", due_at=tomorrow), letter("a", "today"))
    assert await claimed_texts(database) == ["today"]
    async with database.begin_straight() as door:
        assert await outbox.next_due(door, LANE, START) == tomorrow
        assert await outbox.next_due(door, LANE, tomorrow) is None


async def test_replies_have_room_where_others_have_none(database: Database) -> None:
    await post(database, letter("a", "news"), letter("b", "reply", Priority.REPLY))
    [reply] = await claim(database, 0, replies=5)
    assert reply.priority == Priority.REPLY


async def test_another_lane_is_left_alone(database: Database) -> None:
    await post(database, letter("a", "elsewhere", lane="slack:T1"))
    assert await claim(database) == []


async def test_a_later_edit_of_a_card_takes_the_place_of_one_that_waits(database: Database) -> None:
    await post(database, letter("a", "1 of 15", Priority.REPLY, replaces="m1"))
    await post(database, letter("a", "other card", Priority.REPLY, replaces="m2"))
    await post(database, letter("a", "2 of 15", Priority.REPLY, replaces="m1"))
    first, _, _ = await rows(database)
    assert (first.state, first.reason) == ("cancelled", "replaced by a later edit")
    assert first.ended_at == START
    assert await states(database) == ["cancelled", "pending", "pending"]


async def test_of_edits_put_in_together_the_last_one_stays(database: Database) -> None:
    await post(database, *(letter("a", f"{n} of 15", replaces="m1") for n in range(4)))
    assert await states(database) == ["cancelled", "cancelled", "cancelled", "pending"]


async def test_an_edit_that_is_being_sent_is_not_cancelled(database: Database) -> None:
    await post(database, letter("a", "1 of 15", replaces="m1"))
    await claim(database)
    await post(database, letter("a", "2 of 15", replaces="m1"))
    assert await states(database) == ["leased", "pending"]


async def test_the_same_name_for_a_card_in_another_chat_is_another_card(database: Database) -> None:
    await post(database, letter("a", "1", replaces="m1"), letter("b", "2", replaces="m1"))
    assert await states(database) == ["pending", "pending"]


async def test_what_comes_too_late_is_ended_at_once_with_all_its_like(database: Database) -> None:
    past = START - timedelta(minutes=1)
    await post(database, *(letter(f"chat {n}", "it begins", expires_at=past) for n in range(50)))
    await post(database, letter("a", "still good", expires_at=START + timedelta(minutes=1)))
    assert await claimed_texts(database, 5) == ["still good"]
    all_rows = await rows(database)
    assert [row.state for row in all_rows] == ["expired"] * 50 + ["leased"]
    assert {row.reason for row in all_rows[:50]} == {"its time had passed before it could be sent"}


async def test_who_stopped_gets_no_broadcast_that_still_waited_but_their_reply(database: Database) -> None:
    async with database.begin() as session:
        account = await a_person(session, "a")
        await session.execute(update(Stakeholder).values(stopped_at=START))
        account_id = account.id
    await post(
        database,
        letter("a", "news", account_id=account_id),
        letter("a", "reminder", Priority.REMINDER, account_id=account_id),
    )
    assert await claim(database) == []
    assert [(row.state, row.reason) for row in await rows(database)] == [("cancelled", "stopped")] * 2
    await post(database, letter("a", "You will hear no more.", Priority.REPLY, account_id=account_id))
    assert await claimed_texts(database) == ["You will hear no more."]


async def test_stopping_cancels_what_waits_in_one_step(database: Database) -> None:
    async with database.begin() as session:
        account_id = (await a_person(session, "a")).id
    await post(
        database,
        letter("a", "news", account_id=account_id),
        letter("a", "reply", Priority.REPLY, account_id=account_id),
        letter("b", "news"),
    )
    async with database.begin() as session:
        assert await outbox.cancel_for_account(session, account_id, "stopped", START) == 1
    assert await states(database) == ["cancelled", "pending", "pending"]


async def test_nothing_unasked_is_tried_for_an_account_that_cannot_be_reached(database: Database) -> None:
    async with database.begin() as session:
        account_id = (await a_person(session, "a")).id
        await session.execute(update(Account).values(unreachable="blocked by the user"))
    await post(database, letter("a", "news", account_id=account_id))
    assert await claim(database) == []
    [row] = await rows(database)
    assert (row.state, row.reason) == ("failed", "blocked by the user")


async def test_a_variant_lends_its_text_and_a_document_arrives_whole(database: Database) -> None:
    async with database.begin() as session:
        announcement = await an_announcement(session)
        body: dict[str, object] = {"text": "for all"}
        variant = Variant(announcement_id=announcement.id, language="en", zone="UTC", platform="telegram", body=body)
        session.add(variant)
        await session.flush()
        file = Document("event.ics", "text/calendar", "BEGIN:VCALENDAR")
        row = outbox.NewDelivery(LANE, "a", "letter", Priority.BROADCAST, START, variant_id=variant.id, document=file)
        await outbox.enqueue(session, [row], START)
    [claimed] = await claim(database)
    assert claimed.outgoing.body == body
    assert claimed.outgoing.document == file


async def test_a_row_that_cannot_be_read_fails_and_holds_up_nothing(database: Database) -> None:
    await post(database, letter("a", "broken"), letter("b", "whole"))
    async with database.begin() as session:
        await session.execute(update(Delivery).where(Delivery.chat == "a").values(document={"odd": 1}))
    assert await claimed_texts(database) == ["whole"]
    assert [(row.state, row.reason) for row in await rows(database)] == [
        ("failed", "its text cannot be read"),
        ("leased", None),
    ]


async def test_an_announcement_has_one_delivery_for_an_account_however_often_it_is_put_in(
    database: Database,
) -> None:
    async with database.begin() as session:
        announcement_id = (await an_announcement(session)).id
        account_id = (await a_person(session, "a")).id
    news = letter("a", "news", account_id=account_id, announcement_id=announcement_id)
    assert await post(database, news) == 1
    assert await post(database, news) == 0
    assert await states(database) == ["pending"]


async def test_an_organiser_can_cancel_retry_and_resend(database: Database) -> None:
    async with database.begin() as session:
        announcement_id = (await an_announcement(session)).id
        accounts = [(await a_person(session, f"chat {n}")).id for n in range(5)]
        await session.execute(update(Account).where(Account.id == accounts[2]).values(unreachable="blocked"))
    await post(
        database,
        *(
            letter(f"chat {n}", "news", account_id=account, announcement_id=announcement_id)
            for n, account in enumerate(accounts)
        ),
    )
    await set_states(database, accounts, "pending", "failed", "failed", "unknown", "sent")
    async with database.begin() as session:
        assert await cancel_not_out(session, announcement_id, "cancelled", START) == Concerned(1, 0)
        assert await outbox.retry_failed(session, announcement_id, START) == 1
        assert await outbox.resend_unknown(session, announcement_id, START) == 1
    assert await states(database) == ["cancelled", "pending", "failed", "pending", "sent"]
    expected = {"cancelled": 1, "pending": 2, "failed": 1, "sent": 1}
    async with database.read() as session:
        assert await outbox.announcement_progress(session, announcement_id) == expected


async def set_states(database: Database, accounts: list[int], *wanted: str) -> None:
    async with database.begin() as session:
        for account, state in zip(accounts, wanted, strict=True):
            mine = update(Delivery).where(Delivery.account_id == account)
            await session.execute(mine.values(state=DeliveryState(state)))


async def test_an_expired_lease_of_another_is_taken_over_and_ones_own_is_not(database: Database) -> None:
    await post(database, letter("a", "news"), letter("b", "card", replaces="m1"), letter("c", "later"))
    await claim(database, 2)
    later = START + timedelta(seconds=31)
    async with database.begin() as session:
        assert await leases.take_over(session, LANE, "me", later) == 0
        assert await leases.take_over(session, LANE, "another", START) == 0
        assert await leases.take_over(session, LANE, "another", later) == 2
    assert await states(database) == ["unknown", "pending", "pending"]
    assert "may have arrived" in str((await rows(database))[0].reason)


async def test_a_lease_of_the_dead_is_taken_over_before_its_time(database: Database) -> None:
    await post(database, letter("a", "news"))
    await claim(database)
    async with database.begin() as session:
        assert await leases.lease_holders(session, LANE) == {"me"}
        assert await leases.take_over(session, LANE, "another", START, dead={"me"}) == 1
    assert await states(database) == ["unknown"]


@pytest.mark.only_on("sqlite")
async def test_claiming_reads_an_index_and_not_the_whole_past(database: Database) -> None:
    """The queries have to repeat the words of the partial indexes, or SQLite would not use them."""
    given = {"this_lane": LANE, "this_priority": Priority.BROADCAST, "most": 5, "now": START}
    due = leases._due().element.params(given)
    compiled = due.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    places = tuple(str(compiled.params[name]) for name in compiled.positiontup or ())
    async with database.read() as session:
        connection = await session.connection()
        steps = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", places)).all()
    plan = " / ".join(str(step.detail) for step in steps)
    assert "ix_outbox_claim" in plan
    assert "ix_outbox_chat" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.only_on("postgresql")
async def test_postgresql_looks_up_a_chat_by_its_own_index_even_without_statistics(database: Database) -> None:
    """By the claim's index it would read the whole lane for each message: two seconds for a claim."""
    await post(database, *(letter(f"{number}", "news") for number in range(300)))
    given = {"this_lane": LANE, "this_priority": Priority.BROADCAST, "most": 5, "now": START}
    due = leases._due().element.params(given)
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    compiled = due.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    async with database.read() as session:
        connection = await session.connection()
        plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {compiled}")).scalars())
    looked_up = plan[plan.rindex("SubPlan") :]
    assert "ix_outbox_chat" in looked_up
    assert "ix_outbox_claim" not in looked_up
