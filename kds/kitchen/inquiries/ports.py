"""What the inquiries need from a shop system, as a protocol; the wiring plugs in `sources.lightspeed`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from kds.domain.inquiries.inquiry import Customer, Inquiry, InquiryMessage
from kds.domain.inquiries.news import InquiryNews, InquirySweep, OpenedShop, WriteRight
from kds.domain.inquiries.web_order import WebOrder


class Shop(Protocol):
    """A system that customers write to. Every method raises `kds.errors.SourceError` and nothing else."""

    name: str
    write_right: WriteRight

    def server_now(self) -> datetime:
        """Give the time by the shop's clock, aware UTC."""
        ...

    async def open(self) -> OpenedShop:
        """Prove that address and key are right."""
        ...

    async def sweep(self) -> InquirySweep:
        """Read everything that matters now."""
        ...

    async def light(self) -> InquiryNews:
        """Look for new inquiries only."""
        ...

    async def read(self, inquiry_id: int) -> Inquiry | None:
        """Read one inquiry, None when the shop does not know it any more."""
        ...

    async def messages(self, inquiry_id: int, *, fresh: bool = False) -> tuple[InquiryMessage, ...]:
        """Give a thread, oldest first; `fresh` reads it whatever is remembered."""
        ...

    async def set_flags(
        self,
        inquiry_id: int,
        *,
        is_answered: bool | None = None,
        is_to_do: bool | None = None,
        is_closed: bool | None = None,
        notifies: bool | None = None,
    ) -> Inquiry:
        """Set flags to these values and give the inquiry as it is then."""
        ...

    async def set_memo(self, inquiry_id: int, text: str) -> Inquiry:
        """Set the internal note."""
        ...

    async def reply(self, inquiry_id: int, text: str) -> InquiryMessage:
        """Write to the customer; each call is a message."""
        ...

    async def customer(self, customer_id: int) -> Customer | None:
        """Give a customer, None when nobody is known or may be seen."""
        ...

    async def web_order(self, number: str) -> WebOrder | None:
        """Give the web-shop order with a number, None when there is none."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
