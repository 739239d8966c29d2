"""Comments, and what the secretariat did with them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.audience import Audience
from engagebot.domain.comment import Comment, CommentMerge, Disposition
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.audience import recipients


@dataclass(frozen=True, slots=True)
class Filed:
    """A comment with its last disposition, and into what it was merged."""

    comment: Comment
    disposition: Disposition | None
    merge: CommentMerge | None


async def count_own_comments(session: AsyncSession, round_id: int, item: int, stakeholder_id: int) -> int:
    """How many comments a person wrote on an item."""
    place = {"this_round": round_id, "this_item": item, "this_person": stakeholder_id}
    return int(await session.scalar(_own_comments(), place) or 0)


@cache
def _own_comments() -> Select[int]:
    return select(func.count(Comment.id)).where(
        Comment.round_id == bindparam("this_round"),
        Comment.item == bindparam("this_item"),
        Comment.stakeholder_id == bindparam("this_person"),
    )


async def own_comment(session: AsyncSession, comment_id: int, stakeholder_id: int) -> Comment | None:
    """The comment, if this person wrote it."""
    found = await session.get(Comment, comment_id)
    return found if found is not None and found.stakeholder_id == stakeholder_id else None


async def wrote_more(session: AsyncSession, comment: Comment) -> bool:
    """Whether its author has commented in the same round since then."""
    later = exists().where(
        Comment.round_id == comment.round_id,
        Comment.stakeholder_id == comment.stakeholder_id,
        Comment.id > comment.id,
    )
    return bool(await session.scalar(select(later)))


async def is_settled(session: AsyncSession, comment_id: int) -> bool:
    """Whether the secretariat has filed a disposition, or merged it: from then on its words stay."""
    filed = exists().where(Disposition.comment_id == comment_id)
    merged = exists().where(CommentMerge.comment_id == comment_id)
    return bool(await session.scalar(select(filed | merged)))


async def filed(session: AsyncSession, *which: ColumnElement[bool]) -> list[Filed]:
    """In the order in which they were written; `which` are conditions on Comment."""
    comments = list(await session.scalars(select(Comment).where(*which).order_by(Comment.id)))
    ours = select(Comment.id).where(*which)
    last = await _by_comment(
        session, select(Disposition).where(Disposition.comment_id.in_(ours)).order_by(Disposition.id)
    )
    merges = await session.scalars(select(CommentMerge).where(CommentMerge.comment_id.in_(ours)))
    into = {merge.comment_id: merge for merge in merges}
    return [Filed(one, last.get(one.id), into.get(one.id)) for one in comments]


async def _by_comment(session: AsyncSession, query: Select[Disposition]) -> Mapping[int, Disposition]:
    return {one.comment_id: one for one in await session.scalars(query)}


async def merged_into(session: AsyncSession, comments: Collection[int]) -> list[int]:
    """All that were merged into any of these, directly or by way of another."""
    found: list[int] = []
    level: Iterable[int] = comments
    while level:
        rows = await session.scalars(
            select(CommentMerge.comment_id).where(CommentMerge.into_id.in_(level)).order_by(CommentMerge.comment_id)
        )
        level = list(rows)
        found.extend(level)
    return found


async def where_to_tell(
    session: AsyncSession, workstream_id: int, people: Collection[int]
) -> list[tuple[Account, Stakeholder]]:
    """An account of each of these people who can be reached and has not stopped."""
    query = recipients(Audience(), workstream_id).where(Stakeholder.id.in_(people)).order_by(Stakeholder.id)
    return [(account, person) for account, person in await session.execute(query)]
