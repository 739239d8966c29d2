"""More people for the demo's page, so that one does not have to play everybody: they act by themselves."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace

import aiohttp
import structlog

from engagebot.demo.acts import Player, join, react
from engagebot.demo.cast import cast
from engagebot.demo.person import Person, playing

SIZE = 12
MOST = 36
AT_ONCE = 4
AWAKE = ("Europe/Zurich", "Africa/Nairobi", "Africa/Dakar", "Asia/Beirut")
"""Zones in which it is day while it is day in Geneva, so that the story does not wait for anybody's morning."""

log = structlog.get_logger(__name__)


class Crowd:
    """`url` is where the sandbox is reached."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._players: list[Player] = []
        self._acting: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    @property
    def has_room(self) -> bool:
        return len(self._players) < MOST and not self._acting

    async def arrive(self, codes: Sequence[str]) -> None:
        """A dozen people take the invitations in turn. Returns at once; they come in one by one."""
        if self.has_room and codes:
            self._begin(self._come_in(codes))

    def look_around(self) -> None:
        """Something may have happened: everybody looks, and answers as they do."""
        if self._players:
            self._begin(self._react())

    def _begin(self, deed: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(deed)
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def _come_in(self, codes: Sequence[str]) -> None:
        async with self._turn, playing(self._url) as http:
            first = len(self._players)
            for number, part in enumerate(cast((), seed=SIZE + first)[first : first + SIZE], first):
                awake = replace(part, zone=AWAKE[number % len(AWAKE)])
                person = await Person.arrive(http, awake.platform, awake.name, awake.language, awake.zone)
                player = Player(awake, person)
                await join(player, codes[number % len(codes)])
                self._players.append(player)

    async def _react(self) -> None:
        async with self._turn, playing(self._url) as http:
            places = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._one(places, player, http) for player in self._players))

    async def _one(self, places: asyncio.Semaphore, player: Player, http: aiohttp.ClientSession) -> None:
        async with places:
            player.person.http = http
            try:
                await react(player)
            except (AssertionError, aiohttp.ClientError) as error:
                log.warning("somebody in the crowd got lost", person=player.person.name, error=str(error))

    async def leave(self) -> None:
        for task in list(self._acting):
            task.cancel()
        await asyncio.gather(*self._acting, return_exceptions=True)
