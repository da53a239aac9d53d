"""Walks a list page by page, in ascending order of ids, and drops every row that is not what was asked for.

A filter that is ignored, a page that repeats and a list without an end are each noticed (qtickets 1.2, 1.3).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from kds.errors import Busy, NotTheSource, Unreachable
from kds.language import tr
from kds.sources.http import Answer
from kds.sources.qtickets.asking import MOST_PAGES, Where, list_body, matches
from kds.sources.qtickets.connection import Reader
from kds.sources.qtickets.translate import Unreadable, read_row
from kds.sources.qtickets.wire import WirePaging

TRIES = 3
"""How often a page that Qtickets can't give now is asked for (qtickets 1.1, 503)."""
FIRST_WAIT = 1.0
"""Seconds before the second try; each further one waits twice as long."""
Thing = TypeVar("Thing")
Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]

LOG = logging.getLogger(__name__)


async def patiently(
    ask: Callable[[], Awaitable[Result]], *, tries: int = TRIES, sleep: Sleep = asyncio.sleep
) -> Result:
    """Read something again while the other side is busy or can't be reached.

    Args:
        ask: sends one request that only reads.
        tries: how often at most.
        sleep: waits so many seconds.

    Raises:
        SourceError: of the last try, or one that does not get better by waiting.
    """
    for tried in range(1, tries):
        try:
            return await ask()
        except (Busy, Unreachable) as error:
            await sleep(max(FIRST_WAIT * 2 ** (tried - 1), error.retry_after or 0.0))
    return await ask()


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """One page of a list.

    Attributes:
        rows: what was asked for and could be read, each once.
        number: from 1.
        read: rows that this page held.
        total: rows of the whole list, None when it did not say.
        dropped: rows that were not what was asked for.
        unreadable: rows that could not be read.
        per_page: rows of a full page.
        ids: of all rows of the page, for recognising repeats.
    """

    rows: tuple[Thing, ...]
    number: int
    read: int
    total: int | None
    dropped: int
    unreadable: int
    per_page: int
    ids: frozenset[object]

    @property
    def is_last(self) -> bool:
        """Whether the list ends here."""
        if not self.read:
            return True
        return self.read < self.per_page if self.total is None else self.number * self.per_page >= self.total


class Listing(Generic[Thing]):
    """A list under one filter; walking it sends one GET for each page.

    Args:
        reader: sends the requests.
        path: the route.
        per_page: the route's fixed page size.
        translate: reads one row.
        where: the filter; every row is checked against it again.
    """

    def __init__(
        self, reader: Reader, path: str, per_page: int, translate: Callable[[Any], Thing], where: Sequence[Where] = ()
    ) -> None:
        self._reader = reader
        self._path = path
        self._per_page = per_page
        self._translate = translate
        self._where = tuple(where)

    async def page(self, number: int = 1, *, order: tuple[str, str] = ("id", "asc")) -> Page[Thing]:
        """GET one page.

        Raises:
            SourceError: no good answer, or another page than asked for.
        """
        raw, answer = await self._reader.read(self._path, list_body(self._where, order, number))
        rows, paging = self._parts(raw, answer)
        if paging.currentPage is not None and paging.currentPage != number:
            raise _ignored(
                self._path, tr("page {asked} was asked for and page {came} came", asked=number, came=paging.currentPage)
            )
        things: list[Thing] = []
        dropped = unreadable = 0
        for row in rows:
            if isinstance(row, dict) and not matches(row, self._where):
                dropped += 1
                continue
            try:
                things.append(self._translate(row))
            except Unreadable as reason:
                unreadable += 1
                LOG.warning("a row of %s can't be read: %s", self._path, reason)
        if dropped:
            LOG.warning("%d of %d rows of %s were not what was asked for", dropped, len(rows), self._path)
        ids = frozenset(row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), (int, str)))
        per_page = max(paging.perPage or 0, 0) or self._per_page
        return Page(tuple(things), number, len(rows), paging.total, dropped, unreadable, per_page, ids)

    def _parts(self, raw: Any, answer: Answer) -> tuple[list[Any], WirePaging]:
        rows = raw.get("data") if isinstance(raw, dict) else raw
        if not isinstance(rows, list):
            raise self._reader.strange(answer)
        paging = raw.get("paging") if isinstance(raw, dict) else None
        try:
            return rows, read_row(WirePaging, paging if isinstance(paging, dict) else {})
        except Unreadable as error:
            raise self._reader.strange(answer) from error

    async def pages(self, *, tries: int = 1, sleep: Sleep = asyncio.sleep) -> AsyncIterator[Page[Thing]]:
        """GET page after page until the list ends; memory holds one at a time.

        Args:
            tries: how often a page is asked for while the other side is busy or can't be reached.
            sleep: waits between tries.

        Raises:
            SourceError: no good answer; or the list never ends.
        """
        seen: set[object] = set()
        for number in range(1, MOST_PAGES + 1):
            page = await patiently(partial(self.page, number), tries=tries, sleep=sleep)
            if page.ids and page.ids <= seen:
                raise _ignored(self._path, tr("page {number} repeats what came before", number=number))
            seen |= page.ids
            yield page
            if page.is_last:
                return
        raise NotTheSource(
            tr("Qtickets does not stop sending pages of {path}: {count} were read.", path=self._path, count=MOST_PAGES)
        )

    async def __aiter__(self) -> AsyncIterator[Thing]:
        """Give the rows of all pages one by one."""
        async for page in self.pages():
            for thing in page.rows:
                yield thing


def _ignored(path: str, what: str) -> NotTheSource:
    return NotTheSource(
        tr(
            "Qtickets does not do as asked at {path}: {what}. Something on the way may strip the body of GET requests, "
            "such as a proxy; let them pass as they are.",
            path=path,
            what=what,
        )
    )
