"""A state machine over the real store, the real delivery and a till in memory, in virtual time.

Its oracle (reliability 2): when the faults have stopped, the till has the last press of every order, every command has
come to exactly one end, and what was parked is on the screen.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kds.domain.intents import (
    Command,
    Direction,
    EndpointPart,
    Intent,
    IntentKind,
    OneItem,
    SetStatus,
    Target,
    WholeOrder,
)
from kds.domain.terms import Status
from kds.errors import Unreachable
from kds.kitchen.ports import CommandState
from tests.builders import an_item, an_order
from tests.fakes import BackUp, FakeClock, FakeSource
from tests.unit.kitchen.board_in_time import BoardInTime
from tests.unit.kitchen.faulty_till import DUPLICATES, FAULTS, READ_FAULTS, MakesFault, TillClock

ORDERS = ("o1", "o2", "o3")
ITEMS = (1, 2)
ENDS = {
    CommandState.DONE,
    CommandState.SUPERSEDED,
    CommandState.OBSOLETE,
    CommandState.TAKEN_BACK,
    CommandState.DISCARDED,
    CommandState.PARKED,
}
STATUSES = (Status.NEW, Status.IN_PROGRESS, Status.READY, Status.SERVED)
TARGETS: tuple[Target, ...] = (WholeOrder(), EndpointPart("Grill"), OneItem(1), OneItem(2))
CALM_SECONDS = 90
Cell = tuple[str, int]
"""Order and item."""


@dataclass
class Press:
    """One press as the model remembers it."""

    intent: Intent
    before: dict[Cell, tuple[Status, Direction]]
    undone: bool = False


@dataclass
class Model:
    """What the till must show in the end.

    Attributes:
        wanted: item → status of the last press and the way it counts (forward: that one or a later).
        decided: orders where a person has given something up, so that nothing can be promised.
    """

    wanted: dict[Cell, tuple[Status, Direction]] = field(default_factory=dict)
    presses: list[Press] = field(default_factory=list)
    decided: set[str] = field(default_factory=set)


class Delivered(RuleBasedStateMachine):
    """A cook, a bad network, a bad till, restarts of both and bad clocks.

    Attributes:
        keys_honoured, versions_checked: see `FakeSource`.
        loses_state: the till may come back empty or with an older database.
        sends_twice: something in between may repeat a request that was answered.
    """

    keys_honoured: ClassVar[bool] = True
    versions_checked: ClassVar[bool] = True
    loses_state: ClassVar[bool] = False
    sends_twice: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="kds-"))
        self.clock = FakeClock()
        self.till_clock = TillClock(self.clock)
        orders = [an_order(an_item("Burger"), an_item("Steak"), id=order_id, table=order_id) for order_id in ORDERS]
        self.source = FakeSource(self.till_clock, orders)
        self.source.keys_honoured = self.keys_honoured
        self.source.versions_checked = self.versions_checked
        self.back_ups = [self.source.back_up(), BackUp({}, {})]
        self.instances = 1
        self.model = Model(
            wanted={(order, item): (Status.NEW, Direction.FORWARD) for order in ORDERS for item in ITEMS}
        )
        self.number = 0
        self.board = BoardInTime(self.source, self.clock, self.folder)

    @initialize()
    def begin(self) -> None:
        """Switch the board on."""
        self.runner.run(self.board.start())
        self.runner.run(self.board.poll())

    @rule(order=st.sampled_from(ORDERS), part=st.sampled_from(TARGETS), status=st.sampled_from(STATUSES))
    def press(self, order: str, part: Target, status: Status) -> None:
        """Bump, start or recall an order, its part or a line."""
        self._look_at_refused(order, part)
        cells = self._cells(order, part)
        backward = any(self.model.wanted[cell][0].rank > status.rank for cell in cells)
        direction = Direction.BACKWARD if backward else Direction.FORWARD
        self._perform(self._intent(IntentKind.BUMP, [(order, SetStatus(part, status, direction))]), cells)
        for cell in cells:
            self.model.wanted[cell] = (status, direction)

    @precondition(lambda self: any(not press.undone for press in self.model.presses))
    @rule()
    def undo(self) -> None:
        """Take back the newest press that stands."""
        press = next(press for press in reversed(self.model.presses) if not press.undone)
        press.undone = True
        changes = [
            (order, SetStatus(OneItem(item), status, Direction.BACKWARD))
            for (order, item), (status, _) in press.before.items()
        ]
        self._perform(self._intent(IntentKind.UNDO, changes, undoes=press.intent.id), None)
        self.model.wanted.update(press.before)

    @rule(fault=st.sampled_from(FAULTS))
    def go_wrong(self, fault: MakesFault) -> None:
        """Let something happen to the next request."""
        self.source.send_faults.append(fault())

    @precondition(lambda self: self.sends_twice)
    @rule(fault=st.sampled_from(DUPLICATES))
    def send_twice(self, fault: MakesFault) -> None:
        """Let something in between repeat the next request later."""
        self.source.send_faults.append(fault())

    @rule(fault=st.sampled_from(READ_FAULTS))
    def misread(self, fault: MakesFault) -> None:
        """Let something happen to the next poll."""
        self.source.read_faults.append(fault())

    @rule(order=st.sampled_from(ORDERS))
    def skip(self, order: str) -> None:
        """Let the next poll, one of several pages, miss an order by chance."""
        self.source.pages = 2
        self.source.hide(order)

    @rule()
    def cut(self) -> None:
        """Switch the till off or on."""
        self.source.down = None if self.source.down else Unreachable("The till is off.", sent=False)

    @rule(seconds=st.sampled_from([0.1, 0.6, 2.0, 12.0]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.runner.run(self.board.settle())

    @rule()
    def poll(self) -> None:
        """Poll."""
        self.runner.run(self.board.poll())

    @rule(seconds=st.sampled_from([-7200.0, 7200.0]))
    def set_clock(self, seconds: float) -> None:
        """Set this machine's clock."""
        self.clock.step_wall(seconds)

    @precondition(lambda self: not self.loses_state)
    @rule(seconds=st.sampled_from([-7200.0, 7200.0]))
    def set_till_clock(self, seconds: float) -> None:
        """Set the till's clock; after a loss of its state its times are all that tells old from new."""
        self.till_clock.step_wall(seconds)

    @rule()
    def crash(self) -> None:
        """Kill the board and start it again."""
        self.runner.run(self.board.kill())
        self.runner.run(self.board.start())

    @precondition(lambda self: self.loses_state)
    @rule()
    def back_up(self) -> None:
        """Copy the till's database."""
        self.back_ups.append(self.source.back_up())

    @precondition(lambda self: self.loses_state)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Start the till with an older database, a newer one again, or none."""
        self.instances += 1
        chosen = data.draw(st.integers(0, len(self.back_ups) - 1))
        self.source.restore(self.back_ups[chosen], f"database {self.instances}")

    @precondition(lambda self: any(row.state is CommandState.PARKED for row in self.board.kitchen.outbox_view()))
    @rule(again=st.booleans())
    def decide(self, again: bool) -> None:
        """Retry or discard the oldest parked command."""
        row = next(row for row in self.board.kitchen.outbox_view() if row.state is CommandState.PARKED)
        if not again:
            self.model.decided.add(row.command.order_id)
        key = row.command.id
        self.runner.run(
            self.board.kitchen.retry(key) if again else self.board.kitchen.discard(key, "the model says so")
        )

    @invariant()
    def parked_ones_are_on_the_screen(self) -> None:
        """Whatever needs a person is counted in the header."""
        if hasattr(self.board, "kitchen"):
            parked = [row for row in self.board.kitchen.outbox_view() if row.state is CommandState.PARKED]
            assert self.board.kitchen.board.connection.parked == len(parked)

    def teardown(self) -> None:
        """End all faults and compare."""
        try:
            if hasattr(self.board, "kitchen"):
                self.runner.run(self._calm())
                self._compare()
                self.runner.run(self.board.kill())
        finally:
            self.runner.close()
            shutil.rmtree(self.folder)

    async def _calm(self) -> None:
        self.source.down = None
        self.source.send_faults.clear()
        self.source.read_faults.clear()
        for _ in range(CALM_SECONDS):
            self.clock.advance(1.0)
            await self.board.poll()

    def _compare(self) -> None:
        waiting = self.board.kitchen.outbox_view()
        parked = {row.command.order_id for row in waiting if row.state is CommandState.PARKED}
        # Only what stands behind a parked command of the same order may still wait, and the disk agrees with the screen.
        assert {row.command.order_id for row in waiting} == parked
        on_disk = self.runner.run(self.board.on_disk())
        assert {key for key, state in on_disk.items() if state not in ENDS} == {
            row.command.id for row in waiting if row.state is not CommandState.PARKED
        }
        for (order_id, number), (status, direction) in self.model.wanted.items():
            order = self.source.orders.get(order_id)
            if order is None or order_id in parked or order_id in self.model.decided:
                continue
            item = order.item(number)
            assert item is not None
            found = item.pairs[0].status
            met = found.rank >= status.rank if direction is Direction.FORWARD else found is status
            assert met, f"{order_id}/{number} is {found}, the last press wanted {status} ({direction})"

    def _intent(self, kind: IntentKind, changes: list[tuple[str, SetStatus]], undoes: str | None = None) -> Intent:
        self.number += 1
        now = self.board.kitchen.now()
        commands = tuple(
            Command(
                f"c{self.number}-{place}",
                order,
                place,
                change,
                base_version=self.board.versions.get(order, 0),
                at=now,
            )
            for place, (order, change) in enumerate(changes)
        )
        return Intent(f"i{self.number}", kind, "GRILL", "T", "", now, commands, undoes=undoes)

    def _look_at_refused(self, order_id: str, part: Target) -> None:
        """Go by what the board shows where a refused press is about to be replaced: its card has come back."""
        order = self.board.kitchen.board.order(order_id)
        for row in self.board.kitchen.outbox_view():
            change = row.command.change
            if row.command.order_id != order_id or row.state is not CommandState.PARKED:
                continue
            if order is None:
                self.model.decided.add(order_id)
            elif isinstance(change, SetStatus) and (isinstance(part, WholeOrder) or part == change.target):
                for cell in self._cells(order_id, change.target):
                    item = order.item(cell[1])
                    assert item is not None
                    self.model.wanted[cell] = (item.pairs[0].status, Direction.FORWARD)

    def _perform(self, intent: Intent, cells: list[Cell] | None) -> None:
        assert self.runner.run(self.board.kitchen.perform(intent)) is None
        if cells is not None:
            self.model.presses.append(Press(intent, {cell: self.model.wanted[cell] for cell in cells}))

    def _cells(self, order: str, target: Target) -> list[Cell]:
        return [(order, item) for item in ITEMS if not isinstance(target, OneItem) or target.item_id == item]


class WithoutKeys(Delivered):
    """A till that knows no idempotency keys: every late request counts."""

    keys_honoured = False
    versions_checked = False
    sends_twice = False


class LosingState(Delivered):
    """A till that comes back with an older database, or with none."""

    loses_state = True
    sends_twice = False
