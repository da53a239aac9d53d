"""How long a connection may take to ask: uvicorn waits for ever for the head of a request; knows nothing of what is asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def impatient_protocol(slowest: timedelta) -> type[H11Protocol]:
    """Give the protocol of connections that are closed when the head of a request does not come in time.

    The time runs while no request is being answered: from the connection's beginning to the first head, and from the
    end of each answer to the next head, so that bytes that drip in behind an answer end with it as well.

    Args:
        slowest: how long the head may take.
    """

    class Impatient(H11Protocol):
        """One connection."""

        _giving_up: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            """Begin to wait for the first head."""
            super().connection_made(transport)
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            """Wait for nothing any more."""
            self._stop_waiting()
            super().connection_lost(exc)

        def handle_events(self) -> None:
            """Stop waiting once a head is complete."""
            super().handle_events()
            if self.cycle is not None and not self.cycle.response_complete:
                self._stop_waiting()

        def handle_websocket_upgrade(self, event: h11.Request) -> None:
            """Leave the connection to the WebSocket, which has time limits of its own."""
            self._stop_waiting()
            super().handle_websocket_upgrade(event)

        def on_response_complete(self) -> None:
            """Begin to wait for the next head."""
            self._wait()
            super().on_response_complete()

        def shutdown(self) -> None:
            """Hang up on a stream that would go on for ever; uvicorn would wait for its end."""
            super().shutdown()
            if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
                self.cycle.disconnected = True
                self.cycle.message_event.set()
                self.transport.close()

        def _wait(self) -> None:
            self._stop_waiting()
            self._giving_up = self.loop.call_later(slowest.total_seconds(), self.timeout_keep_alive_handler)

        def _stop_waiting(self) -> None:
            if self._giving_up is not None:
                self._giving_up.cancel()
                self._giving_up = None

    return Impatient
