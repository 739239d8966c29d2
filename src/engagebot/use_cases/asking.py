"""Who asks: somebody unknown, or a stakeholder who joined. `chat` finds out which and calls the use case."""

from dataclasses import dataclass
from datetime import datetime

from engagebot.channel import Address, Platform
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream


@dataclass(frozen=True, slots=True)
class Stranger:
    """Has not consented. There is an account only while they hold an invitation and think about it."""

    address: Address
    chat: str
    account: Account | None
    received_at: datetime
    language: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Has consented. `received_at` is when the server got the update: what counts for a closing round. `card` names
    the message that bears the pressed button. `organiser`: whether the settings name this account as one of theirs."""

    account: Account
    stakeholder: Stakeholder
    workstream: Workstream
    received_at: datetime
    zone: str | None = None
    card: str | None = None
    organiser: bool = False

    @property
    def platform(self) -> Platform:
        return Platform(self.account.platform)


Asker = Stranger | Member
