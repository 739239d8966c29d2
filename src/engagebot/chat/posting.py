"""Writes a use case's answers into the outbox, in the same transaction as its effects."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Answer, Document, Incoming, Platform, Pressed
from engagebot.domain.outbox import MIRROR, Priority
from engagebot.domain.people import Account
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.asking import Asker, Member
from engagebot.use_cases.reply import Elsewhere, Notice, Page, Reply, Say

SHOWN_AT_HOME = ("event",)
"""Cards that the page which a platform keeps for a person shows as well: what was pressed there changes there."""


async def post(
    session: AsyncSession,
    texts: Texts,
    asker: Asker,
    incoming: Incoming,
    reply: Reply,
    reader: Reader,
    now: datetime,
) -> None:
    account_id = _joined(asker.account) if isinstance(asker, Member) else None
    at_home = isinstance(incoming.intent, Pressed) and incoming.intent.at_home
    rows = [
        row_of(texts, say, incoming, reader, account_id, now)
        if say.to is None
        else _row_elsewhere(texts, say, say.to, now)
        for say in reply.says
        if not (at_home and say.in_place and say.message in SHOWN_AT_HOME)
    ]
    await enqueue(session, rows, now)


def _joined(account: Account) -> int | None:
    """A message to a stranger does not bear the account, so that it goes with what else is kept of strangers."""
    return account.id if account.stakeholder_id is not None else None


def _row_elsewhere(texts: Texts, say: Say, to: Elsewhere, now: datetime) -> NewDelivery:
    reader = Reader(to.language, to.zone, Platform(to.account.platform))
    return NewDelivery(
        lane=to.account.lane,
        chat=to.account.chat,
        what=say.message if to.card is None else MIRROR,
        priority=Priority.REPLY if to.due_at is None else Priority.REMINDER,
        due_at=to.due_at or now,
        body=texts.body(say.message, say.values, reader, say.by_value),
        account_id=_joined(to.account),
        replaces=to.card,
        document=_document(texts, say, reader),
    )


def row_of(
    texts: Texts, say: Say, incoming: Incoming, reader: Reader, account_id: int | None, now: datetime
) -> NewDelivery:
    card = incoming.intent.card if isinstance(incoming.intent, Pressed) else None
    return NewDelivery(
        lane=incoming.sender.lane,
        chat=incoming.chat,
        what=say.message,
        priority=Priority.REPLY,
        due_at=now,
        body=texts.body(say.message, say.values, reader, say.by_value),
        account_id=account_id,
        replaces=card if say.in_place else None,
        document=_document(texts, say, reader),
    )


def _document(texts: Texts, say: Say, reader: Reader) -> Document | None:
    if not isinstance(say.document, Page):
        return say.document
    return Document(say.document.name, "text/plain", texts.page(say.document.message, say.values, reader))


def answer_of(texts: Texts, notice: Notice | None, reader: Reader, echoed: bool) -> Answer:
    """What goes back with the acknowledgement. `echoed`: a message is on its way as well."""
    if notice is None:
        return Answer()
    words = texts.plain(notice.message, notice.values, reader, notice.by_value)
    return Answer(words, notice.alert, echoes=echoed and not notice.alert)
