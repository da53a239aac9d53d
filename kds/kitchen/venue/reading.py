"""Reads a show from its seller, step by step, into the book and onto the disk; when to read is decided elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from kds.domain.clock import Clock
from kds.domain.venue.admission import Admission
from kds.domain.venue.choosing import chosen_show, doors_are_open, is_over
from kds.domain.venue.facts import Loading
from kds.domain.venue.reading import Bookmark, Portion, Stage
from kds.domain.venue.show import Show
from kds.errors import Missing, StateError
from kds.kitchen.health import Health
from kds.kitchen.venue.book import ShowBook
from kds.kitchen.venue.ports import AdmissionSource, VenueMemory, VenueOptions
from kds.language import tr

MOST_OTHER_SHOWS = 4
"""Other dates of the event whose tickets are known by name, those nearest in time."""

ORDERS_A_PAGE = 50
"""Orders in one answer (qtickets 1.2)."""

LOG = logging.getLogger(__name__)


class ShowReading:
    """What can be read of a show. Every method raises SourceError and nothing else.

    Args:
        source: the seller.
        book: takes in what was read.
        memory: keeps it for a start without the seller.
        clock: wall and monotonic clock.
        health: told of every answer; knows the seller's time.
        options: which show.

    Attributes:
        loading: how far the first reading of the whole show is, None when none goes on.
        is_loaded: the whole show was read in this run.
        pages: how many requests a whole reading takes.
        others: dates of the event that are still to be read.
    """

    def __init__(
        self,
        source: AdmissionSource,
        book: ShowBook,
        memory: VenueMemory,
        clock: Clock,
        health: Health,
        options: VenueOptions,
    ) -> None:
        self._source = source
        self._book = book
        self._memory = memory
        self._clock = clock
        self._health = health
        self._options = options
        self._bookmark: Bookmark | None = None
        self.loading: Loading | None = None
        self.is_loaded = False
        self.pages = 1
        self.others: list[Show] = []

    @property
    def doors_are_open(self) -> bool:
        """Whether guests may be coming now."""
        return self._book.show is not None and doors_are_open(self._book.show, self._health.now())

    @property
    def is_over(self) -> bool:
        """Whether the show that is followed has ended."""
        return self._book.show is not None and is_over(self._book.show, self._health.now())

    async def prove(self) -> None:
        """Make sure that the seller understands what it is asked."""
        await self._source.open()
        self._answered()

    async def find_show(self) -> None:
        """Look which show is on; another one than before is read from its beginning."""
        shows = await self._source.shows(self._options.event_id)
        self._answered()
        show = chosen_show(shows, self._health.now(), self._options.show_id)
        if show is None:
            if self._options.show_id is None:
                raise Missing(
                    tr(
                        "Qtickets has no show that is on, comes or has just ended. Look at event and show in the settings."
                    )
                )
            raise Missing(
                tr(
                    "Qtickets does not have the show {number}. Look at event and show in the settings.",
                    number=self._options.show_id,
                )
            )
        is_another = self._book.show is None or self._book.show.id != show.id
        self._book.others = {each.id: each for each in shows if each.id != show.id}
        self._book.open(show)
        if is_another or not self.is_loaded:
            self.is_loaded = False
            self._bookmark = None
            self.others = _nearest(shows, show)

    async def load(self) -> None:
        """Read everything of the show."""
        show = self._shown()
        try:
            await self._walk(show, self._source.load(show))
        finally:
            self.loading = None
        self.is_loaded = True
        self._book.from_disk = False

    async def checked(self) -> None:
        """Read the paid orders again, for scans of other gates."""
        show = self._shown()
        bookmark = self._bookmark
        await self._walk(show, self._source.checked(show))
        self._bookmark = bookmark or self._bookmark
        await self._keep(show, (), self._health.now())

    async def changes(self) -> None:
        """Read the orders that are new or changed."""
        show, bookmark = self._shown(), self._bookmark
        if bookmark is None:
            return
        changes = await self._source.changes(show, bookmark)
        self._bookmark = changes.bookmark
        self._answered()
        await self.take(show, changes.admissions)

    async def order(self, order_id: int) -> None:
        """Read one order again."""
        show = self._shown()
        admissions = await self._source.read_order(show, order_id)
        self._answered()
        await self.take(show, admissions)

    async def other(self) -> None:
        """Read the next other date, so that its tickets are told by their date; it is not kept on disk."""
        async for portion in self._source.checked(self.others[0]):
            self._answered()
            self._book.take(portion.admissions)
        self.others.pop(0)

    async def status(self, code: str) -> Admission:
        """Ask whether the show has a code; raises `Missing` where it has not."""
        show = self._shown()
        return Admission(show.id, code, checked_at=await self._source.scan_status(show, code))

    async def take(self, show: Show, admissions: tuple[Admission, ...]) -> None:
        """Take over what was read, and keep what of it is new."""
        changed = self._book.take(admissions)
        self._book.list_at = self._health.now()
        if changed:
            await self._keep(show, changed, self._book.list_at)

    async def _keep(self, show: Show, changed: tuple[Admission, ...], at: datetime) -> None:
        """Keep what is new; a disk that takes nothing costs the next start its list, and this evening nothing."""
        try:
            await self._memory.keep_admissions(show, changed, at)
        except StateError as error:
            LOG.warning("the list of show %d can't be kept: %s", show.id, error)

    async def _walk(self, show: Show, portions: AsyncIterator[Portion]) -> None:
        async for portion in portions:
            self._answered()
            if not self.is_loaded:
                self.loading = Loading(portion.orders_read, portion.orders_total)
            await self.take(show, portion.admissions)
            if portion.orders_total is not None:
                self.pages = max(1, -(-portion.orders_total // ORDERS_A_PAGE))
            if portion.stage is Stage.DONE:
                if portion.unreadable:
                    LOG.warning("%d tickets of show %d can't be read", portion.unreadable, show.id)
                self._bookmark = portion.bookmark
            await asyncio.sleep(0)

    def _answered(self) -> None:
        self._health.answered(self._clock.monotonic(), self._source.server_time)

    def _shown(self) -> Show:
        show = self._book.show
        if show is None:
            raise Missing(tr("No show is chosen yet."))
        return show


def _nearest(shows: tuple[Show, ...], show: Show) -> list[Show]:
    """Give the other dates of the same event that are worth knowing, the nearest first."""
    others = [each for each in shows if each.event_id == show.event_id and each.id != show.id]
    at = show.starts_at or _EPOCH
    others.sort(key=lambda each: abs((each.starts_at or _EPOCH) - at))
    return others[:MOST_OTHER_SHOWS]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
