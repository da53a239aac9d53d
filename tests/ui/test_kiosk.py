"""Leaving a kiosk: what the last row says, who gets out, and who has to wait."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from textual.pilot import Pilot

from kds.errors import SettingsError
from kds.ui.app import KdsApp
from kds.ui.screens.door import Door
from tests.ui.evenings import board_of, grill, late_table
from tests.ui.showing import Seconds, StillKitchen, an_app, settled, shown

PIN = "271828"


@dataclass
class Kiosk:
    """A running kiosk."""

    app: KdsApp
    pilot: Pilot[None]
    kitchen: StillKitchen
    seconds: Seconds = field(default_factory=Seconds)

    async def press(self, *keys: str) -> str:
        """Press keys and give the last row."""
        await self.pilot.press(*keys)
        await settled(self.pilot)
        return shown(self.app).splitlines()[-1].strip()

    async def try_pin(self, digits: str) -> str:
        """Ask to leave, type digits and check them."""
        return await self.press("q", *digits, "enter")

    def has_ended(self) -> bool:
        """Whether the board is over."""
        return self.app._exit


@asynccontextmanager
async def a_kiosk(read_pin: Callable[[], str] | None = lambda: PIN) -> AsyncIterator[Kiosk]:
    """Run a kiosk with one card."""
    kitchen, seconds = StillKitchen(board_of(grill(), late_table())), Seconds()
    app = an_app(kitchen, kiosk=True, read_pin=read_pin, seconds=seconds)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        yield Kiosk(app, pilot, kitchen, seconds)


async def test_the_pin_is_asked_for_and_drawn_as_stars() -> None:
    """`q` asks in the last row; each digit is a star, and no digit chooses a card meanwhile."""
    async with a_kiosk() as kiosk:
        assert (await kiosk.press("q")).startswith("PIN to leave:")
        row = await kiosk.press("1", "2")
        assert "PIN to leave: **" in row
        assert "12" not in row
        assert "PIN to leave: *" in await kiosk.press("backspace")
        assert not kiosk.has_ended()


async def test_the_right_pin_leaves_with_status_0() -> None:
    """Enter after the right digits ends the board in good order."""
    async with a_kiosk() as kiosk:
        await kiosk.try_pin(PIN)
        assert kiosk.has_ended()
    assert not kiosk.app.return_code


@pytest.mark.parametrize("typed", ["271827", "27182", "2718281", "0", "2718280000000000"])
async def test_another_pin_does_not_leave(typed: str) -> None:
    """Neither a wrong digit nor the right ones with more or fewer behind them."""
    async with a_kiosk() as kiosk:
        assert "not the PIN" in await kiosk.try_pin(typed)
        assert not kiosk.has_ended()


async def test_enter_without_digits_is_no_try_and_bumps_nothing() -> None:
    """Enter alone keeps asking; the card stays."""
    async with a_kiosk() as kiosk:
        assert "PIN to leave" in await kiosk.press("q", "enter", "enter", "enter", "enter")
        assert kiosk.kitchen.performed == []


async def test_escape_goes_back_to_the_cards() -> None:
    """After Escape the digits choose cards again, and what was typed is forgotten."""
    async with a_kiosk() as kiosk:
        assert "PIN" not in await kiosk.press("q", *PIN, "escape")
        await kiosk.press("1", "enter")
        assert len(kiosk.kitchen.performed) == 1
        assert not kiosk.has_ended()


async def test_the_question_lapses_after_ten_seconds() -> None:
    """A question nobody answers is gone after ten seconds, with what was typed."""
    async with a_kiosk() as kiosk:
        await kiosk.press("q", *PIN[:-1])
        kiosk.seconds.value += 9.9
        kiosk.app._tick()
        assert "PIN to leave" in shown(kiosk.app)
        kiosk.seconds.value += 0.2
        kiosk.app._tick()
        assert "PIN to leave" not in shown(kiosk.app)
        await kiosk.press(PIN[-1], "enter")
        assert not kiosk.has_ended()


async def test_a_touch_on_a_card_ends_the_question() -> None:
    """Whoever goes on working is not asked any more."""
    async with a_kiosk() as kiosk:
        await kiosk.press("q", "2")
        await kiosk.pilot.click("RowsView", offset=(3, 2))
        assert "PIN" not in await kiosk.press("backspace")


async def test_without_a_pin_the_screen_says_that_no_key_leaves_it() -> None:
    """The sentence names the setting, and no digits are asked for."""
    async with a_kiosk(read_pin=None) as kiosk:
        assert "can't be left with a key" in await kiosk.press("q")
        assert "PIN to leave" not in await kiosk.press("0", "enter")
        assert not kiosk.has_ended()


async def test_a_pin_file_that_others_can_read_lets_nobody_out() -> None:
    """A refused file is told, and is not the same as an empty PIN."""

    def refuse() -> str:
        raise SettingsError("The kiosk PIN file can be read by others. Close it: chmod 600")

    async with a_kiosk(read_pin=refuse) as kiosk:
        assert "can be read by others" in await kiosk.press("q")
        await kiosk.press("enter")
        assert not kiosk.has_ended()


def a_door(pin: str = PIN) -> Door:
    return Door(lambda: pin)


def tried(door: Door, digits: str, at: float) -> str:
    """Ask, type and check at that moment."""
    said = door.ask(at)
    if not door.is_asking(at):
        return said
    for digit in digits:
        door.press(digit, digit, at)
    return door.press("enter", None, at)


def test_three_wrong_pins_make_people_wait_twice_as_long_each_time() -> None:
    """5, 10, 20 … seconds, told in words; the right PIN is not even looked at meanwhile."""
    door, at = a_door(), 100.0
    for _ in range(2):
        assert tried(door, "0000", at) == "That was not the PIN. Nothing done."
    said = []
    for pause in (5, 10, 20, 40, 80):
        said.append(tried(door, "0000", at))
        assert "in a row" in tried(door, PIN, at + pause - 0.5)
        assert not door.is_open
        at += pause
    assert said[0] == "3 wrong PINs in a row. Try again in 5 seconds."
    assert said[-1] == "7 wrong PINs in a row. Try again in 1 minute 20 seconds."
    tried(door, PIN, at)
    assert door.is_open


def test_the_pause_ends_after_an_hour_at_most() -> None:
    """Somebody who played with the keys all evening keeps nobody in for days."""
    door, at = a_door(), 0.0
    for _ in range(60):
        tried(door, "0000", at)
        at += 3600.0
    tried(door, PIN, at)
    assert door.is_open


def test_a_replaced_pin_works_at_once() -> None:
    """The file is read for each try."""
    pins = iter(["1111", "1111", "2222", "2222"])
    door = Door(lambda: next(pins))
    assert "not the PIN" in tried(door, "2222", 0.0)
    tried(door, "2222", 1.0)
    assert door.is_open


def test_each_try_is_logged_without_a_digit(caplog: pytest.LogCaptureFixture) -> None:
    """The log knows how often somebody tried, and neither the PIN nor what was typed."""
    door = a_door()
    with caplog.at_level(logging.DEBUG):
        tried(door, "314159", 0.0)
        tried(door, PIN, 1.0)
    assert len(caplog.records) == 2
    assert "number 1 in a row" in caplog.text
    assert "left with its PIN" in caplog.text
    for digits in (PIN, "314159"):
        assert digits not in caplog.text
        assert digits not in repr(vars(door))
