"""`kds serve`: the order server as a process; binds its socket itself, so that a taken port is a plain sentence."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from kds.errors import ServerError
from kds.server.app import create_app
from kds.server.settings import ServerSettings

__all__ = ["ServerSettings", "serve"]

_BACKLOG = 2048
_STOP_SECONDS = 5


def serve(settings: ServerSettings, *, on_listening: Callable[[str], None]) -> None:
    """Run the order server until SIGINT or SIGTERM; called from the main thread, where signals arrive.

    Args:
        settings: what to serve and where.
        on_listening: called with the URL, such as `http://127.0.0.1:4000`, once requests are answered.

    Raises:
        ServerError: the port is taken, the address is not this machine's, or the database is not usable.
    """
    listener = _listener(settings.host, settings.port)
    try:
        app = create_app(settings)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            lifespan="on",
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        _Listening(config, lambda: on_listening(_url(listener))).run(sockets=[listener])
    finally:
        listener.close()


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


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as error:
        raise ServerError(f"The server can't listen on {host}:{port}: {error}. Choose another with --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
