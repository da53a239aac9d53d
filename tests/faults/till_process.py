"""An order server whose process is killed and started again on the same database and port."""

from __future__ import annotations

import contextlib
import os
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from kds.bench.till import Till, order_server


class TillProcess:
    """One order server for a whole test, whatever happens to its process.

    Args:
        folder: where its database is, or comes to be.

    Attributes:
        url: its address, the same after every start.
        pid: process id of the running one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running = ExitStack()
        self.url, self.pid = self._running.enter_context(order_server(folder))

    @property
    def port(self) -> int:
        """Its loopback port."""
        return urlsplit(self.url).port or 0

    def till(self) -> Till:
        """Log a new till in; after a kill the former one's connection is gone."""
        return Till(self.url)

    def kill(self) -> None:
        """End it without warning, in the middle of whatever it does."""
        os.kill(self.pid, signal.SIGKILL)
        self._running.close()

    def start(self) -> None:
        """Start it again where it was."""
        self.url, self.pid = self._running.enter_context(order_server(self._folder, port=self.port))

    def freeze(self) -> None:
        """Let it stand still; its sockets stay open and take bytes."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGCONT)

    def __enter__(self) -> Self:
        """Give the running server."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.thaw()
        self._running.close()
