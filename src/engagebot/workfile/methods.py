"""How a round is answered: `rating`, `approval`, `ranking`, or a mapping for those that need a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engagebot.domain.method import MOST_POINTS, MOST_RANKED, Method
from engagebot.workfile import limits
from engagebot.workfile.mistakes import did_you_mean
from engagebot.workfile.section import Section
from engagebot.workfile.tree import Text

EXAMPLES = {
    Method.TOP_K: "{ top-k: { k: 3, ordered: yes } }",
    Method.POINTS: "{ points: { total: 10 } }",
}
KNOWN = f"rating, approval, ranking, {EXAMPLES[Method.TOP_K]} or {EXAMPLES[Method.POINTS]}"
WITH_THRESHOLD = (Method.RATING, Method.APPROVAL, Method.TOP_K)
"""Where an item is supported by a share of those who answer."""


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Answering:
    method: Method = Method.RATING
    options: Mapping[str, object] = field(default_factory=dict)


def read_method(section: Section) -> Answering:
    entry = section.fields.entries.get("method")
    if entry is None or isinstance(entry.node, Text) or not section.has("method"):
        return _named(section)
    inside = section.inside("method")
    return Answering() if inside is None else _with_numbers(section, inside)


def _named(section: Section) -> Answering:
    typed = section.scalar("method", required=True)
    if typed is None:
        return Answering()
    if typed in list(EXAMPLES):
        section.mistake("method", f'"{typed}" needs a number: method: {EXAMPLES[Method(typed)]}.')
        return Answering()
    if typed not in list(Method):
        section.mistake("method", f'"{typed}" is not a method; write {KNOWN}.{did_you_mean(typed, Method)}')
        return Answering()
    return Answering(Method(typed))


def _with_numbers(section: Section, inside: Section) -> Answering:
    names = list(inside.fields.entries)
    if len(names) != 1 or names[0] not in list(EXAMPLES):
        section.mistake("method", f"should be one of: {KNOWN}.")
        return Answering()
    method = Method(names[0])
    options = inside.inside(names[0], required=True)
    if options is None:
        return Answering()
    read = _choices(options) if method == Method.TOP_K else _points(options)
    options.done()
    return Answering(method, read)


def _choices(options: Section) -> dict[str, object]:
    ordered = options.choice("ordered", YesNo, YesNo.NO) == YesNo.YES
    return {"k": options.whole("k", 1, limits.ITEMS), **({"ordered": True} if ordered else {})}


def _points(options: Section) -> dict[str, object]:
    return {"total": options.whole("total", 2, MOST_POINTS)}


def check_method(section: Section, answering: Answering, items: int, threshold: float | None) -> None:
    """Whether the method fits the round's items, and has a use for its threshold."""
    k = answering.options.get("k")
    if answering.method == Method.RANKING and items > MOST_RANKED:
        section.mistake("items", f"are {items}; a ranking takes at most {MOST_RANKED}.")
    if isinstance(k, int) and 0 < items <= k:
        section.mistake("method", f"lets {k} of {items} items be chosen, so nothing is chosen; k has to be smaller.")
    if threshold is not None and answering.method not in WITH_THRESHOLD:
        section.mistake("threshold", f'has no meaning with "{answering.method}", which has no share of support.')
