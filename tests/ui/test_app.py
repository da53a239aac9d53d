"""How the application starts, rings, follows the kitchen and stops."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

from kds.domain.board import Board, BoardChanged
from kds.errors import StateLocked
from kds.ui.alarm import Alarm
from kds.ui.app import KdsApp, Options
from kds.ui.kitchen_face import KitchenFace
from tests.builders import at
from tests.ui.evenings import board_of, crowd, grill, late_table
from tests.ui.showing import NOW, Seconds, StillKitchen, an_app, board_screen, settled, shown


def test_the_first_frame_needs_only_textual() -> None:
    """Nothing heavy is imported before the first paint."""
    heavy = (
        "httpx",
        "pydantic",
        "pydantic_settings",
        "apscheduler",
        "structlog",
        "sqlite3",
        "typer",
        "kds.kitchen.kitchen",
    )
    code = f"import sys, kds.ui.app; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_environment_cannot_open_a_kiosk() -> None:
    """Variables that let Ctrl+Z through, press keys or write files are gone before Textual reads them."""
    hostile = {"TEXTUAL_ALLOW_SIGNALS": "1", "TEXTUAL_PRESS": "q,enter", "TEXTUAL": "debug", "TEXTUAL_SCREENSHOT": "1"}
    code = f"import kds.ui.app, os, textual.constants; print({set(hostile)!r} & os.environ.keys(), textual.constants.PRESS)"
    environment = {**os.environ, **hostile}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "set()"


async def test_the_frame_is_there_before_the_kitchen() -> None:
    """Header and CONNECTING are painted while the kitchen still starts, and keys say so."""
    may_start = asyncio.Event()
    kitchen = StillKitchen(board_of(grill(), late_table()))

    async def start() -> KitchenFace:
        await may_start.wait()
        return kitchen

    app = an_app(kitchen)
    app._start = start
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "CONNECTING" in shown(app)
        await pilot.press("u")
        await settled(pilot)
        assert "still starting" in shown(app)
        may_start.set()
        await settled(pilot)
        assert "[1] T7" in shown(app)


async def test_a_cached_board_is_painted_before_the_kitchen_is_there() -> None:
    """The cards of the last run stand on the screen at once, marked as not live."""
    kitchen = StillKitchen(board_of(grill(), late_table()))
    first = replace(kitchen.board, known=False, cached_at=at("19:30"), connection=Board(grill()).connection)

    async def never() -> KitchenFace:
        await asyncio.Event().wait()
        return kitchen

    app = an_app(kitchen, first=first)
    app._start = never
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "BOARD OF 19:30:00 - NOT LIVE" in shown(app)
        assert "T7" in shown(app)


async def test_a_kitchen_that_cannot_start_ends_the_board_with_its_sentence() -> None:
    """A locked state folder: status 1 and the reason, no screen without a kitchen."""

    async def start() -> KitchenFace:
        raise StateLocked("Another board runs on this state folder.")

    app = an_app(StillKitchen(Board(grill())))
    app._start = start
    async with app.run_test() as pilot:
        await settled(pilot)
    assert app.return_code == 1


async def test_an_unexpected_error_ends_the_board_with_status_1() -> None:
    """An error in an act is not swallowed and not shown as a traceback."""

    class Broken(StillKitchen):
        async def retry(self, command_id: str) -> None:
            raise ZeroDivisionError(command_id)

    kitchen = Broken(board_of(grill(), late_table()))
    app = an_app(kitchen)
    async with app.run_test() as pilot:
        await settled(pilot)
        board_screen(app).in_turn(lambda: kitchen.retry("c1"))
        await settled(pilot)
    assert app.return_code == 1


async def test_only_the_newest_board_is_painted() -> None:
    """Of three changes in one breath the last one stands on the screen."""
    kitchen = StillKitchen(board_of(grill()))
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for tables in (1, 2, 3):
            kitchen.becomes(board_of(grill(), *crowd(tables)))
        await settled(pilot)
        assert "3 open" in shown(app)


async def test_the_kitchen_hears_which_cards_were_on_the_screen() -> None:
    """A card counts as seen-on-screen only once it was painted as a whole."""
    kitchen = StillKitchen(board_of(grill(), *crowd(24)))
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "c1" in kitchen.seen_on_screen
        assert len(kitchen.seen_on_screen) == 10
        await pilot.press("pagedown")
        await settled(pilot)
        assert len(kitchen.seen_on_screen) == 20


async def test_the_clock_ticks_on_a_still_board_and_ages_follow() -> None:
    """Each second the header's clock moves; an age that changed is drawn within five seconds."""
    kitchen, seconds = StillKitchen(board_of(grill(), late_table())), Seconds()
    app = an_app(kitchen, seconds=seconds)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for second in range(1, 6):
            kitchen.time, seconds.value = NOW + timedelta(seconds=60 + second), seconds.value + 1
            app._tick()
            assert f"19:43:{7 + second:02}" in shown(app)
        assert "LATE 15" in shown(app)


def test_the_bell_rings_at_most_once_a_second() -> None:
    """Ten new orders in one second ring twice: at once, and once more at the next tick."""
    rung: list[int] = []
    alarm = Alarm(lambda _: rung.append(1))
    board = Board(grill())
    for number in range(10):
        alarm.hear(BoardChanged(board, arrived=frozenset({f"c{number}"})))
    assert len(rung) == 1
    assert len(alarm.flashing) == 10
    alarm.tick()
    assert len(rung) == 2
    alarm.tick()
    alarm.tick()
    assert len(rung) == 2
    assert alarm.flashing == frozenset()


def test_a_change_without_news_rings_nothing() -> None:
    """A bump of one's own is silent."""
    rung: list[int] = []
    Alarm(lambda _: rung.append(1)).hear(BoardChanged(Board(grill())))
    assert rung == []


def test_options_leave_the_choice_of_output_to_the_version() -> None:
    """Without a wish, differences are sent where this Textual was tested."""
    assert Options().differences is None
    assert isinstance(an_app(StillKitchen(Board(grill()))), KdsApp)
