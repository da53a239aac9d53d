"""Whatever goes wrong on the way, the till ends where the last press wanted it, or a person is asked.

A state machine over the real store, the real delivery and a till in memory, in virtual time.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, settings
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
from kds.domain.order import Status
from kds.errors import Busy, Refused, Unreachable
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState
from kds.store import Store, opened
from tests.builders import a_station, an_item, an_order
from tests.fakes import FakeClock, FakeSource, Fault, lost_reply, lost_request, refused_connection, zombie

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
    """A cook, a bad network, a bad till, restarts and a bad clock."""

    keys_honoured = True

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="kds-"))
        self.clock = FakeClock()
        orders = [an_order(an_item("Burger"), an_item("Steak"), id=order_id, table=order_id) for order_id in ORDERS]
        self.source = FakeSource(self.clock, orders)
        self.source.keys_honoured = self.keys_honoured
        self.source.versions_checked = False
        self.model = Model(
            wanted={(order, item): (Status.NEW, Direction.FORWARD) for order in ORDERS for item in ITEMS}
        )
        self.number = 0
        self.open = AsyncExitStack()
        self.kitchen: Kitchen
        self.store: Store

    @initialize()
    def begin(self) -> None:
        """Switch the board on."""
        self.runner.run(self._start())

    @rule(order=st.sampled_from(ORDERS), part=st.sampled_from(TARGETS), status=st.sampled_from(STATUSES))
    def press(self, order: str, part: Target, status: Status) -> None:
        """Bump, start or recall an order, its part or a line."""
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

    @rule(
        fault=st.sampled_from(
            [
                lost_reply,
                lost_request,
                refused_connection,
                lambda: zombie(1.0),
                lambda: zombie(7.0),
                lambda: Fault(delay_seconds=3.0),
                lambda: Fault(error=Busy("Busy.", status=503)),
                lambda: Fault(error=Busy("Slow down.", status=429, retry_after=2)),
                lambda: Fault(error=Refused("Never.", status=400)),
            ]
        )
    )
    def go_wrong(self, fault: object) -> None:
        """Let something happen to the next request."""
        assert callable(fault)
        self.source.send_faults.append(fault())

    @rule()
    def cut(self) -> None:
        """Switch the till off or on."""
        self.source.down = None if self.source.down else Unreachable("The till is off.", sent=False)

    @rule(seconds=st.sampled_from([0.1, 0.6, 2.0, 12.0]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.runner.run(self._settle())

    @rule()
    def poll(self) -> None:
        """Poll."""
        self.runner.run(self._poll())

    @rule(seconds=st.sampled_from([-7200.0, 7200.0]))
    def set_clock(self, seconds: float) -> None:
        """Set this machine's clock."""
        self.clock.step_wall(seconds)

    @rule()
    def crash(self) -> None:
        """Kill the board and start it again."""
        self.runner.run(self._stop())
        self.runner.run(self._start())

    @precondition(lambda self: any(row.state is CommandState.PARKED for row in self.kitchen.outbox_view()))
    @rule(again=st.booleans())
    def decide(self, again: bool) -> None:
        """Retry or discard the oldest parked command."""
        row = next(row for row in self.kitchen.outbox_view() if row.state is CommandState.PARKED)
        if not again:
            self.model.decided.add(row.command.order_id)
        self.runner.run(self.kitchen.retry(row.command.id) if again else self.kitchen.discard(row.command.id))

    @invariant()
    def parked_ones_are_on_the_screen(self) -> None:
        """Whatever needs a person is counted in the header."""
        if hasattr(self, "kitchen"):
            parked = [row for row in self.kitchen.outbox_view() if row.state is CommandState.PARKED]
            assert self.kitchen.board.connection.parked == len(parked)

    def teardown(self) -> None:
        """End all faults and compare."""
        try:
            if hasattr(self, "kitchen"):
                self.runner.run(self._calm())
                self._compare()
                self.runner.run(self._stop())
        finally:
            self.runner.close()
            shutil.rmtree(self.folder)

    async def _calm(self) -> None:
        self.source.down = None
        self.source.send_faults.clear()
        for _ in range(90):
            self.clock.advance(1.0)
            await self._poll()

    def _compare(self) -> None:
        waiting = self.kitchen.outbox_view()
        parked = {row.command.order_id for row in waiting if row.state is CommandState.PARKED}
        # Only what stands behind a parked command of the same order may still wait, and the disk agrees with the screen.
        assert {row.command.order_id for row in waiting} == parked
        on_disk = self.runner.run(self._rows())
        assert {key for key, state in on_disk.items() if state not in ENDS} == {
            row.command.id for row in waiting if row.state is not CommandState.PARKED
        }
        for (order, number), (status, direction) in self.model.wanted.items():
            if order in parked or order in self.model.decided:
                continue
            item = self.source.orders[order].item(number)
            assert item is not None
            found = item.pairs[0].status
            met = found.rank >= status.rank if direction is Direction.FORWARD else found is status
            assert met, f"{order}/{number} is {found}, the last press wanted {status} ({direction})"

    async def _rows(self) -> dict[str, CommandState]:
        found = await self.store._database.read(
            lambda connection: connection.execute("SELECT id, state FROM commands").fetchall()
        )
        return {row["id"]: CommandState(row["state"]) for row in found}

    async def _start(self) -> None:
        self.store = await self.open.enter_async_context(opened(self.folder))
        self.kitchen = Kitchen(
            a_station(), self.source, self.store, self.store, self.clock, chance=random.Random(self.number)
        )
        await self.kitchen.start()
        await self._settle()

    async def _stop(self) -> None:
        for task in list(self.kitchen.delivery._tasks.values()):
            task.cancel()
        await asyncio.gather(*self.kitchen.delivery._tasks.values(), return_exceptions=True)
        await self.open.aclose()

    async def _poll(self) -> None:
        await self.kitchen.poll()
        await self._settle()

    async def _settle(self) -> None:
        """Send what is due until every request on its way waits for time to pass."""
        quiet = 0
        for _ in range(1000):
            if quiet == 2:
                return
            before = self.kitchen.delivery.on_their_way
            self.kitchen.delivery.step()
            await asyncio.sleep(0)
            await self.store.fullness()
            on_their_way = self.kitchen.delivery.on_their_way
            quiet = quiet + 1 if on_their_way == self.source.waiting == before else 0
        raise AssertionError("requests keep going out although no time passes")

    def _intent(self, kind: IntentKind, changes: list[tuple[str, SetStatus]], undoes: str | None = None) -> Intent:
        self.number += 1
        now = self.kitchen.now()
        commands = tuple(
            Command(f"c{self.number}-{place}", order, place, change, at=now)
            for place, (order, change) in enumerate(changes)
        )
        return Intent(f"i{self.number}", kind, "GRILL", "T", "", now, commands, undoes=undoes)

    def _perform(self, intent: Intent, cells: list[Cell] | None) -> None:
        assert self.runner.run(self.kitchen.perform(intent)) is None
        if cells is not None:
            self.model.presses.append(Press(intent, {cell: self.model.wanted[cell] for cell in cells}))

    def _cells(self, order: str, target: Target) -> list[Cell]:
        return [(order, item) for item in ITEMS if not isinstance(target, OneItem) or target.item_id == item]


class DeliveredWithoutKeys(Delivered):
    """The same at a till that knows no idempotency keys: every late request counts."""

    keys_honoured = False


SETTINGS = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TestNothingIsLost = Delivered.TestCase
TestNothingIsLost.settings = SETTINGS
TestNothingIsLostWithoutKeys = DeliveredWithoutKeys.TestCase
TestNothingIsLostWithoutKeys.settings = SETTINGS
