"""The state machine can fail: with a part of the delivery taken out it finds a lost press.

Reconcile hides a missing barrier, since it puts right afterwards what came in the wrong order; so it is off there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from kds.domain.order import Order
from kds.kitchen.confirming import Confirming
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.queue import Lane
from kds.kitchen.restarts import Restarts
from tests.unit.kitchen.machine import Delivered, LosingState, WithoutKeys

SETTINGS = settings(
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
WANTED = "the last press wanted"


async def believed(self: Confirming, _orders: Sequence[Order], *, poll: int, is_whole: bool = True) -> None:
    """Take each acknowledgement for the end, whatever the poll shows."""
    for row in self._queue.rows:
        if row.state is CommandState.CONFIRMING:
            await self._queue.move(row.command.id, CommandState.DONE)


def without_barrier(self: Lanes, busy: Collection[Lane]) -> tuple[list[tuple[Lane, StoredCommand]], float | None]:
    """Let every command go as soon as its own pause is over, whatever else of its order is on its way or in doubt."""
    now = self.monotonic()
    ready: list[tuple[Lane, StoredCommand]] = []
    for row in self.queue.rows:
        lane = (row.command.source, row.command.id)
        is_due = self._not_before.get(lane, 0.0) <= now and not self.stopped
        if is_due and lane not in busy and row.state in (CommandState.PENDING, CommandState.UNKNOWN):
            ready.append((lane, row))
    return ready, None


async def nothing_again(self: Restarts) -> None:
    """Send nothing again after the till has lost its state."""
    self.is_unsettled = False


class Believing(Delivered):
    """A till that honours keys, so that the barrier alone is enough; nothing else may hide what goes wrong."""

    versions_checked: ClassVar[bool] = False
    sends_twice: ClassVar[bool] = True


def run(machine: type[Delivered], evenings: int = 4000) -> None:
    """Run a machine until it fails or has drawn that many evenings.

    A fault shows within some hundred evenings; which ones are drawn depends on what else this process has loaded.
    """
    run_state_machine_as_test(machine, settings=settings(SETTINGS, max_examples=evenings))


def test_the_barrier_alone_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """With reconcile off and one request at a time per order nothing is lost at a till that honours keys."""
    monkeypatch.setattr(Confirming, "compare", believed)
    run(Believing, evenings=30)


def test_without_the_barrier_a_press_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer requests that may overtake older ones of the same order are found out."""
    monkeypatch.setattr(Confirming, "compare", believed)
    monkeypatch.setattr(Lanes, "due", without_barrier)
    with pytest.raises(AssertionError, match=WANTED):
        run(Believing)


def test_without_reconcile_a_press_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A late request that undoes a newer one is found out at a till without keys."""
    monkeypatch.setattr(Confirming, "compare", believed)
    with pytest.raises(AssertionError, match=WANTED):
        run(WithoutKeys)


def test_without_sending_again_a_press_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that comes back with an older database keeps it, and that is found out."""
    monkeypatch.setattr(Restarts, "send_again", nothing_again)
    with pytest.raises(AssertionError, match=WANTED):
        run(LosingState)
