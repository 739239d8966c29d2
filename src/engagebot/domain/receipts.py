"""What a voter keeps, and what the secretariat can show when it is asked.

Every line on a roll has a secret of its own. From it follow, each by its own keyed hash (HMAC, RFC 2104), so that
showing one of them tells nothing of the others:

- the receipt of a ballot as it stands: of its last vote's hash. It is published only as a hash of its own, in a list
  that is sorted and joined to nothing: whoever holds the receipt finds that the ballot is counted, and not which it is;
- the commitment to the instant of each vote;
- the commitment to what the roll says of the voter.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from engagebot.domain.chain import written
from engagebot.domain.digests import for_people, plain_digest

SECRET_BYTES = 16


def new_secret() -> str:
    """128 bits in hexadecimal."""
    return secrets.token_hex(SECRET_BYTES)


def derived(secret: str, what: str) -> str:
    """128 bits in hexadecimal that tell neither the secret nor anything else that is derived from it.

    Raises ValueError for what is no secret.
    """
    if len(secret) != 2 * SECRET_BYTES:
        raise ValueError("A line on a roll has no secret")
    return hmac.digest(bytes.fromhex(secret), what.encode(), "sha256").hex()[: 2 * SECRET_BYTES]


def receipt_key(secret: str) -> str:
    """With it the receipts of this voter, and nobody else's, can be computed."""
    return derived(secret, "receipt")


def receipt_of(secret: str, last_hash: str) -> str:
    """Of the ballot that stands after the vote with this hash."""
    return for_people(derived(receipt_key(secret), last_hash))


def receipt_line(receipt: str) -> str:
    """What is published of it."""
    return hashlib.sha256(receipt.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """What opens the commitment to a vote's instant."""

    sequence: int
    at: str
    """As `written`."""
    salt: str

    def commitment(self) -> str:
        return plain_digest({"at": self.at, "salt": self.salt})


def opened_time(secret: str, sequence: int, at: datetime) -> Opened:
    return Opened(sequence, written(at), derived(secret, f"time of {sequence}"))


def time_of(secret: str, sequence: int, at: datetime) -> str:
    """What a link bears in place of the instant."""
    return opened_time(secret, sequence, at).commitment()
