"""Tells whoever draws that the board changed, once per change and only where a person would see a difference."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kds.domain.board import Board
from kds.kitchen.health import Health
from kds.kitchen.history import History
from kds.kitchen.picture import Picture
from kds.kitchen.ports import CommandState, Listener
from kds.kitchen.queue import Queue

LOG = logging.getLogger(__name__)


class Announcing:
    """The newest board and its listeners."""

    def __init__(self, picture: Picture, queue: Queue, history: History, health: Health) -> None:
        self._picture = picture
        self._queue = queue
        self._history = history
        self._health = health
        self._listeners: list[Listener] = []
        self._depth = 0
        queue.watch(self.outbox_changed)

    @property
    def board(self) -> Board:
        """The board as it was last drawn."""
        return self._picture.board

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at every change until the returned function is called."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    @contextmanager
    def together(self) -> Iterator[None]:
        """Gather changes of the outbox into one redrawing at the end."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self.redraw()

    def outbox_changed(self) -> None:
        """Redraw, unless that happens anyway in a moment."""
        if not self._depth:
            self.redraw()

    def redraw(self) -> None:
        """Bring the board up to date and tell the listeners; one that fails does not keep it from the others."""
        states = [row.state for row in self._queue.rows]
        parked = states.count(CommandState.PARKED)
        unsent = len(states) - parked - states.count(CommandState.CONFIRMING)
        now = self._health.now()
        connection = self._health.connection(unsent=unsent, parked=parked)
        if connection.link is not self._picture.board.connection.link:
            LOG.info(
                "the till is %s now%s", connection.link.value, f": {connection.reason}" if connection.reason else ""
            )
        changed = self._picture.draw(connection, self._history.done(now), now)
        if changed is None:
            return
        for listener in tuple(self._listeners):
            try:
                listener(changed)
            except Exception:
                LOG.exception("a listener failed")
