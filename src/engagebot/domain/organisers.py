"""Who may do in the chat what else takes a command on the server: accounts, as the settings name them."""

import re
from collections.abc import Iterable

NAMED = re.compile(r"telegram:[0-9]+|slack:[UW][A-Z0-9]+")
"""A user's number in Telegram, or member id in Slack; names can be taken over by others."""


def organisers_in(typed: str | Iterable[str]) -> frozenset[str]:
    """From `telegram:123456, slack:U024BE7LH`. Raises ValueError."""
    names = re.split(r"[\s,;]+", typed.strip()) if isinstance(typed, str) else list(typed)
    found = frozenset(name for name in names if name)
    if wrong := sorted(name for name in found if NAMED.fullmatch(name) is None):
        raise ValueError(f"an organiser is written like telegram:123456 or slack:U024BE7LH, not {wrong[0]!r}")
    return found
