"""Chooses the till's routes for a set of pairs so that nothing else is pulled back (board 6, contract 1).

There is no route for one item on one endpoint: a line is set everywhere at once, an endpoint with all its lines. Every
choice made here is tried on the order first, with `overlay`'s own rules, and taken only when it comes out right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kds.domain.intents import Direction, EndpointPart, OneItem, SetStatus, Target, WholeOrder
from kds.domain.order import Item, Order, Pair
from kds.domain.overlay import applied, targeted
from kds.domain.station import Station
from kds.domain.status import is_unrouted
from kds.domain.terms import Status

PairKey = tuple[int, str | None]
"""Item id and endpoint: one pair within its order."""

Wanted = Mapping[PairKey, Status]
"""Statuses of pairs of one order."""


@dataclass(frozen=True, slots=True)
class Routes:
    """A way to get there.

    Attributes:
        changes: the calls, in the order they must go out.
        lost: pairs that do not end where they should, since no route reaches them without moving others.
    """

    changes: tuple[SetStatus, ...] = ()
    lost: frozenset[PairKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """A wish about one order.

    Attributes:
        order: as it stands after the calls chosen so far.
        wanted: where the pairs that should change ought to end.
        start: where every pair stood at first; pairs that are not wanted ought to stay there.
        watches: whether an endpoint belongs to this station; a line made elsewhere too is *shared*.
        direction: what the calls count as (reliability 3.1.6).
        whole: the order route may be used, since this station sees everything.
        yielding: pairs that may end lower than they stood where a wanted one can't be lowered without them (undo).
    """

    order: Order
    wanted: Wanted
    start: Wanted
    watches: Callable[[str], bool]
    direction: Direction = Direction.FORWARD
    whole: bool = False
    yielding: frozenset[PairKey] = frozenset()

    def target_of(self, item: Item, pair: Pair) -> Status:
        """Give where a pair should end."""
        key = (item.id, pair.endpoint)
        return self.wanted.get(key, self.start[key])

    def counts(self, item: Item, pair: Pair) -> bool:
        """Whether a pair decides anything: not on an endpoint that is off, while the line has an active one."""
        inactive = self.order.inactive_endpoints
        return pair.endpoint not in inactive or is_unrouted(item, inactive)

    def stirs(self, item: Item, pair: Pair) -> bool:
        """Whether a pair that counts is not yet where it should end."""
        return self.counts(item, pair) and self.target_of(item, pair) is not pair.status

    def after(self, changes: Iterable[SetStatus]) -> Task:
        """Give the same wish once some calls were made."""
        order = self.order
        for change in changes:
            order = applied(order, change)
        return replace(self, order=order)

    def bears(self, wide: Routes) -> bool:
        """Whether a wide route costs nothing but pairs of our own that end lower than they should."""
        lowest = wide.changes[0].status
        goals = {**self.start, **self.wanted}
        ours = self.wanted.keys() | self.yielding
        return wide.lost <= ours and all(goals[key].rank > lowest.rank for key in wide.lost)

    def falls_short(self, routes: Routes) -> bool:
        """Whether some pair stays further on than it should end."""
        after = statuses_of(self.after(routes.changes).order)
        return any(after[key].rank > self.wanted.get(key, self.start[key]).rank for key in routes.lost)

    def call(self, target: Target, status: Status) -> SetStatus:
        """Make one call of this task."""
        return SetStatus(target, status, self.direction)


def a_task(
    order: Order, wanted: Wanted, station: Station, direction: Direction = Direction.FORWARD, *, whole: bool = False
) -> Task:
    """State a wish about an order as this station may carry it out; pairs already there are taken out of it."""
    start = statuses_of(order)
    moving = {key: status for key, status in wanted.items() if start.get(key, status) is not status}
    return Task(order, moving, start, station.watches, direction, whole and station.sees_all)


def statuses_of(order: Order) -> dict[PairKey, Status]:
    """Give every pair of an order with its status."""
    return {(item.id, pair.endpoint): pair.status for item in order.items for pair in item.pairs}


def is_shared(item: Item, inactive: frozenset[str], watches: Callable[[str], bool]) -> bool:
    """Whether a line is also made at an active endpoint of another station."""
    return not is_unrouted(item, inactive) and any(
        pair.endpoint is not None and pair.endpoint not in inactive and not watches(pair.endpoint)
        for pair in item.pairs
    )


def item_route_fits(task: Task, item: Item, status: Status) -> bool:
    """Whether the item route with `status` leaves every pair of a line where it should be.

    Never for a shared line, and never over a cancelled pair: only that route would wake it, and it ought to stay.
    """
    shared = is_shared(item, task.order.inactive_endpoints, task.watches)
    return not shared and not _wrong(task, item, [task.call(OneItem(item.id), status)])


def routes_for(task: Task, *, wide_first: bool = False) -> Routes:
    """Choose the calls for a task.

    Args:
        wide_first: undo and recall: the lowest status by the wide route, then the lines that stood higher. Otherwise
            item routes come before a wide route that has to be corrected afterwards.
    """
    parts = _by_parts(task, wide_first=wide_first)
    if not task.whole or not task.wanted:
        return parts
    whole = _wide(task, WholeOrder())
    if not wide_first:
        return whole if len(whole.changes) == 1 and not whole.lost else parts
    if whole.lost and not (task.bears(whole) and (task.falls_short(parts) or len(whole.lost) <= len(parts.lost))):
        return parts
    return whole if _names_only_wanted(task, WholeOrder()) else parts


def _by_parts(task: Task, *, wide_first: bool) -> Routes:
    """Lines without an active endpoint by the item route, everything else endpoint by endpoint."""
    order = task.order
    changes: list[SetStatus] = []
    lost: set[PairKey] = set()
    for item in order.items:
        if _is_stirred(task, item) and is_unrouted(item, order.inactive_endpoints):
            status = _aim(task, item)
            if item_route_fits(task, item, status):
                changes.append(task.call(OneItem(item.id), status))
            else:
                lost.update((item.id, None) for pair in item.pairs if pair.endpoint is None)
    stirring = [pair for item in order.items for pair in item.pairs if task.stirs(item, pair)]
    endpoints = dict.fromkeys(pair.endpoint for pair in stirring if pair.endpoint is not None)
    # Whole endpoints first: a line set alone sets them all, and must not be moved again by the next endpoint's route.
    for endpoint in sorted(endpoints, key=lambda name: not _names_only_wanted(task, EndpointPart(name))):
        part = _one_endpoint(task.after(changes), endpoint, wide_first=wide_first)
        changes.extend(part.changes)
        lost.update(part.lost)
    reached = task.after(changes)
    missed = {
        (item.id, pair.endpoint) for item in reached.order.items for pair in item.pairs if reached.stirs(item, pair)
    }
    return Routes(tuple(changes), frozenset(lost & missed))


def _one_endpoint(task: Task, endpoint: str, *, wide_first: bool) -> Routes:
    """Choose the calls for what is made at one endpoint."""
    here = {item.id: item for item, pair in targeted(task.order, EndpointPart(endpoint)) if task.stirs(item, pair)}
    if not here:
        return Routes()
    wide = _wide(task, EndpointPart(endpoint))
    fitting = {item.id: item for item in here.values() if item_route_fits(task, item, _aim(task, item))}
    single = tuple(task.call(OneItem(item.id), _aim(task, item)) for item in fitting.values())
    at_once = _names_only_wanted(task, EndpointPart(endpoint)) if wide_first else len(wide.changes) == 1
    if at_once and not wide.lost:
        return wide
    if len(fitting) == len(here):
        return Routes(single)
    sunk = _sunk(task, [item for item in here.values() if item.id not in fitting]) if wide_first else None
    if sunk is not None:
        return Routes((*single, *sunk.changes), sunk.lost)
    if not wide.lost or (wide_first and task.bears(wide)):
        return wide
    return Routes(single, frozenset((item_id, endpoint) for item_id in here.keys() - fitting.keys()))


def _sunk(task: Task, items: Sequence[Item]) -> Routes | None:
    """Set lines by the item route to the lowest status of their own; their other pairs stay lowest, as after any undo.

    Gives None where a line is shared, has a cancelled pair, or has one that must not end lower.
    """
    ours = task.wanted.keys() | task.yielding
    routes = Routes()
    for item in items:
        counted = [pair for pair in item.pairs if task.counts(item, pair)]
        keys = {(item.id, pair.endpoint) for pair in counted}
        wakes = any(pair.status is Status.CANCELLED for pair in item.pairs)
        if wakes or is_shared(item, task.order.inactive_endpoints, task.watches) or not keys <= ours:
            return None
        lowest = min((task.target_of(item, pair) for pair in counted), key=lambda status: status.rank)
        lost = {(item.id, pair.endpoint) for pair in counted if task.target_of(item, pair) is not lowest}
        is_there = all(pair.status is lowest for pair in counted)
        calls = () if is_there else (task.call(OneItem(item.id), lowest),)
        routes = Routes((*routes.changes, *calls), routes.lost | lost)
    return routes


def _wide(task: Task, target: Target) -> Routes:
    """Use a wide route with the lowest status wanted there, then item routes for the lines that belong further on.

    A line that belongs further back is lost: even for a moment the pass must not see it started or ready.
    """
    here = list(targeted(task.order, target))
    aims = [task.target_of(item, pair) for item, pair in here if task.stirs(item, pair) and not item.is_negative]
    lowest = min(aims, key=lambda status: status.rank, default=Status.READY)
    changes = [task.call(target, lowest)]
    lost: set[PairKey] = set()
    for item in {item.id: item for item, _ in here}.values():
        wrong = _wrong(task, item, changes[:1]) & {(each.id, pair.endpoint) for each, pair in here}
        goals = [task.target_of(item, pair) for pair in item.pairs if task.counts(item, pair)]
        status = max(goals, key=lambda each: each.rank)
        if wrong and status.rank > lowest.rank and item_route_fits(task, item, status):
            # Forward even within an undo: if somebody serves the line meanwhile, it must not be pulled back once more.
            changes.append(SetStatus(OneItem(item.id), status))
        else:
            lost |= wrong
    return Routes(tuple(changes), frozenset(lost))


def _aim(task: Task, item: Item) -> Status:
    """Give the lowest status that an item's moving pairs should get."""
    aims = [task.target_of(item, pair) for pair in item.pairs if task.stirs(item, pair)]
    return min(aims, key=lambda status: status.rank)


def _is_stirred(task: Task, item: Item) -> bool:
    return any(task.stirs(item, pair) for pair in item.pairs)


def _names_only_wanted(task: Task, target: Target) -> bool:
    """Whether a wide route reaches nothing but wanted pairs, so that it can't undo what somebody does meanwhile."""
    return all(
        (item.id, pair.endpoint) in task.wanted
        for item, pair in targeted(task.order, target)
        if not item.is_negative and pair.status is not Status.CANCELLED and task.counts(item, pair)
    )


def _wrong(task: Task, item: Item, changes: Iterable[SetStatus]) -> frozenset[PairKey]:
    """Give the pairs of an item that do not stand where they should after some calls.

    What doesn't count may go along forward, and back where this station moved it; else it ought to stay as well.
    """
    reached = task.after(changes).order.item(item.id) or item
    return frozenset(
        (item.id, pair.endpoint)
        for pair, after in zip(item.pairs, reached.pairs, strict=True)
        if after.status is not task.target_of(item, pair)
        and (
            task.counts(item, pair)
            or ((item.id, pair.endpoint) not in task.wanted and after.status.rank < pair.status.rank)
        )
    )
