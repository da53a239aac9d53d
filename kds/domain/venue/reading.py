"""What a source of admissions gives to whoever keeps them: portions, changes and scans; values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kds.domain.venue.admission import Admission


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a show was read, for asking only what came later.

    Attributes:
        last_order_id: the highest order number seen, 0 without one.
        at: the source's own time when that reading began, UTC.
        changed_order_id: the order that changed last, 0 when none is known; asking for it proves that the filter works.
        changed_at: when that order changed, UTC.
    """

    last_order_id: int
    at: datetime
    changed_order_id: int = 0
    changed_at: datetime | None = None


class Stage(StrEnum):
    """What a show's loading is at."""

    SEATS = "seats"
    ORDERS = "orders"
    BARCODES = "barcodes"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Portion:
    """One step of loading a show; put all admissions of all portions together.

    Attributes:
        stage: what was read.
        admissions: what this step brought; the last ones may be known by their barcode alone.
        orders_read: orders looked at so far, those of other shows included.
        orders_total: how many there are, None before that is known.
        dropped: rows so far that were not what was asked for.
        unreadable: rows so far that could not be read; their guests may be missing.
        bookmark: for `changes`, on the last portion only.
        server_time: the source's own time, None when it did not say.
    """

    stage: Stage
    admissions: tuple[Admission, ...] = ()
    orders_read: int = 0
    orders_total: int | None = None
    dropped: int = 0
    unreadable: int = 0
    bookmark: Bookmark | None = None
    server_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a bookmark; scans made elsewhere are not among it (qtickets 5.3).

    Attributes:
        admissions: every admission of the orders that are new or changed, as it is now, valid or not.
        bookmark: for the next time.
        sees_edits: False when the source can't tell which orders changed, so that only a whole re-read shows it.
        dropped: rows that were not what was asked for.
        unreadable: rows that could not be read.
        server_time: the source's own time, None when it did not say.
    """

    admissions: tuple[Admission, ...]
    bookmark: Bookmark
    sees_edits: bool = True
    dropped: int = 0
    unreadable: int = 0
    server_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan at this entrance.

    Attributes:
        barcode: the code, normalised.
        at: when, by the source's clock, aware; fractions of a second do not travel.
    """

    barcode: str
    at: datetime


class ScanEnd(StrEnum):
    """What became of a scan at the source."""

    RECORDED = "recorded"
    """The source holds this very scan."""
    ALREADY_IN = "already_in"
    """The source holds another time: two entries with one ticket."""
    UNCONFIRMED = "unconfirmed"
    """It was taken, but the source did not say what it holds now; ask for its status."""
    REFUSED = "refused"
    """The source said no to this one."""


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """What the source says about one scan.

    Attributes:
        barcode: the code that was sent.
        end: what became of it.
        checked_at: the time that the source holds, UTC; None when it did not say.
    """

    barcode: str
    end: ScanEnd
    checked_at: datetime | None = None
