"""One admission ticket as the door and the kitchen need it, and the rule that says whether it lets its guest in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AdmissionState(StrEnum):
    """Whether an admission lets its guest in; only `VALID` does."""

    VALID = "valid"
    UNPAID = "unpaid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    NO_BARCODE = "no_barcode"
    """Paid and standing, but the seller has given it no code: nothing that could be scanned."""


def admission_state(
    *,
    paid: bool,
    order_deleted_at: datetime | None,
    deleted_at: datetime | None,
    refunded_at: datetime | None,
    barcode: str | None,
) -> AdmissionState:
    """Apply the rule of qtickets 2.3: paid, neither order nor ticket deleted, not refunded, with a barcode.

    A refund is told before a cancellation, because a refunded ticket is usually deleted as well.
    """
    if refunded_at is not None:
        return AdmissionState.REFUNDED
    if deleted_at is not None or order_deleted_at is not None:
        return AdmissionState.CANCELLED
    if not paid:
        return AdmissionState.UNPAID
    return AdmissionState.VALID if barcode else AdmissionState.NO_BARCODE


@dataclass(frozen=True, slots=True)
class Service:
    """Something sold with an admission, such as a drink in the interval; the name is cleaned."""

    name: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Admission:
    """One admission ticket; texts are cleaned, barcode and ids are raw.

    The seller takes the barcode away when it cancels a ticket (qtickets 2.3), so whoever keeps admissions joins them by
    `basket_id` and remembers the old barcode to say why a code is not valid.

    Attributes:
        show_id: the show it admits to.
        barcode: the code on the ticket; None while unpaid and after a cancellation.
        basket_id: the seller's own number of this ticket, the key; None when only the list of codes names it.
        order_id: the purchase it belongs to; None as `basket_id`.
        state: whether it lets its guest in.
        zone: the sector's own word, such as `CENTER_PARTERRE`; what rules are written for.
        zone_name: the sector as a person reads it.
        row: row, may hold letters; None in a zone without seats.
        place: seat in the row, may hold letters; None in a zone without seats.
        is_standing: entry without a seat, so that several admissions share one seat key; None when not known.
        seat_name: the seat as the seller writes it for people, may be empty.
        name: surname and first name; only for stations that may see names.
        initials: what other stations see.
        tariff: the kind of ticket, such as `child`; empty when there is one only.
        comment: the guest's wish, whole.
        notes: chosen answers of the order's form.
        services: what was sold with it.
        guests: how many it admits, 1 in all that was seen.
        paid_at: when the order was paid, UTC.
        checked_at: when it was scanned at an entrance as far as the seller knows, UTC.
        changed_at: the latest change of the ticket or its order, UTC; for recognising conflicts.
    """

    show_id: int
    barcode: str | None
    basket_id: int | None = None
    order_id: int | None = None
    state: AdmissionState = AdmissionState.VALID
    zone: str = ""
    zone_name: str = ""
    row: str | None = None
    place: str | None = None
    is_standing: bool | None = None
    seat_name: str = ""
    name: str = field(default="", repr=False)
    initials: str = ""
    tariff: str = ""
    comment: str | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    services: tuple[Service, ...] = ()
    guests: int = 1
    paid_at: datetime | None = None
    checked_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def may_enter(self) -> bool:
        """Whether its guest may be let in; one who is in already may come again as far as this says."""
        return self.state is AdmissionState.VALID


def initials_of(*names: str) -> str:
    """Give the first letter of each name with a full stop, `П.И.` for `Петров`, `Иван`; empty without a letter."""
    letters = (next((char for char in name if char.isalpha()), "") for name in names)
    return "".join(f"{letter.upper()}." for letter in letters if letter)
