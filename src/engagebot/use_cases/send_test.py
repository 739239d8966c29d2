"""An organiser sends an announcement to themselves, to see it as it will arrive."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Platform
from engagebot.domain.codes import clean_code
from engagebot.domain.event import Event
from engagebot.domain.outbox import Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.bells import ring
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.storage.people import invitation_by_code
from engagebot.storage.testers import Reached, members_at, members_like
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.refused import Refused

TEST = "event_test"
LISTED = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """Of an event's announcement; `to` is an invitation's code or `platform:user`. Without a `language` it is
    in the reader's own."""

    event: Event
    to: str
    language: str | None = None


async def send_test(session: AsyncSession, texts: Texts, workstream: Workstream, test: Trial, now: datetime) -> Account:
    """Where it goes. Raises Refused, and TooLong as texts do."""
    account, person = await _whom(session, workstream, test.to)
    if account.unreachable is not None:
        raise Refused(f"{_name(account)} cannot be reached: {account.unreachable}.")
    if not person.listens:
        raise Refused(f"{_name(account)} has stopped messages. Write /start to the bot, then try again.")
    language = test.language or person.language
    if language not in workstream.languages:
        raise Refused(f"{workstream.key} has no texts in {language!r}, only in {', '.join(workstream.languages)}.")
    values = {"workstream": workstream, "event": test.event, "answer": None, "reminded": None, "to_come": False}
    row = NewDelivery(
        lane=account.lane,
        chat=account.chat,
        what=TEST,
        priority=Priority.REPLY,
        due_at=now,
        body=texts.body(TEST, values, Reader(language, person.zone, Platform(account.platform))),
        account_id=account.id,
    )
    await enqueue(session, [row], now)
    await ring(session, account.lane)
    return account


async def _whom(session: AsyncSession, workstream: Workstream, to: str) -> Reached:
    platform, colon, user = to.partition(":")
    if colon:
        return _the_one(to, await members_at(session, workstream.id, platform.lower(), user.strip()))
    invitation = await invitation_by_code(session, clean_code(to))
    if invitation is None or invitation.workstream_id != workstream.id:
        raise Refused(f"{workstream.key} has no invitation {to}. Give its code, or an account: telegram:123456.")
    if not invitation.taken:
        raise Refused(f"Nobody has joined by the invitation {to} yet. Take it yourself, on Telegram or Slack.")
    return _the_one(to, await members_like(session, invitation))


def _the_one(to: str, found: list[Reached]) -> Reached:
    """A test must not go to somebody else: with several it is for the organiser to say which."""
    if not found:
        raise Refused(f"Nobody has joined as {to}.")
    if len({person.id for _, person in found}) > 1:
        lines = [f"  {_name(account)}, joined {_when(person)}" for account, person in found[:LISTED]]
        more = [f"  and {len(found) - LISTED} more"] if len(found) > LISTED else []
        raise Refused("\n".join([f"Several people can be meant by {to}. Say which account:", *lines, *more]))
    return found[0]


def _name(account: Account) -> str:
    return f"{account.platform}:{account.user}"


def _when(person: Stakeholder) -> str:
    return f"{person.consented_at:%Y-%m-%d %H:%M} UTC"
