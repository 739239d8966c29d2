"""Everybody who has Telegram here, whether or not they talk to a bot."""

from dataclasses import dataclass, replace

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Counter, Drawer, Thing

FIRST_PERSON = 1001


@dataclass(frozen=True, slots=True)
class Person:
    """`language` is the IETF tag that the person's app reports, empty if none; inactive means a deleted account."""

    id: int
    name: str
    language: str
    active: bool = True

    def user(self) -> Thing:
        """The User object."""
        spoken = {"language_code": self.language} if self.language else {}
        return {"id": self.id, "is_bot": False, **self._names(), **spoken}

    def chat(self) -> Thing:
        """The Chat object of a private chat with the person."""
        return {"id": self.id, **self._names(), "type": "private"}

    def _names(self) -> Thing:
        first, _, last = self.name.partition(" ")
        return {"first_name": first, **({"last_name": last} if last else {})}


class People:
    def __init__(self, shelf: Shelf, counters: Drawer) -> None:
        self._drawer = Drawer(shelf, "people")
        self._numbers = Counter(counters, "person", FIRST_PERSON)
        self._people = {int(key): Person(**thing) for key, thing in self._drawer.items()}

    def add(self, name: str, language: str) -> Person:
        return self._keep(Person(self._numbers.take(), name, language))

    def find(self, number: int) -> Person | None:
        return self._people.get(number)

    def everybody(self) -> list[Person]:
        return list(self._people.values())

    def set_active(self, person: Person, active: bool) -> None:
        self._keep(replace(person, active=active))

    def _keep(self, person: Person) -> Person:
        self._people[person.id] = person
        thing = {"id": person.id, "name": person.name, "language": person.language, "active": person.active}
        self._drawer.put(str(person.id), thing)
        return person
