"""Which rights a change of a ticket needs (portos 2.4); pure comparison of two versions."""

from __future__ import annotations

from kds.server.access.callers import Caller
from kds.server.tickets.model import Customer, Ticket


def need_rights_to_create(caller: Caller, ticket: Ticket) -> None:
    """Insist on the rights that a new ticket needs.

    Raises:
        Problem: 403.
    """
    caller.need("ticketCreate")
    if ticket.discount_rate and not _is_customers_discount(ticket):
        caller.need("ticketSetDiscount")
    if ticket.customer is not None:
        caller.need("ticketSetCustomer")
    if _owner(ticket) != caller.user_name:
        caller.need("ticketHandover")


def need_rights_to_touch(caller: Caller, ticket: Ticket) -> None:
    """Insist on the right to change this ticket at all: one's own, or anyone's.

    Raises:
        Problem: 403.
    """
    if _owner(ticket) == caller.user_name:
        caller.need("ticketUpdate", "ticketUpdateAny")
    else:
        caller.need("ticketUpdateAny")


def need_rights_to_change(caller: Caller, before: Ticket, after: Ticket) -> None:
    """Insist on the rights that a change needs beyond touching the ticket.

    Raises:
        Problem: 403.
    """
    if after.name != before.name:
        caller.need("ticketRename")
    if after.discount_rate != before.discount_rate and not _is_customers_discount(after):
        caller.need("ticketSetDiscount")
    if after.customer != before.customer:
        caller.need("ticketSetCustomer")
    if _owner(after) != _owner(before):
        if _owner(before) != caller.user_name:
            caller.need("ticketTakeover")
        if _owner(after) != caller.user_name:
            caller.need("ticketHandover")
    amounts = {item.id: item.quantity.amount for item in after.items}
    if any(amounts.get(item.id, 0) < item.quantity.amount for item in before.items):
        caller.need("storno")


def _owner(ticket: Ticket) -> str | None:
    return None if ticket.employee is None else ticket.employee.user_name


def _is_customers_discount(ticket: Ticket) -> bool:
    customer: Customer | None = ticket.customer
    return customer is not None and customer.discount_rate == ticket.discount_rate
