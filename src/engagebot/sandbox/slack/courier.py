"""How things reach the app: over Socket Mode or over HTTP, by the same few words."""

from typing import Protocol

from engagebot.sandbox.slack.wire import Payload


class NotTaken(Exception):
    """The app did not acknowledge in time. `reason` is Slack's word, as in x-slack-retry-reason.

    `final`: the app asked for no further try.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Courier(Protocol):
    """Each raises NotTaken; what interactions and commands give back is the acknowledgement's body."""

    async def ready(self) -> None:
        """Returns once there is somebody to deliver to."""
        ...

    async def event(self, payload: Payload, person: str, tries: int, reason: str) -> None: ...

    async def interaction(self, payload: Payload, person: str) -> Payload: ...

    async def command(self, payload: Payload, person: str) -> Payload: ...
