"""systemd hears from the board while it lives, and nothing once a part is stuck."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kds.jobs.watchdog import Watchdog


class HandClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(1)
        yield listening


def heard(supervisor: socket.socket) -> str:
    return supervisor.recv(100).decode()


def test_systemd_is_told_that_the_board_is_up(supervisor: socket.socket) -> None:
    """After the first frame the unit counts as started."""
    Watchdog(HandClock(), supervisor.getsockname()).ready()
    assert heard(supervisor) == "READY=1"


def test_a_stuck_outbox_starves_the_watchdog(supervisor: socket.socket) -> None:
    """A part that stopped beating is named and not covered up by the others; once it beats again systemd is fed."""
    clock = HandClock()
    watchdog = Watchdog(clock, supervisor.getsockname())
    assert watchdog.feed()
    assert heard(supervisor) == "WATCHDOG=1"
    clock.seconds = 30
    watchdog.beat("screen")
    watchdog.beat("poll")
    assert not watchdog.feed()
    assert watchdog.silent() == ("outbox",)
    watchdog.beat("outbox")
    assert watchdog.feed()


def test_an_event_loop_that_was_late_misses_one_meal(supervisor: socket.socket) -> None:
    """Two seconds late once costs one meal and is named; a loop that is on time again is fed."""
    watchdog = Watchdog(HandClock(), supervisor.getsockname())
    watchdog.lagged(1.9)
    assert watchdog.feed()
    watchdog.lagged(2.0)
    watchdog.lagged(0.0)
    assert watchdog.silent() == ("event loop",)
    assert not watchdog.feed()
    assert watchdog.feed()


def test_a_write_that_failed_starves_the_watchdog(supervisor: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    """While the last write did not reach the disk nobody is fed; the log says why, once, and when it is over."""
    watchdog = Watchdog(HandClock(), supervisor.getsockname())
    with caplog.at_level("INFO"):
        assert [watchdog.feed(disk_works=works) for works in (True, False, False, True)] == [True, False, False, True]
    assert [record.getMessage() for record in caplog.records] == [
        "the watchdog is not fed, because of: disk",
        "the watchdog is fed again",
    ]


def test_without_systemd_nothing_is_sent(tmp_path: Path) -> None:
    """Started by hand, or with a supervisor that went away, the board goes on without an error."""
    Watchdog(HandClock(), "").ready()
    gone = Watchdog(HandClock(), str(tmp_path / "nobody"))
    assert gone.feed()


def test_an_abstract_socket_is_understood() -> None:
    """`@name` is systemd's way to write an abstract socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0kds-test-notify")
        listening.settimeout(1)
        Watchdog(HandClock(), "@kds-test-notify").stopping()
        assert heard(listening) == "STOPPING=1"
