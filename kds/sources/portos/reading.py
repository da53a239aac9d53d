"""Reads orders page by page and translates only what changed; it sends no changes and knows no station.

An unchanged answer costs one digest, or a 304; of a changed one only the orders that changed are parsed
(performance, section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from pydantic_core import to_json

from kds.domain.order import Order
from kds.language import tr
from kds.sources.http import Answer, TooLarge
from kds.sources.portos.answers import TooDeep, parsed, parsed_json, strange
from kds.sources.portos.client import PAGE_SIZE, Orders, Params
from kds.sources.portos.names import WireNames
from kds.sources.portos.slips import Cutter
from kds.sources.portos.translate import Translation

ORDER_LIMIT_BYTES = 1024 * 1024
"""Longest JSON of one order; a longer one is shown as a card that says so (reliability 4.1)."""
READING_LIMIT_BYTES = 64 * 1024 * 1024
"""No further page is read after so much; the rest is counted only."""
_STAND_IN = "?"
_DIGEST_BYTES = 16
GROWS_AFTER_READS = 60
"""A page that had to be halved is asked for twice as large again after so many reads, about a minute of polls."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What one read gave.

    Attributes:
        orders: the very same tuple as before while nothing changed.
        answer: the last answer, for its headers.
        pages: how many pages it took; between two of them an order can slip through.
        left_out: how many more there are than were read.
    """

    orders: tuple[Order, ...]
    answer: Answer
    pages: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    """One page as it came; its bytes themselves would be kept twice, as the texts of the orders are most of them.

    Attributes:
        digest: of its bytes, which tells an unchanged one of a till that sends no tags.
        size: how many bytes.
        etag: its tag, None where the till sends none.
        orders: the JSON text of each order on it.
        total: how many orders there are on all pages, None where the till does not say.
        unreadable: why nothing of it can be read, None where it can.
    """

    digest: bytes
    size: int
    etag: str | None
    orders: tuple[str, ...]
    total: int | None
    unreadable: str | None = None


class OrderReader:
    """Reads one selection of orders again and again.

    Args:
        orders: the routes.
        translation: turns orders into the kitchen's values.
        names: the wire names in use.
        host: host and port, for messages.
        params: the selection, plain equality and `$sort` only.
        keeps: filters again on this side; an order that can't be read passes.
    """

    def __init__(
        self,
        orders: Orders,
        translation: Translation,
        names: WireNames,
        *,
        host: str,
        params: Params,
        keeps: Callable[[Order], bool],
    ) -> None:
        self._orders = orders
        self._translation = translation
        self._names = names
        self._host = host
        self._params = params
        self._keeps = keeps
        self._cutter = Cutter(names["page.items"])
        self._pages: dict[tuple[int, int], _Page] = {}
        self._fitting: dict[int, int] = {}
        self._reads_since_growth = 0
        self._read: tuple[_Page, ...] = ()
        self._known: Mapping[str, tuple[str, Order]] = {}
        self._result: tuple[Order, ...] = ()

    async def read(self, limit: int) -> Selection:
        """Read the selection.

        Args:
            limit: no more than so many, from the first.

        Raises:
            SourceError: no good answer.
        """
        pages, answer, count = await self._all_pages(limit)
        if [id(page) for page in pages] != [id(page) for page in self._read]:
            self._take_over(pages)
        self._let_pages_grow()
        return Selection(self._result, answer, len(pages), max((pages[-1].total or 0) - count, 0))

    async def _all_pages(self, limit: int) -> tuple[tuple[_Page, ...], Answer, int]:
        """Read pages until there are no more, or enough; gives them, the last answer, and how many orders they hold."""
        pages: list[_Page] = []
        used: dict[tuple[int, int], _Page] = {}
        skip = size = 0
        while True:
            take = min(self._fitting.get(skip, PAGE_SIZE), max(limit - skip, 1))
            page, answer, take = await self._fitting_page(skip, take)
            used[skip, take] = page
            pages.append(page)
            skip += len(page.orders) if answer is not None else 1
            size += page.size
            is_whole = not page.orders or page.total is None or skip >= page.total
            is_last = is_whole or skip >= limit or size >= READING_LIMIT_BYTES
            if answer is not None and is_last:
                self._pages = used
                return tuple(pages), answer, skip

    async def _fitting_page(self, skip: int, take: int) -> tuple[_Page, Answer | None, int]:
        """Read a page; where it is too large or too deep, half of it, down to the one order that is at fault.

        Returns:
            The page, its answer (None for an order that can't be read at all), and how many it was asked for.
        """
        while take:
            try:
                page, answer = await self._page(skip, take)
            except (TooLarge, TooDeep) as error:
                fault = error
                take //= 2
                self._fitting[skip] = max(take, 1)
            else:
                return page, answer, take
        reason = tr("it is too large") if isinstance(fault, TooLarge) else tr("it is nested too deeply")
        return self._pages.get((skip, 0)) or _Page(b"", 0, None, (), None, reason), None, 0

    def _let_pages_grow(self) -> None:
        """Try larger pages again now and then: what was too large may have been finished meanwhile."""
        self._reads_since_growth += 1
        if self._reads_since_growth >= GROWS_AFTER_READS:
            self._reads_since_growth = 0
            self._fitting = {skip: 2 * take for skip, take in self._fitting.items() if 2 * take < PAGE_SIZE}

    async def _page(self, skip: int, take: int) -> tuple[_Page, Answer]:
        known = self._pages.get((skip, take))
        asked = {**self._params, "$skip": skip, "$take": take}
        answer = await self._orders.page(asked, etag=known.etag if known else None)
        if known is not None and answer.status == 304:
            return known, answer
        digest = blake2b(answer.body, digest_size=_DIGEST_BYTES).digest()
        if known is not None and answer.is_json and digest == known.digest:
            return known, answer
        orders, rest = self._cut(answer, known.orders if known else ())
        total = self._names.property_of(rest, "page.totalCount")
        etag = answer.headers.get("etag")
        return _Page(digest, len(answer.body), etag, orders, total if isinstance(total, int) else None), answer

    def _cut(self, answer: Answer, former: tuple[str, ...]) -> tuple[tuple[str, ...], Mapping[str, object]]:
        """Give the JSON text of each order on a page, and the page's other members."""
        page = self._cutter.cut(answer.body, former) if answer.is_json else None
        if page is not None:
            return page.texts, page.rest
        raw = parsed(answer, self._host)
        orders = self._names.property_of(raw, "page.items") if isinstance(raw, dict) else None
        if not isinstance(orders, list):
            raise strange(answer, self._host)
        return tuple(to_json(order).decode() for order in orders), raw

    def _take_over(self, pages: tuple[_Page, ...]) -> None:
        known: dict[str, tuple[str, Order]] = {}
        read: dict[str, Order] = {}
        position = 0
        for page in pages:
            if page.unreadable is not None:
                stand_in = self._stand_in(position)
                read[stand_in] = self._translation.unreadable(None, page.unreadable, stand_in_id=stand_in)
                position += 1
            for text in page.orders:
                key, order = known[text] = self._as_before(text, position) or self._translated(text, position)
                read[key] = order
                position += 1
        result = [order for order in read.values() if order.oddity is not None or self._keeps(order)]
        self._known, self._read = known, pages
        if tuple(map(id, result)) != tuple(map(id, self._result)):
            self._result = tuple(result)

    def _as_before(self, text: str, position: int) -> tuple[str, Order] | None:
        """Give what was translated before from the same text; not where it stood for another place on the page."""
        before = self._known.get(text)
        is_stand_in = before is not None and before[0].startswith(_STAND_IN)
        return None if is_stand_in and before is not None and before[0] != self._stand_in(position) else before

    def _translated(self, text: str, position: int) -> tuple[str, Order]:
        """Give the name by which an order is known, and the order."""
        stand_in = self._stand_in(position)
        try:
            raw = parsed_json(text.encode())
        except TooDeep:
            return stand_in, self._translation.unreadable(None, tr("it is nested too deeply"), stand_in_id=stand_in)
        own_id = self._names.property_of(raw, "order.id") if isinstance(raw, dict) else None
        key = own_id if isinstance(own_id, str) and own_id else stand_in
        if len(text) > ORDER_LIMIT_BYTES:
            return key, self._translation.unreadable(raw, tr("it is larger than 1 MiB"), stand_in_id=key)
        return key, self._translation.order(raw, stand_in_id=key)

    @staticmethod
    def _stand_in(position: int) -> str:
        """Name an order without an id by its place in the answer."""
        return f"{_STAND_IN}{position + 1}"
