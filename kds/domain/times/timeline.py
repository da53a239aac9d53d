"""What the changes of one line say: started, ready, served, made again; they are judged by time alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kds.domain.remembering import AGAIN_AFTER
from kds.domain.terms import Status
from kds.domain.times.facts import Change, Part


@dataclass(frozen=True, slots=True)
class Timeline:
    """When a line was what.

    Attributes:
        started: first `InProgress`, None where nobody said so.
        ready: since when it has been ready without being taken back; of a dish made again the last time.
        served: the same for served.
        cancelled: since when it has been cancelled.
        again: when it went back to `New` after it had been ready for longer than an undo takes.
    """

    started: datetime | None = None
    ready: datetime | None = None
    served: datetime | None = None
    cancelled: datetime | None = None
    again: tuple[datetime, ...] = ()

    @property
    def ended(self) -> datetime | None:
        """When the line was done: ready, or served where nobody said ready; None while it is being made."""
        return self.ready or self.served


def timeline(part: Part) -> Timeline:
    """Give what the changes of a line say."""
    started = ready = served = cancelled = done_at = None
    again: list[datetime] = []
    for change in part.changes:
        match change.status:
            case Status.CANCELLED:
                cancelled = change.at
                continue
            case Status.READY:
                # a plate that comes back from the guest's table was ready all the time
                ready = ready or change.at
                served = None
                done_at = change.at
            case Status.SERVED:
                served = served or change.at
                done_at = change.at
            case _:
                if change.status is Status.IN_PROGRESS:
                    started = started or change.at
                elif done_at is not None and change.at - done_at > AGAIN_AFTER:
                    again.append(change.at)
                ready = served = done_at = None
        cancelled = None
    return Timeline(started, ready, served, cancelled, tuple(again))


def status_at(part: Part, moment: datetime) -> Status:
    """Give the status a line had at a moment, `New` before its first change."""
    former = [change for change in part.changes if change.at <= moment]
    return former[-1].status if former else Status.NEW


def before_cancelled(part: Part) -> Change | None:
    """Give the last change before a line was cancelled, None when it was not begun or is not cancelled."""
    if not part.changes or part.changes[-1].status is not Status.CANCELLED:
        return None
    former = [change for change in part.changes if change.status is not Status.CANCELLED]
    return former[-1] if former and former[-1].status.rank > Status.NEW.rank else None


def taken(part: Part, line: Timeline) -> timedelta | None:
    """Give the time from fire to ready; None where either is unknown, or a clock was not set."""
    if line.ended is None or part.fired_at is None or line.ended < part.fired_at:
        return None
    return line.ended - part.fired_at
