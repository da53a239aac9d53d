"""Tells systemd that the board lives (sd_notify), only while every part of it really beats; says nothing elsewhere.

The protocol is a datagram to the socket named by `$NOTIFY_SOCKET` (sd_notify(3)); a name that starts with `@` is abstract.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from kds.domain.clock import Clock

OLDEST_BEAT_SECONDS = {"screen": 5.0, "poll": 20.0, "outbox": 20.0}
"""How old each part's last beat may be; a till that is down still beats, since a failed poll is a finished one."""


class Watchdog:
    """Collects the beats of the parts and feeds systemd's watchdog while none is missing.

    Args:
        clock: for the age of a beat.
        address: value of `$NOTIFY_SOCKET`; None or empty where systemd does not listen.
        limits: oldest allowed beat by part, in seconds.
    """

    def __init__(
        self, clock: Clock, address: str | None = None, limits: Mapping[str, float] = OLDEST_BEAT_SECONDS
    ) -> None:
        self._clock = clock
        self._address = os.environ.get("NOTIFY_SOCKET") if address is None else address
        self._limits = dict(limits)
        self._beats = dict.fromkeys(self._limits, clock.monotonic())

    def beat(self, part: str) -> None:
        """Note that a part did its round just now."""
        self._beats[part] = self._clock.monotonic()

    def silent(self) -> tuple[str, ...]:
        """Give the parts whose last beat is too old."""
        now = self._clock.monotonic()
        return tuple(part for part, limit in self._limits.items() if now - self._beats[part] > limit)

    def ready(self) -> None:
        """Say that the first frame is painted."""
        self._tell("READY=1")

    def feed(self) -> bool:
        """Feed the watchdog if every part beats; give whether it was fed."""
        if self.silent():
            return False
        self._tell("WATCHDOG=1")
        return True

    def stopping(self) -> None:
        """Say that the board is about to end by itself."""
        self._tell("STOPPING=1")

    def _tell(self, words: str) -> None:
        if not self._address:
            return
        target = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as speaker:
            try:
                speaker.connect(target)
                speaker.sendall(words.encode())
            except OSError:
                # a supervisor that does not listen must never stop a kitchen
                return
