"""Plays the whole story by itself: forty people on two platforms, from the invitation to the tally."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from rich.console import Console
from rich.progress import Progress

from engagebot.demo.acts import Player, join, react, vote_too_late
from engagebot.demo.cast import Part, cast
from engagebot.demo.ledger import Line, ledger
from engagebot.demo.person import Person, playing
from engagebot.demo.script import EVENT, ROUND, START, Script, invite_groups, set_up
from engagebot.demo.theatre import Theatre, theatre
from engagebot.demo.timing import Hands
from engagebot.domain.consultation import RoundState
from engagebot.domain.publication import Turnout
from engagebot.exports.bundle import look_first, write_bundle
from engagebot.exports.papers import must_be_a_folder, papers, write_papers
from engagebot.exports.typeset import Typesetter, missing_for_reports
from engagebot.storage.events import event_by_key
from engagebot.storage.rounds import round_by_key
from engagebot.use_cases.export_round import export_round

AT_ONCE = 12
"""Players who act at the same time: more of them would only wait for each other on a small machine."""
DOCUMENTED = 2
"""Languages in which the documents are written: one that is read from the left and one from the right."""
LATE = 3
"""Players who try to vote after the closing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    lines: Sequence[Line]
    turnout: Sequence[Turnout]
    """As it may be published: small groups are withheld."""
    seconds: float

    def shown(self) -> list[Line]:
        """The figures of the story; those of each group and each item are compared as well."""
        return [line for line in self.lines if not line.detail]

    @property
    def right(self) -> bool:
        return all(line.right for line in self.lines)


def documents_beside(bundle: Path) -> Path:
    return bundle.absolute().with_name(f"{bundle.absolute().name}-documents")


async def play_unattended(to: Path, console: Console) -> Outcome:
    """Leaves the round's bundle in `to`, which must not be there yet or hold an earlier one, and its documents beside
    it, if what makes them is installed."""
    look_first(to)
    must_be_a_folder(documents_beside(to))
    with TemporaryDirectory(prefix="engagebot-demo-") as folder:
        return await play_in(Path(folder), to, console)


async def play_in(folder: Path, to: Path, console: Console) -> Outcome:
    """Leaves in the empty `folder` what the bot and the platforms keep."""
    began = time.monotonic()
    async with (
        theatre(folder, START) as house,
        playing(house.url) as http,
    ):
        with Progress(console=console, transient=True) as progress:
            play = _Play(house, http, to, progress)
            lines = await play.all_acts()
    return Outcome(lines, play.turnout, time.monotonic() - began)


class _Play:
    def __init__(self, house: Theatre, http: aiohttp.ClientSession, to: Path, progress: Progress) -> None:
        self._house = house
        self._http = http
        self._to = to
        self._progress = progress
        self._hands = Hands(house.bot, house.clock)
        self._players: list[Player] = []
        self.turnout: Sequence[Turnout] = ()

    async def all_acts(self) -> list[Line]:
        script = await set_up(self._house.bot)
        await self._join(script)
        while not await self._is_over(script) and await self._hands.step():
            await self._everybody(f"{self._house.clock.now():%d %B %Y}", react)
        late = await self._come_late()
        await self._export(script)
        return [*await self._ledger(script), late]

    async def _join(self, script: Script) -> None:
        invitations = await invite_groups(self._house.bot, script)
        parts = cast(script.groups)
        self._players = [Player(part, await self._arrive(part)) for part in parts]
        await self._everybody("Everybody joins", lambda p: join(p, invitations[p.part.group, p.part.language].code))

    async def _arrive(self, part: Part) -> Person:
        return await Person.arrive(self._http, part.platform, part.name, part.language, part.zone)

    async def _everybody(self, title: str, act: Callable[[Player], Awaitable[None]]) -> None:
        """Not all at the same time, and all of them before the story goes on."""
        places = asyncio.Semaphore(AT_ONCE)
        task = self._progress.add_task(title, total=len(self._players))

        async def one(player: Player) -> None:
            async with places:
                await act(player)
            self._progress.advance(task)

        async with asyncio.TaskGroup() as group:
            for player in self._players:
                group.create_task(one(player))
        await self._hands.settled()
        self._progress.remove_task(task)

    async def _is_over(self, script: Script) -> bool:
        """The round is closed and its results are out."""
        async with self._house.bot.database.read() as session:
            held = await round_by_key(session, script.workstream.id, ROUND)
        closed = held is not None and held.state == RoundState.CLOSED
        return closed and all("told the results" in p.saw for p in self._players if p.part.hears)

    async def _come_late(self) -> Line:
        voters = [player for player in self._players if player.part.votes][:LATE]
        refused = [await vote_too_late(player) for player in voters]
        return Line("came too late and were told", LATE, sum(refused))

    async def _export(self, script: Script) -> None:
        bot = self._house.bot
        async with bot.database.snapshot() as session:
            data = await export_round(session, script.workstream, ROUND)
        write_bundle(data, self._to)
        self.turnout = data.by_group
        if not missing_for_reports():
            await self._document(script)

    async def _document(self, script: Script) -> None:
        """What people read, in the workstream's first languages, beside the bundle."""
        bot, typesetter = self._house.bot, Typesetter()
        for language in script.workstream.languages[:DOCUMENTED]:
            async with bot.database.snapshot() as session:
                data = await export_round(session, script.workstream, ROUND, language, bot.texts.words(language))
            write_papers(papers(data, typesetter), documents_beside(self._to))

    async def _ledger(self, script: Script) -> list[Line]:
        async with self._house.bot.database.read() as session:
            event = await event_by_key(session, script.workstream.id, EVENT)
            held = await round_by_key(session, script.workstream.id, ROUND)
            assert event is not None  # noqa: S101 - set_up has looked
            assert held is not None  # noqa: S101 - the same
            return await ledger(session, self._players, event, held, self._to / "tally.json")
