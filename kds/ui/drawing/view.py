"""What a frame shows beside the board: places, selection, page, message, caps of keys; a frozen value that screens replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING

from kds.domain.lens import Lens
from kds.domain.places import Places
from kds.ui.drawing.caps import DEFAULT_CAPS

if TYPE_CHECKING:
    from kds.ui.drawing.card import DrawnCard


@dataclass(frozen=True, slots=True)
class ViewState:
    """One screen's own state.

    Attributes:
        lens: which zone, order and layout a person chose.
        all_day: whether the all-day panel is asked for where it is not shown anyway.
        places: where cards stand, made by `arranging.arranged`.
        selected: key of the chosen card.
        line: order id and item id of the chosen line of that card.
        message: what the last key answered ("3 IS NOW T11 ..."); takes the last row while it is set.
        flashing: slot that flashes because its digit did nothing.
        highlighted: cards that just came back.
        caps: action → what is printed on its key; see `caps.DEFAULT_CAPS`.
        local: the restaurant's time zone for clocks; None for the machine's own.
        ascii_only: no bar, rule or circle outside ASCII.
        drawn: card key → its drawn rows, kept from frame to frame.
    """

    lens: Lens = field(default_factory=Lens)
    all_day: bool = False
    places: Places = field(default_factory=Places)
    selected: str | None = None
    line: tuple[str, int] | None = None
    message: str = ""
    flashing: int | None = None
    highlighted: frozenset[str] = frozenset()
    caps: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CAPS)
    local: tzinfo | None = None
    ascii_only: bool = False
    drawn: Mapping[str, DrawnCard] = field(default_factory=dict)
