"""How the things a person must read first are named in `Marks`; names only, whether one stands is decided elsewhere.

`Marks.seen` and `Marks.painted` hold these texts, `Card.unseen` and `CardLine.unseen` carry them, and whoever sends a
*seen* to the till finds the Negative items behind them by comparing names.
"""

from __future__ import annotations

from decimal import Decimal

from kds.domain.order import Item, Order


def allergy_mark(ticket: str, text: str) -> str:
    """Name a guest's allergy: once per ticket and text (the station is whose `Marks` they are); `text` is normalised."""
    return f"allergy:{ticket}:{text}"


def taken_back_mark(order_id: str, item_id: int) -> str:
    """Name what a Negative item says (`VOID`, `WAS 3`, `CHANGED`), or the loss of a Positive that was cancelled."""
    return f"taken-back:{order_id}/{item_id}"


def add_on_mark(order_id: str) -> str:
    """Name the arrival of an order on a card that was already on the board."""
    return f"add-on:{order_id}"


def moved_mark(ticket: str, place: str) -> str:
    """Name a ticket's move to `place`."""
    return f"moved:{ticket}:{place}"


def moved_here_mark(order_id: str, item_id: int) -> str:
    """Name a dish's arrival from another ticket."""
    return f"moved-here:{order_id}/{item_id}"


def dish_mark(order_id: str, item_id: int, quantity: Decimal) -> str:
    """Name a dish that stood on this screen in this quantity; only ever in `Marks.painted`, so that its loss is told."""
    return f"dish:{order_id}/{item_id}:{quantity.normalize()}"


def dish_of(mark: str) -> str | None:
    """Give `order id/item id` of a `dish_mark`, None for any other mark."""
    return mark.removeprefix("dish:").rpartition(":")[0] if mark.startswith("dish:") else None


def back_mark(order_id: str) -> str:
    """Name a person's wish to see an order of an earlier business day on the board again; only ever in `Marks.seen`."""
    return f"back:{order_id}"


def order_of(mark: str) -> str | None:
    """Give the id of the order a mark belongs to; None when it belongs to a ticket (allergy, move)."""
    kind, _, rest = mark.partition(":")
    if kind in ("add-on", "back"):
        return rest
    return rest.rpartition("/")[0] if kind in ("taken-back", "dish", "moved-here") else None


def ticket_of_mark(mark: str) -> str | None:
    """Give the ticket a mark belongs to; None when it belongs to an order."""
    kind, _, rest = mark.partition(":")
    return rest.rpartition(":")[0] if kind in ("allergy", "moved") else None


def seen_negatives(order: Order, seen: frozenset[str]) -> tuple[Item, ...]:
    """Give the order's Negative items whose marks are in `seen`, in the order of the slip."""
    return tuple(item for item in order.items if item.is_negative and taken_back_mark(order.id, item.id) in seen)
