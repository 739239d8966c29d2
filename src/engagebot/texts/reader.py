"""For whom a text is written."""

from dataclasses import dataclass

from engagebot.channel import Platform


@dataclass(frozen=True, slots=True)
class Reader:
    """`language` is a BCP 47 tag, `zone` an IANA name."""

    language: str
    zone: str
    platform: Platform
