"""Choosing how to look at the board: which zone, in which order, in which layout, a card for what; it changes no order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kds.domain.lens import Layout, Lens, Sort, layout_of, layouts_for, zones_of
from kds.domain.places import anew
from kds.domain.routing import is_pass
from kds.language import mark, tr
from kds.ui.screens import choosing

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_Choice = TypeVar("_Choice")

_SORTED = {
    Sort.RUSH: mark("Rush first, then the oldest."),
    Sort.AGE: mark("Sorted by age."),
    Sort.PROMISE: mark("Sorted by promised time, without one by when a card is late."),
    Sort.TABLE: mark("Sorted by table."),
}
_PLACED = {
    Layout.FLOW: mark("Flow: each card as high as its lines."),
    Layout.RAIL: mark("Rail: tables by stations."),
    Layout.TILES: mark("Tiles: all cards of one size."),
    Layout.WIDE: mark("Wide: few cards, tables in large letters."),
    Layout.LIST: mark("List: a row for each dish."),
}


def next_zone(screen: BoardScreen) -> None:
    """Show the next zone only; after the last one all of them again."""
    lens = screen.state.lens
    zone = _after(lens.zone, (None, *zones_of(screen.board.cards)))
    said = tr("Only zone {zone} is shown.", zone=zone) if zone else tr("All zones are shown.")
    _look(screen, replace(lens, zone=zone), said)


def next_sort(screen: BoardScreen) -> None:
    """Sort by the next of rush, age, promise and table."""
    lens = screen.state.lens
    sort = _after(lens.sort or screen.board.station.sort, tuple(Sort))
    _look(screen, replace(lens, sort=sort), tr(_SORTED[sort]))


def next_layout(screen: BoardScreen) -> None:
    """Place the cards in the next of the layouts that this station can be shown in."""
    lens, station = screen.state.lens, screen.board.station
    layout = _after(layout_of(station, lens), layouts_for(station))
    _look(screen, replace(lens, layout=layout), tr(_PLACED[layout]))


def other_grouping(screen: BoardScreen) -> None:
    """Show a card for each order, or again for each table (pass) or ticket (prep)."""
    lens = screen.state.lens
    if not lens.by_order:
        said = tr("A card for each order.")
    else:
        said = tr("A card for each table.") if is_pass(screen.board.station) else tr("A card for each ticket.")
    _look(screen, replace(lens, by_order=not lens.by_order), said)


def _after(now: _Choice, choices: Sequence[_Choice]) -> _Choice:
    """Give the choice after this one, the first after the last; the first too for one that is no longer offered."""
    return choices[(choices.index(now) + 1) % len(choices)] if now in choices else choices[0]


def _look(screen: BoardScreen, lens: Lens, said: str) -> None:
    """Look through another lens: all cards are placed anew, and a digit counts only once they have stood for a moment."""
    state = choosing.choose_nothing(screen.state)
    screen.say(replace(state, lens=lens, places=anew(state.places), message=said))
