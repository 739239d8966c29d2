"""All that this Telegram remembers, in one value that its methods share."""

from dataclasses import dataclass

from engagebot.sandbox.telegram.chats import Chats
from engagebot.sandbox.telegram.drawer import Drawer
from engagebot.sandbox.telegram.files import Files
from engagebot.sandbox.telegram.flood import FloodControl
from engagebot.sandbox.telegram.messages import Messages
from engagebot.sandbox.telegram.people import People
from engagebot.sandbox.telegram.profiles import Profiles
from engagebot.sandbox.telegram.queries import Queries
from engagebot.sandbox.telegram.updates import Updates
from engagebot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Books:
    world: World
    people: People
    chats: Chats
    messages: Messages
    updates: Updates
    queries: Queries
    files: Files
    profiles: Profiles
    flood: FloodControl

    def now(self) -> int:
        """Unix seconds."""
        return int(self.world.now().timestamp())

    def ring(self, chat: int) -> None:
        self.world.bell.ring("telegram", str(chat))


def open_books(world: World, flood: FloodControl, query_lifetime: float) -> Books:
    counters = Drawer(world.shelf, "counters")
    people = People(world.shelf, counters)
    return Books(
        world=world,
        people=people,
        chats=Chats(world.shelf, counters, people),
        messages=Messages(world.shelf, counters),
        updates=Updates(world.shelf, counters),
        queries=Queries(world.shelf, query_lifetime),
        files=Files(world.shelf, counters),
        profiles=Profiles(world.shelf),
        flood=flood,
    )
