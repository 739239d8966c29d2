"""The small checks that all Block Kit rules are made of.

The wording of each message is Slack's own, as its API answers show it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


class Problems:
    """What is wrong, each with the JSON pointer of where."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, message: str, at: str) -> None:
        self.messages.append(f"{message} [json-pointer:{at}]")


Check = Callable[[Any, str, Problems], None]
"""Notes what is wrong with a value at a pointer."""


def string(most: int | None = None, least: int = 0) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must be a string", at)
        elif len(value) < least:
            problems.add(f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            problems.add(f"must be less than {most + 1} characters", at)

    return check


def url(most: int = 3000) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        string(most)(value, at, problems)
        if isinstance(value, str) and not _URL.fullmatch(value):
            problems.add("must be a valid URL", at)

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.add("must be a boolean", at)


def whole(least: int | None = None, most: int | None = None) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add("must be an integer", at)
        elif least is not None and value < least:
            problems.add(f"must be greater than {least - 1}", at)
        elif most is not None and value > most:
            problems.add(f"must be less than {most + 1}", at)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add("must be a valid enum value", at)

    return check


def array(item: Check, most: int | None = None, least: int = 1) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must provide an array", at)
            return
        if len(value) < least:
            problems.add(f"must provide at least {least} items", at)
        if most is not None and len(value) > most:
            problems.add(f"no more than {most} items allowed", at)
        for place, one in enumerate(value):
            item(one, f"{at}/{place}", problems)

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these members and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", at)
            return
        for name in required:
            if value.get(name) is None:
                problems.add(f"missing required field: {name}", at)
        for name, member in value.items():
            if name not in known:
                problems.add(f"invalid additional property: {name}", at)
            elif member is not None:
                known[name](member, f"{at}/{name}", problems)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says by which of `kinds` it is judged."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", at)
        elif value.get("type") is None:
            problems.add("missing required field: type", at)
        elif value["type"] not in kinds:
            problems.add(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            kinds[value["type"]](value, at, problems)

    return check


def anything(_value: Any, _at: str, _problems: Problems) -> None:
    """Slack takes whatever stands here."""


def schema(check: Check) -> Check:
    """Slack says first that none of its schemas fits, then why."""

    def checked(value: Any, at: str, problems: Problems) -> None:
        inner = Problems()
        check(value, at, inner)
        if inner.messages:
            problems.add("failed to match all allowed schemas", at)
            problems.messages += inner.messages

    return checked
