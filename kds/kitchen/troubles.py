"""Failures nobody thought of, in whatever runs by the clock: logged in full, and shown until that work succeeds again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kds.kitchen.alarms import Alarm, Alarms
from kds.language import tr

LOG = logging.getLogger(__name__)


class Troubles:
    """What is failing at the moment, by the name of the work."""

    def __init__(self, alarms: Alarms, redraw: Callable[[], None]) -> None:
        self._alarms = alarms
        self._redraw = redraw
        self._failing: dict[str, str] = {}

    def failed(self, name: str, error: Exception) -> None:
        """Take note that some work ended with an error nobody thought of; the same one again is not logged again."""
        sentence = tr(
            "{work} failed ({error}) and is tried again. Tell whoever looks after this screen.",
            work=tr(name).capitalize(),
            error=type(error).__name__,
        )
        if self._failing.get(name) != sentence:
            LOG.error("%s failed in an unforeseen way", name, exc_info=error)
        self._failing[name] = sentence
        self._show()

    def worked(self, name: str) -> None:
        """Take note that some work succeeded."""
        if self._failing.pop(name, None) is not None:
            LOG.info("%s works again", name)
            self._show()

    def _show(self) -> None:
        self._alarms.set_off(Alarm.JOB, next(iter(self._failing.values()), ""))
        self._redraw()
