"""One picture for each state of keys, touch and help that a cook can see; a new one is accepted only after somebody looked at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from kds.ui.app import KdsApp
from tests.builders import an_item, an_order
from tests.ui.evenings import board_of, crowd, evening, grill, the_pass
from tests.ui.showing import SIZES, StillKitchen, an_app, settled
from tests.ui.test_pictures import Compare, typing

BY_SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
STATIONS = {"prep": grill, "expo": the_pass}


def wiped(new_orders: int) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Give what happens before the picture: the keys go off, and that many new orders come."""

    async def wipe(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press("w")
        app = pilot.app
        assert isinstance(app, KdsApp)
        app.keypad.lock.heard(new_orders)
        app.keypad.show()
        await settled(pilot)

    return wipe


@BY_SIZE
@pytest.mark.parametrize("role", STATIONS)
def test_wiping(snap_compare: Compare, role: str, size: tuple[int, int]) -> None:
    """The keys are off: a reversed last row with the seconds, how they go on again, and what came meanwhile."""
    app = an_app(StillKitchen(board_of(STATIONS[role](), *evening())))
    assert snap_compare(app, terminal_size=size, run_before=wiped(1 if role == "prep" else 12))


@BY_SIZE
@pytest.mark.parametrize("role", STATIONS)
def test_touch(snap_compare: Compare, role: str, size: tuple[int, int]) -> None:
    """Keys for fingers stand at the foot of a busy board, the legend above them."""
    app = an_app(StillKitchen(board_of(STATIONS[role](), *evening(), *crowd(24))), touch=True)
    assert snap_compare(app, terminal_size=size, run_before=typing("1"))


@pytest.mark.parametrize("page", ["recall", "help"])
def test_touch_page(snap_compare: Compare, page: str) -> None:
    """A list and the help page for fingers: every entry two rows high, BACK and pages at the foot."""
    app = an_app(StillKitchen(board_of(grill(), *evening())), touch=True)
    assert snap_compare(app, run_before=typing({"recall": "r", "help": "?"}[page]))


@pytest.mark.parametrize("keys", ["bump-bar", "number-bumps", "six-button"])
@pytest.mark.parametrize("role", STATIONS)
def test_legend(snap_compare: Compare, role: str, keys: str) -> None:
    """The legend, `seen?` and the page counter name the keys of the bar in use."""
    app = an_app(StillKitchen(board_of(STATIONS[role](), *evening(), *crowd(24))), keys=keys)
    assert snap_compare(app, run_before=typing())


@pytest.mark.parametrize(("keys", "prefix"), [("bump-bar", "."), ("number-bumps", "."), ("six-button", "6")])
def test_prefix(snap_compare: Compare, keys: str, prefix: str) -> None:
    """A prefix was pressed: the last row says what the next key may be."""
    app = an_app(StillKitchen(board_of(grill(), *evening())), keys=keys)
    assert snap_compare(app, run_before=typing(prefix))


def test_prefix_on_the_pass(snap_compare: Compare) -> None:
    """SHIFT of the six-button pad on the pass: send what is ready and fire are behind it."""
    app = an_app(StillKitchen(board_of(the_pass(), *evening())), keys="six-button")
    assert snap_compare(app, run_before=typing("2", "6"))


@BY_SIZE
def test_menu(snap_compare: Compare, size: tuple[int, int]) -> None:
    """SHIFT SHIFT: everything that has no button of its own, for the chosen table."""
    app = an_app(StillKitchen(board_of(the_pass(), *evening())), keys="six-button")
    assert snap_compare(app, terminal_size=size, run_before=typing("2", "6", "6", "3"))


@pytest.mark.parametrize("keys", ["keyboard", "bump-bar", "number-bumps", "six-button"])
def test_help(snap_compare: Compare, keys: str) -> None:
    """Help of each profile: slots and prefixes first, then every action by what it is for."""
    opened = {"keyboard": ("?",), "bump-bar": (".", "0"), "number-bumps": ("?",), "six-button": ("?",)}
    app = an_app(StillKitchen(board_of(grill(), *evening())), keys=keys)
    assert snap_compare(app, terminal_size=(123, 36), run_before=typing(*opened[keys]))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_help_on_a_small_screen(snap_compare: Compare, number: int) -> None:
    """The help page in three pages of 80x24."""
    app = an_app(StillKitchen(board_of(grill(), *evening())))
    assert snap_compare(app, run_before=typing("?", *["pagedown"] * (number - 1)))


def test_what_the_cloth_did(snap_compare: Compare) -> None:
    """A cloth over four keys: the board stands as before, the keys are off."""
    orders = (*evening(), an_order(an_item("Wings"), id="o50", table="B9", fired="19:42"))
    app = an_app(StillKitchen(board_of(grill(), *orders)), mash_lock=True)
    assert snap_compare(app, run_before=typing("down", "up", "left", "h"))
