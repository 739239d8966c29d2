"""What people are told that they were sent: as they saw it."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest_asyncio
from sqlalchemy import update

from engagebot.domain.outbox import HOME, Delivery, DeliveryState, Priority
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.storage.own_story import Message, messages_to
from engagebot.texts.reading_back import words_of
from engagebot.use_cases.correct_announcement import correct_announcement
from tests.use_cases.sent import NOW, TEXTS, Office, office_at
from tests.workfile.small import spoiled

ELSEWHERE = spoiled("title: { en: Talk, fr: Échange }", "title: { en: Moved talk, fr: Échange déplacé }")
LATER = NOW + timedelta(hours=1)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


async def messages(office: Office, name: str) -> Sequence[Message]:
    return await office.do(lambda session: messages_to(session, [office.people[name].id]))


def words(message: Message) -> str:
    return words_of(message.platform, message.body or {}) or ""


async def test_a_message_that_was_corrected_later_says_so_and_the_others_do_not(office: Office) -> None:
    await office.joins("amina")
    await office.joins("mariam", language="fr")
    id_ = await office.announces()
    await office.arrived("amina")
    [before] = await messages(office, "amina")
    assert "Talk" in words(before)
    assert before.corrected_at is None
    await office.house.load(ELSEWHERE)
    await office.do(lambda session: correct_announcement(session, TEXTS, id_, LATER))
    [after] = await messages(office, "amina")
    assert "Moved talk" in words(after)
    assert after.corrected_at == LATER
    assert await messages(office, "mariam") == []  # hers waits, and will be the new one


async def test_pages_that_a_platform_keeps_and_edits_are_no_messages(office: Office) -> None:
    amina = await office.joins("amina", platform="slack")
    await office.announces()
    await office.arrived("amina")
    rows = [
        NewDelivery("slack:1", amina.chat, HOME, Priority.REPLY, NOW, body={"blocks": []}, account_id=amina.id),
        NewDelivery(
            "slack:1", amina.chat, "event", Priority.REPLY, NOW, {"text": "x"}, account_id=amina.id, replaces="card"
        ),
    ]
    await office.do(lambda session: enqueue(session, rows, NOW))
    await office.do(lambda session: session.execute(update(Delivery).values(state=DeliveryState.SENT)))
    [told] = await messages(office, "amina")
    assert "Talk" in words(told)
