"""The comments of a round or a workstream with what became of them, as the secretariat and the public may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.comment import Comment
from engagebot.domain.publication import groups_of_comments
from engagebot.domain.suppression import withheld
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.storage.comments import Filed, filed
from engagebot.storage.export_queries import all_events, round_keys_by_id
from engagebot.storage.people import label_keys
from engagebot.storage.rounds import turnout


@dataclass(frozen=True, slots=True)
class Submitted:
    """A comment without its author. `on` is the key of its round or event; `group` is None where fewer than five
    people of it commented there."""

    id: int
    on: str
    item: int | None
    paragraph: int | None
    kind: str
    text: str
    proposed: str | None
    rationale: str | None
    group: str | None
    outcome: str | None
    reason: Localised | None
    merged_into: int | None


def submitted(
    found: Sequence[Filed], groups: Sequence[str], on: str, already: frozenset[str] = frozenset()
) -> list[Submitted]:
    """In the order of the items and their paragraphs (those on the whole come first), and then by text, so that the
    order does not tell who wrote when. `found`: all comments on one round or event; `groups`: all that were asked;
    `already`: those of them whose size is withheld."""
    authors = [(one.comment.group, one.comment.stakeholder_id) for one in found]
    shown = groups_of_comments(authors, groups, already)
    lines = [_line(one, on, shown) for one in found]
    return sorted(lines, key=lambda line: (line.item or 0, line.paragraph or 0, line.text, line.group or "", line.id))


def _line(one: Filed, on: str, shown: frozenset[str]) -> Submitted:
    comment = one.comment
    return Submitted(
        comment.id,
        on,
        comment.item,
        comment.paragraph,
        comment.kind,
        comment.text,
        comment.proposed,
        comment.rationale,
        comment.group if comment.group in shown else None,
        one.disposition.outcome if one.disposition else None,
        one.disposition.reason if one.disposition else None,
        one.merge.into_id if one.merge else None,
    )


async def comments_of(session: AsyncSession, workstream: Workstream) -> list[Submitted]:
    """All of a workstream: round by round, then event by event."""
    groups = await label_keys(session, workstream.id, LabelKind.GROUP)
    lines: list[Submitted] = []
    for round_id, key in await round_keys_by_id(session, workstream.id):
        on_roll = {group: invited for group, (invited, _) in (await turnout(session, round_id)).items()}
        found = await filed(session, Comment.round_id == round_id)
        lines += submitted(found, list(on_roll), key, withheld(on_roll))
    for event in await all_events(session, workstream.id):
        lines += submitted(await filed(session, Comment.event_id == event.id), groups, event.key)
    return lines
