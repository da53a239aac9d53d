"""Tickets for the rules of a venue, one line each; it decides nothing."""

from __future__ import annotations

from typing import Any

from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.entries import Entries
from kds.domain.venue.parties import Party, party_of
from kds.domain.venue.show import Show
from tests.builders import at

SHOW = Show(41, 33, "Concert", time_zone="UTC", doors_at=at("18:30"), starts_at=at("19:30"))


def a_ticket(number: int = 1, order: int | None = 4360, **changes: Any) -> Admission:
    """Give a valid ticket of row 3 of the stalls; `number` is its seat and makes code and key."""
    fields: dict[str, Any] = {
        "show_id": 41,
        "barcode": f"87{number:010d}",
        "basket_id": number,
        "order_id": order,
        "zone": "STALLS",
        "zone_name": "Stalls",
        "row": "3",
        "place": str(number),
        "name": "Novak Anna",
        "initials": "N.A.",
    }
    return Admission(**{**fields, **changes})


def gone(number: int = 1, state: AdmissionState = AdmissionState.CANCELLED, **changes: Any) -> Admission:
    """Give the same ticket once it lets nobody in; the seller has taken its code away."""
    return a_ticket(number, state=state, barcode=None, **changes)


def a_party(*tickets: Admission, entries: Entries | None = None) -> Party:
    """Give the party of the first of some tickets."""
    return party_of(tickets[0], AdmissionList(tickets), entries or Entries())
