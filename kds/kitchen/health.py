"""How alive the source is, and what time it is there: numbers of reliability 5.7; it asks nobody, it is told."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from statistics import median

from kds.domain.clock import Clock
from kds.domain.connection import Connection, Link
from kds.errors import KdsError, SourceError, Unreachable

SLOW_AFTER_POLLS = 3
"""Poll intervals without a good answer after which the header says SLOW."""

SLOW_AFTER_SILENCE_SECONDS = 3.0
"""Seconds without a sign of life after which a source that gives them by itself is SLOW, however rarely it is polled."""

OFFLINE_AFTER_SECONDS = 6.0
"""Seconds without a good answer after which the header says OFFLINE."""

REPEATED_SECONDS = 3.0
"""An answer whose `Date` has stood still for longer than this is an old one that something in between repeats; a `Date`
counts whole seconds, and a till may make its own only once a second."""

OFFSET_SAMPLES = 20
"""How many answers the clock offset is the median of (reliability 3.3)."""

OFFSET_STEP_SECONDS = 1.0
"""The offset in use moves only by more than this, so that no timer on the board runs backwards by rounding."""


class Health:
    """Keeps the last good answer, the last failure and the server's clock.

    The server's time hangs on the monotonic clock, so a step of this machine's wall clock moves no age on the board.
    """

    def __init__(self, clock: Clock, poll_seconds: float) -> None:
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._started = clock.monotonic()
        self._good: float | None = None
        self._heard: float | None = None
        self._last_answer_at: datetime | None = None
        self._reason = ""
        self._cut_off = False
        self._samples: deque[float] = deque(maxlen=OFFSET_SAMPLES)
        self._offset: float | None = None
        self._dated: tuple[datetime, float] | None = None

    @property
    def is_down(self) -> bool:
        """Whether the last poll failed."""
        return bool(self._reason)

    def now(self) -> datetime:
        """Give the server's time; this machine's until the first answer that tells it."""
        if self._offset is None:
            return self._clock.now()
        return datetime.fromtimestamp(self._offset + self._clock.monotonic(), UTC)

    def is_repeated(self, server_time: datetime | None) -> bool:
        """Whether an answer's `Date` stands still while time goes on: then it tells nothing about now."""
        if server_time is None:
            return False
        now = self._clock.monotonic()
        if self._dated is None or self._dated[0] != server_time:
            self._dated = (server_time, now)
        return now - self._dated[1] > REPEATED_SECONDS

    def answered(self, asked_at: float, server_time: datetime | None) -> None:
        """Take note of a good answer.

        Args:
            asked_at: monotonic seconds when it was asked for.
            server_time: its `Date`, if it had one.
        """
        arrived = self._clock.monotonic()
        if server_time is not None:
            self._samples.append(server_time.timestamp() - (asked_at + arrived) / 2)
            offset = median(self._samples)
            if self._offset is None or abs(offset - self._offset) > OFFSET_STEP_SECONDS:
                self._offset = offset
        self._good = arrived
        self._last_answer_at = self.now()
        self._reason = ""
        self._cut_off = False

    def heard(self) -> None:
        """Take note that the source says it lives, as it does every 2 s; that is an answer until a poll fails (reliability 5.7)."""
        self._heard = self._clock.monotonic()

    def failed(self, error: Exception) -> None:
        """Take note of a failed poll; a refused connection or a wrong answer is OFFLINE at once, a slow one only later."""
        # an error nobody foresaw may hold anything, a token as well: its words are for the log alone
        self._reason = (str(error) if isinstance(error, KdsError) else "") or type(error).__name__
        self._cut_off = isinstance(error, SourceError) and error.status not in _PASSING and not _may_be_slow(error)

    def remembered(self, at: datetime | None) -> None:
        """Take over the time of the last good answer of an earlier run."""
        self._last_answer_at = at

    def connection(self, *, unsent: int, parked: int) -> Connection:
        """Give the header's facts as they are now."""
        link = self._link()
        return Connection(
            link=link,
            last_answer_at=self._answered_at(),
            offline_since=self._silent_since() if link in (Link.SLOW, Link.OFFLINE) else None,
            reason=self._reason,
            unsent=unsent,
            parked=parked,
            skew_seconds=0.0 if self._offset is None else round((self._clock.now() - self.now()).total_seconds(), 1),
        )

    def _silent(self) -> float:
        """Give the seconds since the last answer."""
        last = self._started if self._good is None else self._good
        return self._clock.monotonic() - (self._sign_of_life() or last)

    def _sign_of_life(self) -> float | None:
        """Give when the source last said that it lives; None when an answer is newer, or when it answers no poll."""
        if self._heard is None or self._good is None or self._heard <= self._good or self._reason:
            return None
        return self._heard

    def _answered_at(self) -> datetime | None:
        if self._sign_of_life() is not None:
            return self.now() - timedelta(seconds=self._silent())
        return self._last_answer_at

    def _link(self) -> Link:
        silent = self._silent()
        if self._cut_off or silent > OFFLINE_AFTER_SECONDS:
            return Link.OFFLINE
        if self._good is None:
            return Link.CONNECTING
        is_heard = self._sign_of_life() is not None
        slow_after = SLOW_AFTER_SILENCE_SECONDS if is_heard else SLOW_AFTER_POLLS * self._poll_seconds
        return Link.SLOW if silent > slow_after else Link.LIVE

    def _silent_since(self) -> datetime:
        return self.now() - timedelta(seconds=self._silent())


_PASSING = frozenset({408, 423, 425, 429, 500, 502, 503, 504})


def _may_be_slow(error: SourceError) -> bool:
    return isinstance(error, Unreachable) and error.sent
