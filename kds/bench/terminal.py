"""A program on a pseudo-terminal of its own: types keys, notes when which bytes come back, reads CPU time and memory."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from kds.bench.cells import Cells
from kds.bench.process import cpu_seconds, memory_mb

CHUNK_BYTES = 65_536


class Terminal:
    """A child process whose standard streams are one pseudo-terminal; everything it writes is kept until `take`.

    Args:
        command: program and arguments.
        columns, rows: size in cells.
        environment: variables on top of this process's own.
    """

    def __init__(
        self, command: Sequence[str], *, columns: int, rows: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self.started_at = time.perf_counter()
        self.pid, self._pty = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], list(command), {**os.environ, "TERM": "xterm-256color", **(environment or {})})
        self.exit_status: int | None = None
        self._kept = bytearray()
        self._cells = Cells(columns, rows)

    def __enter__(self) -> Self:
        """Give the running terminal."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child, whatever happened."""
        self.close()

    def hang_up(self) -> None:
        """Close our end, as a terminal window or an SSH connection that goes away."""
        if self._pty >= 0:
            os.close(self._pty)
        self._pty = -1

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the child gets SIGWINCH."""
        fcntl.ioctl(self._pty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str | bytes) -> None:
        """Write keys as a keyboard would."""
        os.write(self._pty, keys.encode() if isinstance(keys, str) else keys)

    def read(self, seconds: float) -> bytes:
        """Wait at most that long for one chunk; empty when nothing came or the child is gone."""
        if self._pty < 0:
            time.sleep(max(0.0, seconds))
            self._reap()
            return b""
        ready, _, _ = select.select([self._pty], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            chunk = os.read(self._pty, CHUNK_BYTES)
        except OSError:  # Linux answers EIO once the child closed its side
            chunk = b""
        self._kept += chunk
        self._cells.take(chunk)
        if not chunk:
            self._reap()
        return chunk

    def row(self, y: int) -> str:
        """Give the characters that stand in a row of the screen, from 0."""
        return self._cells.row(y)

    def text(self) -> str:
        """Give the characters of the whole screen."""
        return self._cells.text()

    def take(self) -> bytes:
        """Give everything read since the last call."""
        taken = bytes(self._kept)
        self._kept.clear()
        return taken

    def settle(self, quiet_seconds: float, limit_seconds: float) -> None:
        """Read until nothing came for `quiet_seconds`, at most `limit_seconds`."""
        end = time.perf_counter() + limit_seconds
        while time.perf_counter() < end and self.read(quiet_seconds):
            pass

    def wait_for(self, holds: Callable[[bytes], bool], limit_seconds: float) -> bool:
        """Read until `holds` is true of what was kept so far; give whether it became true in time."""
        end = time.perf_counter() + limit_seconds
        while not holds(bytes(self._kept)):
            if time.perf_counter() > end or self.exit_status is not None:
                return False
            self.read(0.05)
        return True

    def answer_seconds(
        self, keys: str | bytes, is_answer: Callable[[bytes], bool], *, limit_seconds: float = 2.0
    ) -> float | None:
        """Type keys and give the time until what was painted since then is the answer, None when it never was.

        Anything else that is painted meanwhile, such as the clock, is no answer; all of it can be taken afterwards.
        """
        self.take()
        pressed = time.perf_counter()
        self.type(keys)
        while (left := pressed + limit_seconds - time.perf_counter()) > 0:
            if not self.read(left):
                break
            if is_answer(bytes(self._kept)):
                return time.perf_counter() - pressed
        return None

    def watch(self, seconds: float) -> int:
        """Only read for that long; give how many bytes came."""
        end = time.perf_counter() + seconds
        size = 0
        while (left := end - time.perf_counter()) > 0 and self.exit_status is None:
            size += len(self.read(left))
        return size

    def cpu_seconds(self) -> float:
        """Give CPU time used so far by all threads of the child."""
        return cpu_seconds(self.pid)

    def memory_mb(self, kind: str = "Rss") -> float:
        """Give resident (`Rss`) or proportional (`Pss`) memory in MB of 1,000,000 bytes."""
        return memory_mb(self.pid, kind)

    def close(self) -> None:
        """Ask the child to end, then make it, and reap it."""
        for request, patience_seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            if not self.has_ended():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, request)
                end = time.perf_counter() + patience_seconds
                while not self.has_ended() and time.perf_counter() < end:
                    self.read(0.05)
        self.hang_up()

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed and waits for whole lines, as a shell expects it."""
        flags = termios.tcgetattr(self._pty)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON and flags & termios.ISIG)

    def has_ended(self) -> bool:
        """Whether the child is gone; its exit status is known then."""
        self._reap()
        return self.exit_status is not None

    def _reap(self) -> None:
        if self.exit_status is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.exit_status = os.waitstatus_to_exitcode(status)
