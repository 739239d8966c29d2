"""What is fixed when a round opens, and hashed into the beginning of its chain: its terms, its texts and its roll.

The hash is told to everybody invited. So nobody can later put in another threshold, another text or another roll.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engagebot.domain.base import Localised
from engagebot.domain.chain import written
from engagebot.domain.digests import Json, digest
from engagebot.domain.receipts import derived


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A line on a roll; `region` is empty where it is not known."""

    pseudonym: str
    group: str
    region: str
    salt: str

    def commitment(self) -> str:
        return digest(
            {"pseudonym": self.pseudonym, "group": self.group, "region": self.region, "salt": self.salt},
        )


def on_roll(pseudonym: str, group: str, region: str | None, secret: str) -> OnRoll:
    return OnRoll(pseudonym, group, region or "", derived(secret, "roll"))


class Roll:
    """The hash of the lines' commitments, one after the other in the order of the pseudonyms."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.lines = 0

    def add(self, line: OnRoll) -> None:
        self._hash.update(line.commitment().encode())
        self.lines += 1

    def digest(self) -> str:
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True)
class Put:
    """An item as it was put to the vote, in all its languages."""

    number: int
    key: str
    version: int
    text: Localised


def opening_record(
    round_key: str,
    opened_at: datetime,
    terms: Mapping[str, Json],
    items: Iterable[Put],
    roll: Roll,
) -> Json:
    """`terms`: the method with its options, the anonymity and the threshold. The closing is not among them, since it
    may be moved to a later instant."""
    return {
        "round": round_key,
        "opened_at": written(opened_at),
        **terms,
        "items": [{"number": i.number, "item": i.key, "version": i.version, "text": i.text} for i in items],
        "invited": roll.lines,
        "roll": roll.digest(),
    }


def opening_hash(record: Json) -> str:
    """What the first vote follows."""
    return digest(record)
