"""How far each endpoint is with the slips of a card (board 2): portions done of all, sent, held, on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from kds.domain.cards import StationProgress
from kds.domain.lines import Sight
from kds.domain.order import Order, Pair
from kds.domain.routing import is_fired
from kds.domain.terms import Status

PIECES = frozenset({"pcs", "pc", "ks", "", "portion", "x"})
"""Units that are counted; a line in any other (kg, l) is one portion."""


def portions(quantity: Decimal, unit: str) -> int:
    """Give how many plates a line is: 2 for `2x`, 1 for half a pizza or 0.35 kg."""
    return max(1, int(quantity.to_integral_value(ROUND_CEILING))) if unit.lower() in PIECES else 1


@dataclass(slots=True)
class _Tally:
    done: int = 0
    all: int = 0
    sent: int = 0
    held: int = 0
    ready_since: datetime | None = None


def progress_of(sight: Sight, orders: Iterable[Order], *, others_only: bool = False) -> tuple[StationProgress, ...]:
    """Give the progress of each active endpoint of some slips, in the till's order of endpoints.

    Args:
        orders: fired ones are counted as done and all, held ones as held.
        others_only: leave out this station's own endpoints.
    """
    tallies: dict[str, _Tally] = {}
    for order in orders:
        is_held = not is_fired(sight.station, order)
        for item in order.items:
            quantity = sight.folded.open_quantity(order, item, done=False)
            count = portions(quantity, item.unit) if quantity else 0
            for pair in item.pairs if count else ():
                name = pair.endpoint
                if name is None or name in order.inactive_endpoints or pair.status is Status.CANCELLED:
                    continue
                if others_only and sight.station.watches(name):
                    continue
                tally = tallies.setdefault(name, _Tally())
                if is_held:
                    tally.held += count
                else:
                    _count(tally, pair, count)
    paper = sight.station.paper_endpoints
    return tuple(
        StationProgress(
            endpoint=name,
            done=tally.done,
            all=tally.all,
            served=0 < tally.all == tally.sent,
            held=tally.held,
            ready_since=tally.ready_since if 0 < tally.all == tally.done else None,
            paper=name in paper,
        )
        for name, tally in sorted(tallies.items(), key=lambda entry: sight.endpoint_rank(entry[0]))
    )


def all_wait_for_this(others: Iterable[StationProgress]) -> bool:
    """Whether every other station with a screen is ready, and there is at least one: `LAST: all wait for you`."""
    watched = [each for each in others if not each.paper and each.all]
    return bool(watched) and all(each.missing == 0 for each in watched)


def _count(tally: _Tally, pair: Pair, count: int) -> None:
    tally.all += count
    if pair.status.rank >= Status.READY.rank:
        tally.done += count
        times = [time for time in (tally.ready_since, pair.changed_at) if time is not None]
        tally.ready_since = max(times, default=None)
    if pair.status is Status.SERVED:
        tally.sent += count
