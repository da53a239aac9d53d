"""A filled database is a past that the server could have written itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kds.errors import ServerError
from kds.server.app import create_app
from kds.server.filling import MOST_LINES, ORDERS_A_DAY, fill
from kds.server.settings import ServerSettings
from tests.server.world import NOON, Clock, Server

COUNT = ORDERS_A_DAY + 10


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("past") / "server.db"
    fill(path, COUNT)
    return path


def test_the_past_is_finished_and_closed(database: Path) -> None:
    """Nothing of it is on the live board; every order is served, fired, and belongs to a closed ticket."""
    server = Server(create_app(ServerSettings(database=str(database))), Clock(NOON))
    try:
        assert server.get("/orders?isProcessable=true")["totalCount"] == 0
        orders = server.get("/orders?$take=1000")["items"]
        assert len(orders) == COUNT
        assert {(order["status"], order["isProcessed"]) for order in orders} == {("Served", True)}
        assert {len(order["items"]) for order in orders} == set(range(1, MOST_LINES + 1))
        tickets = server.get("/tickets?IsClosed=true&$take=1000")["items"]
        assert {ticket["id"] for ticket in tickets} == {order["ticketId"] for order in orders}
        numbers = Counter(order["number"] for order in orders)
        assert set(numbers) == set(range(1, ORDERS_A_DAY + 1))
        assert server.get(f"/orders/{orders[0]['id']}") == orders[0]
    finally:
        server.close()


def test_a_database_with_orders_is_left_alone(database: Path) -> None:
    """Filling twice would mix a past into another one; it is refused with the file's name."""
    with pytest.raises(ServerError, match=str(database)):
        fill(database, 1)
