"""Orders always add up to their ticket (contract 2), whatever tills and screens do: drawn at random, on both databases."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kds.server.database import MEMORY
from tests.server.cluster import Cluster
from tests.server.world import Clock, Json, Server, app_of, line

LINES = st.fixed_dictionaries(
    {
        "code": st.integers(1, 3),
        "amount": st.sampled_from([0.5, 1, 2, 3]),
        "course": st.sampled_from([None, 1, 2]),
        "comment": st.sampled_from([None, "no salt"]),
        "endpoints": st.sampled_from([("Bar",), ("Grill", "Fry"), ()]),
    }
)
STEPS = st.one_of(
    st.tuples(st.just("add"), LINES),
    st.tuples(st.just("set"), st.integers(0, 5), LINES),
    st.tuples(st.just("amount"), st.integers(0, 5), st.sampled_from([0.5, 1, 2, 5])),
    st.tuples(st.just("remove"), st.integers(0, 5)),
    st.tuples(st.just("fire"), st.integers(0, 9)),
    st.tuples(st.just("status"), st.integers(0, 9), st.sampled_from(["New", "InProgress", "Ready", "Served"])),
    st.tuples(st.just("item"), st.integers(0, 9), st.sampled_from(["Cancelled", "New", "Ready"])),
    st.tuples(st.just("delete")),
)


def wire_line(drawn: Json) -> Json:
    """Write a drawn line as a till does."""
    written = line(drawn["code"], drawn["amount"], courseNumber=drawn["course"], comment=drawn["comment"])
    written["plu"]["orderEndpointNames"] = list(drawn["endpoints"])
    return written


class Till:
    """Plays drawn steps against a server and knows what the ticket should say."""

    def __init__(self, server: Server, first: Json) -> None:
        self.server = server
        self.ticket = server.open_ticket(wire_line(first))
        self.is_deleted = False

    def play(self, step: tuple[object, ...]) -> None:
        """Play one step, if it is possible."""
        kind, *rest = step
        if kind in {"fire", "status", "item"}:
            orders = self.server.orders()
            order = orders[int(str(rest[0])) % len(orders)]
            if kind == "fire":
                self.server.process(order)
            else:
                self.server.set_status(order, str(rest[1]), "/items/1" if kind == "item" else "")
        elif not self.is_deleted:
            self._write(str(kind), rest)

    def _write(self, kind: str, rest: list[object]) -> None:
        if kind == "delete":
            self.server.call("DELETE", f"/tickets/{self.ticket['id']}", user="anna")
            self.is_deleted = True
            return
        lines: list[Json] = self.ticket["items"]
        if kind == "add":
            assert isinstance(rest[0], dict)
            lines = [*lines, wire_line(rest[0])]
        elif lines:
            place = int(str(rest[0])) % len(lines)
            if kind == "remove":
                lines = lines[:place] + lines[place + 1 :]
            elif kind == "amount":
                changed = lines[place] | {"quantity": {"amount": rest[1], "unit": "pcs"}}
                lines = [*lines[:place], changed, *lines[place + 1 :]]
            elif isinstance(rest[1], dict):
                changed = wire_line(rest[1]) | {"id": lines[place]["id"]}
                lines = [*lines[:place], changed, *lines[place + 1 :]]
        self.ticket = self.server.put_ticket(self.ticket, items=lines)

    def lines(self) -> Counter[tuple[object, ...]]:
        """Give what the ticket says: amounts by line, product and comment."""
        said: Counter[tuple[object, ...]] = Counter()
        for item in [] if self.is_deleted else self.ticket["items"]:
            said[(item["id"], item["plu"]["code"], item["comment"])] += round(item["quantity"]["amount"] * 1000)
        return +said


def balance(orders: list[Json]) -> Counter[tuple[object, ...]]:
    """Give Positive minus Negative over all orders, by line, product and comment."""
    sums: Counter[tuple[object, ...]] = Counter()
    for order in orders:
        for item in order["items"]:
            sign = -1 if item["type"] == "Negative" else 1
            key = (item["ticketItemId"], item["plu"]["code"], item["comment"])
            sums[key] += sign * round(item["quantity"]["amount"] * 1000)
    return sums


def check_negatives(orders: list[Json]) -> None:
    """Every Negative names a Positive of an earlier order, and none takes back more than there was."""
    left: dict[tuple[str, int], Decimal] = {}
    for order in orders:
        kinds = [item["type"] for item in order["items"]]
        assert kinds == sorted(kinds), "Negatives stand before Positives"
        assert [item["id"] for item in order["items"]] == list(range(1, len(kinds) + 1))
        for item in order["items"]:
            if item["type"] == "Negative":
                ref = (item["takesBack"]["orderId"], item["takesBack"]["itemId"])
                left[ref] -= Decimal(str(item["quantity"]["amount"]))
                assert left[ref] >= 0
                assert item["status"] in {"New", "Served"}
        for item in order["items"]:
            if item["type"] == "Positive":
                left[(order["id"], item["id"])] = Decimal(str(item["quantity"]["amount"]))


def play(first: Json, steps: list[tuple[object, ...]], database: str) -> None:
    """Play drawn steps on a new server and look at all orders after each."""
    clock = Clock()
    server = Server(app_of(clock=clock, database=database), clock)
    try:
        till = Till(server, first)
        for step in steps:
            till.play(step)
            orders = server.orders()
            sums = balance(orders)
            assert min(sums.values()) >= 0
            assert +sums == till.lines()
            check_negatives(orders)
    finally:
        server.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=LINES, steps=st.lists(STEPS, max_size=12))
def test_orders_always_add_up_to_the_ticket(first: Json, steps: list[tuple[object, ...]]) -> None:
    """Contract 2: over all orders of a ticket Positive - Negative = its lines, whatever happens in between."""
    play(first, steps, MEMORY)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=LINES, steps=st.lists(STEPS, max_size=12))
def test_orders_add_up_on_postgresql(cluster: Cluster, first: Json, steps: list[tuple[object, ...]]) -> None:
    """Contract 2: the same sums on PostgreSQL."""
    database = cluster.fresh()
    play(first, steps, database)
    cluster.release(database)
