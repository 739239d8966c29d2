"""Socket Mode: the app connects, and what happens comes over its WebSockets.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from engagebot.sandbox.faults import Fault, FaultKind
from engagebot.sandbox.slack.courier import NotTaken
from engagebot.sandbox.slack.ids import new_secret
from engagebot.sandbox.slack.state import App
from engagebot.sandbox.slack.wire import Payload
from engagebot.sandbox.world import World

MOST_CONNECTIONS = 10
GRACE_SECONDS = 1.0
"""How long a connection may stay after it was asked to renew itself."""
FAULTY_METHOD = "socket"
"""Orders for this method concern envelopes: a hang withholds one, a cut closes its connection."""


class _Connection:
    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.gone = asyncio.Event()
        self.acks: dict[str, asyncio.Future[Payload | None]] = {}
        """By envelope; None where the connection was lost before the acknowledgement."""

    async def send(self, message: Payload) -> None:
        try:
            await self.websocket.send_text(json.dumps(message, ensure_ascii=False))
        except (RuntimeError, WebSocketDisconnect):
            raise NotTaken("connection_failed") from None

    async def close(self) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await self.websocket.close()


class Sockets:
    """All the app's open connections. Each envelope goes to one of them, in turn.

    `refresh_after`: seconds until a connection is asked to renew itself, with a warning a little earlier; None
    leaves them open. Ping frames are uvicorn's (every 20 s).
    """

    def __init__(self, world: World, app: App, ack_seconds: float, refresh_after: float | None) -> None:
        self._world = world
        self._app = app
        self._ack_seconds = ack_seconds
        self._refresh_after = refresh_after
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._somebody = asyncio.Event()

    def new_url(self) -> str:
        """A WebSocket URL that is good for one connection."""
        ticket = new_secret(32)
        self._tickets.add(ticket)
        return f"{self._world.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app.id}"

    @property
    def connected(self) -> int:
        return len(self._connections)

    async def endpoint(self, websocket: WebSocket) -> None:
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close()
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        connection = _Connection(websocket)
        if self.connected >= MOST_CONNECTIONS:
            await connection.send(self._farewell("too_many_websockets"))
            await connection.close()
            return
        ageing = asyncio.create_task(self._age(connection))
        try:
            await connection.send(self._hello())
            self._join(connection)
            await self._listen(connection)
        except (NotTaken, WebSocketDisconnect, RuntimeError):
            pass
        finally:
            ageing.cancel()
            self._leave(connection)

    async def refresh(self) -> None:
        """Asks every connection to renew itself; whichever is still open a moment later is closed."""
        await asyncio.gather(*(self._renew(connection) for connection in list(self._connections)))

    async def ready(self) -> None:
        await self._somebody.wait()

    async def event(self, payload: Payload, person: str, tries: int, reason: str) -> None:
        retry = {"retry_attempt": tries, "retry_reason": reason}
        await self._carry({"type": "events_api", "accepts_response_payload": False, **retry}, payload, person)

    async def interaction(self, payload: Payload, person: str) -> Payload:
        answers = payload["type"] == "view_submission"
        return await self._carry({"type": "interactive", "accepts_response_payload": answers}, payload, person)

    async def command(self, payload: Payload, person: str) -> Payload:
        return await self._carry({"type": "slash_commands", "accepts_response_payload": True}, payload, person)

    async def _carry(self, head: Payload, payload: Payload, person: str) -> Payload:
        if not self._connections:
            raise NotTaken("connection_failed")
        self._connections.append(self._connections.pop(0))
        connection = self._connections[-1]
        envelope = {"envelope_id": new_secret(36), "payload": payload, **head}
        ack: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        connection.acks[envelope["envelope_id"]] = ack
        try:
            fault = self._world.faults.take("slack", FAULTY_METHOD, person)
            await self._send(connection, envelope, fault)
            body = await asyncio.wait_for(ack, self._ack_seconds)
        except TimeoutError:
            raise NotTaken("timeout") from None
        finally:
            connection.acks.pop(envelope["envelope_id"], None)
        if body is None:
            raise NotTaken("connection_failed")
        return body

    async def _send(self, connection: _Connection, envelope: Payload, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        if kind not in (FaultKind.HANG, FaultKind.CUT_BEFORE):
            await connection.send(envelope)
        if kind in (FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER):
            await connection.close()
            raise NotTaken("connection_failed")

    async def _listen(self, connection: _Connection) -> None:
        while True:
            text = await connection.websocket.receive_text()
            with suppress(ValueError, AttributeError):
                message = json.loads(text)
                ack = connection.acks.get(message.get("envelope_id"))
                if ack and not ack.done():
                    body = message.get("payload")
                    ack.set_result(body if isinstance(body, dict) else {})

    async def _age(self, connection: _Connection) -> None:
        if self._refresh_after is None:
            return
        warning = min(10.0, self._refresh_after / 2)
        await asyncio.sleep(self._refresh_after - warning)
        with suppress(NotTaken):
            await connection.send(self._farewell("warning"))
            await asyncio.sleep(warning)
            await self._renew(connection)

    async def _renew(self, connection: _Connection) -> None:
        """Nothing new goes over the connection; what went over it can still be acknowledged until it closes."""
        self._retire(connection)
        with suppress(NotTaken, TimeoutError):
            await connection.send(self._farewell("refresh_requested"))
            await asyncio.wait_for(connection.gone.wait(), GRACE_SECONDS)
        await connection.close()

    def _join(self, connection: _Connection) -> None:
        self._connections.append(connection)
        self._somebody.set()

    def _retire(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        if not self._connections:
            self._somebody.clear()

    def _leave(self, connection: _Connection) -> None:
        self._retire(connection)
        connection.gone.set()
        for ack in connection.acks.values():
            if not ack.done():
                ack.set_result(None)

    def _hello(self) -> Payload:
        host = {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060}
        if self._refresh_after is not None:
            host["approximate_connection_time"] = int(self._refresh_after)
        return {
            "type": "hello",
            "num_connections": self.connected + 1,
            "debug_info": host,
            "connection_info": {"app_id": self._app.id},
        }

    def _farewell(self, reason: str) -> Payload:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
