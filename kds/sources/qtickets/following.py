"""Finds the orders that are new or changed since a bookmark, by filters that Qtickets may not know; each proves itself.

That lists can be filtered by `id` and `updated_at` is not documented (qtickets 10). So every question is asked in a way
that a working filter must answer with an order already known; when that is missing, or others come, the filter is given up.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from kds.domain.venue.reading import Bookmark
from kds.errors import Busy
from kds.sources.qtickets.asking import Operator, Where
from kds.sources.qtickets.client import QticketsClient
from kds.sources.qtickets.listing import TRIES, Listing, Page
from kds.sources.qtickets.values import QtOrder

OVERLAP = timedelta(minutes=10)
"""How far before the last reading changes are looked for (qtickets 6.3)."""
MOST_LAST_PAGES = 20
"""Pages read from the end of the list when orders can't be filtered by number: 1,000 new orders."""

LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Found:
    """Orders found, and rows that were no use."""

    orders: list[QtOrder] = field(default_factory=list)
    dropped: int = 0
    unreadable: int = 0

    def take(self, page: Page[QtOrder]) -> None:
        """Add a page."""
        self.orders.extend(page.rows)
        self.dropped += page.dropped
        self.unreadable += page.unreadable


class Trust:
    """Whether a filter is believed to work."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._refused = 0
        self.holds = True

    def worked(self) -> None:
        """Take note of an answer."""
        self._refused = 0

    def is_doubtful(self) -> bool:
        """Take note of a 503, which is also how Qtickets answers a filter that it does not know; say whether it is one too many."""
        self._refused += 1
        return self._refused >= TRIES

    def lose(self) -> None:
        """Give the filter up."""
        LOG.warning("orders can't be filtered by %s; they are found another way from now on", self._column)
        self.holds = False


class Following:
    """Asks for what is new; remembers which filters work.

    Args:
        client: the routes that read.
    """

    def __init__(self, client: QticketsClient) -> None:
        self._client = client
        self._by_number = Trust("id")
        self._by_change = Trust("updated_at")

    @property
    def sees_edits(self) -> bool:
        """Whether changed orders can be found at all."""
        return self._by_change.holds

    async def newer(self, event_id: int, since: Bookmark, found: Found) -> None:
        """Find orders with a higher number than the last one known.

        Raises:
            SourceError: no good answer.
        """
        of_event = Where("event_id", event_id)
        last = since.last_order_id
        if last and not self._by_number.holds:
            await self._at_the_end(self._client.orders([of_event]), last, found)
            return
        listing = self._client.orders([of_event, Where("id", last, Operator.AT_LEAST)] if last else [of_event])
        ids = await self._all(listing, self._by_number, found)
        if self._by_number.holds and last and last not in ids:
            self._by_number.lose()
        if not self._by_number.holds:
            await self._at_the_end(self._client.orders([of_event]), last, found)

    async def edited(self, event_id: int, since: Bookmark, found: Found) -> None:
        """Find orders that changed; none when they can't be filtered by that.

        Raises:
            SourceError: no good answer.
        """
        if not self._by_change.holds:
            return
        from_then = since.at - OVERLAP
        witness = since.changed_order_id if since.changed_at is not None else 0
        if since.changed_at is not None:
            from_then = min(from_then, since.changed_at)
        where = [Where("event_id", event_id), Where("updated_at", from_then, Operator.AT_LEAST)]
        ids = await self._all(self._client.orders(where), self._by_change, found)
        if self._by_change.holds and witness and witness not in ids:
            self._by_change.lose()

    async def _all(self, listing: Listing[QtOrder], trust: Trust, found: Found) -> set[object]:
        """Read a filtered list; the first page with rows that were not asked for ends it."""
        ids: set[object] = set()
        try:
            async for page in listing.pages():
                trust.worked()
                found.take(page)
                ids |= page.ids
                if page.dropped:
                    trust.lose()
                    break
        except Busy as error:
            if error.status != HTTPStatus.SERVICE_UNAVAILABLE or not trust.is_doubtful():
                raise
            await self._client.canary()  # a server with too much to do refuses this one as well
            trust.lose()
        return ids

    async def _at_the_end(self, listing: Listing[QtOrder], last: int, found: Found) -> None:
        """Read from the last page back to the last order known."""
        first = await listing.page(1)
        number = -(-(first.total or 0) // first.per_page)
        for back in range(MOST_LAST_PAGES):
            page = first if number - back <= 1 else await listing.page(number - back)
            found.take(page)
            if page is first or any(order.id <= last for order in page.rows):
                return
