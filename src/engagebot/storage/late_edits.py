"""Edits of cards that are written when they go out: many at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, select, update

from engagebot.storage.doors import Door
from engagebot.storage.each import each
from engagebot.storage.outbox import OUTBOX, NewDelivery, columns_of, into_outbox, waits


async def edit_late(door: Door, edits: Sequence[NewDelivery], now: datetime) -> None:
    """Where an edit of the same card waits already, it becomes this one: the card is edited once, and late enough."""
    waiting = {
        (lane, chat, card): id_
        for lane in {edit.lane for edit in edits}
        for id_, chat, card in await _waiting(door, lane, [edit.chat for edit in edits if edit.lane == lane])
    }
    new: list[dict[str, object]] = []
    changed: dict[int, dict[str, object]] = {}
    for edit in edits:
        id_ = None if edit.replaces is None else waiting.get((edit.lane, edit.chat, edit.replaces))
        if id_ is None:
            new.append(columns_of(edit, now))
        else:
            changed[id_] = {"this_one": id_, "new_what": edit.what, "new_body": edit.body}
    if changed:
        await door.many(_become(), list(changed.values()))
    if new:
        await door.many(into_outbox(), new)


async def _waiting(door: Door, lane: str, chats: Collection[str]) -> Sequence[Sequence[Any]]:
    return await door.rows(_waiting_edits(), {"this_lane": lane, "chats": dict.fromkeys(chats)})


@cache
def _waiting_edits() -> Select[*tuple[Any, ...]]:
    """The latest of a card last. What is just being claimed is left to go as it is."""
    row = OUTBOX.c
    here = (row.lane == bindparam("this_lane"), row.chat.in_(select(each("chats").c.key)), row.replaces.is_not(None))
    query = select(row.id, row.chat, row.replaces).where(*here, waits(row)).order_by(row.id)
    return query.with_for_update(skip_locked=True)


@cache
def _become() -> Update:
    return (
        update(OUTBOX)
        .where(OUTBOX.c.id == bindparam("this_one"))
        .values(what=bindparam("new_what"), body=bindparam("new_body"), variant_id=None, document=None)
    )
