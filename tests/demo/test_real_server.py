"""The simulated restaurant against the real order server, in one process and without a network."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from kds.demo.client import Line, Login, Person
from kds.demo.running import run
from kds.demo.stage import set_stage
from kds.server.app import create_app
from kds.server.settings import ServerSettings

from .evening import FakeClock, plan

Json = dict[str, Any]
VIEWER = Person("view", "4444", "KDS1")


@pytest.fixture
async def app() -> AsyncIterator[FastAPI]:
    app = create_app(ServerSettings(database=":memory:", scrypt_cost=16, announce_passwords=lambda _: None))
    async with app.router.lifespan_context(app):
        yield app


async def _all(transport: httpx.AsyncBaseTransport, path: str) -> list[Json]:
    login = Login(Line("http://test", say=lambda _: None, stopping=asyncio.Event(), transport=transport), VIEWER)
    found: list[Json] = []
    while True:
        answer = await login.read(path, params={"$sort": "id", "$skip": len(found), "$take": 1000})
        page = answer.json(parse_float=Decimal)
        found += page["items"]
        if len(found) >= page["totalCount"]:
            return found


async def test_what_the_kitchen_gets_is_what_is_on_the_bills(app: FastAPI) -> None:
    """After half a simulated hour of a full house, all orders of a ticket add up to its lines, voids taken off."""
    transport = httpx.ASGITransport(app=app)
    said: list[str] = []
    clock = FakeClock()
    line = Line("http://test", say=said.append, stopping=asyncio.Event(), transport=transport)
    stage = await set_stage(plan(pace="slammed"), line, clock, said.append)
    while clock.at < timedelta(minutes=30):
        await stage.orders.refresh()
        await stage.beat()
        clock.at += timedelta(seconds=15)
    assert len(said) == 1, said
    ordered: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    orders = await _all(transport, "/orders")
    for order in orders:
        for item in order["items"]:
            sign = 1 if item["type"] == "Positive" else -1
            ordered[order["ticketId"], item["ticketItemId"]] += sign * Decimal(item["quantity"]["amount"])
    tickets = await _all(transport, "/tickets")
    billed = {
        (ticket["id"], item["id"]): Decimal(item["quantity"]["amount"])
        for ticket in tickets
        for item in ticket["items"]
    }
    assert {line: amount for line, amount in ordered.items() if amount} == billed
    assert len(tickets) >= 14
    assert any(order["status"] == "Served" for order in orders)
    assert any(order["isProcessable"] and not order["isProcessed"] for order in orders)


async def test_a_replay_against_the_real_server_agrees(app: FastAPI, tmp_path: Path) -> None:
    """A small recording is cooked to its last item by the real server's count."""
    orders_file, menu_file = tmp_path / "orders.csv", tmp_path / "menu.csv"
    menu_file.write_text("menu_item_id,item_name,category\n1,Tea,Drinks\n2,Cake,Desserts\n", encoding="utf-8")
    rows = "".join(f"{number // 3 + 1},1/1/23,11:00:00 AM,{number % 3}\n" for number in range(60))
    orders_file.write_text("order_id,order_date,order_time,item_id\n" + rows, encoding="utf-8")
    report = await run(
        plan(replay=orders_file, menu=menu_file, speed=50_000),
        say=lambda _: None,
        stopping=asyncio.Event(),
        transport=httpx.ASGITransport(app=app),
    )
    assert report is not None
    assert (report.orders_read, report.items_read, report.items_cooked) == (20, 60, 60)
    assert report.agrees
