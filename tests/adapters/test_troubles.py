"""What nobody thought of: work by the clock that fails is logged, stands on the board, and goes on (real scheduler)."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from kds.domain.intents import Command
from kds.domain.order import Order
from kds.jobs.schedule import Jobs
from kds.jobs.watchdog import Watchdog
from kds.kitchen.kitchen import Kitchen
from tests.adapters.test_jobs import Running
from tests.builders import a_station
from tests.fakes import FakeSource
from tests.unit.kitchen.world import Screen, a_screen


class OddSource(FakeSource):
    """A till whose answers trip over a mistake of ours while `odd` says so."""

    odd = False

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Read the finished orders."""
        return await self._oddly(await super().read_finished(limit))

    async def send(self, command: Command, *, key: str) -> tuple[Order, ...]:
        """Carry out a command."""
        return await self._oddly(await super().send(command, key=key))

    async def _oddly(self, answer: tuple[Order, ...]) -> tuple[Order, ...]:
        if self.odd:
            raise ZeroDivisionError("a mistake of ours")
        return answer


class Forgetful(Kitchen):
    """A kitchen whose beat and delivery fail the first few times."""

    failures = 3

    async def beat(self) -> None:
        """Let the connection's word grow old."""
        self._stumble("beat")
        await super().beat()

    async def deliver(self, beat: Callable[[], None] | None = None) -> None:
        """Send the outbox."""
        self._stumble("deliver")
        await super().deliver(beat)

    def _stumble(self, work: str) -> None:
        if self.failures and work == self.stumbles_in:
            self.failures -= 1
            raise ZeroDivisionError("a mistake of ours")

    stumbles_in = ""


def a_forgetful_one(stumbles_in: str) -> tuple[Running, Forgetful]:
    """Give jobs around a kitchen that stumbles."""
    running = Running()
    kitchen = Forgetful(a_station(), running.source, running.store, running.store, running.clock)
    kitchen.stumbles_in = stumbles_in
    running.kitchen = kitchen
    running.jobs = Jobs(kitchen, running.clock, poll_seconds=0.005)
    return running, kitchen


@pytest.mark.parametrize(("work", "name"), [("beat", "Beat"), ("deliver", "Delivery")])
async def test_work_that_fails_is_told_until_it_works_again(
    work: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A job or the delivery that fails is a banner and one entry in the log, and is begun again until it works."""
    running, kitchen = a_forgetful_one(work)
    running.jobs.start()
    await running.until(lambda: kitchen.board.banner.startswith(f"{name} failed (ZeroDivisionError"))
    await running.until(lambda: not kitchen.failures and not kitchen.board.banner)
    await running.jobs.stop()
    entries = [entry for entry in caplog.records if entry.exc_info and entry.levelno >= logging.ERROR]
    assert len(entries) == 1


async def test_finished_orders_that_cannot_be_read_do_not_touch_the_board(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in the recall list is told; open orders go on arriving and the word stays LIVE."""
    running = Running()
    source = OddSource(running.clock, tuple(running.source.orders.values()))
    screen = Screen(source, running.clock)
    source.odd = True
    await screen.started()
    assert screen.titles() == ["T7"]
    assert screen.link().value == "LIVE"
    assert screen.kitchen.board.banner.startswith("Reading finished orders failed")
    source.odd = False
    await screen.kitchen.refresh_recall()
    assert screen.kitchen.board.banner == ""
    assert "a mistake of ours" in caplog.text


async def test_a_bump_that_trips_over_a_mistake_is_told_and_kept() -> None:
    """A change that can't be sent because of a mistake of ours stays on its way, and the board says so until it is done."""
    running = Running()
    source = OddSource(running.clock, tuple(running.source.orders.values()))
    screen = await Screen(source, running.clock).started()
    source.odd = True
    await screen.bump()
    await screen.polls(2)
    assert screen.kitchen.board.banner.startswith("A change could not be sent (ZeroDivisionError")
    assert screen.kitchen.board.connection.unsent == 1
    source.odd = False
    await screen.polls(20)
    assert screen.kitchen.board.banner == ""
    assert screen.kitchen.board.connection.unsent == 0


async def test_cards_that_cannot_be_made_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """When cards can't be made any more the old ones stay, and the board says that they are old."""
    screen = await a_screen(*Running().source.orders.values())

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    with monkeypatch.context() as context:
        context.setattr("kds.kitchen.picture.cards_for", broken)
        screen.source.orders.clear()
        await screen.polls(2)
        assert screen.titles() == ["T7"]
        assert screen.kitchen.board.banner.startswith("The cards can't be brought up to date (ZeroDivisionError")
    await screen.poll()
    assert screen.titles() == []
    assert screen.kitchen.board.banner == ""


async def test_a_poll_that_hangs_starves_the_watchdog(tmp_path: Path) -> None:
    """systemd is fed while polls come to an end, also failed ones, and no longer once one hangs."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        running = Running()
        watchdog = Watchdog(running.clock, supervisor.getsockname())
        jobs = Jobs(running.kitchen, running.clock, poll_seconds=0.005, watchdog=watchdog)
        jobs.start()
        running.clock.advance(25)
        watchdog.beat("screen")
        await running.until(lambda: not watchdog.silent())
        assert watchdog.feed()
        running.source.hold.clear()
        await running.until(lambda: running.source.waiting == 1)
        running.clock.advance(25)
        watchdog.beat("screen")
        running.kitchen.delivery.wake()
        await running.until(lambda: watchdog.silent() == ("poll",))
        assert not watchdog.feed()
        running.source.hold.set()
        await jobs.stop()


async def test_an_outbox_that_stands_still_starves_the_watchdog() -> None:
    """Polls alone don't feed systemd: the outbox must go round too."""
    running = Running()
    watchdog = Watchdog(running.clock, "")
    stuck = asyncio.Event()

    class Stuck(Kitchen):
        """A kitchen whose delivery never begins."""

        async def deliver(self, beat: Callable[[], None] | None = None) -> None:
            """Send nothing."""
            await stuck.wait()

    kitchen = Stuck(a_station(), running.source, running.store, running.store, running.clock)
    jobs = Jobs(kitchen, running.clock, poll_seconds=0.005, watchdog=watchdog)
    jobs.start()
    running.clock.advance(25)
    watchdog.beat("screen")
    await running.until(lambda: watchdog.silent() == ("outbox",))
    assert not watchdog.feed()
    stuck.set()
    await jobs.stop()
