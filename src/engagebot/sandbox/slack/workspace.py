"""Who and what there is: people, channels, messages. Knows nothing of HTTP."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from engagebot.sandbox.slack.drawer import Drawer
from engagebot.sandbox.slack.ids import new_id
from engagebot.sandbox.slack.stamps import Stamps
from engagebot.sandbox.slack.state import App, Channel, Message, Person
from engagebot.sandbox.slack.wire import SlackError
from engagebot.sandbox.world import World


class Workspace:
    def __init__(self, world: World, app: App) -> None:
        self.app = app
        self._world = world
        self.people = Drawer(world.shelf, "person", Person)
        self.channels = Drawer(world.shelf, "channel", Channel)
        self.messages = Drawer(world.shelf, "message", Message)
        self.stamps = Stamps(world.now)
        self._by_channel: dict[str, dict[str, Message]] = defaultdict(dict)
        for message in self.messages:
            self.stamps.after(message.ts)
            self._by_channel[message.channel][message.ts] = message

    @property
    def seconds(self) -> int:
        return int(self._world.now().timestamp())

    def add_person(self, name: str, language: str, zone: str) -> Person:
        person = Person(new_id("U"), name, language, zone)
        self._ring(person.id)
        return self.people.put(person.id, person)

    def set_active(self, person: Person, active: bool) -> Person:
        self._ring(person.id)
        return self.people.put(person.id, replace(person, active=active))

    def add_channel(self, name: str, *, bot_inside: bool = True, archived: bool = False) -> Channel:
        """A public channel; the app has only been invited where `bot_inside`."""
        channel = Channel(new_id("C"), None, name, bot_inside, archived, self.seconds)
        return self.channels.put(channel.id, channel)

    def direct_channel(self, person: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.person == person), None)

    def open_direct_channel(self, person: Person) -> Channel:
        """The app's direct messages with the person. Raises user_disabled for somebody deactivated."""
        channel = self.direct_channel(person.id)
        if not person.active:
            raise SlackError("user_disabled")
        if channel is None:
            channel = Channel(new_id("D"), person.id, created=self.seconds)
            self.channels.put(channel.id, channel)
        return channel

    def name_of(self, thing: str) -> str:
        """The name behind a user or channel id, or the id."""
        if thing == self.app.user:
            return self.app.name
        found = self.people.get(thing) or self.channels.get(thing)
        return found.name if found and found.name else thing

    def post(self, message: Message) -> Message:
        """Puts a message into its channel, new or changed."""
        self.messages.put(_key(message.channel, message.ts), message)
        self._by_channel[message.channel][message.ts] = message
        self._ring_channel(message.channel)
        return message

    def remove(self, message: Message) -> None:
        self.messages.drop(_key(message.channel, message.ts))
        self._by_channel[message.channel].pop(message.ts, None)
        self._ring_channel(message.channel)

    def message(self, channel: str, ts: str) -> Message | None:
        return self.messages.get(_key(channel, ts))

    def messages_in(self, channel: str) -> Iterator[Message]:
        """Oldest first, ephemeral ones as well."""
        return iter(list(self._by_channel[channel].values()))

    def _ring_channel(self, channel: str) -> None:
        found = self.channels.get(channel)
        self._ring(found.person if found and found.person else "")

    def _ring(self, person: str) -> None:
        self._world.bell.ring("slack", person)


def _key(channel: str, ts: str) -> str:
    return f"{channel}/{ts}"
