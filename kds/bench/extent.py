"""How much is measured: the sizes of a full run and of a quick one."""

from __future__ import annotations

from dataclasses import dataclass, replace

WARM_SECONDS = 6.0
"""How long a board runs after its first orders before anything is measured: it loads some of itself later."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Sizes of one run.

    Attributes:
        starts: pairs of program starts.
        warm_seconds: see `WARM_SECONDS`.
        seconds: windows of one second without a key, in each mode of ages.
        boards: boards that poll side by side while nobody touches them.
        finished: orders that were served before anything is measured; a recall list holds a hundred.
        keys: digits pressed, and bumps whose answer is timed.
        bumps: bumps between two looks at the memory.
        growths: boards whose memory is looked at so.
        arrivals: orders whose way to the screen of a board that polls is timed.
        pushed_arrivals: the same for a board that is told.
        polls: polls of each kind.
        poll_orders: open orders of the polls, one series for each.
        waiting: bumps that wait on disk when they are read again, one series for each; all are written one after the other.
        rounds: rounds of requests to the servers.
        requests: requests of each kind in a round.
        stored: finished orders in the full servers, one server for each.
        admissions: tickets on the list of the show.
        verdicts: scans whose painted verdict is timed.
    """

    starts: int
    warm_seconds: float
    seconds: int
    boards: int
    finished: int
    keys: int
    bumps: int
    growths: int
    arrivals: int
    pushed_arrivals: int
    polls: int
    poll_orders: tuple[int, ...]
    waiting: tuple[int, ...]
    rounds: int
    requests: int
    stored: tuple[int, ...]
    admissions: int
    verdicts: int


FULL = Extent(
    starts=25,
    warm_seconds=WARM_SECONDS,
    seconds=30,
    boards=3,
    finished=100,
    keys=160,
    bumps=1_200,
    growths=2,
    arrivals=15,
    pushed_arrivals=40,
    polls=60,
    poll_orders=(200, 1_000, 5_000),
    waiting=(100, 10_000),
    rounds=7,
    requests=150,
    stored=(100_000,),
    admissions=20_000,
    verdicts=100,
)
"""What the targets speak of; takes about ten minutes."""

QUICK = Extent(
    starts=3,
    warm_seconds=3,
    seconds=10,
    boards=1,
    finished=100,
    keys=20,
    bumps=40,
    growths=1,
    arrivals=3,
    pushed_arrivals=5,
    polls=15,
    poll_orders=(200,),
    waiting=(100,),
    rounds=2,
    requests=60,
    stored=(2_000,),
    admissions=20_000,
    verdicts=10,
)
"""A first look in less than two minutes."""

MILLION = 1_000_000
"""Stored orders of the longest series, left out unless asked for: filling such a server takes minutes."""


def with_million(extent: Extent) -> Extent:
    """Give the same with that series too."""
    return replace(extent, stored=(*extent.stored, MILLION))
