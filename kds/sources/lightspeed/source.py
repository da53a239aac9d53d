"""A Lightspeed shop as the kitchen sees it: reads inquiries, sends replies and flags; it decides nothing about either.

Every method raises `kds.errors.SourceError` and nothing else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from datetime import datetime, timedelta
from typing import TypeVar

from kds.domain.clock import Clock
from kds.domain.inquiries.inquiry import Customer, Inquiry, InquiryMessage
from kds.domain.inquiries.news import InquiryNews, InquirySweep, OpenedShop, WriteRight
from kds.domain.inquiries.replies import sent_reply
from kds.domain.inquiries.web_order import WebOrder
from kds.errors import Forbidden, Missing, Refused
from kds.language import tr
from kds.sources.lightspeed.access import LightspeedAddress, LightspeedKey
from kds.sources.lightspeed.limits import OTHERS_SHARE, POLL_SHARE, RateLimits, RateWindow
from kds.sources.lightspeed.line import Line, Reading, Writing
from kds.sources.lightspeed.pages import walk
from kds.sources.lightspeed.reader import LightspeedReader
from kds.sources.lightspeed.remembering import ShortMemory
from kds.sources.lightspeed.selection import Selection
from kds.sources.lightspeed.translate import as_customer, as_inquiry, as_message
from kds.sources.lightspeed.values import LsTicket
from kds.sources.lightspeed.web_orders import WebOrders
from kds.sources.lightspeed.writer import LightspeedWriter

INQUIRIES_BACK = timedelta(days=60)
"""How old an inquiry may be that a sweep reads (lightspeed 6)."""
CLOSED_FOR = timedelta(hours=24)
"""How long a closed inquiry still matters, for reopening."""
THREAD_AGE = timedelta(minutes=5)
"""How long a thread is believed; whether a message changes `updatedAt` is not documented (lightspeed 2.1)."""
CUSTOMER_AGE = timedelta(hours=1)
"""How long a customer is remembered (lightspeed 3.3)."""
MOST_REMEMBERED = 500
"""Threads, and customers, that are remembered."""
MOST_CONFIRMED = 5
"""Missing inquiries that one sweep asks for by id."""

Result = TypeVar("Result")


class InquirySource:
    """One shop.

    Args:
        address: where it is.
        key: who we are.
        clock: our own clocks.
        limits: the key's budget, for whoever shares the key; one of its own where it is None.
        inquiries_back: how old an inquiry may be that a sweep reads.
        name: what its commands carry in `source`.

    Raises:
        SettingsError: the certificate can't be used.
    """

    def __init__(
        self,
        address: LightspeedAddress,
        key: LightspeedKey,
        clock: Clock,
        *,
        limits: RateLimits | None = None,
        inquiries_back: timedelta = INQUIRIES_BACK,
        name: str = "lightspeed",
    ) -> None:
        self.name = name
        self.write_right = WriteRight()
        """Whether the shop accepts changes from this key, as far as is known."""
        self._clock = clock
        self._line = line = Line(address, key, limits or RateLimits(clock), clock)
        self.reader = LightspeedReader(Reading(line, POLL_SHARE))
        self._checks = LightspeedReader(Reading(line, OTHERS_SHARE))
        self._writer = LightspeedWriter(Writing(line))
        self._web_orders = WebOrders(self.reader.supporting, clock, self.server_now)
        self._threads: ShortMemory[int, tuple[datetime | None, tuple[InquiryMessage, ...]]] = ShortMemory(
            clock, age=THREAD_AGE, most=MOST_REMEMBERED
        )
        self._customers: ShortMemory[int, Customer | None] = ShortMemory(clock, age=CUSTOMER_AGE, most=MOST_REMEMBERED)
        self._inquiries_back = inquiries_back
        self._known: dict[int, LsTicket] = {}
        self._taken: dict[int, LsTicket] = {}
        self._highest_id: int | None = None
        self._count: int | None = None

    @property
    def windows(self) -> tuple[RateWindow, ...]:
        """What is left of the key's budget, for the status bar."""
        return self._line.limits.windows

    def server_now(self) -> datetime:
        """Give the time by the shop's clock, aware UTC: all ages are counted from it (lightspeed 6)."""
        return self._clock.now() + self._line.clock_offset

    async def open(self) -> OpenedShop:
        """Prove key, cluster and language; a refused write before is forgiven, because the key may have changed."""
        shop = await self._checks.supporting.shop()
        self.write_right = WriteRight()
        try:
            permissions = await self._checks.supporting.permissions()
        except (Forbidden, Missing, Refused):
            return OpenedShop(shop.main_domain or shop.sub_domain)
        hint = tr("The API key is said to write nothing.") if permissions.writes_nowhere else ""
        return OpenedShop(shop.main_domain or shop.sub_domain, hint)

    async def sweep(self) -> InquirySweep:
        """Read all inquiries of the last weeks and give those that matter; about one request for each 250 of them."""
        now = self.server_now()
        selection = Selection(created_min=now - self._inquiries_back)
        # what is read or changed one by one while the pages come in is newer than they are
        taken: dict[int, LsTicket] = {}
        self._taken = taken
        found = await walk(
            lambda page: self.reader.inquiries.tickets(selection, page=page),
            lambda: self.reader.inquiries.ticket_count(selection),
            always_counts=True,
        )
        read = {row.id: row for row in found.rows} | taken
        missing = [
            one for one in self._known.values() if one.id not in read and selection.keeps(one.id, one.created_at)
        ]
        gone: frozenset[int] = await self._gone(missing) if found.is_complete else frozenset()
        kept = {one.id: self._known[one.id] for one in missing if one.id not in gone}
        matters = {one_id: one for one_id, one in (kept | read | taken).items() if _matters(one, selection, now)}
        self._known = dict(sorted(matters.items()))
        if found.is_complete:
            self._highest_id = max((row.id for row in found.rows), default=0)
        return InquirySweep(tuple(map(self._inquiry, self._known.values())), found.is_complete, gone, now)

    async def light(self) -> InquiryNews:
        """Look for new inquiries with two requests; answers and closings are not seen by it (lightspeed 3.1, T2)."""
        count = await self.reader.inquiries.ticket_count()
        if self._highest_id is None:
            return InquiryNews((), needs_sweep=True)
        selection = Selection(self._highest_id, created_min=self.server_now() - self._inquiries_back)
        found = await walk(
            lambda page: self.reader.inquiries.tickets(selection, page=page),
            lambda: self.reader.inquiries.ticket_count(selection),
        )
        new = [one for one in found.rows if selection.keeps(one.id, one.created_at)]
        is_explained = self._count is None or count == self._count + len(new)
        self._count = count
        self._highest_id = max((one.id for one in new), default=self._highest_id)
        return InquiryNews(tuple(map(self._take, new)), needs_sweep=not (is_explained and found.is_complete))

    async def read(self, inquiry_id: int) -> Inquiry | None:
        """Read one inquiry, None when the shop does not know it any more."""
        try:
            return self._take(await self._checks.inquiries.ticket(inquiry_id))
        except Missing:
            self._known.pop(inquiry_id, None)
            self._threads.forget(inquiry_id)
            return None

    async def messages(self, inquiry_id: int, *, fresh: bool = False) -> tuple[InquiryMessage, ...]:
        """Give a thread, oldest first, as remembered while the inquiry has not changed.

        Args:
            inquiry_id: whose.
            fresh: read it whatever is remembered; for webhooks, and before a reply is sent again.

        Raises:
            Missing: the shop does not know the inquiry.
        """
        known = self._known.get(inquiry_id)
        version = known.updated_at if known is not None else None
        remembered = self._threads.get(inquiry_id)
        if remembered is not None and remembered.value[0] == version and not fresh:
            return remembered.value[1]
        reads = (self._checks if fresh else self.reader).inquiries
        found = await walk(
            lambda page: reads.messages(inquiry_id, page=page),
            lambda: reads.message_count(inquiry_id),
        )
        thread = sorted(map(as_message, found.rows), key=lambda message: (message.at, message.id))
        return self._threads.put(inquiry_id, (version, tuple(thread)))[1]

    async def set_flags(
        self,
        inquiry_id: int,
        *,
        is_answered: bool | None = None,
        is_to_do: bool | None = None,
        is_closed: bool | None = None,
        notifies: bool | None = None,
    ) -> Inquiry:
        """Set flags to these values and give the inquiry as it is then; sending it again is harmless."""
        changed = self._writer.update_ticket(
            inquiry_id,
            is_answered=is_answered,
            is_todo=is_to_do,
            is_closed=is_closed,
            do_notify_answered=notifies,
        )
        return self._take(await self._written(changed))

    async def set_memo(self, inquiry_id: int, text: str) -> Inquiry:
        """Set the internal note, which must hold what stood there before (`memo.with_line`)."""
        return self._take(await self._written(self._writer.update_ticket(inquiry_id, memo=text)))

    async def reply(self, inquiry_id: int, text: str) -> InquiryMessage:
        """Write to the customer; never call it again before `sent_reply` has looked, for each call is a message."""
        try:
            return as_message(await self._written(self._writer.post_message(inquiry_id, text)))
        finally:
            self._threads.forget(inquiry_id)

    async def sent_reply(
        self, inquiry_id: int, text: str, *, pressed_at: datetime, seen: Collection[int] = ()
    ) -> InquiryMessage | None:
        """Look in the thread whether a reply has arrived; see `kds.domain.inquiries.replies.sent_reply`."""
        thread = await self.messages(inquiry_id, fresh=True)
        return sent_reply(thread, text, pressed_at=pressed_at, seen=seen)

    async def customer(self, customer_id: int) -> Customer | None:
        """Give a customer, remembered for `CUSTOMER_AGE`; None when they are unknown or the key may not see customers."""
        remembered = self._customers.get(customer_id)
        if remembered is not None:
            return remembered.value
        try:
            return self._customers.put(customer_id, as_customer(await self.reader.supporting.customer(customer_id)))
        except (Missing, Forbidden):
            return self._customers.put(customer_id, None)

    async def web_order(self, number: str) -> WebOrder | None:
        """Give the web-shop order with a number that was found in a text, None when there is none."""
        return await self._web_orders.by_number(number)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    async def _written(self, change: Awaitable[Result]) -> Result:
        try:
            result = await change
        except Forbidden as error:
            self.write_right = WriteRight(is_given=False, reason=str(error))
            raise
        self.write_right = WriteRight()
        return result

    async def _gone(self, missing: list[LsTicket]) -> frozenset[int]:
        """Ask for missing inquiries by id; what is found is taken over, what is unknown is gone."""
        asked = [one.id for one in missing[:MOST_CONFIRMED]]
        return frozenset([one_id for one_id in asked if await self.read(one_id) is None])

    def _take(self, one: LsTicket) -> Inquiry:
        self._known[one.id] = self._taken[one.id] = one
        return self._inquiry(one)

    def _inquiry(self, one: LsTicket) -> Inquiry:
        thread = self._threads.get(one.id)
        is_current = thread is not None and thread.value[0] == one.updated_at
        customer = self._customers.get(one.customer_id) if one.customer_id is not None else None
        return as_inquiry(
            one,
            customer_name=customer.value.name if customer is not None and customer.value is not None else "",
            messages=thread.value[1] if thread is not None and is_current else None,
        )


def _matters(one: LsTicket, selection: Selection, now: datetime) -> bool:
    is_recent = (one.updated_at or one.created_at) >= now - CLOSED_FOR
    return selection.keeps(one.id, one.created_at) and (is_recent or not one.is_closed)
