"""What the shop is asked and when, one small step a second and within the budget of its key; failures only make it wait.

The order is that of urgency: prove the key, follow a webhook, sweep, look for new ones, then threads, names and orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kds.domain.clock import Clock
from kds.domain.connection import Connection, Link
from kds.domain.inquiries.inquiry import Inquiry
from kds.domain.inquiries.phases import InquiryPhase, phase_of
from kds.errors import Busy, Missing, SourceError
from kds.kitchen.inquiries.inbox import Inbox
from kds.kitchen.inquiries.ports import Shop

FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
"""Pauses after failures in a row: doubled from the first to the longest, unless the shop says how long."""
MOST_WOKEN = 50
"""Webhooks that wait to be followed; of more a sweep takes care."""
THREADS_BACK = timedelta(hours=24)
"""An answered inquiry that changed within this time has its thread read again: the customer may have written."""
SILENT_POLLS = 3
"""Light looks without an answer after which the header no longer says LIVE."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the shop is asked (lightspeed 1.1 and 6).

    Attributes:
        light: between two looks for new inquiries, two requests each.
        sweep: between two readings of everything.
        sweep_gap: least time between two of them, whatever calls for one.
        thread: how long a thread on the lane is believed.
        web_order: how long the status of a web-shop order is believed.
        proof: between two proofs of a key that may not write, since its rights may have changed.
    """

    light: timedelta = timedelta(seconds=40)
    sweep: timedelta = timedelta(minutes=5)
    sweep_gap: timedelta = timedelta(minutes=1)
    thread: timedelta = timedelta(minutes=5)
    web_order: timedelta = timedelta(minutes=5)
    proof: timedelta = timedelta(minutes=10)


class Rounds:
    """Asks one shop.

    Args:
        shop: who is asked.
        inbox: takes in what it says.
        clock: its monotonic seconds decide what is due.
        pace: how often.
    """

    def __init__(self, shop: Shop, inbox: Inbox, clock: Clock, pace: Pace) -> None:
        self._shop = shop
        self._inbox = inbox
        self._clock = clock
        self._pace = pace
        self._woken: dict[int, None] = {}
        self._threads: dict[int, tuple[datetime | None, float]] = {}
        self._orders: dict[str, float] = {}
        self._proven_at: float | None = None
        self._swept_at: float | None = None
        self._lit_at = 0.0
        self._wants_sweep = True
        self._has_swept = False
        self._not_before = 0.0
        self._failures = 0
        self._error: SourceError | None = None
        self._good: tuple[float, datetime] | None = None

    @property
    def knows_all(self) -> bool:
        """Whether everything that matters was read in this run, so that what is not known is over."""
        return self._has_swept

    def wake(self, inquiry_id: int) -> None:
        """Read one inquiry and its thread soon: a webhook said that something happened."""
        if inquiry_id in self._woken or len(self._woken) < MOST_WOKEN:
            self._woken[inquiry_id] = None
        else:
            self._wants_sweep = True

    async def step(self, lane: Sequence[int], numbers: Sequence[str]) -> None:
        """Ask for what is due most, if anything is; never raises.

        Args:
            lane: ids of the inquiries on the screen.
            numbers: order numbers that they name.
        """
        if self._clock.monotonic() < self._not_before:
            return
        try:
            asked = await self._ask(lane, numbers)
        except SourceError as error:
            self._failed(error)
        else:
            if asked:
                self._failures = 0
                self._error = None
                self._good = (self._clock.monotonic(), self._shop.server_now())

    def connection(self, *, unsent: int, parked: int) -> Connection:
        """Give how alive the shop is: a spent budget is SLOW, any other failure OFFLINE."""
        since: datetime | None = None
        silent = 0.0
        if self._good is not None:
            silent = self._clock.monotonic() - self._good[0]
            since = self._good[1]
        link = Link.LIVE if self._good is not None else Link.CONNECTING
        if self._error is not None:
            link = Link.SLOW if isinstance(self._error, Busy) else Link.OFFLINE
        elif silent > SILENT_POLLS * self._pace.light.total_seconds():
            link = Link.SLOW
        is_silent = link in (Link.SLOW, Link.OFFLINE)
        return Connection(
            link=link,
            last_answer_at=since,
            offline_since=since if is_silent else None,
            reason=str(self._error) if self._error is not None else "",
            unsent=unsent,
            parked=parked,
        )

    async def _ask(self, lane: Sequence[int], numbers: Sequence[str]) -> bool:
        """Take the first step that is due; give whether there was one."""
        now = self._clock.monotonic()
        if self._is_proof_due(now):
            await self._shop.open()
            self._proven_at = now
        elif self._woken:
            await self._follow(next(iter(self._woken)))
        elif self._is_sweep_due(now):
            await self._sweep(now)
        elif now - self._lit_at >= self._pace.light.total_seconds():
            await self._look(now)
        else:
            return await self._ask_more(now, lane, numbers)
        return True

    async def _ask_more(self, now: float, lane: Sequence[int], numbers: Sequence[str]) -> bool:
        """Ask for what makes cards better: threads, names, orders of the web shop."""
        inquiry = next(self._unread(now, lane), None)
        if inquiry is not None:
            await self._read_thread(inquiry.id, inquiry.updated_at, fresh=False)
            return True
        nameless = next(self._nameless(lane), None)
        if nameless is not None:
            self._inbox.take_customer(nameless, await self._shop.customer(nameless))
            return True
        number = next((each for each in numbers if self._is_order_due(each, now)), None)
        if number is None:
            return False
        await self._look_up(number, now)
        return True

    def _is_proof_due(self, now: float) -> bool:
        if self._proven_at is None:
            return True
        return not self._shop.write_right.is_given and now - self._proven_at >= self._pace.proof.total_seconds()

    def _is_sweep_due(self, now: float) -> bool:
        if self._swept_at is None:
            return True
        pause = self._pace.sweep_gap if self._wants_sweep else self._pace.sweep
        return now - self._swept_at >= pause.total_seconds()

    async def _sweep(self, now: float) -> None:
        self._swept_at = self._lit_at = now
        sweep = await self._shop.sweep()
        self._wants_sweep = not sweep.is_complete
        self._has_swept = self._has_swept or sweep.is_complete
        self._inbox.take_all(sweep)
        listed = {inquiry.id for inquiry in sweep.inquiries}
        self._threads = {key: noted for key, noted in self._threads.items() if key in listed}

    async def _look(self, now: float) -> None:
        self._lit_at = now
        news = await self._shop.light()
        for inquiry in news.new:
            self._inbox.take(inquiry)
        self._wants_sweep = self._wants_sweep or news.needs_sweep

    async def _follow(self, inquiry_id: int) -> None:
        inquiry = await self._shop.read(inquiry_id)
        if inquiry is None:
            self._inbox.forget(inquiry_id)
        else:
            self._inbox.take(inquiry)
            await self._read_thread(inquiry_id, inquiry.updated_at, fresh=True)
        self._woken.pop(inquiry_id, None)

    async def _read_thread(self, inquiry_id: int, version: datetime | None, *, fresh: bool) -> None:
        try:
            thread = await self._shop.messages(inquiry_id, fresh=fresh)
        except Missing:
            self._inbox.forget(inquiry_id)
            return
        self._threads[inquiry_id] = (version, self._clock.monotonic())
        self._inbox.take_thread(inquiry_id, thread)

    def _unread(self, now: float, lane: Sequence[int]) -> Iterator[Inquiry]:
        """Give the inquiries whose thread should be read: those on the lane first, then whatever changed lately."""
        for inquiry in self._known(lane):
            noted = self._threads.get(inquiry.id)
            if noted is None or noted[0] != inquiry.updated_at or now - noted[1] >= self._pace.thread.total_seconds():
                yield inquiry
        recent = self._shop.server_now() - THREADS_BACK
        for inquiry in self._inbox.inquiries:
            phase = phase_of(inquiry)
            is_open = phase in (InquiryPhase.UNANSWERED, InquiryPhase.TO_DO)
            has_changed = phase is InquiryPhase.ANSWERED and (inquiry.updated_at or inquiry.created_at) >= recent
            noted = self._threads.get(inquiry.id)
            if (is_open or has_changed) and (noted is None or noted[0] != inquiry.updated_at):
                yield inquiry

    def _nameless(self, lane: Sequence[int]) -> Iterator[int]:
        for inquiry in self._known(lane):
            if inquiry.customer_id is not None and not self._inbox.knows_customer(inquiry.customer_id):
                yield inquiry.customer_id

    def _known(self, ids: Iterable[int]) -> Iterator[Inquiry]:
        for inquiry_id in ids:
            inquiry = self._inbox.inquiry(inquiry_id)
            if inquiry is not None:
                yield inquiry

    def _is_order_due(self, number: str, now: float) -> bool:
        asked_at = self._orders.get(number)
        return asked_at is None or now - asked_at >= self._pace.web_order.total_seconds()

    async def _look_up(self, number: str, now: float) -> None:
        self._orders = {key: at for key, at in self._orders.items() if key in self._inbox.web_orders} | {number: now}
        self._inbox.take_web_order(number, await self._shop.web_order(number))

    def _failed(self, error: SourceError) -> None:
        self._error = error
        if isinstance(error, Busy) and error.retry_after is not None:
            pause = error.retry_after
        else:
            pause = min(FIRST_PAUSE_SECONDS * 2**self._failures, LONGEST_PAUSE_SECONDS)
        self._failures = min(self._failures + 1, 10)
        self._not_before = self._clock.monotonic() + pause
