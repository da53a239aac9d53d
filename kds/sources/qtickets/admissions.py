"""Turns what Qtickets knows into what the door and the kitchen need: shows, a hall's plan, admissions; it reads nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from kds.domain.venue.admission import Admission, admission_state, initials_of
from kds.domain.venue.seats import Seat, find_seat, seat_of_key, zone_part
from kds.domain.venue.show import Show
from kds.sources.qtickets.translate import name
from kds.sources.qtickets.values import Guest, QtBarcode, QtEvent, QtOrder, QtSeat, QtShow, QtTicket


def shows_of(event: QtEvent) -> tuple[Show, ...]:
    """Give an event's dates, deleted ones included."""
    return tuple(_show(event, date) for date in event.shows)


def _show(event: QtEvent, date: QtShow) -> Show:
    return Show(
        id=date.id,
        event_id=event.id,
        event=event.name,
        name=date.name,
        place=event.place,
        time_zone=event.time_zone,
        doors_at=date.doors_at,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        on_sale=date.is_active,
        is_removed=date.deleted_at is not None or event.deleted_at is not None,
    )


def add_to_plan(plan: dict[str, Seat], seats: Iterable[QtSeat]) -> None:
    """Add seats to the plan of a hall: by seat key, with and without a tariff (qtickets 6.4)."""
    for seat in seats:
        known = _seat(seat)
        for key in (seat.root_id, seat.id):
            if key:
                plan.setdefault(key, known)


def _seat(seat: QtSeat) -> Seat:
    by_key = seat_of_key(seat.root_id or seat.id)
    zone = seat.zone_root_id or (name(by_key.zone) if by_key else seat.zone_id)
    zone_name = zone_part(seat.name)
    if seat.is_standing:  # its name has nothing behind the sector
        return Seat(sys.intern(zone), sys.intern(zone_name or seat.name or zone), is_standing=True)
    row = seat.row or (name(by_key.row) if by_key else None)
    place = seat.place or (name(by_key.place) if by_key else None)
    return Seat(sys.intern(zone), sys.intern(zone_name or zone), row, place, seat.is_standing)


def admissions_of(
    order: QtOrder, show_id: int, plan: Mapping[str, Seat], shown_answers: Sequence[str] = ()
) -> tuple[Admission, ...]:
    """Give an order's admissions to one show, valid or not.

    Args:
        plan: the hall, empty when it is not known.
        shown_answers: which answers of the order's form become notes.
    """
    answers = tuple(order.answers[key] for key in shown_answers if order.answers.get(key))
    tickets = [ticket for ticket in order.tickets or () if ticket.show_id == show_id]
    return tuple(_admission(ticket, order, plan, answers) for ticket in tickets)


def _admission(ticket: QtTicket, order: QtOrder, plan: Mapping[str, Seat], answers: tuple[str, ...]) -> Admission:
    seat = find_seat(ticket.seat_id, plan, ticket.seat_name or "")
    guest = ticket.guest if ticket.guest.surname or ticket.guest.name else order.buyer
    changes = [moment for moment in (ticket.updated_at, order.updated_at) if moment is not None]
    return Admission(
        show_id=ticket.show_id,
        barcode=ticket.barcode,
        basket_id=ticket.id,
        order_id=order.id,
        state=admission_state(
            paid=order.is_paid,
            order_deleted_at=order.deleted_at,
            deleted_at=ticket.deleted_at,
            refunded_at=ticket.refunded_at,
            barcode=ticket.barcode,
        ),
        zone=sys.intern(name(seat.zone)),
        zone_name=sys.intern(name(seat.zone_name)),
        row=name(seat.row) or None,
        place=name(seat.place) or None,
        is_standing=seat.is_standing,
        seat_name=ticket.seat_name or "",
        name=_full_name(guest),
        initials=initials_of(guest.surname, guest.name),
        tariff=ticket.tariff or "",
        comment=ticket.comment,
        notes=answers,
        services=ticket.services,
        guests=max(ticket.quantity, 1),
        paid_at=order.paid_at,
        checked_at=ticket.checked_at,
        changed_at=max(changes, default=None),
    )


def admission_by_code(row: QtBarcode, show_id: int) -> Admission:
    """Give the admission of a code that no order names, such as one sold elsewhere."""
    zone = row.zone_name or zone_part(row.seat_name)
    return Admission(
        show_id=show_id,
        barcode=row.barcode,
        zone=zone,
        zone_name=zone,
        row=None if row.is_standing else row.row,
        place=None if row.is_standing else row.place,
        is_standing=row.is_standing,
        seat_name=row.seat_name,
        name=_full_name(row.guest),
        initials=initials_of(row.guest.surname, row.guest.name),
    )


def _full_name(guest: Guest) -> str:
    return f"{guest.surname} {guest.name}".strip()
