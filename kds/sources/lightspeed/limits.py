"""How many requests a key may still send: reads the three windows from every answer and refuses in time (lightspeed 1.1).

It never waits for a window; whoever asked is told when to come back. Only the pace of 20 requests a second makes a request
wait its turn, for a second at most.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kds.domain.clock import Clock
from kds.errors import Busy
from kds.language import mark, tr

OTHERS_SHARE = 0.20
"""Part of every window that stays free for other uses of the key."""
POLL_SHARE = 0.25
"""Part that polls leave free, so that a person's reply still finds room above `OTHERS_SHARE`."""
REQUESTS_A_SECOND = 20
"""Most requests of one key in one second (lightspeed 1.1)."""
WINDOWS = ("5 minutes", "hour", "day")
"""The windows in the order of the headers."""
_SPENT = (
    mark(
        "What others need of the Lightspeed requests per 5 minutes stays free for them. It is tried again in {seconds} s."
    ),
    mark("What others need of the Lightspeed requests per hour stays free for them. It is tried again in {seconds} s."),
    mark("What others need of the Lightspeed requests per day stays free for them. It is tried again in {seconds} s."),
)
"""What is said where one of the windows is spent, in the same order."""
UNKNOWN_WAIT_SECONDS = 60.0
"""Wait after a 429 that does not say how long."""
LONGEST_WAIT_SECONDS = 86_400.0
"""No window is longer than a day."""
MARGIN_SECONDS = 1.0
"""Waited beyond the reset of a window, because its seconds are whole."""

Pause = Callable[[float], Awaitable[None]]
"""Waits some seconds; a test puts a clock of its own here."""


@dataclass(frozen=True, slots=True)
class RateWindow:
    """One window as it stands.

    Attributes:
        name: one of `WINDOWS`.
        limit: requests that it allows.
        remaining: what is left, never below 0.
        reset_seconds: seconds until it is full again.
    """

    name: str
    limit: int
    remaining: int
    reset_seconds: float


@dataclass(slots=True)
class _Heard:
    """What the last answer said about a window; `until` is monotonic seconds."""

    limit: int
    remaining: int
    until: float


class RateLimits:
    """The budget of one key; every client of that key shares one of these.

    Args:
        clock: its monotonic seconds count.
        pause: waits for the pace.
    """

    def __init__(self, clock: Clock, pause: Pause = asyncio.sleep) -> None:
        self._clock = clock
        self._pause = pause
        self._windows: list[_Heard | None] = [None] * len(WINDOWS)
        self._blocked_until = 0.0
        self._on_the_way = 0
        self._starts: deque[float] = deque(maxlen=REQUESTS_A_SECOND)

    @property
    def windows(self) -> tuple[RateWindow, ...]:
        """The windows that an answer has told of and that have not ended since, shortest first."""
        now = self._clock.monotonic()
        return tuple(
            RateWindow(name, heard.limit, max(heard.remaining, 0), heard.until - now)
            for name, heard in zip(WINDOWS, self._windows, strict=True)
            if heard is not None and heard.until > now
        )

    @contextmanager
    def counted(self, share: float) -> Iterator[None]:
        """Count a request as on the way while it is, because its answer has not told of it yet.

        Args:
            share: part of each window that this request must leave free.

        Raises:
            Busy: it must not go out now; `retry_after` says when it may.
        """
        self._refuse_if_spent(share)
        self._on_the_way += 1
        try:
            yield
        finally:
            self._on_the_way -= 1

    async def keep_pace(self) -> None:
        """Wait until this request is not the 21st of a second.

        Raises:
            Busy: so many wait already that it would take longer than a second.
        """
        now = self._clock.monotonic()
        is_full = len(self._starts) == REQUESTS_A_SECOND
        start = max(now, self._starts[0] + 1.0) if is_full else now
        if start - now > 1.0:
            raise Busy(tr("Too many requests to Lightspeed wait already."), retry_after=start - now)
        self._starts.append(start)
        if start > now:
            await self._pause(start - now)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take over what any answer says about the windows; one that says nothing changes nothing."""
        now = self._clock.monotonic()
        named = (headers.get(f"x-ratelimit-{what}", "") for what in ("limit", "remaining", "reset"))
        columns = [[_number(part) for part in text.split("/")] for text in named]
        for index in range(len(WINDOWS)):
            limit, remaining, reset = (column[index] if index < len(column) else None for column in columns)
            if remaining is not None and reset is not None:
                self._windows[index] = _Heard(limit or 0, remaining, now + _bounded(reset))

    def exhausted(self, headers: Mapping[str, str]) -> float:
        """Take over a 429 and give the seconds for which no request goes out: `Retry-After`, else the longest reset.

        Headers with room in every window mean that there were too many in one second, which is over in a moment.
        """
        self.learn(headers)
        now = self._clock.monotonic()
        asked = _number(headers.get("retry-after", ""))
        spent = [heard for heard in self._windows if heard is not None and heard.remaining <= 0 and heard.until >= now]
        # windows that are told of and have room left: it was the pace of a second that was broken
        usual = 0.0 if "x-ratelimit-remaining" in headers and not spent else UNKNOWN_WAIT_SECONDS
        longest = max((heard.until - now for heard in spent), default=usual) + MARGIN_SECONDS
        seconds = max(_bounded(asked), MARGIN_SECONDS) if asked is not None else longest
        for heard in spent:
            heard.until = min(heard.until, now + seconds)
        self._blocked_until = max(self._blocked_until, now + seconds)
        return self._blocked_until - now

    def _refuse_if_spent(self, share: float) -> None:
        now = self._clock.monotonic()
        if self._blocked_until > now:
            raise _refusal(
                mark("Lightspeed has refused further requests. It is tried again in {seconds} s."),
                self._blocked_until - now,
            )
        for sentence, heard in zip(_SPENT, self._windows, strict=True):
            if heard is not None and heard.until > now and heard.remaining - self._on_the_way <= share * heard.limit:
                raise _refusal(sentence, heard.until - now + MARGIN_SECONDS)


def _refusal(sentence: str, seconds: float) -> Busy:
    return Busy(tr(sentence, seconds=f"{seconds:.0f}"), status=429, retry_after=seconds)


def _number(text: str) -> int | None:
    try:
        return int(text.strip())
    except ValueError:
        return None


def _bounded(seconds: int) -> float:
    return float(min(max(seconds, 0), LONGEST_WAIT_SECONDS))
