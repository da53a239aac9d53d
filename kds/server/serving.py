"""`kds serve`: a server as a process; binds its socket itself, so that a taken port is a plain sentence."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import uvicorn
from starlette.types import ASGIApp

from kds.errors import ServerError
from kds.server import postgres
from kds.server.app import create_app
from kds.server.connections import impatient_protocol
from kds.server.settings import SLOWEST_REQUEST, ServerSettings

__all__ = ["ServerSettings", "serve", "serve_app"]

_BACKLOG = 2048
_STOP_SECONDS = 5
_LONGEST_FRAME_BYTES = 64 * 1024
_UVICORN = logging.getLogger("uvicorn.error")
_SAYS_NOTHING = "ASGI callable returned without completing handshake."
"""What uvicorn says of a WebSocket that was refused with an answer of its own."""


def serve(settings: ServerSettings, *, on_listening: Callable[[str], None]) -> None:
    """Run the order server until SIGINT or SIGTERM; called from the main thread, where signals arrive.

    Args:
        settings: what to serve and where.
        on_listening: called with the URL, such as `http://127.0.0.1:4000`, once requests are answered.

    Raises:
        ServerError: the port is taken or can't be shared, the address is not this machine's, or the database is not
            usable.
    """
    if settings.shares_port and postgres.address(settings.database) is None:
        raise ServerError("Only servers of one PostgreSQL database can share a port; a SQLite file has one server.")
    serve_app(
        lambda: create_app(settings),
        host=settings.host,
        port=settings.port,
        shares_port=settings.shares_port,
        on_listening=on_listening,
        slowest_request=settings.slowest_request,
    )


def serve_app(
    create: Callable[[], ASGIApp],
    *,
    host: str,
    port: int,
    on_listening: Callable[[str], None],
    shares_port: bool = False,
    slowest_request: timedelta = SLOWEST_REQUEST,
) -> None:
    """Run an application until SIGINT or SIGTERM; called from the main thread.

    Args:
        create: makes the application, after the port is known to be free.
        host: address to listen on.
        port: TCP port to listen on; 0 takes a free one.
        on_listening: called with the URL once requests are answered.
        shares_port: whether other processes of this user may listen on the port too.
        slowest_request: how long the head of a request may take to arrive.

    Raises:
        ServerError: the port is taken, the address is not this machine's, or `create` raised it.
    """
    listener = _listener(host, port, shares_port=shares_port)
    try:
        app = create()
        _Listening(configured(app, slowest_request), lambda: on_listening(_url(listener))).run(sockets=[listener])
    finally:
        listener.close()


def configured(app: ASGIApp, slowest_request: timedelta = SLOWEST_REQUEST) -> uvicorn.Config:
    """Give how an application is served: no chatter, impatient with slow callers, WebSockets within limits."""
    _UVICORN.setLevel(logging.WARNING)  # below it logs the whole address of each WebSocket, with the token in it
    _UVICORN.addFilter(_says_something)
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="on",
        http=impatient_protocol(slowest_request),
        ws="websockets-sansio",
        ws_max_size=_LONGEST_FRAME_BYTES,
        ws_ping_interval=None,  # the hub's own pings and silences end dead connections
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


def _says_something(record: logging.LogRecord) -> bool:
    return record.msg != _SAYS_NOTHING


class _Listening(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM and then return; uvicorn's own raises the signal once more at the end."""
        former = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start and say so."""
        await super().startup(sockets)
        if self.started:
            self._on_listening()


def _listener(host: str, port: int, *, shares_port: bool) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as error:
        raise ServerError(f"The server can't listen on {host}:{port}: {error}. Choose another with --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shares_port:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = error.strerror or error
        raise ServerError(f"The server can't listen on {host}:{port}: {reason}. Choose another with --port.") from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
