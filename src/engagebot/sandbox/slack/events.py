"""Events on their way to the app: kept until acknowledged, tried again on Slack's schedule.

https://docs.slack.dev/apis/events-api#retries
"""

import asyncio
from dataclasses import dataclass, replace

from engagebot.sandbox.slack.courier import Courier, NotTaken
from engagebot.sandbox.slack.drawer import Drawer
from engagebot.sandbox.slack.ids import new_id, new_secret
from engagebot.sandbox.slack.state import App
from engagebot.sandbox.slack.wire import Payload
from engagebot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Pending:
    """An event that the app has not acknowledged. `reason` says why the last try failed."""

    id: str
    person: str
    payload: Payload
    tries: int = 0
    reason: str = ""


class Events:
    """`waits`: seconds before each further try. `subscribed`: such as `message.im`.

    With nobody to deliver to (no open socket), an event waits and no try is used up.
    """

    def __init__(
        self, world: World, app: App, courier: Courier, subscribed: frozenset[str], waits: tuple[float, ...]
    ) -> None:
        self._world = world
        self._app = app
        self._courier = courier
        self._subscribed = subscribed
        self._waits = waits
        self._pending = Drawer(world.shelf, "event", Pending)
        self._tasks: set[asyncio.Task[None]] = set()
        self.lost: list[str] = []
        """Ids of events that were given up after the last try."""

    @property
    def undelivered(self) -> list[str]:
        return [event.id for event in self._pending]

    def send(self, subscription: str, event: Payload, person: str) -> None:
        """Queues the event, if the app has subscribed to its kind."""
        if subscription not in self._subscribed:
            return
        pending = Pending(new_id("Ev"), person, {})
        pending = replace(pending, payload=self._callback(event, pending.id))
        self._start(self._pending.put(pending.id, pending))

    def resume(self) -> None:
        """Starts again with what was on the shelf."""
        for event in self._pending:
            self._start(event)

    async def stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, event: Pending) -> None:
        task = asyncio.create_task(self._deliver(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, event: Pending) -> None:
        while True:
            await self._courier.ready()
            try:
                await self._courier.event(event.payload, event.person, event.tries, event.reason)
            except NotTaken as failure:
                if failure.final or event.tries >= len(self._waits):
                    self.lost.append(event.id)
                    break
                wait = self._waits[event.tries]
                event = replace(event, tries=event.tries + 1, reason=failure.reason)
                self._pending.put(event.id, event)
                await asyncio.sleep(wait)
            else:
                break
        self._pending.drop(event.id)

    def _callback(self, event: Payload, event_id: str) -> Payload:
        authorization = {
            "enterprise_id": None,
            "team_id": self._app.team,
            "user_id": self._app.user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "sandbox-verification-token",
            "team_id": self._app.team,
            "context_team_id": self._app.team,
            "context_enterprise_id": None,
            "api_app_id": self._app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._world.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{new_secret()}",
        }
