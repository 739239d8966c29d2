"""Connections that are cut when a request's head does not come in time, or is too long.

uvicorn's parser has a limit for neither: whoever opens connections and says next to nothing would hold them for ever.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
"""Bytes of a request's line and headers."""
HEAD_SECONDS = 10.0
"""For these, from the connection or the first byte on, however they trickle in."""


def impatient(head_seconds: float = HEAD_SECONDS) -> type[HttpToolsProtocol]:
    class Impatient(HttpToolsProtocol):
        _cut: asyncio.TimerHandle | None = None
        _head_bytes = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait_for_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._head_is_here()
            super().connection_lost(exc)

        def on_message_begin(self) -> None:
            super().on_message_begin()
            if self._cut is None:
                self._wait_for_head()

        def on_headers_complete(self) -> None:
            self._head_is_here()
            super().on_headers_complete()

        def data_received(self, data: bytes) -> None:
            waiting = self._cut
            super().data_received(data)
            if waiting is not None and self._cut is waiting:
                self._head_bytes += len(data)
                if self._head_bytes > LARGEST_HEAD:
                    self._refuse()

        def _wait_for_head(self) -> None:
            self._head_bytes = 0
            self._cut = self.loop.call_later(head_seconds, self._refuse)

        def _head_is_here(self) -> None:
            if self._cut is not None:
                self._cut.cancel()
                self._cut = None

        def _refuse(self) -> None:
            """Whatever else is under way on the connection goes with it."""
            self._head_is_here()
            self.transport.abort()

    return Impatient
