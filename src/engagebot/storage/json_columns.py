"""How JSON is written into columns and read from them, on both databases."""

import json
from collections.abc import Mapping
from typing import Any

import orjson


def to_json(value: object) -> str:
    """Half of a surrogate pair, which somebody may have typed, has no UTF-8: then everything is escaped."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value)


def from_json(text: str | bytes) -> Any:
    """What was escaped for want of UTF-8 is read as it was written."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


JSON: Mapping[str, Any] = {"json_serializer": to_json, "json_deserializer": from_json}
"""For `create_async_engine`."""
