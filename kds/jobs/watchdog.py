"""Tells systemd that the board lives (sd_notify), only while every part of it really beats; says nothing elsewhere.

The protocol is a datagram to the socket named by `$NOTIFY_SOCKET` (sd_notify(3)); a name that starts with `@` is abstract.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

from kds.domain.clock import Clock

OLDEST_BEAT_SECONDS = {"screen": 5.0, "poll": 20.0, "outbox": 20.0}
"""How old each part's last beat may be; a till that is down still beats, since a failed poll is a finished one."""
LONGEST_LAG_SECONDS = 2.0
"""How late the event loop may ever have been since the last meal (reliability 5.1)."""
EVENT_LOOP = "event loop"
"""Name of the part that is late when the whole board stands still for a while."""
DISK = "disk"
"""Name of the part that fails when the last write did not reach the disk."""

_log = logging.getLogger(__name__)


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
        self._lag_seconds = 0.0
        self._missing: tuple[str, ...] = ()

    def beat(self, part: str) -> None:
        """Note that a part did its round just now."""
        self._beats[part] = self._clock.monotonic()

    def lagged(self, seconds: float) -> None:
        """Note by how much the event loop came too late to something."""
        self._lag_seconds = max(self._lag_seconds, seconds)

    def silent(self) -> tuple[str, ...]:
        """Give the parts whose last beat is too old, and the event loop where it was too late since the last meal."""
        now = self._clock.monotonic()
        old = tuple(part for part, limit in self._limits.items() if now - self._beats[part] > limit)
        return (*old, EVENT_LOOP) if self._lag_seconds >= LONGEST_LAG_SECONDS else old

    def ready(self) -> None:
        """Say that the first frame is painted."""
        self._tell("READY=1")

    def feed(self, *, disk_works: bool = True) -> bool:
        """Feed the watchdog if nothing is missing; give whether it was fed.

        Args:
            disk_works: whether the last write reached the disk.
        """
        missing = self.silent() if disk_works else (*self.silent(), DISK)
        self._lag_seconds = 0.0
        if missing and missing != self._missing:
            _log.warning("the watchdog is not fed, because of: %s", ", ".join(missing))
        elif self._missing and not missing:
            _log.info("the watchdog is fed again")
        self._missing = missing
        if missing:
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
