"""kill -9 in the middle of the votes, several times: nothing acknowledged is lost, nothing arrives twice."""

import asyncio
import random
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from engagebot.demo.person import Message, NothingCame, Person, playing
from tests.databases import rows_in
from tests.stories.ballots import ITEMS, ballot_in
from tests.stories.house import PLACES
from tests.stories.programs import Program, started

KILLS = 3
DEMO = (
    sys.executable,
    "-c",
    "import sys; from pathlib import Path; from engagebot.cli.demonstrating import attended; "
    "from engagebot.demo.interactive import Interactive; "
    "attended(Interactive(Path('data'), database_url=sys.argv[1]))",
)
"""What `engagebot demo` does, on a database of our choice."""
PATIENCE = 8.0
"""Seconds after which a person presses once more."""


@dataclass(slots=True)
class Voter:
    """`plan`: what this person wants, by item; `told`: what they were told is counted."""

    person: Person
    plan: dict[int, int]
    told: dict[int, int] = field(default_factory=dict)

    async def goes_on(self) -> None:
        """From wherever the card stands to the review of all answers."""
        while (shown := await self._card())[0] != 0:
            await self._answer(*shown)

    async def _card(self) -> tuple[int, Message]:
        """Which item the newest card shows; 0 for the review, -1 for the invitation to begin."""
        card = await self.person.waits_for(lambda m: m.acting(r"r:\d+:\d+") is not None, "a card", patience=PATIENCE)
        return item_of(card), card

    async def _answer(self, number: int, card: Message) -> None:
        pattern = rf"v:\d+:{number}:\d+:{self.plan[number]}" if number > 0 else r"r:\d+:1"
        notice = await self.person.act(card, pattern)
        if number > 0 and notice and notice.endswith("Counted."):
            self.told[number] = self.plan[number]
        try:
            await self.person.waits_for(
                lambda m: m.id == card.id and item_of(m) != number, f"what follows {number}", patience=PATIENCE
            )
        except NothingCame:
            return  # the person tries once more
        if number > 0:
            self.told[number] = self.plan[number]


def item_of(card: Message) -> int:
    vote = next((b.action for b in card.buttons if re.fullmatch(r"v:\d+:\d+:\d+:[1-5]", b.action)), None)
    if vote:
        return int(vote.split(":")[2])
    return 0 if card.acting(rf"r:\d+:{ITEMS}") else -1


@dataclass(slots=True)
class Demo:
    """`engagebot demo`, which can be killed and started again on the same folder."""

    folder: Path
    database_url: str
    url: str = ""

    @asynccontextmanager
    async def on(self) -> AsyncIterator[tuple[Program, aiohttp.ClientSession]]:
        async with started(self.database_url, where=self.folder, command=DEMO) as program:
            self.url = (await program.says("Open ")).rstrip("/")
            async with playing(self.url) as http:
                yield program, http

    async def ballots(self) -> dict[str, dict[int, int]]:
        """By the person's number on the platform."""
        rows = await rows_in(
            self.database_url,
            "select a.user, b.answers from ballots b join voters v on b.voter_id = v.id "
            "join accounts a on a.stakeholder_id = v.stakeholder_id",
        )
        return {user: ballot_in(answers) for user, answers in rows}


async def joins(http: aiohttp.ClientSession, platform: str, name: str, code: str) -> Person:
    person = await Person.arrive(http, platform, name, "en", "Africa/Nairobi")
    await person.come_in(code)
    await person.act(await person.waits_for(lambda m: m.acting("agree") is not None, "consent"), "agree")
    if platform == "telegram":
        await person.waits_for(lambda m: m.acting("zone:.*") is not None, "the question of the time zone")
        await person.say(PLACES["Africa/Nairobi"])
    await person.waits_for(lambda m: m.acting("do:activities") is not None, "the welcome")
    return person


async def turn(http: aiohttp.ClientSession, lever: str, **body: object) -> dict[str, object]:
    async with http.post(f"/stage/{lever}", json=body) as answer:
        stage: dict[str, object] = await answer.json()
    return stage


async def everybody_joins(http: aiohttp.ClientSession, dice: random.Random) -> list[Voter]:
    async with http.get("/stage") as answer:
        codes = [i["code"] for i in (await answer.json())["invitations"] if i["language"] == "en"]
    voters = []
    for number in range(6):
        person = await joins(http, ("telegram", "slack")[number % 2], f"Voter {number}", codes[number % len(codes)])
        voters.append(Voter(person, {item: dice.randint(1, 5) for item in range(1, ITEMS + 1)}))
    while "Opened" not in str((await turn(http, "next"))["log"]):
        pass
    return voters


async def test_votes_survive_kill_9_at_any_moment(empty_url: str, tmp_path: Path) -> None:
    dice = random.Random(2023)
    demo = Demo(tmp_path, empty_url)
    async with demo.on() as (program, http):
        voters = await everybody_joins(http, dice)
        await vote_until_killed(voters, program, dice)
    for _ in range(KILLS - 1):
        await check_kept(demo, voters)
        async with demo.on() as (program, http):
            for voter in voters:
                voter.person.http = http
            await vote_until_killed(voters, program, dice)
    await check_kept(demo, voters)
    async with demo.on() as (program, http):
        for voter in voters:
            voter.person.http = http
        await asyncio.gather(*(voter.goes_on() for voter in voters))
        while "sent the results" not in str((stage := await turn(http, "next"))["log"]):
            pass
        assert {"label": "Voted", "value": 6, "of": 6} in stage["figures"]  # type: ignore[operator]
        for voter in voters:
            await voter.person.sees("The results are here")
            await check_once(demo, voter.person)
        assert await demo.ballots() == {voter.person.id: voter.plan for voter in voters}
        async with http.get("/stage/export.zip") as answer:
            assert answer.status == 200
        assert await program.told_to_stop() == 0


async def vote_until_killed(voters: list[Voter], program: Program, dice: random.Random) -> None:
    """Kill when a random number of votes more has been acknowledged, with presses on their way."""
    wanted = sum(len(voter.told) for voter in voters) + dice.randint(5, 15)
    voting = [asyncio.create_task(voter.goes_on()) for voter in voters]
    while sum(len(voter.told) for voter in voters) < wanted and not all(task.done() for task in voting):
        await asyncio.wait(voting, timeout=0.01, return_when=asyncio.FIRST_EXCEPTION)
    await program.killed()
    for result in await asyncio.gather(*voting, return_exceptions=True):
        assert result is None or isinstance(result, aiohttp.ClientError), result


async def check_kept(demo: Demo, voters: list[Voter]) -> None:
    ballots = await demo.ballots()
    for voter in voters:
        kept = ballots.get(voter.person.id, {})
        assert kept.items() >= voter.told.items()
        assert voter.plan.items() >= kept.items()


async def check_once(demo: Demo, person: Person) -> None:
    """Each message is there once; the outbox says so as well."""
    heard = Counter(message.text for message in await person.heard())
    assert [text for text, times in heard.items() if times > 1] == []
    states = await rows_in(demo.database_url, "select state from outbox where announcement_id is not null")
    assert {state for (state,) in states} <= {"sent", "unknown"}


async def test_told_to_stop_it_ends_within_ten_seconds_with_code_0(empty_url: str, tmp_path: Path) -> None:
    demo = Demo(tmp_path, empty_url)
    async with demo.on() as (program, http):
        stream = await http.get("/play/rings")  # an open page must not hold it up
        assert await program.told_to_stop() == 0
        stream.close()
        assert "Traceback" not in program.log.read_text()
