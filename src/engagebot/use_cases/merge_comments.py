"""The secretariat merges comments that say the same: one disposition answers them all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import CommentMerge, Outcome
from engagebot.domain.workstream import Workstream
from engagebot.storage.comments import Filed
from engagebot.texts.texts import Texts
from engagebot.use_cases.dispose_comment import Disposed, Filing, comments_named, dispose
from engagebot.use_cases.refused import Refused


async def merging(session: AsyncSession, workstream: Workstream, ids: Sequence[int], into: int) -> list[Filed]:
    """The comments that `merge` would merge. Raises Refused."""
    (target,) = await comments_named(session, workstream, [into])
    found = await comments_named(session, workstream, [one for one in ids if one != into])
    if not found:
        raise Refused("Name at least one other comment that is to be merged.")
    if target.merge is not None:
        raise Refused(f"Comment {into} was itself merged into {target.merge.into_id}. Merge into that one.")
    for one in found:
        if one.merge is not None:
            raise Refused(f"Comment {one.comment.id} was merged into {one.merge.into_id} already.")
        if (one.comment.round_id, one.comment.event_id) != (target.comment.round_id, target.comment.event_id):
            raise Refused(f"Comment {one.comment.id} is on another round or event than {into}, so they stay apart.")
    return found


async def merge(
    session: AsyncSession, texts: Texts, workstream: Workstream, ids: Sequence[int], into: int, by: str, now: datetime
) -> Disposed:
    """Each keeps its words, and into which it was merged, by whom and when. If a disposition of `into` stands, it
    becomes theirs. Raises Refused."""
    found = await merging(session, workstream, ids, into)
    session.add_all([CommentMerge(comment_id=one.comment.id, into_id=into, by=by, at=now) for one in found])
    await session.flush()
    (target,) = await comments_named(session, workstream, [into])
    stands = target.disposition
    if stands is None:
        return Disposed(len(found), 0)
    done = await dispose(session, texts, workstream, [into], Filing(Outcome(stands.outcome), stands.reason, by), now)
    return Disposed(len(found), done.people)
