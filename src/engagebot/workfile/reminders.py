"""The reminders, feedback questions and nudges of one event or round, with what holds if nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engagebot.domain.announcement import Anchor, RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.event import Going
from engagebot.workfile import limits, model
from engagebot.workfile.context import Context, read_filter
from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.offsets import offset
from engagebot.workfile.section import Section
from engagebot.workfile.tree import Items, Node, Text

NONE = "none"
WITHIN = {
    RuleKind.REMINDER: "before the event has ended",
    RuleKind.FEEDBACK: "after the event has ended, within a week",
    RuleKind.NUDGE: "while the round is open",
}
FEEDBACK_FOR = timedelta(days=7)
"""How long after an event its feedback question still makes sense."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of rule: the key it is written under, and what is taken where the key is left out."""

    kind: RuleKind
    key: str
    default: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    answers: tuple[str, ...] = ()


REMINDERS = Kind(
    RuleKind.REMINDER, "reminders", ("1 day before start", "1 hour before start"), (Anchor.START, Anchor.END)
)
FEEDBACK = Kind(RuleKind.FEEDBACK, "feedback", ("30 minutes after end",), (Anchor.END,), (Going.YES, Going.MAYBE))
NUDGES = Kind(RuleKind.NUDGE, "nudges", ("2 days before closing",), (Anchor.CLOSING, Anchor.OPENING))


@dataclass(frozen=True, slots=True)
class Span:
    """An event from start to end, or a round from opening to closing."""

    first: datetime
    last: datetime

    def instant(self, anchor: Anchor) -> datetime:
        return self.first if anchor in (Anchor.START, Anchor.OPENING) else self.last

    def fits(self, rule: model.Rule) -> bool:
        due = self.instant(rule.anchor) + timedelta(minutes=rule.offset_minutes)
        match rule.kind:
            case RuleKind.REMINDER:
                return due < self.last
            case RuleKind.FEEDBACK:
                return self.last <= due < self.last + FEEDBACK_FOR
            case RuleKind.NUDGE:
                return self.first <= due < self.last


def read_rules(section: Section, kind: Kind, span: Span | None, context: Context) -> tuple[model.Rule, ...]:
    """`span` is None where the instants are mistaken already. A default that does not fit is left out."""
    node = section.node(kind.key)
    if node is None:
        defaults = [_rule(kind, text) for text in kind.default]
        return tuple(rule for rule in defaults if span is not None and span.fits(rule))
    if isinstance(node, Text) and node.value == NONE:
        return ()
    nodes = node.items if isinstance(node, Items) else (node,)
    if len(nodes) > limits.REMINDERS:
        section.mistake(kind.key, f"are more than {limits.REMINDERS}; people would stop listening.")
    written = [_written(section, kind, number, item, context) for number, item in enumerate(nodes, 1)]
    rules = [(rule, item.line) for rule, item in zip(written, nodes, strict=True) if rule is not None]
    _check(section, kind, rules, span)
    return tuple(rule for rule, _ in rules)


def _written(section: Section, kind: Kind, number: int, node: Node, context: Context) -> model.Rule | None:
    if isinstance(node, Text):
        return _understood(section, kind, node.value, node.line)
    inner = section.part(f"{kind.key} {number}", node)
    if inner is None:
        return None
    when = inner.scalar("when", required=True)
    rule = None if when is None else _understood(inner, kind, when, inner.line_of("when"), "when")
    whom = inner.inside("for")
    audience = Audience() if whom is None else _whom(whom, kind, context)
    inner.done()
    return None if rule is None else _for(rule, audience)


def _for(rule: model.Rule, audience: Audience) -> model.Rule:
    return replace(rule, audience=replace(audience, answers=audience.answers or rule.audience.answers))


def _whom(section: Section, kind: Kind, context: Context) -> Audience:
    audience = read_filter(section, context)
    if kind.kind is not RuleKind.NUDGE:
        answers = section.known("answers", section.names("answers"), Going, "an answer")
        audience = replace(audience, answers=answers)
    section.done()
    return audience


def _understood(section: Section, kind: Kind, text: str, line: int, key: str = "") -> model.Rule | None:
    try:
        return _rule(kind, text)
    except Unclear as unclear:
        section.mistake(key or kind.key, str(unclear), line)
        return None


def _rule(kind: Kind, text: str) -> model.Rule:
    anchor, minutes = offset(text, kind.anchors)
    return model.Rule(kind.kind, anchor, minutes, Audience(answers=kind.answers))


def _check(section: Section, kind: Kind, rules: Sequence[tuple[model.Rule, int]], span: Span | None) -> None:
    seen = set()
    for rule, line in rules:
        if (rule.anchor, rule.offset_minutes) in seen:
            section.mistake(kind.key, "names the same moment twice.", line)
        seen.add((rule.anchor, rule.offset_minutes))
        if span is not None and not span.fits(rule):
            section.mistake(kind.key, f"this moment has to be {WITHIN[kind.kind]}.", line)
