"""What this station remembers beside the till's state: seen, ticked, first sight, which slips share a card (board 3).

All of it is local, survives a restart, and is changed only by the functions of this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kds.domain.notes import Note

if TYPE_CHECKING:  # an empty board is painted before orders are loaded
    from kds.domain.order import Order


def tick_key(order_id: str, item_id: int, status: str) -> str:
    """Name a local tick of a shared line: order, item and the status it was ticked to."""
    return f"{order_id}/{item_id}/{status}"


@dataclass(frozen=True, slots=True)
class GuestAllergy:
    """What a guest must not eat, in the words of the order.

    Attributes:
        text: the whole text, without the word *allergy* where it is only a label in front.
        seat: whose it is, None when the order does not say.
    """

    text: str
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class MovedDish:
    """A dish that was taken off another ticket.

    Attributes:
        amount: how many portions of it.
        title: that ticket's title, cleaned.
        taken_by: `order id/item id` of the Negative that took it off.
    """

    amount: Decimal
    title: str
    taken_by: str


def again_key(order_id: str, item_id: int) -> str:
    """Name a dish that is made again."""
    return f"{order_id}/{item_id}"


@dataclass(frozen=True, slots=True)
class Marks:
    """Local facts of one station.

    Attributes:
        seen: unseen-marks a person has acknowledged.
        ticked: `tick_key`s of shared lines done or started here only.
        painted: unseen-marks that stood on this screen at least once (what was painted stays until seen).
        first_seen: order id → server time this display first saw it.
        created: order id → when the till created it: an id that comes back with another time is another order.
        card_of: order id → card key, decided once when the order first appears fired (add-on or a card of its own).
        added_at: order id → server time it joined a card as an add-on.
        former_table: ticket id → the table name before its last unseen move.
        kept: order id → the last known order, for slips that left the board and still matter here: something of them
            was painted and is unseen, or their Negatives still reduce a dish on the board.
        allergies: ticket id → guests' allergies found on any of its slips, so that later courses show them too.
        covering: names of the stations and endpoints that this station covers, in the order they were taken over.
        told: notes of the business day that only this screen knows, oldest first; of a countdown, `at` is when the newest
            order counted was made.
        moved_here: `order id/item id` → amount and former ticket's title of a dish that was taken off another ticket and
            put on this one.
        epoch: the identity of the till's database that all this is about, "" where it sends none.
        again: `order id/item id` → when it was made again (went back to `New` more than 60 s after `Ready` or `Served`).
    """

    seen: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()
    painted: frozenset[str] = frozenset()
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    created: Mapping[str, datetime] = field(default_factory=dict)
    card_of: Mapping[str, str] = field(default_factory=dict)
    added_at: Mapping[str, datetime] = field(default_factory=dict)
    former_table: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Order] = field(default_factory=dict)
    again: Mapping[str, datetime] = field(default_factory=dict)
    allergies: Mapping[str, tuple[GuestAllergy, ...]] = field(default_factory=dict)
    covering: tuple[str, ...] = ()
    told: tuple[Note, ...] = ()
    moved_here: Mapping[str, MovedDish] = field(default_factory=dict)
    epoch: str = ""
