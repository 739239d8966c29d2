"""Trigger ids: a short-lived, single-use leave to open a modal for somebody."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engagebot.sandbox.slack.ids import new_secret
from engagebot.sandbox.slack.wire import SlackError

LIFETIME = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Trigger:
    """`view` is the view in which the person acted, if it was in one."""

    person: str
    issued: datetime
    view: str | None = None
    used: bool = False


class Triggers:
    """Lives in memory: no trigger outlives a restart."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}

    def issue(self, person: str, view: str | None = None) -> str:
        number = len(self._triggers) + 1
        name = f"{number:013d}.{int(self._now().timestamp()):013d}.{new_secret(32)}"
        self._triggers[name] = Trigger(person, self._now(), view)
        return name

    def exchange(self, name: str) -> Trigger:
        """Uses it up. Raises what is wrong with it."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.issued > LIFETIME:
            raise SlackError("expired_trigger_id")
        self._triggers[name] = replace(trigger, used=True)
        return trigger
