"""Reads the open orders from the database for the pages: only what changed since the last time; it decides nothing."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, select

from kds.server.database import Database
from kds.server.orders.model import Order
from kds.server.orders.wire import order_of
from kds.server.tables import order_endpoints, orders, zones

_Key = tuple[str, int]
_AT_ONCE = 400
_OPEN = select(orders.c.id, orders.c.version).where(orders.c.is_processable).order_by(orders.c.sequence)
_NAMED = select(orders.c.id, orders.c.version).where(orders.c.id.in_(bindparam("ids", expanding=True)))
_TEXTS = select(orders.c.document).where(orders.c.id.in_(bindparam("ids", expanding=True)))
_ENDPOINTS = select(order_endpoints.c.name, order_endpoints.c.is_active).order_by(order_endpoints.c.name)
_ZONES = select(zones.c.name).order_by(zones.c.name)


@dataclass(frozen=True, slots=True)
class Reading:
    """What stood in the database at one moment.

    Attributes:
        orders: all open orders, oldest first.
        former: orders that are not open any more, but something is taken back from them.
        active: names of the endpoints that are on.
        endpoints: names of all endpoints.
        zones: names of all zones.
    """

    orders: tuple[Order, ...]
    former: tuple[Order, ...]
    active: frozenset[str]
    endpoints: tuple[str, ...]
    zones: tuple[str, ...]


class OpenOrders:
    """The open orders as they were last read; threads take turns.

    Args:
        database: where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = threading.Lock()
        self._known: dict[_Key, Order] = {}
        self._last: Reading | None = None

    def read(self) -> Reading:
        """Give what stands there now; the very same object where nothing changed."""
        with self._turn:
            return self._read()

    def _read(self) -> Reading:
        with self._database.reading() as connection:
            found = {key: self._known.get(key) for key in _keys(connection.execute(_OPEN))}
            open_orders = self._completed(connection, found)
            known_ids = {order_id for order_id, _ in open_orders}
            elsewhere = sorted(_taken_from(open_orders.values()) - known_ids)
            found = {}
            for part in _parts(elsewhere):
                found |= {key: self._known.get(key) for key in _keys(connection.execute(_NAMED, {"ids": part}))}
            former = self._completed(connection, found)
            places = connection.execute(_ENDPOINTS).all()
            areas = tuple(connection.execute(_ZONES).scalars())
        self._known = open_orders | former
        reading = Reading(
            orders=tuple(open_orders.values()),
            former=tuple(former.values()),
            active=frozenset(row.name for row in places if row.is_active),
            endpoints=tuple(row.name for row in places),
            zones=areas,
        )
        if reading != self._last:
            self._last = reading
        return self._last or reading

    @staticmethod
    def _completed(connection: Connection, found: Mapping[_Key, Order | None]) -> dict[_Key, Order]:
        """Read what is not known yet; what another server deletes meanwhile is left out."""
        fresh: dict[_Key, Order] = {}
        for part in _parts(order_id for (order_id, _), order in found.items() if order is None):
            for text in connection.execute(_TEXTS, {"ids": part}).scalars():
                order = order_of(text)
                fresh[order.id, order.version] = order
        return {key: whole for key, known in found.items() if (whole := known or fresh.get(key)) is not None}


def _keys(rows: Iterable[Row[str, int]]) -> list[_Key]:
    return [(row.id, row.version) for row in rows]


def _taken_from(open_orders: Iterable[Order]) -> set[str]:
    """Give the orders that something is taken back from."""
    refs = (item.takes_back for order in open_orders for item in order.items)
    return {ref.order_id for ref in refs if ref is not None}


def _parts(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """Give ids in parts that every database takes in one question."""
    remaining = iter(ids)
    while part := list(itertools.islice(remaining, _AT_ONCE)):
        yield part
