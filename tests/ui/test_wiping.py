"""Wiping the keys: they go off by `w` or by a cloth, nothing of the cloth stays, and orders are still told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from kds.domain.station import Role
from kds.domain.terms import Status
from kds.domain.text import cell_width
from kds.ui.drawing.spans import text_of
from kds.ui.wiping import HOLD_SECONDS, LOCK_SECONDS, MASH_KEYS, MASH_SECONDS, Mash, WipingLock, wiping_strip
from tests.builders import a_station, an_item, an_order
from tests.ui.evenings import board_of, crowd, grill, late_table
from tests.ui.showing import SIZES, Seconds, StillKitchen, an_app, board_screen, settled, shown
from tests.ui.test_acts import a_shift

OFF = "KEYS OFF FOR WIPING"


def locked(at: float = 0.0) -> WipingLock:
    """Give a lock that began at that time."""
    lock = WipingLock()
    lock.begin(at)
    return lock


def opened_at(lock: WipingLock, *presses: float) -> float | None:
    """Press the key of `done` at those times; give the time at which the keys went on."""
    return next((at for at in presses if lock.press(opens=True, at=at)), None)


def test_four_different_keys_at_once_are_a_cloth() -> None:
    """Four different keys within 300 ms lock, and what the screen was like before the first is given back."""
    mash: Mash[str] = Mash()
    answers = [mash.press(key, 10.0 + index * 0.09, f"before {key}") for index, key in enumerate("3ueh")]
    assert answers == [None, None, None, "before 3"]


@pytest.mark.parametrize("keys", ["3e3e3e3e", "jjjjjjjj", "3e4"])
def test_a_quick_cook_is_no_cloth(keys: str) -> None:
    """`3 ENTER 4`, two cards in turn and a held arrow never lock, however fast they come."""
    mash: Mash[str] = Mash()
    assert not any(mash.press(key, 10.0 + index * 0.02, "before") for index, key in enumerate(keys))


def test_four_keys_in_half_a_second_are_a_person() -> None:
    """Only what lies within 300 ms counts together."""
    mash: Mash[str] = Mash()
    assert not any(mash.press(key, 10.0 + index * 0.11, "before") for index, key in enumerate("3ueh"))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0.0, 0.4)), max_size=30))
def test_the_keys_lock_exactly_when_four_different_ones_lie_within_the_time(presses: list[tuple[str, float]]) -> None:
    """Whatever is pressed, a burst is what the rule says and nothing else."""
    mash: Mash[str] = Mash()
    at, recent = 0.0, list[tuple[str, float]]()
    for key, gap in presses:
        at += gap
        recent = [(each, time) for each, time in recent if at - time <= MASH_SECONDS] + [(key, at)]
        is_burst = len({each for each, _ in recent[-16:]}) >= MASH_KEYS
        assert (mash.press(key, at, "before") is not None) is is_burst
        if is_burst:
            recent = []


def test_the_keys_go_on_by_themselves_after_thirty_seconds() -> None:
    """Half a minute is enough to wipe; the strip counts it down."""
    lock = locked()
    assert lock.is_on(LOCK_SECONDS - 0.1)
    assert [lock.seconds_left(at) for at in (0.0, 2.0, 29.5)] == [30, 28, 1]
    assert not lock.is_on(LOCK_SECONDS)


def test_enter_held_longer_than_it_takes_does_nothing_to_a_card() -> None:
    """The repeats after the first second are still the same press; after a rest, or another key, Enter means done again."""
    repeats = [5.0, *(5.5 + number / 30 for number in range(60))]
    lock = locked()
    opened = opened_at(lock, *repeats)
    assert opened is not None
    assert all(lock.is_still_down(opens=True, at=at) for at in repeats if at > opened)
    assert not lock.is_still_down(opens=True, at=repeats[-1] + 1.0)
    assert not lock.is_still_down(opens=True, at=repeats[-1] + 1.1)
    other = locked()
    assert opened_at(other, *repeats) == opened
    assert not other.is_still_down(opens=False, at=opened + 0.1)
    assert not other.is_still_down(opens=True, at=opened + 0.2)


def test_enter_held_for_a_second_switches_the_keys_on() -> None:
    """A terminal tells a held key by its repeats: half a second of rest, then thirty a second."""
    repeats = (5.0, *(5.5 + number / 30 for number in range(40)))
    opened = opened_at(locked(), *repeats)
    assert opened is not None
    assert HOLD_SECONDS <= opened - 5.0 < HOLD_SECONDS + 0.05


def test_a_cloth_on_enter_for_half_a_second_switches_nothing_on() -> None:
    """Repeats are no presses of their own, so a short touch never counts as three."""
    assert opened_at(locked(), 5.0, *(5.25 + number / 30 for number in range(20))) is None


def test_three_presses_of_enter_within_a_second_switch_the_keys_on() -> None:
    """On bars and terminals without repeats three presses do it."""
    assert opened_at(locked(), 5.0, 5.3, 5.6) == 5.6


def test_three_slow_presses_switch_nothing_on() -> None:
    """Presses a second apart are no sign of a person."""
    assert opened_at(locked(), 5.0, 6.0, 7.0, 8.0) is None


def test_any_other_key_makes_the_row_begin_anew() -> None:
    """A cloth that passes over ENTER three times passes over its neighbours too."""
    lock = locked()
    assert not lock.press(opens=True, at=5.0)
    assert not lock.press(opens=True, at=5.2)
    lock.press(opens=False, at=5.3)
    assert not lock.press(opens=True, at=5.4)
    assert lock.is_on(5.5)


@pytest.mark.parametrize("columns", [size[0] for size in SIZES])
@pytest.mark.parametrize("new", [0, 1, 12, 240])
@pytest.mark.parametrize("cap", ["ENTER", "BUMP"])
def test_the_strip_says_what_is_off_how_to_end_it_and_what_came(columns: int, new: int, cap: str) -> None:
    """On every size the strip names the key and the new orders, and fills its row exactly."""
    lock = locked()
    lock.heard(new)
    text = text_of(wiping_strip(lock, 2.0, columns, cap))
    assert cell_width(text) == columns
    assert f"{OFF}  28 s" in text
    assert f"hold {cap} 1 s" in text
    assert (f"{new} NEW ORDER" in text) is (new > 0)


@pytest.mark.parametrize("columns", [size[0] for size in SIZES])
def test_the_strip_asks_for_no_hold_that_no_terminal_reports(columns: int) -> None:
    """A Ctrl key alone sends no repeats, so a bar with it is asked to press BUMP three times."""
    text = text_of(wiping_strip(locked(), 2.0, columns, "BUMP", repeats=False))
    assert "on again: press BUMP 3x" in text
    assert "hold" not in text


async def test_w_switches_the_keys_off_and_enter_held_on_again() -> None:
    """After `w` no key does anything but ENTER held for a second."""
    async with a_shift(grill(), late_table(), *crowd(2)) as shift:
        screen = await shift.press("w")
        assert f"{OFF}  30 s" in screen
        assert "R recall" not in screen
        screen = await shift.press("1", "enter", "x")
        assert "[1] T7" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        await shift.press("enter")
        await shift.press(*(["enter"] * 15), after=0.1)
        assert OFF not in shown(shift.app)
        assert "[1] T7" in shown(shift.app)


async def test_new_orders_are_counted_while_the_keys_are_off() -> None:
    """A new order comes onto the board as always, and the strip counts it."""
    async with a_shift(grill(), late_table()) as shift:
        await shift.press("w")
        shift.source.put(an_order(an_item("Wings"), id="o99", table="T9"))
        await shift.poll()
        shift.app._tick()
        assert "T9" in shown(shift.app)
        assert "1 NEW ORDER" in shown(shift.app)


async def test_what_the_cloth_bumped_is_taken_back() -> None:
    """`1 ENTER` and two more keys at once: the card comes back, the keys are off, and later it is told."""
    async with a_shift(grill(), late_table(), *crowd(2), mash_lock=True) as shift:
        screen = await shift.press("1", "enter", "down", "r", after=0.05)
        assert OFF in screen
        assert "[1] T7" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        shift.clock.advance(LOCK_SECONDS)
        shift.app._tick()
        await settled(shift.pilot)
        assert "Taken back, the cloth had pressed it: T7" in shown(shift.app)


async def test_what_was_bumped_before_the_cloth_stays_bumped() -> None:
    """Only the burst is taken back: a card that was done a second earlier stays done."""
    async with a_shift(grill(), late_table(), *crowd(2), mash_lock=True) as shift:
        await shift.press("1", "enter")
        screen = await shift.press("down", "up", "left", "h", after=1.0)
        screen = await shift.press("down", "up", "left", "h", after=0.05)
        assert OFF in screen
        assert shift.status("o1", 1) is Status.READY


async def test_a_page_that_the_cloth_opened_is_closed() -> None:
    """Help, opened by the burst, gives way to the board with its strip."""
    async with a_shift(grill(), late_table(), mash_lock=True) as shift:
        screen = await shift.press("2", "down", "?", "up", after=0.05)
        assert OFF in screen
        assert "HELP" not in screen
        assert len(shift.app.screen_stack) == 1


async def test_a_tap_does_nothing_while_the_keys_are_off() -> None:
    """A wiped touch screen is as quiet as the keys."""
    async with a_shift(grill(), late_table(), touch=True) as shift:
        await shift.press("w")
        await shift.pilot.click("RowsView", offset=(5, 2))
        await shift.pilot.click("RowsView", offset=(3, 22))
        await settled(shift.pilot)
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        assert OFF in shown(shift.app)


async def test_what_was_typed_before_the_board_was_there_is_no_cloth() -> None:
    """Keys that lay in the terminal while the board started arrive all at once and lock nothing."""
    app = an_app(StillKitchen(board_of(grill(), late_table())), mash_lock=True, seconds=Seconds())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        kitchen, app.kitchen = app.kitchen, None
        await pilot.press("down", "up", "left", "h")
        assert OFF not in shown(app)
        app.kitchen = kitchen
        await pilot.press("down", "up", "left")
        assert OFF not in shown(app)
        await pilot.press("h")
        assert OFF in shown(app)


async def test_keys_that_waited_for_a_busy_board_are_no_cloth() -> None:
    """Four keys pressed one by one, read together because the board was busy, are four keys."""
    app = an_app(StillKitchen(board_of(grill(), late_table())), mash_lock=True, seconds=Seconds())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for seconds_ago, key in ((0.9, "down"), (0.6, "up"), (0.3, "left"), (0.0, "right")):
            event = events.Key(key, None)
            event.time -= seconds_ago
            app.keypad.press(board_screen(app), event)
        assert OFF not in shown(app)


async def test_a_scanner_at_the_door_is_no_cloth() -> None:
    """A ticket's code is typed within a few milliseconds and locks nothing."""
    door = replace(a_station("Door"), role=Role.DOOR)
    app = an_app(StillKitchen(board_of(door)), mash_lock=True, seconds=Seconds())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"7421386", "enter")
        await settled(pilot)
        assert OFF not in shown(app)
