"""What a platform brings in a form that we do not know is kept whole, and as far as can be seen with whose it is."""

import json
from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from engagebot.channel import Unread


def unread(payload: JsonValue, error: ValidationError) -> Unread:
    wrong = ", ".join(".".join(str(part) for part in one["loc"]) or "all of it" for one in error.errors())
    return Unread(_whole(payload), wrong)


def _whole(payload: JsonValue) -> str:
    try:
        return json.dumps(payload)
    except RecursionError:
        return json.dumps("too deep to be kept")


def text_in(payload: object, *path: str) -> str:
    """The text or the number at the end of a path; empty if there is none."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return str(payload) if isinstance(payload, str | int) else ""
