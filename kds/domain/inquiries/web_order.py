"""An order of the web shop, as far as an inquiry about it needs it; read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WebOrderStatus(StrEnum):
    """Where the web shop says an order stands (lightspeed 2.5, Order)."""

    ON_HOLD = "on_hold"
    AWAITING_PAYMENT = "processing_awaiting_payment"
    AWAITING_SHIPMENT = "processing_awaiting_shipment"
    AWAITING_PICKUP = "processing_awaiting_pickup"
    READY_FOR_PICKUP = "processing_ready_for_pickup"
    COMPLETED = "completed"
    SHIPPED = "completed_shipped"
    PICKED_UP = "completed_picked_up"
    CANCELLED = "cancelled"
    OTHER = "other"
    """A word that is not listed."""


@dataclass(frozen=True, slots=True)
class WebOrder:
    """One order of the web shop.

    Attributes:
        id: the source's own.
        number: what customers know, cleaned.
        status: where it stands.
        status_word: the source's own word, cleaned, for people.
        created_at: aware UTC.
    """

    id: int
    number: str
    status: WebOrderStatus
    status_word: str
    created_at: datetime


def same_number(one: str, other: str) -> bool:
    """Whether two order numbers mean the same order: letters in front, case and leading zeros don't matter."""
    digits, others = _digits(one), _digits(other)
    return digits == others if digits and others else one.casefold() == other.casefold()


def _digits(number: str) -> str:
    """Give the digits at the end of `ORD00123`: `123`; "" when something else stands there."""
    head = number.rstrip("0123456789")
    return number[len(head) :].lstrip("0") if not any(char.isdigit() for char in head) else ""
