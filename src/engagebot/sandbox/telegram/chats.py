"""Which chats a bot has, and whether it may write there."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Counter, Drawer, Thing
from engagebot.sandbox.telegram.errors import bad_request, forbidden
from engagebot.sandbox.telegram.people import People, Person

FIRST_GROUP = 5_000_001
FIRST_SUPERGROUP = 1_000_000_000_001


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """How a person stands with a bot; `reply_to` is the message that asked for a reply by force, if any."""

    started: bool = False
    blocked: bool = False
    placeholder: str = ""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`kind` is group or supergroup; a migrated group only says where it went."""

    id: int
    title: str
    kind: str = "group"
    migrated_to: int | None = None

    def chat(self) -> Thing:
        """The Chat object."""
        return {"id": self.id, "title": self.title, "type": self.kind}


class Chats:
    def __init__(self, shelf: Shelf, counters: Drawer, people: People) -> None:
        self._people = people
        self._acquaintances = Drawer(shelf, "acquaintances")
        self._groups = Drawer(shelf, "groups")
        self._group_numbers = Counter(counters, "group", FIRST_GROUP)
        self._supergroup_numbers = Counter(counters, "supergroup", FIRST_SUPERGROUP)

    def with_person(self, bot: int, person: int) -> Acquaintance:
        return Acquaintance(**(self._acquaintances.get(f"{bot}/{person}") or {}))

    def change(self, bot: int, person: int, **changes: Any) -> None:
        changed = replace(self.with_person(bot, person), **changes)
        self._acquaintances.put(f"{bot}/{person}", asdict(changed))

    def add_group(self, title: str) -> Group:
        """A group that every bot here belongs to."""
        return self._keep(Group(-self._group_numbers.take(), title))

    def migrate(self, group: Group) -> Group:
        """The supergroup that the group becomes; from then on the group's own id only answers with a referral."""
        grown = self._keep(Group(-self._supergroup_numbers.take(), group.title, "supergroup"))
        self._keep(replace(group, migrated_to=grown.id))
        return grown

    def group(self, chat: int) -> Group | None:
        kept = self._groups.get(str(chat))
        return Group(**kept) if kept else None

    def known(self, bot: int, chat: int) -> Person | Group:
        """The chat as far as the bot may know of it; raises 400 if there is none."""
        place = self.group(chat) or self._people.find(chat)
        if place is None or (isinstance(place, Person) and not self.with_person(bot, chat).started):
            raise bad_request("chat not found")
        return place

    def open_for(self, bot: int, chat: int) -> Thing:
        """The Chat object, if the bot may write there now; raises what the Bot API answers if not."""
        group = self.group(chat)
        if group is not None:
            if group.migrated_to is not None:
                parameters = {"migrate_to_chat_id": group.migrated_to}
                raise bad_request("group chat was upgraded to a supergroup chat", parameters)
            return group.chat()
        person = self._people.find(chat)
        if person is None:
            raise bad_request("chat not found")
        return self._open_person(bot, person)

    def _open_person(self, bot: int, person: Person) -> Thing:
        acquaintance = self.with_person(bot, person.id)
        if not person.active:
            raise forbidden("user is deactivated")
        if not acquaintance.started:
            raise forbidden("bot can't initiate conversation with a user")
        if acquaintance.blocked:
            raise forbidden("bot was blocked by the user")
        return person.chat()

    def _keep(self, group: Group) -> Group:
        self._groups.put(str(group.id), asdict(group))
        return group
