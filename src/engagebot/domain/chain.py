"""The hash chain of vote events: whoever changes, adds or drops one breaks every hash after it.

What it holds is published with the ballots, so it says when a vote came only to those whom the secretariat shows: a
link bears a commitment to its instant (receipts.py), not the instant.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from engagebot.domain.codes import ALPHABET
from engagebot.domain.digests import digest, plain_digest


@dataclass(frozen=True, slots=True)
class Link:
    """One accepted vote with its hash. `value` is None where an answer was taken back; `sequence` starts at 1;
    `time` is the commitment to the instant at which it was received."""

    sequence: int
    pseudonym: str
    item: int
    version: int
    value: int | None
    time: str
    hash: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A new text of an item, which votes after it are given to. It stands in the chain between the votes; `at` is as
    `written`, `editorial` where nobody was asked whether their answer stands."""

    sequence: int
    item: int
    version: int
    text: Mapping[str, str]
    editorial: bool
    at: str
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What the round itself says of its chain: the hash that the first link follows (opening.py), how many links there
    are, votes and new texts, and the hash of the last one, which is that of the opening before the first."""

    round_key: str
    opening: str
    length: int
    head: str


def link_hash(
    previous: str,
    *,
    round_key: str,
    sequence: int,
    pseudonym: str,
    item: int,
    version: int,
    value: int | None,
    time: str,
) -> str:
    """The digest of the vote and of the hash before it, which is that of the opening for the first vote."""
    return plain_digest(
        {
            "round": round_key,
            "sequence": sequence,
            "pseudonym": pseudonym,
            "item": item,
            "version": version,
            "value": value,
            "time": time,
            "previous": previous,
        }
    )


def reworded_hash(previous: str, round_key: str, link: Reworded) -> str:
    """The digest of a new text and of the hash before it."""
    return digest(
        {
            "round": round_key,
            "sequence": link.sequence,
            "item": link.item,
            "version": link.version,
            "text": link.text,
            "editorial": link.editorial,
            "at": link.at,
            "previous": previous,
        }
    )


def written(instant: datetime) -> str:
    """The one way to write an instant in the chain: ISO 8601 in UTC, to the microsecond, with a Z."""
    if instant.tzinfo is None:
        raise ValueError(f"An instant needs its zone: {instant.isoformat()}")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Following:
    """Follows a chain from its opening, link by link, so that it need not be in memory as a whole."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._length = 0
        self._last = chain.opening

    def add(self, link: Link | Reworded) -> str | None:
        """What is wrong with the next link, in a sentence, or None if it follows."""
        expected, key = self._length + 1, self._chain.round_key
        if link.sequence != expected:
            return f"Vote {expected} of round {key} is missing: vote {link.sequence} stands in its place."
        if _hash_of(self._chain, self._last, link) != link.hash:
            return (
                f"Vote {link.sequence} of round {key} does not match its hash: "
                "it, or one before it, was changed after it was accepted."
            )
        self._length, self._last = expected, link.hash
        return None

    def end(self) -> str | None:
        """What is wrong where the chain ends, or None if that is the end that the round names."""
        chain = self._chain
        if self._length != chain.length:
            return f"Round {chain.round_key} says that it holds {chain.length} votes, and {self._length} are there."
        if chain.head != self._last:
            return f"The last vote of round {chain.round_key} is not the one that the round names as its last."
        return None


def check_chain(chain: Chain, links: Iterable[Link | Reworded]) -> str | None:
    """The first thing that is wrong with the chain, in a sentence, or None if it holds."""
    following = Following(chain)
    for link in links:
        problem = following.add(link)
        if problem is not None:
            return problem
    return following.end()


def _hash_of(chain: Chain, previous: str, link: Link | Reworded) -> str:
    if isinstance(link, Reworded):
        return reworded_hash(previous, chain.round_key, link)
    return link_hash(
        previous,
        round_key=chain.round_key,
        sequence=link.sequence,
        pseudonym=link.pseudonym,
        item=link.item,
        version=link.version,
        value=link.value,
        time=link.time,
    )


def new_pseudonym() -> str:
    """What stands for a voter in one round, such as `V-7K3M-Q2XD`: random, so it says nothing of the person."""
    signs = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"V-{''.join(signs[:4])}-{''.join(signs[4:])}"
