"""What is known of the shop's inquiries: the last reading of each, its thread, who asks, and the orders it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kds.domain.inquiries.inquiry import Customer, Inquiry, InquiryMessage
from kds.domain.inquiries.news import InquirySweep
from kds.domain.inquiries.web_order import WebOrder

MOST_WEB_ORDERS = 200
"""Order numbers whose answer is remembered; the oldest goes first."""


class Inbox:
    """Inquiries by id.

    Attributes:
        version: grows with each change, so that nothing is made anew for nothing.
    """

    def __init__(self) -> None:
        self.version = 0
        self._inquiries: dict[int, Inquiry] = {}
        self._customers: dict[int, Customer | None] = {}
        self._web_orders: dict[str, WebOrder | None] = {}

    @property
    def inquiries(self) -> tuple[Inquiry, ...]:
        """All of them, by id, with the names of those who ask where they are known."""
        return tuple(map(self._named, self._inquiries.values()))

    @property
    def web_orders(self) -> Mapping[str, WebOrder | None]:
        """Order number → what the web shop says, None for a number that it does not know."""
        return self._web_orders

    def inquiry(self, inquiry_id: int) -> Inquiry | None:
        """Give one, None when it is not known."""
        found = self._inquiries.get(inquiry_id)
        return None if found is None else self._named(found)

    def knows_customer(self, customer_id: int) -> bool:
        """Whether somebody has asked for that customer."""
        return customer_id in self._customers

    def take_all(self, sweep: InquirySweep) -> None:
        """Take over a sweep: what it does not have any more is forgotten."""
        listed = {inquiry.id for inquiry in sweep.inquiries}
        for gone in [each for each in self._inquiries if each not in listed]:
            del self._inquiries[gone]
        for inquiry in sweep.inquiries:
            self.take(inquiry)
        asking = {inquiry.customer_id for inquiry in sweep.inquiries}
        self._customers = {key: one for key, one in self._customers.items() if key in asking}
        self.version += 1

    def take(self, inquiry: Inquiry) -> None:
        """Take over what was read of one; the last known thread stays where none came with it."""
        former = self._inquiries.get(inquiry.id)
        if former is not None and inquiry.messages is None:
            inquiry = replace(inquiry, messages=former.messages)
        self._inquiries[inquiry.id] = inquiry
        self.version += former != inquiry

    def take_thread(self, inquiry_id: int, messages: Iterable[InquiryMessage]) -> None:
        """Take over a thread."""
        known = self._inquiries.get(inquiry_id)
        if known is not None:
            self.take(replace(known, messages=tuple(messages)))

    def take_message(self, inquiry_id: int, message: InquiryMessage) -> None:
        """Add a message that we wrote to a thread that was read."""
        known = self._inquiries.get(inquiry_id)
        if known is not None and known.messages is not None and message not in known.messages:
            self.take_thread(inquiry_id, (*known.messages, message))

    def take_customer(self, customer_id: int, customer: Customer | None) -> None:
        """Take over who a customer is; e-mail and phone are not kept."""
        self._customers[customer_id] = None if customer is None else Customer(customer.id, customer.name)
        self.version += 1

    def take_web_order(self, number: str, order: WebOrder | None) -> None:
        """Take over what the web shop says about a number."""
        changed = number not in self._web_orders or self._web_orders[number] != order
        self._web_orders.pop(number, None)
        self._web_orders[number] = order
        if len(self._web_orders) > MOST_WEB_ORDERS:
            del self._web_orders[next(iter(self._web_orders))]
        self.version += changed

    def forget(self, inquiry_id: int) -> None:
        """Forget one that the shop does not know any more."""
        self.version += self._inquiries.pop(inquiry_id, None) is not None

    def _named(self, inquiry: Inquiry) -> Inquiry:
        customer = None if inquiry.customer_id is None else self._customers.get(inquiry.customer_id)
        return replace(inquiry, customer_name=customer.name) if customer is not None else inquiry
