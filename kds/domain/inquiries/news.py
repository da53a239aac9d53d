"""What a source of inquiries reports: the whole picture, what is new since, and whether it may write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kds.domain.inquiries.inquiry import Inquiry


@dataclass(frozen=True, slots=True)
class InquirySweep:
    """Everything that matters now: the open inquiries and those closed lately; it replaces what was known before.

    Attributes:
        inquiries: by id; one that was missing without being gone is kept as last known.
        is_complete: whether every page was read; else some of it may be older.
        gone: ids that were deleted at the source since the sweep before.
        server_time: when, by the source's clock.
    """

    inquiries: tuple[Inquiry, ...]
    is_complete: bool
    gone: frozenset[int] = field(default_factory=frozenset)
    server_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class InquiryNews:
    """What a light look found.

    Attributes:
        new: inquiries made since the last look.
        needs_sweep: whether something else has happened that only a sweep can tell.
    """

    new: tuple[Inquiry, ...]
    needs_sweep: bool


@dataclass(frozen=True, slots=True)
class WriteRight:
    """Whether changes are accepted; the reason is for the dimmed action, "" while it is given."""

    is_given: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenedShop:
    """A shop that answered.

    Attributes:
        name: its address among people, cleaned, may be "".
        hint: what its permissions suggest, for the status bar; the proof is a refused write.
    """

    name: str
    hint: str = ""
