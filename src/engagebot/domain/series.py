"""Rounds in series, as in a Delphi: the next one shows how the one before came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagebot.domain.suppression import MINIMUM


@dataclass(frozen=True, slots=True)
class Earlier:
    """Of one item: how often each value was given, and one's own answer, if there was one."""

    given: tuple[int, ...]
    own: int | None


def earlier_json(
    key: str, then: Mapping[str, int], now: Mapping[str, int], given: Mapping[int, Sequence[int]]
) -> dict[str, object]:
    """What is kept of the round before at the opening of the next. `then` and `now`: numbers by the items' keys, in the
    round before and in this one; `given`: by number then. An item that fewer than five answered is left out."""
    items = {
        str(number): {"was": then[item], "given": list(given[then[item]])}
        for item, number in now.items()
        if item in then and sum(given[then[item]]) >= MINIMUM
    }
    return {"round": key, "items": items}


def place_before(earlier: Mapping[str, object] | None, number: int) -> tuple[str, int, tuple[int, ...]] | None:
    """The round before, the item's number in it, and how often each value was given."""
    match earlier:
        case {"round": str(key), "items": dict(items)}:
            match items.get(str(number)):
                case {"was": int(was), "given": list(given)}:
                    return key, was, tuple(given)
    return None
