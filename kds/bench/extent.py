"""How much is measured: the sizes of a full run and of a quick one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extent:
    """Sizes of one run.

    Attributes:
        starts: pairs of program starts.
        seconds: windows of one second without a key, in each mode of ages.
        keys: digits pressed, and bumps whose answer is timed.
        bumps: all bumps, timed ones included, between two looks at the memory.
        arrivals: orders whose way to the screen of a board that polls is timed.
        pushed_arrivals: the same for a board that is told.
        polls: polls of each kind.
        rounds: rounds of requests to the servers.
        stored: finished orders in the full server.
        is_quick: whether this is less than the targets speak of.
    """

    starts: int
    seconds: int
    keys: int
    bumps: int
    arrivals: int
    pushed_arrivals: int
    polls: int
    rounds: int
    stored: int
    is_quick: bool = False


FULL = Extent(
    starts=9, seconds=30, keys=160, bumps=1_200, arrivals=15, pushed_arrivals=40, polls=60, rounds=7, stored=100_000
)
"""What the targets speak of; takes less than ten minutes."""

QUICK = Extent(
    starts=2,
    seconds=8,
    keys=20,
    bumps=40,
    arrivals=3,
    pushed_arrivals=5,
    polls=15,
    rounds=2,
    stored=2_000,
    is_quick=True,
)
"""A first look in less than two minutes."""
