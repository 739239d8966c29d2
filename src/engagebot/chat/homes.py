"""After an update the pages that a platform keeps for its person (Slack's Home tab) show what is so now."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Address, Incoming, Looked, Platform
from engagebot.domain.outbox import HOME, Priority
from engagebot.domain.people import Account
from engagebot.storage.homes import home_of, homes_of
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.asking import Asker, Member
from engagebot.use_cases.reply import Reply

STRANGER = "home_stranger"


async def renew(
    session: AsyncSession, texts: Texts, asker: Asker, incoming: Incoming, reply: Reply, reader: Reader, now: datetime
) -> None:
    rows = list(_left_behind(texts, reply, reader, now))
    if isinstance(asker, Member) and asker.account.stakeholder_id is not None:
        rows += [home_of(account, now) for account in await homes_of(session, asker.account.stakeholder_id)]
    elif isinstance(incoming.intent, Looked):
        rows.append(_stranger(texts, incoming.sender, reader, now))
    await enqueue(session, rows, now)


def _left_behind(texts: Texts, reply: Reply, reader: Reader, now: datetime) -> Iterator[NewDelivery]:
    for account in reply.gone:
        if account.home_at is not None:
            yield _stranger(texts, _address(account), reader, now)


def _address(account: Account) -> Address:
    return Address(Platform(account.platform), account.workspace, account.user)


def _stranger(texts: Texts, address: Address, reader: Reader, now: datetime) -> NewDelivery:
    return NewDelivery(
        lane=address.lane,
        chat=address.user,
        what=STRANGER,
        priority=Priority.REPLY,
        due_at=now,
        body=texts.home([(STRANGER, {})], reader),
        replaces=HOME,
    )
