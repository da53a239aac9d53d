"""What a shift has done about inquiries, read from their threads and flags, so that no restart loses it; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from kds.domain.inquiries.inquiry import Author, Inquiry
from kds.domain.inquiries.phases import InquiryPhase, phase_of


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """The numbers for whoever comes next (sources 6.5).

    Attributes:
        answered: inquiries that were answered or closed in this shift.
        median_wait: how long their customers waited for a reply, None when there was none.
        still_open: inquiries that wait for us, to-dos included.
    """

    answered: int = 0
    median_wait: timedelta | None = None
    still_open: int = 0


def shift_report(inquiries: Iterable[Inquiry], since: datetime) -> ShiftReport:
    """Count a shift.

    Args:
        inquiries: all that are known, with the threads that were read.
        since: when the shift began, by the source's clock.
    """
    answered = still_open = 0
    waits: list[timedelta] = []
    for inquiry in inquiries:
        own = _waits(inquiry, since)
        waits += own
        is_open = phase_of(inquiry) in (InquiryPhase.UNANSWERED, InquiryPhase.TO_DO)
        was_settled = not is_open and inquiry.updated_at is not None and inquiry.updated_at >= since
        answered += bool(own) or was_settled
        still_open += is_open
    typical = timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None
    return ShiftReport(answered, typical, still_open)


def _waits(inquiry: Inquiry, since: datetime) -> list[timedelta]:
    """Give how long each open question of a thread waited that was answered in the shift."""
    waits: list[timedelta] = []
    asked_at: datetime | None = None
    for message in inquiry.messages or ():
        if message.author is Author.CUSTOMER:
            asked_at = asked_at or message.at
        elif message.author is Author.SHOP and asked_at is not None:
            if message.at >= since:
                waits.append(max(message.at - asked_at, timedelta(0)))
            asked_at = None
    return waits
