"""The venue as a side of the kitchen: puts the list, the gate and the local orders together; draws and decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.clock import Clock
from kds.domain.connection import Connection, Link
from kds.domain.order import Order
from kds.domain.venue.arrivals import SOURCE, expected_portions
from kds.domain.venue.counters import count, is_late_hold, pacing_words
from kds.domain.venue.facts import VenueFacts, prep_watch
from kds.domain.venue.parties import Party
from kds.kitchen.errands import ErrandSource
from kds.kitchen.ports import StoredCommand
from kds.kitchen.venue.book import ShowBook, open_and_finished
from kds.kitchen.venue.entrance import Entrance
from kds.kitchen.venue.following import CHANGES_SECONDS, Following
from kds.kitchen.venue.ports import AdmissionSource, Perform, VenueMemory, VenueOptions
from kds.kitchen.venue.scans import Moments, Scans
from kds.kitchen.venue.telling import Telling
from kds.language import tr

COUNTED_EVERY_SECONDS = 1.0
"""How often parties are counted anew at most."""

COUNTING_SHARE = 0.05
"""The share of the time that may go into counting at most, so that hardly a scan has to wait for it."""

PORTION = 500
"""Tickets of a kept list that are taken over at a time; whoever else has work goes on in between."""

ARRIVING = timedelta(seconds=60)
"""How long the banner tells of the party that came last."""

_SLOW_AFTER = timedelta(seconds=CHANGES_SECONDS * 8)


class VenueDesk:
    """One show on one station.

    Attributes:
        entrance: what a door's screen works with.
    """

    def __init__(
        self,
        source: AdmissionSource,
        memory: VenueMemory,
        clock: Clock,
        options: VenueOptions,
        *,
        perform: Perform,
        board_now: Callable[[], datetime],
    ) -> None:
        """Prepare; nothing is asked before `start`.

        Args:
            source: the seller.
            memory: what outlives a run.
            clock: wall and monotonic clock.
            options: how this station works.
            perform: puts an intent into the outbox (`Kitchen.perform`).
            board_now: the kitchen's time (`Kitchen.now`).
        """
        self._source = source
        self._memory = memory
        self._clock = clock
        self._options = options
        self._book = ShowBook(options)
        self._following = Following(source, self._book, memory, clock, options)
        self._errands = Telling(source, self._book, memory, self._following, options)
        moments = Moments(self._following.health.now, board_now, clock.now)
        self._scans = Scans(self._book, options, perform, moments, lambda: self._following.is_online)
        self.entrance = Entrance(self._scans, self._following, lambda: self._facts)
        self._facts = VenueFacts(gate=options.gate, sees_names=options.sees_names)
        self._count_at = 0.0
        self._made_of: object = None
        self._orders: tuple[Order, ...] = ()
        self._finished: tuple[Order, ...] = ()

    @property
    def name(self) -> str:
        """What its orders and commands carry in `source`."""
        return SOURCE

    @property
    def orders(self) -> tuple[Order, ...]:
        """The open local orders; the very same tuple object while nothing changed."""
        return self._orders

    @property
    def finished(self) -> tuple[Order, ...]:
        """The finished local orders; the very same tuple object while nothing changed."""
        return self._finished

    @property
    def errands(self) -> ErrandSource:
        """What carries out its commands."""
        return self._errands

    @property
    def waits_for_parked(self) -> bool:
        """A scan that clashes holds back no other guest's."""
        return False

    @property
    def facts(self) -> VenueFacts:
        """The newest facts."""
        return self._facts

    async def start(self, waiting: Sequence[StoredCommand]) -> None:
        """Load the list and the progress that an earlier run kept, and its scans; raises StateError."""
        kept = await self._memory.load_show()
        self._book.advance(await self._memory.load_progress())
        if kept is not None:
            self._book.open(kept.show)
            for start in range(0, len(kept.admissions), PORTION):
                self._book.take(kept.admissions[start : start + PORTION])
                await asyncio.sleep(0)
            self._book.list_at = kept.at
            self._book.from_disk = True
        self._scans.restore(waiting)
        self._renew()

    async def refresh(self, waiting: Sequence[StoredCommand]) -> None:
        """Begin the next reading that is due and bring the orders up to date; waits for nobody."""
        self._scans.waiting = waiting
        self._following.step()
        self._renew()

    def connection(self, *, unsent: int, parked: int) -> Connection:
        """Give how alive the seller is; it is asked seldom, so that silence alone is no failure."""
        health = self._following.health
        known = health.connection(unsent=unsent, parked=parked)
        if health.is_down:
            return replace(known, link=Link.OFFLINE)
        if known.last_answer_at is None:
            return replace(known, link=Link.CONNECTING, offline_since=None)
        is_slow = health.now() - known.last_answer_at > _SLOW_AFTER
        return replace(known, link=Link.SLOW if is_slow else Link.LIVE, offline_since=None)

    def put_on(self, board: Board, waiting: Sequence[StoredCommand]) -> Board:
        """Give the board with the newest facts."""
        self._scans.waiting = waiting
        self._renew()
        return board if board.venue is self._facts else replace(board, venue=self._facts)

    def is_over(self, mark: str) -> bool:
        """Whether a mark belongs to something that is over: nothing of the venue has marks of its own."""
        del mark
        return False

    async def stop(self) -> None:
        """Give up what is being read and close the connections."""
        await self._following.stop()
        await self._source.aclose()

    def wake(self, order_id: int) -> None:
        """Read an order again soon: all that a verified webhook causes."""
        self._following.wake(order_id)

    def _renew(self) -> None:
        """Bring facts and orders up to date: what is cheap always, what counts all guests once a second at most."""
        now, at = self._following.health.now(), self._clock.monotonic()
        facts = self._facts
        if at >= self._count_at:
            self._renew_orders(now)
            facts = self._counted(now)
            took = self._clock.monotonic() - at
            self._count_at = at + max(COUNTED_EVERY_SECONDS, took / COUNTING_SHARE)
        held, refused = self._scans.held()
        book, following = self._book, self._following
        facts = replace(
            facts,
            show=book.show,
            interval=book.interval(),
            held=held,
            refused=refused,
            list_at=book.list_at,
            from_disk=book.from_disk,
            is_online=following.is_online,
            loading=following.reading.loading,
            trouble=following.trouble,
            duplicates=book.duplicates,
        )
        if facts != self._facts:
            self._facts = facts

    def _renew_orders(self, now: datetime) -> None:
        orders, finished = open_and_finished(self._book.orders(now))
        self._orders = self._orders if _same(orders, self._orders) else orders
        self._finished = self._finished if _same(finished, self._finished) else finished

    def _counted(self, now: datetime) -> VenueFacts:
        book, facts = self._book, self._facts
        if book.show is None:
            return facts
        if self._made_of != book.version:
            self._made_of = book.version
            parties = book.parties()
            facts = replace(facts, parties=parties, watch=prep_watch(parties), picking=book.picking())
        parties = facts.parties
        counters = count(parties, now)
        return replace(
            facts,
            counters=counters,
            pacing=pacing_words(counters, book.show, now, expected_portions(parties, self._options.rules)),
            late_hold=is_late_hold(book.show, now),
            arriving=_arriving(parties, now),
        )


def _arriving(parties: Sequence[Party], now: datetime) -> str:
    """Give the banner of the party that came last, here or elsewhere."""
    came = [(each.first_at, each) for each in parties if each.first_at is not None and now - each.first_at < ARRIVING]
    if not came:
        return ""
    _, party = max(came, key=lambda one: (one[0], one[1].key))
    row = f" {party.row}" if party.row is not None and not party.standing else ""
    return tr(
        "{place} arriving - {arrived} of {expected}",
        place=f"{party.zone_name}{row}",
        arrived=party.arrived,
        expected=party.expected,
    )


def _same(new: Sequence[Order], old: Sequence[Order]) -> bool:
    return len(new) == len(old) and all(one is other or one == other for one, other in zip(new, old, strict=True))
