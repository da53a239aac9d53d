"""A large show with its list of tickets, for the parts of the bench that stand at a door; values only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kds.domain.venue.admission import Admission
from kds.domain.venue.show import Show

DOORS = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
"""When the doors open."""

SHOW = Show(1, 1, "Bench", doors_at=DOORS, starts_at=DOORS + timedelta(hours=1))

_PARTY = 3
_PLACES_IN_A_ROW = 40


def admission(number: int) -> Admission:
    """Give one ticket; each has a row and place of its own."""
    return Admission(
        show_id=SHOW.id,
        barcode=code(number),
        basket_id=number + 1,
        order_id=number // _PARTY,
        zone=f"ZONE_{number // _PARTY % 5}",
        zone_name=f"Zone {number // _PARTY % 5}",
        row=str(number // _PLACES_IN_A_ROW),
        place=str(number % _PLACES_IN_A_ROW),
        name=f"Guest{number} Anna",
    )


def code(number: int) -> str:
    """Give what a scanner reads from that ticket."""
    return f"87{number:010d}"
