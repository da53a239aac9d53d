"""One picture for each state of a door; a new one is accepted only after somebody looked at it from two metres."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual import events
from textual.pilot import Pilot

from kds.domain.venue.facts import Duplicate, Loading
from tests.builders import at
from tests.ui.doors import CODES, DoorApp, a_door, a_door_app
from tests.ui.showing import SIZES, settled
from tests.ui.test_pictures import Compare


def scanning(app: DoorApp, code: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Give what is scanned before the picture is taken."""

    async def scan(pilot: Pilot[None]) -> None:
        await settled(pilot)
        for char in code:
            app.screen.post_message(events.Key(char, char))
        if code:
            app.screen.post_message(events.Key("enter", "\r"))
        await settled(pilot)

    return scan


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("kind", ["welcome", "in", "unknown"])
def test_verdict(snap_compare: Compare, kind: str, size: tuple[int, int]) -> None:
    """Come in, stop, and look here, on each size of screen."""
    app = a_door_app(a_door())
    assert snap_compare(app, terminal_size=size, run_before=scanning(app, CODES[kind]))


@pytest.mark.parametrize("kind", ["tomorrow", "cancelled", "refunded", "unpaid", "standing"])
def test_other_verdicts(snap_compare: Compare, kind: str) -> None:
    """The other reasons, on an ordinary terminal."""
    app = a_door_app(a_door())
    assert snap_compare(app, run_before=scanning(app, CODES[kind]))


def test_verdict_without_letters_outside_ascii(snap_compare: Compare) -> None:
    """On a terminal that draws nothing but ASCII the word is made of #."""
    app = a_door_app(a_door(), ascii_only=True)
    assert snap_compare(app, run_before=scanning(app, CODES["in"]))


def test_idle_offline(snap_compare: Compare) -> None:
    """Nobody stands there, the network is gone, one entry clashes."""
    clash = Duplicate("871000000001", at("18:41:07"), at("18:30:00"), "Gate A", "Stalls row 3 seat 11", "П.И.")
    arriving = "VIP tables 2 arriving - 2 of 4"
    app = a_door_app(a_door(is_online=False, held=37, refused=1, duplicates=(clash,), arriving=arriving))
    assert snap_compare(app, run_before=scanning(app, ""))


def test_loading(snap_compare: Compare) -> None:
    """A large show is being read."""
    app = a_door_app(a_door(loading=Loading(3500, 8000)))
    assert snap_compare(app, run_before=scanning(app, ""))
