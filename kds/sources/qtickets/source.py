"""Qtickets as a venue needs it: shows, their admissions, what changed, and scans; it keeps no list and decides no entry."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from kds.domain.venue.admission import Admission
from kds.domain.venue.reading import Bookmark, Changes, Portion, Scan, ScanEnd, ScanOutcome, Stage
from kds.domain.venue.seats import Seat
from kds.domain.venue.show import Show
from kds.errors import Busy, Conflict, Missing, NotTheSource, Refused
from kds.sources.qtickets.admissions import add_to_plan, admission_by_code, admissions_of, shows_of
from kds.sources.qtickets.asking import Operator, Where
from kds.sources.qtickets.client import QticketsClient
from kds.sources.qtickets.connection import Connection, QticketsAddress, Reader, Writer
from kds.sources.qtickets.following import Following, Found
from kds.sources.qtickets.gate import QticketsGate
from kds.sources.qtickets.listing import TRIES, patiently
from kds.sources.qtickets.pace import Pace
from kds.sources.qtickets.server_clock import ServerClock
from kds.sources.qtickets.values import QtOrder

PORTION = 500
"""Seats or codes taken over at a time; whoever else has work goes on in between."""
MOST_PLANS = 8
"""Halls kept at one time; the one read longest ago is forgotten."""

LOG = logging.getLogger(__name__)


class _Walk:
    """Adds up one walk through a show's orders."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self.read = self.dropped = self.unreadable = 0
        self.total: int | None = None
        self._last = 0
        self._changed: tuple[datetime, int] | None = None

    def take(self, order: QtOrder) -> None:
        self._last = max(self._last, order.id)
        self.unreadable += order.unreadable
        if order.updated_at is not None:
            self._changed = max(self._changed or (order.updated_at, order.id), (order.updated_at, order.id))

    @property
    def bookmark(self) -> Bookmark:
        changed_at, changed_order = self._changed or (None, 0)
        return Bookmark(self._last, self._at, changed_order, changed_at)


class VenueSource:
    """Reads and scans at Qtickets. Every method raises `kds.errors.SourceError` and nothing else.

    Args:
        address: where it is and where the token is kept.
        name: what it is called beside other sources.
        shown_answers: which answers of the order's form (`fields`, `custom`) become notes.
        pace: keeps requests apart.
        clock: learns the other side's time.
    """

    def __init__(
        self,
        address: QticketsAddress,
        *,
        name: str = "qtickets",
        shown_answers: Sequence[str] = (),
        pace: Pace | None = None,
        clock: ServerClock | None = None,
    ) -> None:
        self._name = name
        self._shown_answers = tuple(shown_answers)
        self._pace = pace or Pace()
        self._clock = clock or ServerClock()
        self._connection = Connection(address, self._pace, self._clock)
        self._client = QticketsClient(Reader(self._connection))
        self._gate = QticketsGate(Writer(self._connection))
        self._following = Following(self._client)
        self._plans: dict[int, Mapping[str, Seat]] = {}

    @property
    def name(self) -> str:
        """What it is called beside other sources."""
        return self._name

    @property
    def clock_offset(self) -> timedelta | None:
        """What to add to this machine's time for that of Qtickets, None before the first answer with a `Date`."""
        return self._clock.offset

    @property
    def server_time(self) -> datetime | None:
        """The `Date` of the last answer that had one, UTC."""
        return self._clock.last

    async def open(self) -> None:
        """Make sure that the token is accepted and that filters arrive; also after a time of trouble.

        Raises:
            NotTheSource: something on the way strips the body of GET requests.
        """
        await self._client.canary()
        self._following = Following(self._client)

    async def shows(self, event_id: int | None = None) -> tuple[Show, ...]:
        """Give the shows that were not removed, the earliest first; of all events, or quickly those of one."""
        if event_id is not None:
            events = [await self._client.event(event_id)]
        else:
            listing = self._client.events([Where("deleted_at", operator=Operator.NULL)])
            pages = [page.rows async for page in listing.pages(tries=TRIES, sleep=self._pace.sleep)]
            events = [event for rows in pages for event in rows]
        found = [show for event in events for show in shows_of(event) if not show.is_removed]
        never = datetime.max.replace(tzinfo=UTC)
        return tuple(sorted(found, key=lambda show: (show.starts_at or show.doors_at or never, show.id)))

    async def load(self, show: Show, *, with_unpaid: bool = False) -> AsyncIterator[Portion]:
        """Read everything of a show, portion by portion; nothing of it is kept here but the plan of the hall.

        Args:
            with_unpaid: orders that were never paid too.
        """
        walk = _Walk(self._clock.now())
        await self._read_plan(show)
        yield Portion(Stage.SEATS, server_time=self.server_time)
        seen: set[str] = set()
        async for portion in self._orders(show, walk, with_unpaid=with_unpaid):
            seen.update(admission.barcode for admission in portion.admissions if admission.barcode)
            yield portion
        codes = await patiently(partial(self._client.barcodes, show.id), sleep=self._pace.sleep)
        extra = [row for row in codes if row.barcode not in seen]
        for start in range(0, len(extra), PORTION):
            some = tuple(admission_by_code(row, show.id) for row in extra[start : start + PORTION])
            yield self._portion(Stage.BARCODES, walk, some)
        yield self._portion(Stage.DONE, walk, (), walk.bookmark)

    async def checked(self, show: Show) -> AsyncIterator[Portion]:
        """Read the show's paid orders again, which is the only way to see scans made elsewhere (qtickets 5.3)."""
        walk = _Walk(self._clock.now())
        async for portion in self._orders(show, walk, with_unpaid=False):
            yield portion
        yield self._portion(Stage.DONE, walk, (), walk.bookmark)

    async def changes(self, show: Show, since: Bookmark) -> Changes:
        """Give the admissions of orders that are new or changed since a bookmark, as they are now."""
        walk = _Walk(self._clock.now())
        found = Found()
        await self._following.newer(show.event_id, since, found)
        await self._following.edited(show.event_id, since, found)
        admissions: list[Admission] = []
        for order in {order.id: order for order in found.orders}.values():
            walk.take(order)
            admissions.extend(await self._admissions(order, show))
        now = walk.bookmark
        changed = max(
            ((mark.changed_at, mark.changed_order_id) for mark in (now, since) if mark.changed_at is not None),
            default=(None, 0),
        )
        return Changes(
            admissions=tuple(admissions),
            bookmark=Bookmark(max(now.last_order_id, since.last_order_id), now.at, changed[1], changed[0]),
            sees_edits=self._following.sees_edits,
            dropped=found.dropped,
            unreadable=found.unreadable + walk.unreadable,
            server_time=self.server_time,
        )

    async def read_order(self, show: Show, order_id: int) -> tuple[Admission, ...]:
        """Give one order's admissions to a show as they are now, none when Qtickets does not know the order."""
        try:
            order = await self._client.order(order_id)
        except Missing:
            return ()
        return await self._admissions(order, show)

    async def scan_status(self, show: Show, barcode: str) -> datetime | None:
        """Give when a code was scanned, UTC, None when it was not.

        Raises:
            Missing: the show has no such code.
        """
        return await self._client.scan_status(show.id, barcode)

    async def record_scan(self, show: Show, barcode: str, at: datetime) -> ScanOutcome:
        """Record a scan unless somebody was first; sending it again is harmless.

        Args:
            at: when, aware, by the clock of Qtickets (`clock_offset`), the very same at every try.

        Raises:
            Missing: the show has no such code.
            Unreachable: also when the scan may have arrived; the next try finds out.
        """
        held = await self._client.scan_status(show.id, barcode)
        if held is not None:
            return ScanOutcome(barcode, _end(held, at), held)
        try:
            result = await self._gate.record_scan(show.id, barcode, at)
        except (Refused, Conflict):
            held = await self._client.scan_status(show.id, barcode)
            if held is None:
                raise
            return ScanOutcome(barcode, _end(held, at), held)
        return ScanOutcome(barcode, _end(result.checked_at, at, result.success), result.checked_at)

    async def record_scans(self, show: Show, scans: Sequence[Scan]) -> tuple[ScanOutcome, ...]:
        """Record scans made without a network, at most `gate.MOST_SCANS`, the earliest first, each code once.

        Nothing is read before, so read `checked` first where another gate may have scanned; what comes back unconfirmed
        is told by `scan_status`. A batch that stays `Busy` may hold one scan that is never accepted: halve it.

        Raises:
            Refused: there are none, or too many; nothing was sent.
        """
        earliest: dict[str, datetime] = {}
        for scan in sorted(scans, key=lambda scan: scan.at):
            earliest.setdefault(scan.barcode, scan.at)
        outcome = await self._gate.record_scans(show.id, list(earliest.items()))
        told = {result.barcode: result for result in outcome.results}
        return tuple(
            ScanOutcome(barcode, _end(told[barcode].checked_at, at, told[barcode].success), told[barcode].checked_at)
            if barcode in told
            else ScanOutcome(barcode, ScanEnd.UNCONFIRMED)
            for barcode, at in earliest.items()
        )

    async def aclose(self) -> None:
        """Close the connections; the source is not used afterwards."""
        await self._connection.aclose()

    async def _read_plan(self, show: Show) -> None:
        """Read the hall; without it zones are told by the grammar of seat keys."""
        try:
            seats = await patiently(partial(self._client.seats, show.id), sleep=self._pace.sleep)
        except (Busy, Missing, NotTheSource, Refused) as error:
            LOG.warning("the hall of show %d can't be read: %s", show.id, error)
            return
        plan: dict[str, Seat] = {}
        every = list(seats.values())
        for start in range(0, len(every), PORTION):
            add_to_plan(plan, every[start : start + PORTION])
            await asyncio.sleep(0)
        self._plans.pop(show.id, None)
        self._plans[show.id] = plan
        while len(self._plans) > MOST_PLANS:
            del self._plans[next(iter(self._plans))]

    async def _orders(self, show: Show, walk: _Walk, *, with_unpaid: bool) -> AsyncIterator[Portion]:
        where = [Where("event_id", show.event_id)]
        if not with_unpaid:
            where.append(Where("payed", 1))
        async for page in self._client.orders(where).pages(tries=TRIES, sleep=self._pace.sleep):
            walk.read += page.read
            walk.total = page.total
            walk.dropped += page.dropped
            walk.unreadable += page.unreadable
            admissions: list[Admission] = []
            for order in page.rows:
                walk.take(order)
                admissions.extend(await self._admissions(order, show))
            yield self._portion(Stage.ORDERS, walk, tuple(admissions))

    async def _admissions(self, order: QtOrder, show: Show) -> tuple[Admission, ...]:
        if order.event_id != show.event_id:
            return ()
        if order.tickets is None:
            order = await patiently(partial(self._client.order, order.id), sleep=self._pace.sleep)
        return admissions_of(order, show.id, self._plans.get(show.id, {}), self._shown_answers)

    def _portion(
        self, stage: Stage, walk: _Walk, admissions: tuple[Admission, ...], bookmark: Bookmark | None = None
    ) -> Portion:
        return Portion(
            stage=stage,
            admissions=admissions,
            orders_read=walk.read,
            orders_total=walk.total,
            dropped=walk.dropped,
            unreadable=walk.unreadable,
            bookmark=bookmark,
            server_time=self.server_time,
        )


def _end(held: datetime | None, sent: datetime, success: bool | None = None) -> ScanEnd:
    """Compare the time that Qtickets holds with the one that was sent."""
    if held is not None and held != sent.astimezone(UTC).replace(microsecond=0):
        return ScanEnd.ALREADY_IN
    if success is False:
        return ScanEnd.REFUSED
    return ScanEnd.UNCONFIRMED if held is None else ScanEnd.RECORDED
