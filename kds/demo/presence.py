"""Says for the simulated cooks that somebody watches their stations, as the screens of a real kitchen do (contract 7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from kds.demo.client import Login
from kds.errors import Forbidden, Missing, Refused

PRESENCE_SECONDS = 20.0
"""How often a station's presence is renewed, in real time (contract 7)."""


class Presence:
    """The screens that the simulated cooks would stand at.

    Args:
        watched: endpoint → the login of its cooks.
        seconds: monotonic seconds.
    """

    def __init__(self, watched: Mapping[str, Login], seconds: Callable[[], float] = time.monotonic) -> None:
        self._watched = watched
        self._seconds = seconds
        self._due_at: float | None = None
        self._is_offered = True

    async def beat(self) -> None:
        """Say it again when it is time; a server without a place for notes is not asked twice.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        now = self._seconds()
        if not self._is_offered or (self._due_at is not None and now < self._due_at):
            return
        self._due_at = now + PRESENCE_SECONDS
        for endpoint, login in self._watched.items():
            note = {"kind": "presence", "station": endpoint.upper(), "text": endpoint}
            try:
                await login.write("POST", "/kitchen/notes", note)
            except (Missing, Refused, Forbidden):
                self._is_offered = False
                return
