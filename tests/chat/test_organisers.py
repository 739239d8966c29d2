"""An organiser whom the settings name moves an activity in the chat, after one question; nobody else can."""

from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from engagebot.channel import Address, Commanded, Incoming, Platform, Pressed
from engagebot.chat.handler import Chat
from engagebot.domain.clock import StoppedClock
from engagebot.domain.outbox import Delivery
from engagebot.domain.workstream import Activity, ActivityFollower
from engagebot.settings import Settings
from tests.use_cases.sent import NOW, TEXTS, Office, office_at
from tests.use_cases.test_change_event import due


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        for name in ("1001", "1002"):
            await office.joins(name)
        async with office.house.database.begin() as session:
            follower = office.people["1002"].stakeholder_id or 0
            session.add(ActivityFollower(activity_id=1, stakeholder_id=follower, since=NOW))
        yield office


class Chatting:
    def __init__(self, office: Office, *organisers: str) -> None:
        self.office, self.count = office, 0
        clock = StoppedClock(NOW)
        self.chat = Chat(office.house.database, TEXTS, clock, lambda _: None, organisers=frozenset(organisers))

    async def does(self, user: str, intent: Commanded | Pressed) -> str | None:
        """What stands over the pressed button."""
        self.count += 1
        sender = Address(Platform.TELEGRAM, "1", user)
        answer = await self.chat.handle(Incoming(f"telegram:1:{self.count}", sender, f"chat of {user}", intent))
        return answer.notice

    async def shown(self) -> Delivery:
        return (await self.office.rows())[-1]

    async def status(self) -> str:
        return (await self.office.house.one(Activity)).status


async def test_an_organiser_moves_an_activity_after_one_question_and_followers_are_told(office: Office) -> None:
    chatting = Chatting(office, "telegram:1001")
    await chatting.does("1001", Commanded("activities"))
    assert "'ac:1:0'" in str((await chatting.shown()).body)
    await chatting.does("1001", Pressed("ac:1:0", "m1"))
    card = await chatting.shown()
    assert (card.replaces, "am:1:done" in str(card.body)) == (None, True)
    await chatting.does("1001", Pressed("am:1:done", "m2"))
    asked = await chatting.shown()
    assert "From now on: <b>✓ done</b>\n\n1 person follows it and will be told." in str((asked.body or {})["text"])
    assert await chatting.status() == "in-progress"
    assert await chatting.does("1001", Pressed("an:1:done", "m2")) == "It has moved. Whoever follows it is told."
    assert await chatting.status() == "done"
    await due(office)
    [told] = await office.rows("1002")
    assert "An activity that you follow has moved" in await office.text(told)
    assert "✓ done" in await office.text(told)


async def test_to_press_it_twice_tells_once(office: Office) -> None:
    chatting = Chatting(office, "telegram:1001")
    for _ in range(2):
        await chatting.does("1001", Pressed("an:1:done", "m2"))
    assert await chatting.does("1001", Pressed("am:1:done", "m2")) == "It stands there already."
    await due(office)
    assert len(await office.rows("1002")) == 1


async def test_who_is_no_organiser_sees_no_such_buttons(office: Office) -> None:
    chatting = Chatting(office, "telegram:1001", "slack:U1002")
    await chatting.does("1002", Commanded("activities"))
    assert "ac:1" not in str((await chatting.shown()).body)
    await chatting.does("1002", Pressed("ac:1:0", "m1"))
    card = str((await chatting.shown()).body)
    assert "Mapping" in card
    assert "am:" not in card


@pytest.mark.parametrize("press", ["am:1:done", "an:1:done"])
async def test_a_forged_press_is_refused_and_logged_without_a_word_about_the_person(office: Office, press: str) -> None:
    """Neither by another account, nor by one with the same number on the other platform."""
    chatting = Chatting(office, "telegram:1001", "slack:1002")
    with capture_logs() as logs:
        assert await chatting.does("1002", Pressed(press, "m1")) == "Only organisers can do that."
    assert await chatting.status() == "in-progress"
    [line] = [line for line in logs if "only organisers" in str(line["event"])]
    assert "1002" not in str(line)


async def test_who_was_an_organiser_yesterday_is_refused_too(office: Office) -> None:
    await Chatting(office, "telegram:1001").does("1001", Pressed("am:1:done", "m1"))
    later = Chatting(office)
    later.count = 1
    assert await later.does("1001", Pressed("an:1:done", "m1")) == "Only organisers can do that."
    assert await later.status() == "in-progress"


@pytest.mark.parametrize("press", ["an:1:nowhere", "an:7:done", "am:1:", "ac:7:0"])
async def test_a_button_that_we_never_made_does_nothing(office: Office, press: str) -> None:
    chatting = Chatting(office, "telegram:1001")
    await chatting.does("1001", Pressed(press, "m1"))
    assert await office.rows() == []
    assert await chatting.status() == "in-progress"


def test_the_setting_takes_accounts_of_both_platforms_and_nothing_else() -> None:
    assert Settings(organisers="telegram:1001, slack:U024BE7LH").organisers == {"telegram:1001", "slack:U024BE7LH"}  # type: ignore[arg-type]
    assert Settings(organisers="").organisers == frozenset()  # type: ignore[arg-type]
    for wrong in ("@amina", "telegram:amina", "slack:amina", "1001"):
        with pytest.raises(ValidationError, match="is written like telegram:123456"):
            Settings(organisers=wrong)  # type: ignore[arg-type]
