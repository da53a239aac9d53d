"""Choosing how to look at the board: which zone, in which order, in which layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kds.domain.places import Places
from kds.language import tr
from kds.ui.screens import choosing

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen


def next_zone(screen: BoardScreen) -> None:
    """Show the next zone only; after the last one all of them again."""
    state = screen.state
    zones = (None, *choosing.zones_of(screen.board))
    index = zones.index(state.lens.zone) if state.lens.zone in zones else 0
    zone = zones[(index + 1) % len(zones)]
    said = tr("Only zone {zone} is shown.", zone=zone) if zone else tr("All zones are shown.")
    lens = replace(state.lens, zone=zone)
    screen.say(replace(choosing.choose_nothing(state), lens=lens, places=Places(), message=said))
