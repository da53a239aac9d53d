"""One station takes over the endpoints of another that closed or died, and gives them back (board 2); local to a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kds.domain.order import Endpoint
from kds.domain.station import DEFAULT_THRESHOLDS, Role, Station, Thresholds
from kds.domain.terms import Purchase


def can_cover(station: Station) -> bool:
    """Whether a station may take over anything: a cook's own one, since the pass sees all endpoints anyway."""
    return station.role is Role.PREP and not station.sees_all


def to_cover(station: Station, stations: Iterable[Station], endpoints: Sequence[Endpoint]) -> tuple[Station, ...]:
    """Give what a station could take over, what it covers already included, each with the endpoints that would come.

    Args:
        station: the station of this screen.
        stations: all stations of the installation.
        endpoints: the till's endpoints; one without a station can be covered by its own name.
    """
    if not can_cover(station):
        return ()
    own = frozenset(station.own_endpoints)
    offered: list[Station] = []
    for other in stations:
        free = tuple(name for name in other.endpoints if name not in own)
        if can_cover(other) and other.name != station.name and free:
            offered.append(replace(other, endpoints=free))
    named = own.union(*(each.endpoints for each in offered))
    offered += [
        Station(each.name, (each.name,), thresholds=_usual(each.name))
        for each in endpoints
        if each.is_active and each.name not in named and each.name not in station.paper_endpoints
    ]
    return tuple(offered)


def covering(station: Station, offered: Iterable[Station], names: Sequence[str]) -> Station:
    """Give the station with exactly those taken over, in that order; a name that is not offered any more is left out."""
    by_name = {each.name: each for each in offered}
    taken = tuple(by_name[name] for name in names if name in by_name)
    if taken == station.covered:
        return station
    own = uncovered(station)
    more = dict.fromkeys(name for each in taken for name in each.endpoints)
    return replace(own, endpoints=(*own.endpoints, *more), covered=taken)


def uncovered(station: Station) -> Station:
    """Give the station with its own endpoints alone."""
    if not station.covered:
        return station
    return replace(station, endpoints=station.own_endpoints, covered=())


def unwatched(station: Station, offered: Iterable[Station], watched: frozenset[str]) -> tuple[Station, ...]:
    """Give what nobody looks at now and this station could take over.

    Args:
        station: the station of this screen.
        offered: from `to_cover`.
        watched: endpoints that some screen watches.
    """
    taken = {each.name for each in station.covered}
    return tuple(each for each in offered if each.name not in taken and not watched.intersection(each.endpoints))


def _usual(endpoint: str) -> dict[Purchase, Thresholds]:
    return {Purchase.WALK_IN: DEFAULT_THRESHOLDS.get(endpoint.lower(), DEFAULT_THRESHOLDS["prep"])}
