"""Looks at a fresh reading before a command goes out late, so that nothing is pulled back meanwhile (board 6); pure."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.actions.routes import a_task, routes_for
from kds.domain.intents import Command, Direction, EndpointPart, OneItem, SetStatus, WholeOrder
from kds.domain.order import Order
from kds.domain.overlay import targeted
from kds.domain.station import ALL_ENDPOINTS, Station
from kds.domain.terms import Status

STALE_SECONDS = 10.0
"""A command that waited longer reads its order first."""


def requests_for(command: Command, fresh: Order, station: Station) -> tuple[Command, ...]:
    """Give the requests that carry out a command on an order that has moved on since the key was pressed.

    A forward command by a wide route leaves alone what stands beyond it by now; where no routes reach that, or for any
    other command, it goes out as it is.
    """
    change = command.change
    if (
        not isinstance(change, SetStatus)
        or isinstance(change.target, OneItem)
        or change.direction is Direction.BACKWARD
    ):
        return (command,)
    here = [(item, pair) for item, pair in targeted(fresh, change.target) if pair.status is not Status.CANCELLED]
    if all(pair.status.rank <= change.status.rank for item, pair in here if not item.is_negative):
        return (command,)
    wanted = {
        (item.id, pair.endpoint): Status.SERVED if item.is_negative else change.status
        for item, pair in here
        if pair.status.rank < change.status.rank
    }
    whole = isinstance(change.target, WholeOrder)
    routes = routes_for(a_task(fresh, wanted, _that_pressed(command, station), whole=whole))
    if routes.lost or not routes.changes:
        return (command,)
    return tuple(replace(command, change=step, base_version=fresh.version) for step in routes.changes)


def _that_pressed(command: Command, station: Station) -> Station:
    """Give the station, watching at least what the command was for: the screen may be another one since the press."""
    match command.change:
        case SetStatus(target=EndpointPart(endpoint=name)) if not station.watches(name):
            return replace(station, endpoints=(*station.endpoints, name))
        case SetStatus(target=WholeOrder()) if not station.sees_all:
            return replace(station, endpoints=(ALL_ENDPOINTS,))
        case _:
            return station
