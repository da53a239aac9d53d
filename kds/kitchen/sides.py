"""Second systems on the same board: each has its own health, its own budget and its own lanes, and disturbs no other.

A side keeps what it read by itself. What it gives the kitchen is small: local orders for the cards, its facts for
the board, its connection for the header, and a source of errands for the outbox.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kds.domain.board import Board
from kds.domain.clock import Clock
from kds.domain.connection import Connection
from kds.domain.intents import Command
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.kitchen.ages import Ages
from kds.kitchen.errands import Errands, ErrandSource
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.queue import Queue
from kds.kitchen.troubles import Troubles


class Side(Protocol):
    """A second system, wired to the kitchen. None of its methods raises anything but what nobody thought of."""

    @property
    def name(self) -> str:
        """What its orders and commands carry in `source`, and what the header calls it."""
        ...

    @property
    def orders(self) -> tuple[Order, ...]:
        """Its open local orders, which stand among the till's; the very same tuple object while nothing changed."""
        ...

    @property
    def finished(self) -> tuple[Order, ...]:
        """Its newest finished local orders, for the recall list; the very same tuple object while nothing changed."""
        ...

    @property
    def errands(self) -> ErrandSource:
        """What carries out its commands."""
        ...

    @property
    def waits_for_parked(self) -> bool:
        """Whether a refused command holds back the newer ones of its lane."""
        ...

    async def start(self, waiting: Sequence[StoredCommand]) -> None:
        """Load what an earlier run left; `waiting` are its commands that have not ended. Nothing is asked yet."""
        ...

    async def refresh(self, waiting: Sequence[StoredCommand]) -> None:
        """Ask the system what is due by its own budget, and take in what it says; called about once a second."""
        ...

    def connection(self, *, unsent: int, parked: int) -> Connection:
        """Give how alive it is now."""
        ...

    def put_on(self, board: Board, waiting: Sequence[StoredCommand]) -> Board:
        """Give the board with this side's facts; the very same object while nothing changed."""
        ...

    def is_over(self, mark: str) -> bool:
        """Whether an unseen-mark belongs to something of this system that does not matter any more."""
        ...

    async def stop(self) -> None:
        """Close connections; it is not used afterwards."""
        ...


@dataclass(slots=True)
class _Running:
    side: Side
    errands: Errands
    was_alive: bool = False


class Sides:
    """All second systems of a kitchen."""

    def __init__(
        self,
        sides: Sequence[Side],
        queue: Queue,
        ages: Ages,
        clock: Clock,
        chance: random.Random,
        *,
        besides: Mapping[str, Errands] | None = None,
    ) -> None:
        """Prepare; nothing is asked before `start`.

        Args:
            sides: the systems.
            queue: the outbox that all share.
            ages: asks a person about what waited too long.
            clock: wall and monotonic clock.
            chance: random pauses after failures.
            besides: name → errands that are no second system's and are carried out with theirs.
        """
        self._queue = queue
        self._orders: tuple[tuple[Order, ...], ...] = ()
        self._finished: tuple[tuple[Order, ...], ...] = ()
        self.orders: tuple[Order, ...] = ()
        self.finished: tuple[Order, ...] = ()
        self._running: dict[str, _Running] = {
            side.name: _Running(
                side,
                Errands(
                    side.errands,
                    queue,
                    Lanes(queue, side.name, clock.monotonic, chance, waits_for_parked=side.waits_for_parked),
                    ages,
                    clock,
                ),
            )
            for side in sides
        }
        self._errands = {name: running.errands for name, running in self._running.items()} | dict(besides or {})

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._running)

    def has(self, source: str) -> bool:
        """Whether that is the name of one of those whose errands are carried out here."""
        return source in self._errands

    def take_on(self, command: Command, held_seconds: float) -> bool:
        """Learn of a command and keep it back that long; give whether it is one of these errands at all."""
        errands = self._errands.get(command.source)
        if errands is not None:
            errands.hold_back(command.id, held_seconds)
        return errands is not None

    def wake(self) -> None:
        """Look again at what waits."""
        for errands in self._errands.values():
            errands.wake()

    async def start(self) -> None:
        """Load what an earlier run left."""
        for name, running in self._running.items():
            await running.side.start(self._waiting(name))
        self._gather()

    async def run(self) -> None:
        """Send all errands until `stop` is called."""
        await asyncio.gather(*(errands.run() for errands in self._errands.values()))

    async def refresh(self, troubles: Troubles) -> None:
        """Let every system ask what is due, side by side; one that fails keeps no other from its turn.

        Args:
            troubles: told when one fails in a way nobody thought of.
        """
        await asyncio.gather(*(self._refresh(name, running, troubles) for name, running in self._running.items()))
        self._gather()

    def put_on(self, board: Board) -> Board:
        """Give the board with connection and facts of every system; the very same object where there is none."""
        if not self._running:
            return board
        board = replace(board, sides=self._connections())
        for name, running in self._running.items():
            board = running.side.put_on(board, self._waiting(name))
        return board

    def without_old(self, marks: Marks) -> Marks:
        """Give a station's memory without what is over in these systems; the very same object where nothing is."""
        sides = [running.side for running in self._running.values()]
        over = {mark for mark in marks.seen | marks.painted if any(side.is_over(mark) for side in sides)}
        return replace(marks, seen=marks.seen - over, painted=marks.painted - over) if over else marks

    def _connections(self) -> tuple[tuple[str, Connection], ...]:
        return tuple((name, self._connection(name, running)) for name, running in self._running.items())

    async def stop(self) -> None:
        """Wait a moment for answers on their way, then close."""
        await asyncio.gather(*(errands.stop() for errands in self._errands.values()))
        for running in self._running.values():
            await running.side.stop()

    async def _refresh(self, name: str, running: _Running, troubles: Troubles) -> None:
        try:
            await running.side.refresh(self._waiting(name))
        except Exception as error:  # noqa: BLE001 - it is logged and shown; the other systems go on
            troubles.failed(name, error)
            return
        troubles.worked(name)
        is_alive = not self._connection(name, running).reason
        if is_alive and not running.was_alive:
            running.errands.source_answered()
        elif not is_alive:
            running.errands.source_failed()
        running.was_alive = is_alive

    def _connection(self, name: str, running: _Running) -> Connection:
        states = [row.state for row in self._waiting(name)]
        parked = states.count(CommandState.PARKED)
        unsent = len(states) - parked - states.count(CommandState.CONFIRMING)
        return running.side.connection(unsent=unsent, parked=parked)

    def _waiting(self, name: str) -> tuple[StoredCommand, ...]:
        return tuple(row for row in self._queue.rows if row.command.source == name)

    def _gather(self) -> None:
        """Put the orders of all systems together, as the same objects while none changed."""
        orders = tuple(running.side.orders for running in self._running.values())
        finished = tuple(running.side.finished for running in self._running.values())
        if not _same(orders, self._orders):
            self._orders, self.orders = orders, tuple(order for each in orders for order in each)
        if not _same(finished, self._finished):
            self._finished, self.finished = finished, tuple(order for each in finished for order in each)


def _same(new: Sequence[object], old: Sequence[object]) -> bool:
    return len(new) == len(old) and all(one is other for one, other in zip(new, old, strict=True))
