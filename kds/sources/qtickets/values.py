"""What Qtickets knows, as values: texts cleaned, ids and codes raw, times in UTC; no secret address and no card number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kds.domain.venue.admission import Service


@dataclass(frozen=True, slots=True)
class Guest:
    """The person named on a ticket; never part of a `repr`, so that no log repeats it."""

    name: str = field(default="", repr=False)
    surname: str = field(default="", repr=False)
    middlename: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class QtTicket:
    """One admission ticket, a "basket" row of an order (qtickets 2.3).

    Attributes:
        id: the ticket's number, the key.
        barcode: None while unpaid and after a cancellation.
        seat_id: seat key, raw; several standing tickets share one.
        seat_name: the seat for people, None where the source has none.
        tariff: tariff code.
        guest: who the ticket is for.
        comment: free remark, the only place for a guest's wish.
        related: numbers of the tickets within a season ticket.
        checked_at: scanned at an entrance.
        updated_at: moves on a scan too.
    """

    id: int
    order_id: int
    show_id: int
    barcode: str | None
    seat_id: str
    seat_name: str | None
    tariff: str | None
    price: Decimal
    currency: str
    quantity: int
    guest: Guest
    comment: str | None = field(repr=False)
    services: tuple[Service, ...]
    related: tuple[int, ...]
    checked_at: datetime | None
    updated_at: datetime | None
    deleted_at: datetime | None
    refunded_at: datetime | None
    refunded_amount: Decimal | None
    refunded_deduction_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class QtOrder:
    """One purchase (qtickets 2.1).

    Attributes:
        tickets: None when the answer left them out.
        unreadable: rows of tickets that could not be read.
        refunds: how many refunds the order had; the shape of one is not documented.
        answers: what the buyer filled into the order's form, and what the buy button added.
        updated_at: does not move on a scan.
    """

    id: int
    uniqid: str
    event_id: int
    is_paid: bool
    paid_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    deleted_at: datetime | None
    is_reserved: bool
    reserved_to: datetime | None
    price: Decimal
    currency: str
    client_id: int | None
    buyer: Guest
    answers: dict[str, str] = field(repr=False)
    tickets: tuple[QtTicket, ...] | None
    unreadable: int
    refunds: int


@dataclass(frozen=True, slots=True)
class QtClient:
    """A buyer (qtickets 2.2)."""

    id: int
    person: Guest


@dataclass(frozen=True, slots=True)
class QtShow:
    """One date of an event (qtickets 2.5)."""

    id: int
    event_id: int
    name: str
    is_active: bool
    sale_from: datetime | None
    sale_until: datetime | None
    doors_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class QtEvent:
    """An event (qtickets 2.4); `time_zone` is the IANA name of the venue's zone, one that this machine knows."""

    id: int
    name: str
    is_active: bool
    currency: str
    place: str
    address: str
    city: str
    time_zone: str
    age: str
    shows: tuple[QtShow, ...]
    updated_at: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class QtSeat:
    """One seat of a hall (qtickets 2.6); what was not selected is None or empty.

    Attributes:
        id: seat key, with a tariff in front where there are several.
        root_id: seat key without the tariff.
        name: `sector: row, seat` for people.
        zone_id: sector, with a tariff in front where there are several.
        zone_root_id: sector without the tariff.
        is_standing: entry without a seat.
    """

    id: str
    root_id: str
    name: str
    zone_id: str
    zone_root_id: str
    row: str | None
    place: str | None
    is_standing: bool | None
    most: int | None
    free: int | None
    ordered: int | None
    paid: int | None
    is_available: bool | None
    is_disabled: bool | None
    price: Decimal | None
    currency: str
    tariff_name: str
    tariff: str
    color_theme_id: int | None


@dataclass(frozen=True, slots=True)
class QtBarcode:
    """One row of the list of codes that let in (qtickets 2.7); it does not say whether the code was scanned."""

    barcode: str
    is_standing: bool | None
    price: Decimal | None
    seat_name: str
    zone_name: str
    row: str | None
    place: str | None
    guest: Guest


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan (qtickets 2.8).

    Attributes:
        success: what the source says, None when it does not.
        checked_at: the time that it holds now; another than was sent means that somebody was first.
    """

    barcode: str
    success: bool | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The answer to a batch of scans, whose form is not documented (qtickets 3, Q22).

    Attributes:
        results: what was said about single scans.
        unconfirmed: codes that the answer says nothing about; ask for their status.
    """

    results: tuple[ScanResult, ...]
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColorTheme:
    """A price shade, `#rrggbb`."""

    id: int
    color: str


@dataclass(frozen=True, slots=True)
class QtDiscount:
    """A discount (qtickets 2.8)."""

    id: int
    name: str
    type: str
    is_active: bool
    active_from: datetime | None
    active_to: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class QtPromoCode:
    """A promo code (qtickets 2.8); `most_uses` 0 is taken for unlimited."""

    id: int
    discount_id: int | None
    code: str
    type: int | None
    is_active: bool
    most_uses: int
    active_from: datetime | None
    active_to: datetime | None
    deleted_at: datetime | None
