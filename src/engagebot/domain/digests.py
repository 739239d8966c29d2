"""The one way to hash what is published, so that anybody can do it again."""

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = str | int | float | bool | None | Mapping[str, "Json"] | Sequence["Json"]

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U; https://www.crockford.com/base32.html"""
SHOWN_BITS = 80
"""Enough that nobody finds a second one: 2^80 trials."""


_COMPACT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Json) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8."""
    return _COMPACT.encode(value).encode()


def digest(value: Json) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def for_people(hexadecimal: str) -> str:
    """The first 80 bits of a hash as people can compare them: `7K3M-Q2XD-9A0B-CDEF`."""
    number = int(hexadecimal[: SHOWN_BITS // 4], 16)
    signs = "".join(CROCKFORD[number >> shift & 31] for shift in range(SHOWN_BITS - 5, -1, -5))
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
