"""Finds out who an update is from, and in which words they read."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Blocked, Commanded, Incoming, Pressed, Said
from engagebot.storage.linked_accounts import prefer
from engagebot.storage.people import account_at
from engagebot.texts.reader import Reader
from engagebot.use_cases.asking import Asker, Member, Stranger


async def who_asks(
    session: AsyncSession, incoming: Incoming, received_at: datetime, organisers: Collection[str] = ()
) -> Asker:
    """`organisers`: accounts such as `telegram:123456`."""
    found = await account_at(session, incoming.sender)
    account, stakeholder, workstream = found or (None, None, None)
    if account is not None:
        account.chat = incoming.chat
        if not isinstance(incoming.intent, Blocked):
            account.unreachable = None  # whoever writes to us can be written to
    if account is None or stakeholder is None or workstream is None:
        return Stranger(incoming.sender, incoming.chat, account, received_at, incoming.language, incoming.zone)
    speaks = isinstance(incoming.intent, Commanded | Pressed | Said)
    if account.preferred is False and speaks and not stakeholder.chose_account:
        await prefer(session, account)
    card = incoming.intent.card if isinstance(incoming.intent, Pressed) else None
    organiser = f"{incoming.sender.platform}:{incoming.sender.user}" in organisers
    return Member(account, stakeholder, workstream, received_at, incoming.zone, card, organiser)


def reader_of(asker: Asker, incoming: Incoming, languages: Sequence[str]) -> Reader:
    """After the use case ran: who has just changed the language reads the answer in the new one."""
    platform = incoming.sender.platform
    match asker:
        case Member():
            return Reader(asker.stakeholder.language, asker.stakeholder.zone, platform)
        case Stranger():
            language = asker.account.language if asker.account else _spoken(incoming.language, languages)
            return Reader(language, incoming.zone or "UTC", platform)


def _spoken(tag: str | None, languages: Sequence[str]) -> str:
    """The language that a platform tells of a person (`pt-BR`), if we write it; else our first."""
    code = (tag or "").replace("_", "-").split("-")[0].lower()
    return code if code in languages else languages[0]
