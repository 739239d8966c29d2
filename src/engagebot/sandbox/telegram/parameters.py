"""The parameters of a call, wherever they stand: query, form, JSON body or multipart parts."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from engagebot.sandbox.telegram.errors import ApiError, bad_request
from engagebot.sandbox.telegram.multipart import Part, read_multipart

MAX_BODY_BYTES = 52_428_800 + 1_048_576


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every value as text, as the Bot API takes it; objects and arrays as JSON."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.values

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """An integer, moved to the nearer end where it is out of bounds, and the default where it is none."""
        try:
            value = int(self.text(name))
        except ValueError:
            value = default
        return min(max(value, low), high)

    def value(self, name: str) -> Any:
        """A parameter that is a JSON object or array; None if it is not given. Raises 400 for what is no JSON."""
        if not self.text(name).strip():
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def read_parameters(query: str, content_type: str, body: bytes) -> Parameters:
    """Merges the query's and the body's parameters; the body's win."""
    if len(body) > MAX_BODY_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    values = dict(parse_qsl(query, keep_blank_values=True))
    files: dict[str, Part] = {}
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            values |= _from_json(body)
        case "application/x-www-form-urlencoded":
            values |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        case "multipart/form-data":
            for part in read_multipart(body, content_type):
                if part.filename is None:
                    values[part.name] = part.content.decode("utf-8", "replace")
                else:
                    files[part.name] = part
    _check_characters(values)
    return Parameters(values, files)


def _check_characters(values: dict[str, str]) -> None:
    for name, value in values.items():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request(f"{name} must be encoded in UTF-8") from None


def _from_json(body: bytes) -> dict[str, str]:
    if not body.strip():
        return {}
    try:
        content = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON content") from None
    return from_object(content)


def from_object(content: Any) -> dict[str, str]:
    """The members of a JSON object as texts; null counts as not given."""
    if not isinstance(content, dict):
        raise bad_request("can't parse JSON content: an object is expected")
    return {name: _as_text(value) for name, value in content.items() if value is not None}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
