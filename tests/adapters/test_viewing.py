"""A look at the board that runs on this machine: the same cards, nothing to press, and the truth about how old they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from kds.control.client import ask
from kds.control.messages import AskView, ViewShown
from kds.control.server import ControlServer
from kds.control.viewing import GONE_AFTER_SECONDS, SLOW_AFTER_SECONDS, ViewedBoard
from kds.domain.actions.scripting import bump_order
from kds.domain.board import Board, BoardChanged
from kds.domain.business_day import BusinessDay
from kds.domain.connection import Link
from kds.domain.modes import Mode
from kds.domain.station import Role, Station
from kds.domain.terms import Status
from kds.errors import KdsError, StateError, Unreachable
from kds.kitchen.kitchen import Kitchen
from tests.builders import a_station, an_order
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource

DAY = BusinessDay(zone=UTC)


class Wall:
    """A running board in this process, and a look at it by a clock that is moved by hand."""

    def __init__(self, folder: Path, station: Station | None = None) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, [an_order(created="17:50", fired="17:50")])
        store = FakeStore(self.clock)
        self.kitchen = Kitchen(station or a_station(), self.source, store, store, self.clock)
        self.server = ControlServer(self.kitchen, folder)
        self.view = ViewedBoard(folder, a_station("BOARD"), DAY, monotonic=self.clock.monotonic, wall=self.clock.now)
        self.heard: list[BoardChanged] = []
        self.view.subscribe(self.heard.append)

    def link(self) -> Link:
        """Give the header's word in the view."""
        return self.view.board.connection.link

    async def poll(self) -> None:
        """Let a second pass on the board."""
        self.clock.advance(1)
        await self.kitchen.poll()


def titles(board: Board) -> list[str]:
    """Give what stands on a board."""
    return [card.title for card in board.cards]


def names_in(folder: Path) -> list[str]:
    """Give what a folder holds."""
    return sorted(path.name for path in folder.iterdir())


@asynccontextmanager
async def served(wall: Wall) -> AsyncIterator[None]:
    """Let the board run."""
    await wall.kitchen.start()
    await wall.kitchen.poll()
    await wall.server.start()
    yield
    await wall.server.stop()


async def test_without_a_board_it_waits_and_says_so(tmp_path: Path) -> None:
    """Nothing runs: a sentence with the folder, no cards, and the board stands there as soon as it has started."""
    wall = Wall(tmp_path)
    await wall.view.look()
    assert f"No board runs on this machine with the state folder {tmp_path}." in wall.view.board.banner
    assert wall.view.board.cards == ()
    async with served(wall):
        await wall.view.look()
        assert titles(wall.view.board) == ["T7"]
        assert wall.view.board.banner == ""


async def test_it_shows_what_the_board_shows(tmp_path: Path) -> None:
    """The same orders, station, clock and connection; nothing can be pressed, and it says VIEW."""
    wall = Wall(tmp_path)
    async with served(wall):
        await wall.view.look()
        board = wall.view.board
        assert board.orders == wall.kitchen.board.orders
        assert board.connection == wall.kitchen.board.connection
        assert (board.station.name, board.station.read_only, board.mode) == ("GRILL", True, Mode.VIEW)
        assert wall.view.now() == wall.kitchen.now()
        wall.source.put(an_order(id="o2", table="T9", created="17:55", fired="17:55"))
        await wall.poll()
        await wall.view.look()
        assert titles(wall.heard[-1].board) == ["T7", "T9"]


async def test_an_unchanged_board_is_not_sent_again(tmp_path: Path) -> None:
    """Looking costs the running board nothing while nothing happens there but good answers."""
    wall = Wall(tmp_path)
    async with served(wall):
        first = await ask(tmp_path, AskView())
        assert isinstance(first, ViewShown)
        assert first.board is not None
        await wall.poll()
        again = await ask(tmp_path, AskView(first.state))
        assert isinstance(again, ViewShown)
        assert again.board is None
        assert again.connection == wall.kitchen.board.connection
        wall.source.put(an_order(id="o2", created="17:55", fired="17:55"))
        await wall.poll()
        changed = await ask(tmp_path, AskView(first.state))
        assert isinstance(changed, ViewShown)
        assert changed.board is not None


async def test_every_change_is_refused(tmp_path: Path) -> None:
    """A bump, a retry and a discard are answered with the same sentence; nothing happens on the board or the till."""
    wall = Wall(tmp_path)
    async with served(wall):
        await wall.view.look()
        intent = bump_order(wall.source.orders["o1"], to=Status.READY, now=wall.clock.now(), station_name="GRILL")
        refusal = await wall.view.perform(intent)
        assert refusal is not None
        assert "nothing can be changed" in refusal.sentence
        await wall.view.painted({"anything"})
        with pytest.raises(KdsError, match="nothing can be changed"):
            await wall.view.retry("c1")
        with pytest.raises(KdsError, match="nothing can be changed"):
            await wall.view.discard("c1", "why")
        assert wall.kitchen.outbox_view() == ()
        assert wall.source.sent == []


async def test_the_boards_own_trouble_is_shown(tmp_path: Path) -> None:
    """A board that is offline is offline in the view, with what waits there."""
    wall = Wall(tmp_path)
    async with served(wall):
        wall.source.down = Unreachable("The till refuses the connection.", sent=False)
        await wall.poll()
        await wall.view.look()
        assert wall.link() is Link.OFFLINE


async def test_a_board_that_stands_still_is_said_to(tmp_path: Path) -> None:
    """No answer for three seconds is SLOW, for six the view says that what it shows is old; a good answer ends that."""
    wall = Wall(tmp_path)
    async with served(wall):
        await wall.view.look()
        wall.clock.advance(SLOW_AFTER_SECONDS + 1)
        assert wall.link() is Link.SLOW
        assert wall.view.board.banner == ""
        wall.clock.advance(GONE_AFTER_SECONDS - SLOW_AFTER_SECONDS)
        assert "DOES NOT ANSWER. What stands here is of 18:00:0" in wall.view.board.banner
        assert titles(wall.view.board) == ["T7"]
        await wall.kitchen.poll()
        await wall.view.look()
        assert wall.link() is Link.LIVE
        assert wall.view.board.banner == ""


async def test_a_board_that_ends_is_said_and_comes_back(tmp_path: Path) -> None:
    """When the board ends its last picture stays and says so; the next board is shown, not the old picture."""
    wall = Wall(tmp_path)
    async with served(wall):
        await wall.view.look()
    await wall.view.look()
    assert "HAS ENDED" in wall.view.board.banner
    assert wall.link() is Link.SLOW
    wall.source.orders.clear()
    wall.source.put(an_order(id="o9", table="M3", created="17:58", fired="17:58"))
    async with served(wall):
        await wall.view.look()
        assert titles(wall.view.board) == ["M3"]
        assert wall.view.board.banner == ""


async def test_an_unchanged_view_is_the_same_board(tmp_path: Path) -> None:
    """Nothing is drawn anew while nothing is new."""
    wall = Wall(tmp_path)
    async with served(wall):
        await wall.view.look()
        assert wall.view.board is wall.view.board


async def test_it_says_that_the_cook_practises(tmp_path: Path) -> None:
    """While somebody practises on the board, the view shows the real orders and says that nobody sees them there."""
    wall = Wall(tmp_path)
    async with served(wall):
        wall.kitchen.notes.is_watching = False
        await wall.view.look()
        assert "practises" in wall.view.board.banner
        assert wall.view.board.cards


async def test_a_door_is_not_shown(tmp_path: Path) -> None:
    """Names of guests stay on the door's own screen."""
    wall = Wall(tmp_path, replace(a_station("DOOR", "*"), role=Role.DOOR))
    async with served(wall):
        await wall.view.look()
        assert "stays on its own screen" in wall.view.board.banner
        assert wall.view.board.station.role is Role.PREP


async def test_the_figures_are_those_of_the_board(tmp_path: Path) -> None:
    """Speed of service is asked of the running board; without one that is a sentence."""
    wall = Wall(tmp_path)
    async with served(wall):
        await wall.view.look()
        assert (await wall.view.times.today()).stations is not None
    with pytest.raises(StateError):
        await wall.view.times.today()


async def test_a_view_leaves_nothing_behind(tmp_path: Path) -> None:
    """The state folder holds no more after a hundred looks than before, and no talk stays open on the board."""
    wall = Wall(tmp_path)
    async with served(wall):
        before = names_in(tmp_path)
        for _ in range(100):
            await wall.view.look()
        assert names_in(tmp_path) == before
        assert len(wall.server._talks) <= 1
