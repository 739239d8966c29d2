"""A client that was tampered with can send anything: nothing bad comes of it."""

import random

import pytest

from engagebot.domain.chain import check_chain
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.workfile import read_workstream
from tests.stories.ballots import OPENING, first_card, forge, kept, rate
from tests.stories.house import House, becomes
from tests.workfile.small import SMALL

GARBAGE = (
    "v", "v:", "v:1", "v:1:1:1:6", "v:1:1:1:-1", "v:1:0:1:5", "v:1:16:1:5", "v:1:1:2:5", "v:1:1:1:5:5",
    "v:99:1:1:5", "v:999999999:1:1:5", "v:99999999999999999999:1:1:5", "v:1:1:1:٣", "v:1:1:1:5 ", "V:1:1:1:5",
    "x:1:0:1", "x:1:1:2", "x:99:1:1", "w:1:2", "w:99:1", "l:1:1", "l:1:0", "s:1", "s:99",
    "r:1:99", "r:1:-1", "r:99:1", "c:1:99", "c:1:0", "ev:999", "ev:", "e:99:going", "e:2:whatever", "e:2:", "e:2:ics:x",
    "f:2:9", "f:2:0", "f:99:5", "zone:../../etc/passwd", "zone:", "zone:Mars/Olympus", "lang:xx", "lang:",
    "do:", "do:drop table", "cancel:x", "agree:yes", "' or 1=1 --", "{{ 7 * 7 }}", "%s%n", "💥" * 16, "a" * 64, " ",
)  # fmt: skip
"""Of rounds, items and events that are not there, of values that no button has, and of nothing at all."""


async def test_garbage_does_nothing_and_breaks_nothing(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    for data in GARBAGE:
        await forge(house, amina, card, data)
    await rate(amina, card, "4", "2 of 15")
    assert await kept(house, amina) == {1: 4}
    assert await house.rows("select key from set_aside") == []
    assert await house.rows("select stars from event_ratings") == []
    assert await house.rows("select text from comments") == []
    assert await house.rows("select answer from event_answers") == []
    assert [tuple(row) for row in await house.rows("select language, zone from stakeholders")] == [
        ("en", "Africa/Nairobi")
    ]


async def test_the_ids_of_another_workstream_open_no_door(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    async with house.theatre.bot.database.begin() as session:
        await load_workstream(session, read_workstream(SMALL, "small.yaml"), house.now)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    [(others,)] = await house.rows(
        "select r.id from rounds r join workstreams w on r.workstream_id = w.id where w.key = 'small'"
    )
    [(event,)] = await house.rows(
        "select e.id from events e join workstreams w on e.workstream_id = w.id where w.key = 'small'"
    )
    for data in (
        f"v:{others}:1:1:5",
        f"r:{others}:1",
        f"c:{others}:1",
        f"ev:{event}",
        f"e:{event}:going",
        f"f:{event}:5",
    ):
        heard = len(await amina.heard())
        await forge(house, amina, card, data)
        await house.hands.settled()
        said = (await amina.heard())[heard:]
        assert all("no longer in use" in m.text for m in said)
    assert await kept(house, amina) == {}
    assert await house.rows("select * from event_answers") == []


async def test_before_consent_no_press_opens_a_door(house: House) -> None:
    """Some card is there to be pressed: that of the question of consent, or of a refusal."""
    amina, stranger = await house.joined("telegram"), await house.arrives("telegram", "Stranger")
    await house.go_to(*OPENING)
    await stranger.say("Hello?")
    card = await stranger.sees("To join you need an invitation.")
    for data in ("agree", "decline", "lang:fr", "v:1:1:1:5", "r:1:1", "e:2:going", "zone:Africa/Dakar", "do:events"):
        await forge(house, stranger, card, data)
    await house.hands.settled()
    assert len(await house.rows("select id from stakeholders")) == 1
    assert await house.rows("select id from vote_events") == []
    assert await kept(house, amina) == {}


@pytest.mark.parametrize("seed", [76, 2023])
async def test_presses_out_of_any_order_leave_the_last_answer_to_each_item(
    house: House, platform: str, seed: int
) -> None:
    dice = random.Random(seed)
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    wanted: dict[int, int] = {}
    for _ in range(40):
        number, value = dice.randint(1, 15), dice.randint(0, 5)
        await forge(house, amina, card, f"v:1:{number}:1:{value}")
        wanted[number] = value
        if dice.random() < 0.3:
            await forge(house, amina, card, f"r:1:{dice.randint(0, 15)}")
    await forge(house, amina, card, "r:1:0")
    await becomes(amina, card, "To rate or change one, press its number.")
    assert await kept(house, amina) == {number: value for number, value in wanted.items() if value}
    async with house.theatre.bot.database.begin() as session:
        data = await export_round(session, house.script.workstream, "first")
    assert check_chain(data.chain, data.votes) is None
