"""The simulated cooks and the expo: they work every station but the shown one and never undo anybody's work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kds.demo.bumps import station_calls
from kds.demo.wire import PROGRESS, Slip

from .evening import open_doors, plan
from .fake_server import FakeServer, derive

Json = dict[str, Any]
NAMES = ("Grill", "Fry", "Cold")


def _pairs(orders: list[Json], endpoint: str) -> list[str]:
    return [
        pair["status"]
        for order in orders
        for item in order["items"]
        if item["type"] == "Positive"
        for pair in item["endpoints"]
        if pair["name"] == endpoint
    ]


async def test_without_a_board_everything_is_cooked_and_served() -> None:
    """With no board shown the kitchen keeps up: orders leave, and nothing is ever set back."""
    evening = await open_doors(plan(pace="busy"))
    await evening.go_on(timedelta(hours=2))
    done = [order for order in evening.server.orders.values() if not order["isProcessable"]]
    assert len(done) > 100
    assert len(evening.server.open_orders()) < 36
    assert evening.server.pulled_back == []


@pytest.mark.parametrize("shown", ["Grill", "Bar"])
async def test_nobody_touches_the_shown_station(shown: str) -> None:
    """What is routed to the station on the board stays untouched, while the others go on working."""
    evening = await open_doors(plan(pace="busy", shown=(shown,)))
    await evening.go_on(timedelta(hours=1))
    orders = list(evening.server.orders.values())
    assert set(_pairs(orders, shown)) <= {"New", "Cancelled"}
    assert "Served" in _pairs(orders, "Cold")
    assert evening.server.pulled_back == []


async def test_with_the_expo_shown_cooks_finish_but_nothing_is_sent() -> None:
    """On the expo's board dishes become ready and stay on the pass until a person sends them."""
    evening = await open_doors(plan(pace="quiet", shown=("*",)))
    await evening.go_on(timedelta(minutes=40))
    positives = [
        item["status"]
        for order in evening.server.orders.values()
        for item in order["items"]
        if item["type"] == "Positive"
    ]
    assert "Ready" in positives
    assert "Served" not in positives


async def test_cooks_start_before_they_finish() -> None:
    """A board sees dishes in progress before they are ready."""
    evening = await open_doors(plan(pace="busy", shown=("*",)))
    seen: set[str] = set()
    await evening.go_on(
        timedelta(minutes=20),
        each_beat=lambda: seen.update(
            *(_pairs(evening.server.open_orders(), name) for name in evening.server.endpoints)
        ),
    )
    assert {"New", "InProgress", "Ready"} <= seen


async def test_a_deleted_order_disturbs_nobody() -> None:
    """When somebody deletes orders at the till, cooks and expo go on with the others."""
    evening = await open_doors(plan(pace="busy"))
    await evening.go_on(timedelta(minutes=15))
    for order in evening.server.open_orders()[::2]:
        del evening.server.orders[order["id"]]
    await evening.go_on(timedelta(minutes=30))
    assert any(not order["isProcessable"] for order in evening.server.orders.values())


_STATUSES = st.sampled_from(["New", "InProgress", "Ready", "Served", "Cancelled"])
_ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["Positive", "Positive", "Positive", "Negative"]),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True),
        st.lists(_STATUSES, min_size=2, max_size=2),
    ),
    min_size=1,
    max_size=6,
)


def _server_with(items: list[tuple[str, list[str], list[str]]]) -> tuple[FakeServer, Json]:
    server = FakeServer(now=lambda: datetime(2026, 11, 22, tzinfo=UTC))
    plu = {"code": 1, "name": "Dish"}
    order: Json = {
        "id": "a" * 24,
        "number": 1,
        "ticketId": "b" * 24,
        "createdAt": "2026-11-22T18:00:00Z",
        "isProcessed": True,
        "_v": 0,
        "items": [
            {
                "id": number,
                "type": kind,
                "plu": plu,
                "quantity": {"amount": 1},
                "endpoints": [
                    {"name": name, "status": status if kind == "Positive" else {"New": "New"}.get(status, "Served")}
                    for name, status in zip(names, statuses, strict=False)
                ],
            }
            for number, (kind, names, statuses) in enumerate(items, start=1)
        ],
    }
    server.orders[order["id"]] = order
    derive(order)
    return server, order


@settings(max_examples=300)
@given(_ITEMS, st.sets(st.integers(1, 6)), st.sampled_from(["InProgress", "Ready"]))
def test_a_cooks_calls_touch_only_what_was_chosen(
    items: list[tuple[str, list[str], list[str]]], chosen: set[int], status: str
) -> None:
    """Whatever stands on an order, a cook's calls change chosen items alone and set nothing back in the end."""
    server, order = _server_with(items)
    before = {(item["id"], pair["name"]): pair["status"] for item in order["items"] for pair in item["endpoints"]}
    alone = {item["id"] for item in order["items"] if len(item["endpoints"]) == 1}
    kinds = {item["id"]: item["type"] for item in order["items"]}
    for call in station_calls(Slip.model_validate(order), "Grill", chosen, status):
        server._set_status(order["id"], call.path.split("/")[3:-1], call.status)
    for item in order["items"]:
        for pair in item["endpoints"]:
            was, now = before[item["id"], pair["name"]], pair["status"]
            if was == "Cancelled":
                assert now == "Cancelled"
            elif now != was:
                assert item["id"] in chosen
                assert PROGRESS[now] > PROGRESS[was]
            if item["id"] in chosen & alone and pair["name"] == "Grill" and kinds[item["id"]] == "Positive":
                assert PROGRESS.get(now, 3) >= PROGRESS[status]
