"""How a person looks at the board: which zone, in which order, in which layout; changes what is shown, never what is on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kds.domain.board import Board
    from kds.domain.cards import Card
    from kds.domain.station import Station


class Sort(StrEnum):
    """Which card stands first (board 5)."""

    RUSH = "rush"
    AGE = "age"
    PROMISE = "promise"
    TABLE = "table"


class Layout(StrEnum):
    """How cards are placed (board 5)."""

    FLOW = "flow"
    RAIL = "rail"
    TILES = "tiles"
    WIDE = "wide"
    LIST = "list"


COOK_LAYOUTS = (Layout.FLOW, Layout.TILES, Layout.WIDE, Layout.LIST)
"""What a prep station can be shown as, its own first; a rail needs several stations beside each other."""
PASS_LAYOUTS = (Layout.RAIL, Layout.FLOW, Layout.TILES, Layout.WIDE, Layout.LIST)
"""What the pass (expo and runner) can be shown as, its own first."""

_SEPARATOR = "//"


@dataclass(frozen=True, slots=True)
class Lens:
    """What a person chose by keys on this screen; not kept over a restart.

    Attributes:
        zone: only this zone, None for all.
        sort: the order of the cards, None for the station's own.
        layout: how they are placed, None for the station's own.
        by_order: a card for each order, instead of for each ticket (prep) or table (pass).
    """

    zone: str | None = None
    sort: Sort | None = None
    layout: Layout | None = None
    by_order: bool = False


@dataclass(frozen=True, slots=True)
class ZoneTab:
    """One zone beside the others while a single one is shown.

    Attributes:
        name: the zone.
        cards: what stands there; cards without a zone stand in all of them and are in none of these.
        is_shown: it is the one that is shown.
    """

    name: str
    cards: tuple[Card, ...]
    is_shown: bool


def part_key(key: str, order_id: str) -> str:
    """Give the key of one order's part of a divided card."""
    return f"{key}{_SEPARATOR}{order_id}"


def whole_key(key: str) -> str:
    """Give the key of the card that a part belongs to, as the kitchen knows it; of an undivided card its own."""
    return key.partition(_SEPARATOR)[0]


def layout_of(station: Station, lens: Lens) -> Layout:
    """Give how the cards are placed: as a person chose, else as the station has it, else the usual way of its role."""
    able = layouts_for(station)
    return next((layout for layout in (lens.layout, station.layout) if layout is not None and layout in able), able[0])


def layouts_for(station: Station) -> tuple[Layout, ...]:
    """Give the layouts a station can be shown in, the usual one of its role first."""
    return COOK_LAYOUTS if station.role == "prep" else PASS_LAYOUTS


def seen_through(board: Board, lens: Lens) -> Board:
    """Give the board as a person looks at it; the same board where nothing changes what is shown of it."""
    sort = lens.sort or board.station.sort
    is_sorted = sort is Sort.AGE or (sort is Sort.RUSH and not board.shared.rushed)
    if lens.zone is None and is_sorted and not lens.by_order:
        return board
    # what a board is sorted and divided by is loaded when somebody asks for it: the first frame has no cards
    from kds.domain.dividing import card_of_each_order
    from kds.domain.sorting import in_sort_order

    cards, held, tabs, station = board.cards, board.held, board.tabs, board.station
    if lens.zone is not None:
        tabs = _tabs(cards, lens.zone)
        cards = tuple(card for card in cards if card.zone in (None, lens.zone))
        held = tuple(table for table in held if table.zone in (None, lens.zone))
        station = replace(station, name=f"{station.name} {lens.zone}")
    if lens.by_order:
        cards = tuple(part for card in cards for part in card_of_each_order(card, board))
    if lens.by_order or not is_sorted:
        cards = in_sort_order(cards, sort, station, board.shared.rushed)
    return replace(board, station=station, cards=cards, held=held, tabs=tabs)


def zones_of(cards: tuple[Card, ...]) -> tuple[str, ...]:
    """Give the zones of some cards, in alphabetical order."""
    return tuple(sorted({card.zone for card in cards if card.zone}))


def _tabs(cards: tuple[Card, ...], shown: str) -> tuple[ZoneTab, ...]:
    names = sorted({*zones_of(cards), shown})
    return tuple(ZoneTab(name, tuple(card for card in cards if card.zone == name), name == shown) for name in names)
