"""Everything that is stored about one person, row by row as it stands in the tables."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from engagebot.domain.base import Base
from engagebot.domain.card import BallotCard
from engagebot.domain.comment import Comment, CommentMerge, Disposition
from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter
from engagebot.domain.draft import Draft
from engagebot.domain.event import Event, EventAnswer, EventRating
from engagebot.domain.inbox import SetAside
from engagebot.domain.linking import LinkRequest
from engagebot.domain.outbox import Delivery, Variant
from engagebot.domain.people import Account, Organisation, Stakeholder
from engagebot.domain.practice import Practice
from engagebot.domain.workstream import Activity, ActivityFollower, Workstream

Row = dict[str, object]
NAMED: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "workstream_id": (Workstream.id, Workstream.key),
    "organisation_id": (Organisation.id, Organisation.key),
    "event_id": (Event.id, Event.key),
    "round_id": (Round.id, Round.key),
    "activity_id": (Activity.id, Activity.code),
}
"""Columns that are shown as the key of what they refer to."""
LEFT_OUT = {
    "outbox": {"body", "document", "leased_by", "leased_until"},
    "voters": {"secret"},
    "dispositions": {"by"},
    "comment_merges": {"by"},
}
"""How a message is written for its platform, and which process was sending it; its words are shown as `text`. And what
would prove to others which ballot is whose: people could be made to show it. And who of the secretariat filed
something."""


async def rows_about(session: AsyncSession, person: int, accounts: Sequence[Account]) -> dict[str, list[Row]]:
    """By table, each row with its columns; nothing that bears the person is left out but what LEFT_OUT names."""
    ids = [account.id for account in accounts]
    lines = select(Voter.id).where(Voter.stakeholder_id == person)
    comments = select(Comment.id).where(Comment.stakeholder_id == person)
    asked = or_(LinkRequest.account_id.in_(ids), LinkRequest.by_account_id.in_(ids))
    found: list[tuple[type[Base], ColumnElement[bool]]] = [
        (Stakeholder, Stakeholder.id == person),
        (Account, Account.stakeholder_id == person),
        (EventAnswer, EventAnswer.stakeholder_id == person),
        (EventRating, EventRating.stakeholder_id == person),
        (Comment, Comment.stakeholder_id == person),
        (ActivityFollower, ActivityFollower.stakeholder_id == person),
        (Practice, Practice.stakeholder_id == person),
        (Disposition, Disposition.comment_id.in_(comments)),
        (CommentMerge, CommentMerge.comment_id.in_(comments)),
        (Voter, Voter.stakeholder_id == person),
        (Draft, Draft.stakeholder_id == person),
        (Ballot, Ballot.voter_id.in_(lines)),
        (VoteEvent, VoteEvent.voter_id.in_(lines)),
        (BallotCard, BallotCard.account_id.in_(ids)),
        (LinkRequest, asked),
    ]
    rows = {table.__tablename__: await _rows(session, table, which) for table, which in found}
    rows["outbox"] = await _messages(session, ids)
    rows["set_aside"] = [_row(kept, {}) for kept in await set_aside_of(session, accounts)]
    return rows


async def set_aside_of(session: AsyncSession, accounts: Collection[Account]) -> list[SetAside]:
    """Updates from these accounts that broke. There are few of them at any time, from whomever."""
    addresses = {(account.platform, account.workspace, account.user) for account in accounts}
    kept = await session.scalars(select(SetAside).order_by(SetAside.at, SetAside.key))
    return [one for one in kept if _sender(one.incoming) in addresses]


def _sender(incoming: Mapping[str, object]) -> tuple[object, object, object]:
    sender = incoming.get("sender")
    parts: Mapping[str, object] = sender if isinstance(sender, Mapping) else {}
    return parts.get("platform"), parts.get("workspace"), parts.get("user")


async def _rows(session: AsyncSession, table: type[Base], which: ColumnElement[bool]) -> list[Row]:
    found = list(await session.scalars(select(table).where(which).order_by(*table.__table__.primary_key)))
    names = await _names(session, found)
    return [_row(one, names) for one in found]


async def _names(session: AsyncSession, found: Sequence[DeclarativeBase]) -> dict[tuple[str, object], str]:
    """The keys of what these rows refer to, by column and number."""
    names: dict[tuple[str, object], str] = {}
    for column, (id_of, key_of) in NAMED.items():
        ids = {getattr(one, column) for one in found if hasattr(one, column)} - {None}
        if ids:
            rows = await session.execute(select(id_of, key_of).where(id_of.in_(ids)))
            names |= {(column, id_): key for id_, key in rows}
    return names


def _row(one: DeclarativeBase, names: Mapping[tuple[str, object], str]) -> Row:
    table = one.__table__
    columns = [column.key for column in table.columns if column.key not in LEFT_OUT.get(one.__tablename__, set())]
    row: Row = {}
    for column in columns:
        value = getattr(one, column)
        if column in NAMED and (column, value) in names:
            row[column.removesuffix("_id")] = names[column, value]
        else:
            row[column] = value
    return row


async def _messages(session: AsyncSession, accounts: Collection[int]) -> list[Row]:
    """In the order of their writing, each with its words as far as these are still kept, and when these were
    corrected, if they were after it was sent."""
    rows = await session.execute(
        select(Delivery, Variant.body, Variant.rewritten_at)
        .outerjoin(Variant, Delivery.variant_id == Variant.id)
        .where(Delivery.account_id.in_(accounts))
        .order_by(Delivery.id)
    )
    return [
        {**_row(sent, {}), "text": _words(sent.body or shared), "text_corrected_at": corrected_since(sent, at)}
        for sent, shared, at in rows
    ]


def corrected_since(sent: Delivery, rewritten_at: datetime | None) -> datetime | None:
    """When the words of a message were corrected after it went out: what it said then is not kept."""
    known = sent.body is None and rewritten_at is not None and rewritten_at > (sent.ended_at or sent.created_at)
    return rewritten_at if known else None


def _words(body: Mapping[str, Any] | None) -> object:
    """Both platforms have a message's words under the same name."""
    return None if body is None else body.get("text")
