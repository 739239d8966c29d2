"""The play routes that concern no single platform: who is there, what just happened, and orders to misbehave."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from functools import partial
from json import JSONDecodeError

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Fault, FaultKind
from engagebot.sandbox.world import World

PLATFORMS = ("telegram", "slack")

HANG_UP_SECONDS = 1.0
"""How long a stream may take to end by itself when the server shuts down."""

Overview = Callable[[], Mapping[str, object]]
"""A platform's part of /play/world: its bot or app, and its people."""


class Rings:
    """The streams on which pages hear what changed. `hang_up` ends them all, and whatever else waits for a change,
    so that no server waits for them."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._over = False

    def hang_up(self) -> None:
        self._over = True
        self._bell.let_go()
        self._bell.ring("world")

    async def hang_up_after(self, event: anyio.Event) -> None:
        await event.wait()
        self.hang_up()

    async def stream(self) -> AsyncIterator[ServerSentEvent]:
        if self._over:
            return
        async for ring in self._bell.listen():
            if self._over:
                return
            yield ServerSentEvent(json.dumps(asdict(ring)))


class NonsenseError(Exception):
    """The order cannot be understood: {0}"""


def common_play_routes(world: World, overviews: Mapping[str, Overview], rings: Rings) -> list[BaseRoute]:
    """`overviews` by platform."""

    async def overview(_: Request) -> Response:
        sides = {platform: seen() for platform, seen in overviews.items()}
        return JSONResponse({"now": world.now().isoformat(), **sides})

    async def hear(_: Request) -> Response:
        ending = anyio.Event()  # set by sse-starlette when uvicorn has been told by a signal to end
        return EventSourceResponse(
            rings.stream(),
            shutdown_event=ending,
            shutdown_grace_period=HANG_UP_SECONDS,
            data_sender_callable=partial(rings.hang_up_after, ending),
        )

    async def order(request: Request) -> Response:
        try:
            fault = fault_from(await request.json())
        except (NonsenseError, JSONDecodeError, UnicodeDecodeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        world.faults.order(fault)
        return JSONResponse({"ok": True})

    async def clear(_: Request) -> Response:
        world.faults.clear()
        return JSONResponse({"ok": True})

    return [
        Route("/play/world", overview),
        Route("/play/rings", hear),
        Route("/play/faults", order, methods=["POST"]),
        Route("/play/faults", clear, methods=["DELETE"]),
    ]


def fault_from(order: object) -> Fault:
    """Reads an order to misbehave. Raises NonsenseError, which says what is wrong with it."""
    if not isinstance(order, dict):
        raise NonsenseError("An order is a JSON object with platform and kind.")
    return Fault(
        platform=_one_of(order, "platform", PLATFORMS),
        kind=FaultKind(_one_of(order, "kind", tuple(FaultKind))),
        method=_text(order, "method"),
        chat=_text(order, "chat"),
        times=int(_number(order, "times", 1)),
        after=int(_number(order, "after", 0)),
        seconds=_number(order, "seconds", 1.0),
    )


def _one_of(order: dict[str, object], name: str, choices: tuple[str, ...]) -> str:
    value = str(order.get(name))
    if value not in choices:
        raise NonsenseError(f"{name} has to be one of {', '.join(choices)}; it is {value}.")
    return value


def _text(order: dict[str, object], name: str) -> str | None:
    value = order.get(name)
    return None if value is None else str(value)


def _number(order: dict[str, object], name: str, otherwise: float) -> float:
    value = order.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise NonsenseError(f"{name} has to be a number, 0 or more; it is {value}.")
    return value
