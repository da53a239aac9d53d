"""Rows of a hall: seats and admission zones as the stand-in stores them; knows no order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

FREE_FOR_ALL: Mapping[str, Any] = {
    "partner_id": None,
    "users": [],
    "client_groups": [],
    "client_emails": [],
    "agents": False,
}
"""The personal quotas of a seat that is kept for nobody."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a hall with one price.

    Attributes:
        id: as it stands in seat keys.
        name: as people read it.
        price: of one seat, in roubles.
        tariff: `multiprice_code` of its seats; None when they have none.
        color_theme_id: its price shade.
        admission: whether it has no seats, only entry.
        row_word: what a row is called in the names of seats.
    """

    id: str
    name: str
    price: int
    tariff: str | None = None
    color_theme_id: int | None = None
    admission: bool = False
    row_word: str = "row"

    def seat_key(self, row: str, place: str) -> str:
        """Give the key that tickets have, without a tariff."""
        return f"{self.id}-{row};{place}"

    def seat_name(self, row: str, place: str) -> str:
        """Give what people read."""
        return self.name if self.admission else f"{self.name}: {self.row_word} {row}, place {place}"


def seat_row(
    show_id: int, zone: Zone, row: str, place: str, *, capacity: int = 1, at: tuple[int, int] = (0, 0)
) -> Json:
    """Give the stored row of a seat, or of a whole admission zone.

    Args:
        show_id: the show it is sold for.
        zone: where it is.
        row: its row, or table.
        place: its place, which may have a letter.
        capacity: how many guests it takes.
        at: its position on the plan of the hall.
    """
    prefix = "" if zone.tariff is None else f"{zone.tariff}_"
    root_id = zone.seat_key(row, place)
    document = {
        "name": zone.seat_name(row, place),
        "zone_id": prefix + zone.id,
        "zone_root_id": zone.id,
        "short_seat_id": f"{row};{place}",
        "row": row,
        "place": place,
        "max_quantity": capacity,
        "disabled": False,
        "price": zone.price,
        "currency_id": "RUB",
        "related_seats": [],
        "multiprice_name": zone.tariff,
        "multiprice_code": zone.tariff,
        "spread": dict(FREE_FOR_ALL),
        "color_theme_id": zone.color_theme_id,
        "coords": list(at),
    }
    return {
        "show_id": show_id,
        "id": prefix + root_id,
        "root_id": root_id,
        "zone_name": zone.name,
        "admission": zone.admission,
        "document": document,
    }
