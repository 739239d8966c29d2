"""Writes a use case's answers into the outbox, in the same transaction as its effects."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Incoming, Pressed
from engagebot.domain.outbox import Priority
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.asking import Asker, Member
from engagebot.use_cases.reply import Reply, Say


async def post(
    session: AsyncSession,
    texts: Texts,
    asker: Asker,
    incoming: Incoming,
    reply: Reply,
    reader: Reader,
    now: datetime,
) -> None:
    account_id = asker.account.id if isinstance(asker, Member) else None
    card = incoming.intent.card if isinstance(incoming.intent, Pressed) else None
    rows = [_row(texts, say, incoming, reader, account_id, card if say.in_place else None, now) for say in reply.says]
    await enqueue(session, rows, now)


def _row(
    texts: Texts,
    say: Say,
    incoming: Incoming,
    reader: Reader,
    account_id: int | None,
    replaces: str | None,
    now: datetime,
) -> NewDelivery:
    return NewDelivery(
        lane=incoming.sender.lane,
        chat=incoming.chat,
        what=say.message,
        priority=Priority.REPLY,
        due_at=now,
        body=texts.body(say.message, say.values, reader),
        account_id=account_id,
        replaces=replaces,
        document=say.document,
    )
