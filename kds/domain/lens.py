"""How a person looks at the board: which zone, in which order; changes what is shown of it, never what is on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kds.domain.board import Board


class Sort(StrEnum):
    """Which card stands first (board 5)."""

    AGE = "age"
    PROMISE = "promise"
    RUSH = "rush"
    TABLE = "table"


class Layout(StrEnum):
    """How cards are placed (board 5)."""

    FLOW = "flow"
    RAIL = "rail"
    TILES = "tiles"
    WIDE = "wide"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Lens:
    """What a person chose by keys on this screen; not kept over a restart.

    Attributes:
        zone: only this zone, None for all.
        sort: the order of the cards, None for the station's own.
        layout: how they are placed, None for the station's own.
    """

    zone: str | None = None
    sort: Sort | None = None
    layout: Layout | None = None


def seen_through(board: Board, lens: Lens) -> Board:
    """Give the board as a person looks at it; the same board where nothing was chosen."""
    if lens.zone is None:
        return board
    named = replace(board.station, name=f"{board.station.name} {lens.zone}")
    return replace(board, station=named, cards=tuple(card for card in board.cards if card.zone == lens.zone))
