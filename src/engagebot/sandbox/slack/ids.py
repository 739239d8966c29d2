"""Slack's names for things: a letter that says what it is, then capitals and digits."""

import secrets
import string

_ALPHABET = string.ascii_uppercase + string.digits


def new_id(letter: str) -> str:
    """Such as U0A1B2C3D4E."""
    return f"{letter}0{''.join(secrets.choice(_ALPHABET) for _ in range(9))}"


def new_block_id() -> str:
    """What Slack gives to a block or an element that came without a name, such as `aB3dE`."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(5))


def new_secret(length: int = 24) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))
