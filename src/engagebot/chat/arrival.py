"""An update with the instant at which it first came."""

from dataclasses import dataclass
from datetime import datetime

from engagebot.channel import Incoming


@dataclass(frozen=True, slots=True)
class Arrival:
    incoming: Incoming
    received_at: datetime
