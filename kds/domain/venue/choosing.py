"""Which of several shows is on: the one that was asked for, else the nearest in time; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from kds.domain.venue.show import Show

USUAL_LENGTH = timedelta(hours=4)
"""How long a show without an end counts as being on, from its start."""

DOORS_BEFORE_START = timedelta(hours=1)
"""When doors open where a show does not say."""


STAYS = timedelta(days=2)
"""How long a show is still looked at after its end; the guests of an older one are nobody's business at a door any more."""


def chosen_show(shows: Sequence[Show], now: datetime, show_id: int | None = None) -> Show | None:
    """Give the show that is on or comes next; without one the last that was on, until `STAYS` after its end; else None.

    Args:
        show_id: the one that was asked for; another is never taken in its place.
    """
    if show_id is not None:
        return next((show for show in shows if show.id == show_id), None)
    timed = [show for show in shows if (show.starts_at or show.doors_at) is not None and not show.is_removed]
    coming = [show for show in timed if _ends(show) > now]
    if coming:
        return min(coming, key=lambda show: (_starts(show), show.id))
    last = max(timed, key=lambda show: (_starts(show), show.id), default=None)
    return last if last is not None and now - _ends(last) < STAYS else None


def doors_are_open(show: Show, now: datetime) -> bool:
    """Whether guests may be coming: from the doors to the end of the show; not for a show without a time."""
    if show.starts_at is None and show.doors_at is None:
        return False
    doors = show.doors_at or _starts(show) - DOORS_BEFORE_START
    return doors <= now < _ends(show)


def is_over(show: Show, now: datetime) -> bool:
    """Whether a show has ended, so that another one may be on by now."""
    return _ends(show) <= now


def _starts(show: Show) -> datetime:
    return show.starts_at or show.doors_at or _NEVER


def _ends(show: Show) -> datetime:
    return show.ends_at or _starts(show) + USUAL_LENGTH


_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
