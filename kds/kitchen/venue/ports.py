"""What the venue's side needs from the world, as protocols, and what it is configured with; values and shapes only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from kds.domain.intents import Intent, Refusal
from kds.domain.venue.admission import Admission
from kds.domain.venue.arrivals import ArrivalRule, LocalStatus, PairKey
from kds.domain.venue.reading import Bookmark, Changes, Portion, Scan, ScanOutcome
from kds.domain.venue.show import Show

Perform = Callable[[Intent], Awaitable[Refusal | None]]
"""Puts an intent into the outbox; it is on disk when this gives None."""


class AdmissionSource(Protocol):
    """Whoever sold the admissions. Every method raises `kds.errors.SourceError` and nothing else."""

    @property
    def name(self) -> str:
        """The name that its commands carry in `source`."""
        ...

    @property
    def server_time(self) -> datetime | None:
        """The `Date` of the last answer that had one, UTC."""
        ...

    async def open(self) -> None:
        """Make sure that the token is accepted and that filters arrive."""
        ...

    async def shows(self, event_id: int | None = None) -> tuple[Show, ...]:
        """Give the shows that were not removed."""
        ...

    def load(self, show: Show, *, with_unpaid: bool = False) -> AsyncIterator[Portion]:
        """Read everything of a show, portion by portion."""
        ...

    def checked(self, show: Show) -> AsyncIterator[Portion]:
        """Read the paid orders again, which shows scans made elsewhere."""
        ...

    async def changes(self, show: Show, since: Bookmark) -> Changes:
        """Give what is new or changed since a bookmark; scans are not among it."""
        ...

    async def read_order(self, show: Show, order_id: int) -> tuple[Admission, ...]:
        """Give one order's admissions as they are now."""
        ...

    async def scan_status(self, show: Show, barcode: str) -> datetime | None:
        """Give when a code was scanned, None when it was not; raises `Missing` for a code it does not know."""
        ...

    async def record_scan(self, show: Show, barcode: str, at: datetime) -> ScanOutcome:
        """Record a scan unless somebody was first."""
        ...

    async def record_scans(self, show: Show, scans: Sequence[Scan]) -> tuple[ScanOutcome, ...]:
        """Record several scans in one request; nothing is read before."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


@dataclass(frozen=True, slots=True)
class KeptShow:
    """The list as an earlier run left it.

    Attributes:
        at: when it was last heard of, by the seller's clock.
    """

    show: Show
    admissions: tuple[Admission, ...]
    at: datetime


class VenueMemory(Protocol):
    """What outlives a run, beside the outbox and in the same file. Raises `kds.errors.StateError`."""

    async def load_show(self) -> KeptShow | None:
        """Give the list that was kept last, None without one."""
        ...

    async def keep_admissions(self, show: Show, changed: Sequence[Admission], at: datetime) -> None:
        """Keep admissions of a show: new ones beside, changed ones over what is kept (`admission_list.key_of`).

        They hold personal data: what was kept 14 days ago is forgotten (sources 8).
        """
        ...

    async def load_progress(self) -> Mapping[PairKey, LocalStatus]:
        """Give how far local lines are."""
        ...

    async def keep_progress(self, changed: Mapping[PairKey, LocalStatus]) -> None:
        """Keep how far some local lines are now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOptions:
    """How the venue's side works on this station.

    Attributes:
        gate: name of this station, told in verdicts and duplicates.
        event_id: the event whose shows are looked at; None looks at all events.
        show_id: the show that is on; None takes the one that is nearest in time.
        rules: what arrivals and the interval ask of the kitchen.
        table_zones: sectors whose rows are tables.
        zones: sectors in the order a waiter walks them.
        interval_after: from the start of the show to its interval; None without one.
        interval_lead: so long before the interval its rows of seats come up on the board.
        may_admit: whether this station lets guests in (`door.admit`).
        sees_names: whether it may see names (`guests.see_names`).
        hold: how long a scan can be taken back before it is sent.
        checked_every: how often scans of other gates are looked for while the doors are open, 1 to 5 minutes.
    """

    gate: str
    event_id: int | None = None
    show_id: int | None = None
    rules: tuple[ArrivalRule, ...] = ()
    table_zones: frozenset[str] = frozenset()
    zones: tuple[str, ...] = ()
    interval_after: timedelta | None = None
    interval_lead: timedelta = timedelta(minutes=20)
    may_admit: bool = True
    sees_names: bool = False
    hold: timedelta = timedelta(seconds=5)
    checked_every: timedelta = timedelta(minutes=2)
