"""What a ticket costs (portos 2.3, contract 2): decimals, two places, half up; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kds.server.orders.model import ItemType
from kds.server.tickets.model import Ticket, TicketItem
from kds.server.values import CENT, rounded

MICRO = Decimal("0.000001")
"""Precision of unit prices and their VAT (portos 2.3, maths)."""


@dataclass(frozen=True, slots=True)
class Total:
    """An amount without and with VAT."""

    amount: Decimal
    including_vat: Decimal


def unit_price_including_vat(item: TicketItem) -> Decimal:
    """Give the price of one unit with VAT, to six places; a line without a price costs nothing."""
    price: Decimal = Decimal(0) if item.unit_price is None else item.unit_price.amount
    rate = item.plu.vat_info.rate if item.plu.vat_info is not None else None
    return price + rounded(price * (rate or Decimal(0)) / 100, MICRO)


def item_total(item: TicketItem) -> Total:
    """Give what a line costs; a returned one costs less than nothing."""
    price = Decimal(0) if item.unit_price is None else item.unit_price.amount
    sign = -1 if item.type is ItemType.NEGATIVE else 1
    factor = sign * item.quantity.amount * (100 - item.discount_rate) / 100
    return Total(rounded(price * factor, CENT), rounded(unit_price_including_vat(item) * factor, CENT))


def ticket_total(ticket: Ticket) -> Total:
    """Give what a ticket costs: the sum of its lines, less the ticket's own discount."""
    totals = [item_total(item) for item in ticket.items]
    factor = (100 - ticket.discount_rate) / 100
    amount = sum((total.amount for total in totals), Decimal(0))
    including_vat = sum((total.including_vat for total in totals), Decimal(0))
    return Total(rounded(amount * factor, CENT), rounded(including_vat * factor, CENT))
