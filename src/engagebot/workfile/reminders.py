"""The reminders, feedback questions and nudges of one event or round, with what holds if nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engagebot.domain.announcement import RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.event import Going
from engagebot.domain.moments import Anchor, When, Whom
from engagebot.workfile import limits, model
from engagebot.workfile.context import Context, read_filter
from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.offsets import moment, offset
from engagebot.workfile.section import Section
from engagebot.workfile.tree import Items, Node, Text
from engagebot.workfile.unclear_times import Place

NONE = "none"
WITHIN = {
    RuleKind.REMINDER: "before the event has ended",
    RuleKind.FEEDBACK: "after the event has ended, within a week",
    RuleKind.NUDGE: "while the round is open",
    RuleKind.TIMELINE: "before the last quarter of the activity has ended",
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
    whom: tuple[Whom, ...]
    answers: tuple[str, ...] = ()


REMINDERS = Kind(
    RuleKind.REMINDER,
    "reminders",
    ("1 day before start", "1 hour before start"),
    (Anchor.START, Anchor.END),
    tuple(Whom),
)
FEEDBACK = Kind(
    RuleKind.FEEDBACK,
    "feedback",
    ("30 minutes after end",),
    (Anchor.END,),
    (Whom.GOING, Whom.MAYBE),
    (Going.YES, Going.MAYBE),
)
NUDGES = Kind(
    RuleKind.NUDGE,
    "nudges",
    ("2 days before closing",),
    (Anchor.CLOSING, Anchor.OPENING),
    (Whom.NOT_ANSWERED, Whom.ALL),
)
TIMELINE = Kind(RuleKind.TIMELINE, "reminders", (), (Anchor.START, Anchor.END), (Whom.ALL,))


@dataclass(frozen=True, slots=True)
class Span:
    """An event from start to end, a round from opening to closing, or an activity's quarters; `place`: whose clocks
    hold there."""

    first: datetime
    last: datetime
    place: Place

    def due_at(self, when: When) -> datetime:
        anchor = self.first if when.anchor in (Anchor.START, Anchor.OPENING) else self.last
        return when.due_at(anchor, self.place.zone.key)

    def fits(self, rule: model.Rule) -> bool:
        due = self.due_at(rule.when)
        match rule.kind:
            case RuleKind.REMINDER | RuleKind.TIMELINE:
                return due < self.last
            case RuleKind.FEEDBACK:
                return self.last <= due < self.last + FEEDBACK_FOR
            case RuleKind.NUDGE:
                return self.first <= due < self.last


def read_rules(section: Section, kind: Kind, span: Span | None, context: Context) -> tuple[model.Rule, ...]:
    """`span` is None where the instants are mistaken already. A default that does not fit is left out."""
    node = section.node(kind.key)
    if node is None:
        defaults = [_rule(kind, offset(text, kind.anchors)) for text in kind.default]
        return tuple(rule for rule in defaults if span is not None and span.fits(rule))
    if isinstance(node, Text) and node.value == NONE:
        return ()
    nodes = node.items if isinstance(node, Items) else (node,)
    if len(nodes) > limits.REMINDERS:
        section.mistake(kind.key, f"are more than {limits.REMINDERS}; people would stop listening.")
    place = context.place if span is None else span.place
    written = [_written(section, kind, number, item, context, place) for number, item in enumerate(nodes, 1)]
    rules = [(rule, item.line) for rule, item in zip(written, nodes, strict=True) if rule is not None]
    _check(section, kind, rules, span)
    return tuple(rule for rule, _ in rules)


def _written(
    section: Section, kind: Kind, number: int, node: Node, context: Context, place: Place | None
) -> model.Rule | None:
    if isinstance(node, Text):
        return _understood(section, kind, node.value, node.line, place)
    inner = section.part(f"{kind.key} {number}", node)
    if inner is None:
        return None
    when = inner.scalar("when", required=True)
    rule = None if when is None else _understood(inner, kind, when, inner.line_of("when"), place, "when")
    whom, audience = _whom(inner, kind, context)
    inner.done()
    return None if rule is None else _for(rule, audience, whom)


def _for(rule: model.Rule, audience: Audience, whom: Whom | None) -> model.Rule:
    answers = audience.answers or rule.audience.answers
    if rule.kind is RuleKind.FEEDBACK and whom is not None:
        answers, whom = (str(whom),), None
    return replace(rule, audience=replace(audience, answers=answers), whom=whom)


def _whom(section: Section, kind: Kind, context: Context) -> tuple[Whom | None, Audience]:
    """One word for whom (`going`), or a mapping: the same under `who`, with groups, regions and languages."""
    node = section.fields.entries.get("for")
    if node is not None and isinstance(node.node, Text):
        return _word(section, kind, "for"), Audience()
    inner = section.inside("for")
    if inner is None:
        return None, Audience()
    audience, whom = read_filter(inner, context), _word(inner, kind, "who")
    if kind.kind in (RuleKind.REMINDER, RuleKind.FEEDBACK):
        answers = inner.known("answers", inner.names("answers"), Going, "an answer")
        audience = replace(audience, answers=answers)
    inner.done()
    return whom, audience


def _word(section: Section, kind: Kind, key: str) -> Whom | None:
    typed = section.scalar(key)
    if typed is None or typed in kind.whom:
        return None if typed is None else Whom(typed)
    section.mistake(key, f'"{typed}" should be {" or ".join(kind.whom)}.')
    return None


def _understood(
    section: Section, kind: Kind, text: str, line: int, place: Place | None, key: str = ""
) -> model.Rule | None:
    try:
        return _rule(kind, moment(text, kind.anchors, place))
    except Unclear as unclear:
        section.mistake(key or kind.key, str(unclear), line)
        return None


def _rule(kind: Kind, when: When) -> model.Rule:
    return model.Rule(kind.kind, when, Audience(answers=kind.answers))


def _check(section: Section, kind: Kind, rules: Sequence[tuple[model.Rule, int]], span: Span | None) -> None:
    seen = set()
    for rule, line in rules:
        due = rule.when if span is None else span.due_at(rule.when)
        if due in seen:
            section.mistake(kind.key, "names the same moment twice.", line)
        seen.add(due)
        if span is not None and not span.fits(rule):
            section.mistake(kind.key, f"this moment has to be {WITHIN[kind.kind]}.", line)
