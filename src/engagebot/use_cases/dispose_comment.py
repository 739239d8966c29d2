"""The secretariat files what it did with comments, and their authors are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.comment import Comment, Disposition, Outcome
from engagebot.domain.workstream import Workstream
from engagebot.storage.comments import Filed, filed, merged_into
from engagebot.texts.texts import Texts
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.tell_authors import Answered, reached, tell_authors

LONGEST_REASON = 1000
"""Characters: it has to fit a message beside the comment."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A disposition to be filed; `by` is who files it."""

    outcome: Outcome
    reason: Localised
    by: str


@dataclass(frozen=True, slots=True)
class Disposed:
    """How many comments got it, those merged into the named ones as well, and how many people are told."""

    comments: int
    people: int


async def disposing(session: AsyncSession, workstream: Workstream, ids: Sequence[int], filing: Filing) -> Disposed:
    """What `dispose` would do. Raises Refused."""
    found = await _found(session, workstream, ids, filing)
    return Disposed(len(found), await reached(session, workstream, _changed(found, filing)))


async def dispose(
    session: AsyncSession, texts: Texts, workstream: Workstream, ids: Sequence[int], filing: Filing, now: datetime
) -> Disposed:
    """Nobody is told twice the same. Raises Refused."""
    found = await _found(session, workstream, ids, filing)
    changed = _changed(found, filing)
    session.add_all([_disposition(one.comment.id, filing, now) for one in changed])
    await session.flush()
    answered = Answered(filing.outcome, filing.reason, together=len(found) > len(set(ids)))
    return Disposed(len(found), await tell_authors(session, texts, workstream, changed, answered, now))


def _changed(found: Sequence[Filed], filing: Filing) -> list[Filed]:
    return [one for one in found if not _has(one.disposition, filing)]


def _has(stands: Disposition | None, filing: Filing) -> bool:
    return stands is not None and stands.outcome == filing.outcome and stands.reason == filing.reason


def _disposition(comment_id: int, filing: Filing, now: datetime) -> Disposition:
    return Disposition(comment_id=comment_id, outcome=filing.outcome, reason=filing.reason, by=filing.by, at=now)


async def _found(session: AsyncSession, workstream: Workstream, ids: Sequence[int], filing: Filing) -> list[Filed]:
    for text in filing.reason.values():
        if len(text) > LONGEST_REASON:
            raise Refused(f"The reason has {len(text)} characters; up to {LONGEST_REASON} fit into a message.")
    named = await comments_named(session, workstream, ids)
    for one in named:
        if one.merge is not None:
            raise Refused(
                f"Comment {one.comment.id} was merged into {one.merge.into_id}. File the disposition of that one."
            )
    merged = await merged_into(session, list(ids))
    return named + await filed(session, Comment.id.in_(set(merged) - set(ids)))


async def comments_named(session: AsyncSession, workstream: Workstream, ids: Sequence[int]) -> list[Filed]:
    """Raises Refused for one that is not there."""
    found = await filed(session, Comment.id.in_(ids), Comment.workstream_id == workstream.id)
    missing = sorted(set(ids) - {one.comment.id for one in found})
    if missing:
        numbers = ", ".join(map(str, missing))
        raise Refused(f"There is no comment {numbers} in {workstream.key}; `engagebot comments list` lists them.")
    return found
