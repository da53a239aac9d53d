"""What a frame shows beside the board: places, selection, page, message, caps of keys; a frozen value that screens replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
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
        places: where cards stand, made by `arranging.arranged`.
        selected: key of the chosen card.
        line: order id and item id of the chosen line of that card.
        message: what the last key answered ("3 IS NOW T11 ..."); takes the last row while it is set.
        flashing: slot that flashes because its digit did nothing.
        highlighted: cards that just came back.
        turn_to: key of a card whose page is to be shown next, None for the present page.
        caps: action → what is printed on its key; see `caps.DEFAULT_CAPS`.
        local: the restaurant's time zone for clocks; None for the machine's own.
        ascii_only: no bar, rule or circle outside ASCII.
        empty_since: server time since when a living till has nothing for this station, None while it has.
        last_order_at: server time when the last card left this screen, None when it never had one.
        is_idle: the calm screen is drawn.
        foot_rows: rows below this screen that the keys for fingers take.
        drawn: card key → its drawn rows, kept from frame to frame.
    """

    lens: Lens = field(default_factory=Lens)
    places: Places = field(default_factory=Places)
    selected: str | None = None
    line: tuple[str, int] | None = None
    message: str = ""
    flashing: int | None = None
    highlighted: frozenset[str] = frozenset()
    turn_to: str | None = None
    caps: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CAPS)
    local: tzinfo | None = None
    ascii_only: bool = False
    foot_rows: int = 0
    empty_since: datetime | None = None
    last_order_at: datetime | None = None
    is_idle: bool = False
    drawn: Mapping[str, DrawnCard] = field(default_factory=dict)
