"""Recorded orders: how their dates are read, what is refused, and that nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from kds.demo.recorded import MenuItem, read_menu, read_recording, waits
from kds.demo.replay import NOT_RECORDED_NAME, DemoReport, Replay
from kds.demo.routes import category_map, check_endpoints
from kds.demo.running import run
from kds.errors import Refused, ReplayError, UsageError

from .evening import open_doors, plan
from .fake_server import FakeServer

MENU = (
    "menu_item_id,item_name,category,price\n101,Hamburger,American,12.95\n102,Edamame,Asian,5\n103,Lasagna,Italian,9\n"
)
HEAD = "order_details_id,order_id,order_date,order_time,item_id\n"
ORDERS = (
    HEAD
    + "1,1,2023-01-01,11:38:36 AM,101\n"
    + "2,2,2023-01-01,11:40:00 AM,102\n"
    + "3,2,2023-01-01,11:40:00 AM,102\n"
    + "4,3,2023-02-01,6:00:00 PM,103\n"
    + "5,3,2023-02-01,6:00:00 PM,0\n"
    + "6,4,1/13/23,12:00:00 PM,101\n"
)


def _files(folder: Path, orders: str = ORDERS, menu: str = MENU) -> tuple[Path, Path]:
    orders_file, menu_file = folder / "orders.csv", folder / "menu.csv"
    orders_file.write_text(orders, encoding="utf-8")
    menu_file.write_text(menu, encoding="utf-8")
    return orders_file, menu_file


def _server() -> FakeServer:
    return FakeServer(now=lambda: datetime.now(UTC))


def _days(folder: Path, *dates: str) -> list[date]:
    rows = (f"{number},{number},{day},11:00:00 AM,101\n" for number, day in enumerate(dates, start=1))
    recording = read_recording(*_files(folder, HEAD + "".join(rows)))
    return [order.made_at.date() for order in recording.orders()]


def test_year_first_dates_are_read_day_before_month(tmp_path: Path) -> None:
    """A file that mixes 2023-12-01 and 1/13/23 is read as 12 January and 13 January."""
    assert _days(tmp_path, "2023-01-01", "2023-12-01", "1/13/23", "1/31/23", "2023-01-02") == [
        date(2023, 1, 1),
        date(2023, 1, 12),
        date(2023, 1, 13),
        date(2023, 1, 31),
        date(2023, 2, 1),
    ]


def test_iso_dates_are_read_as_iso_where_the_other_reading_fails(tmp_path: Path) -> None:
    """A file with 2023-01-30 is read month before day from its first line to its last."""
    assert _days(tmp_path, "2023-01-05", "2023-01-30", "2023-02-01") == [
        date(2023, 1, 5),
        date(2023, 1, 30),
        date(2023, 2, 1),
    ]


def test_lines_of_one_order_belong_together(tmp_path: Path) -> None:
    """Orders keep their lines, in the file's order, and an item that was not recorded keeps its place."""
    recording = read_recording(*_files(tmp_path))
    orders = list(recording.orders())
    assert [[item.name if item else None for item in order.items] for order in orders] == [
        ["Hamburger"],
        ["Edamame", "Edamame"],
        ["Lasagna", None],
        ["Hamburger"],
    ]
    assert (recording.checked.orders, recording.checked.lines, recording.checked.not_recorded) == (4, 6, 1)


def test_long_waits_become_short(tmp_path: Path) -> None:
    """A night between two orders is two simulated minutes; a short wait stays what it was."""
    orders = read_recording(*_files(tmp_path)).orders()
    assert [wait for wait, _ in waits(orders, timedelta(minutes=2))] == [
        timedelta(),
        timedelta(minutes=1, seconds=24),
        timedelta(minutes=2),
        timedelta(minutes=2),
    ]


@pytest.mark.parametrize(
    ("orders", "line", "reason"),
    [
        ("", 1, "column order_id is missing"),
        (HEAD, 1, "no order below the column names"),
        ("order_id,order_date,item_id\n1,2023-01-01,101\n", 1, "column order_time is missing"),
        (HEAD + "1,1,2023-01-01,11:38:36 AM\n", 2, "not as many cells"),
        (HEAD + "1,1,2023-01-01,11:38:36 AM,101,7\n", 2, "not as many cells"),
        (HEAD + "1,one,2023-01-01,11:38:36 AM,101\n", 2, "order_id 'one' is not a whole number"),
        (HEAD + "1,1,yesterday,11:38:36 AM,101\n", 2, "order_date 'yesterday' is neither"),
        (HEAD + "1,1,2023-31-31,11:38:36 AM,101\n", 2, "order_date '2023-31-31' is neither"),
        (HEAD + "1,1,13/1/23,11:38:36 AM,101\n", 2, "order_date '13/1/23' is neither"),
        (HEAD + "1,1,2023-01-01,noon,101\n", 2, "order_time 'noon'"),
        (
            HEAD + "1,1,2023-01-01,11:38:36 AM,101\n2,2,2023-01-01,11:39:36 AM,999\n",
            3,
            "item_id 999 is not in the menu",
        ),
        (HEAD + "1,1,1/14/23,11:38:36 AM,101\n2,2,1/13/23,11:39:36 AM,101\n", 3, "is before '1/14/23'"),
        (HEAD + "1,2,1/14/23,11:38:36 AM,101\n2,1,1/14/23,11:39:36 AM,101\n", 3, "order_id 1 comes after 2"),
        (HEAD + '1,1,1/14/23,11:38:36 AM,"101\n', 2, "not a CSV file"),
    ],
)
async def test_malformed_orders_are_refused_before_the_first(
    tmp_path: Path, orders: str, line: int, reason: str
) -> None:
    """A malformed orders file is refused with file, line and reason, and the server is never asked."""
    orders_file, menu_file = _files(tmp_path, orders)
    server = _server()
    with pytest.raises(ReplayError) as refused:
        await run(
            plan(replay=orders_file, menu=menu_file),
            say=lambda _: None,
            stopping=asyncio.Event(),
            transport=server.transport(),
        )
    assert f"{orders_file}, line {line}: " in str(refused.value)
    assert reason in str(refused.value)
    assert server.calls == []


@pytest.mark.parametrize(
    ("menu", "line", "reason"),
    [
        ("menu_item_id,item_name\n1,Tea\n", 1, "column category is missing"),
        ("menu_item_id,item_name,category\n", 1, "no item"),
        ("menu_item_id,item_name,category\n1,Tea,Drinks\n1,Coffee,Drinks\n", 3, "twice, first in line 2"),
        ("menu_item_id,item_name,category\n1,,Drinks\n", 2, "item_name is empty"),
        ("menu_item_id,item_name,category\n0,Tea,Drinks\n", 2, "ids begin at 1"),
        ("menu_item_id,item_name,category,price\n1,Tea,Drinks,cheap\n", 2, "price 'cheap' is not a number"),
        ("menu_item_id,item_name,category,price\n1,Tea,Drinks,-1\n", 2, "price '-1' is not a price"),
    ],
)
def test_a_malformed_menu_is_refused(tmp_path: Path, menu: str, line: int, reason: str) -> None:
    """A malformed menu is refused with file, line and reason."""
    _, menu_file = _files(tmp_path, menu=menu)
    with pytest.raises(ReplayError) as refused:
        read_menu(menu_file)
    assert f"{menu_file}, line {line}: " in str(refused.value)
    assert reason in str(refused.value)


def test_missing_and_binary_files_are_plain_sentences(tmp_path: Path) -> None:
    """A file that isn't there, or isn't text, is named."""
    with pytest.raises(ReplayError, match=r"nowhere\.csv can't be read: No such file"):
        read_menu(tmp_path / "nowhere.csv")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ReplayError, match=r"picture\.csv is not a text file"):
        read_menu(tmp_path / "picture.csv")


def _item(category: str, endpoint: str | None = None) -> MenuItem:
    return MenuItem(1, "Dish", category, Decimal(1), endpoint, 2)


def test_categories_go_where_such_dishes_are_made() -> None:
    """Drinks go to the bar and desserts to pastry; what nobody knows is dealt around the kitchen."""
    endpoints = ("Grill", "Fry", "Cold", "Bar", "Pastry")
    menu = [_item(name) for name in ("Hot Drinks", "Desserts", "American", "Specials", "Other")]
    assert category_map(menu, endpoints) == {
        "Hot Drinks": "Bar",
        "Desserts": "Pastry",
        "American": "Grill",
        "Specials": "Grill",
        "Other": "Fry",
    }


def test_an_item_with_an_endpoint_needs_no_category_route() -> None:
    """The menu's own endpoint column routes; categories without such items are not asked for."""
    assert category_map([_item("Soup", "Cold")], ("Cold",)) == {}


def test_an_endpoint_that_nobody_has_is_refused() -> None:
    """A menu that routes to an unknown endpoint is refused with file, line and the endpoints that exist."""
    with pytest.raises(ReplayError, match=r"menu\.csv, line 2: endpoint 'Gril' .* Grill, Fry"):
        check_endpoints(Path("menu.csv"), [_item("Soup", "Gril")], ("Grill", "Fry"))
    with pytest.raises(ReplayError, match="no order endpoint"):
        check_endpoints(Path("menu.csv"), [], ())


async def test_a_replay_cooks_everything_once_and_says_so(tmp_path: Path) -> None:
    """At its end a replay reports what it read and what the server cooked, and the figures agree."""
    orders_file, menu_file = _files(tmp_path)
    server = _server()
    said: list[str] = []
    report = await run(
        plan(replay=orders_file, menu=menu_file, shown=("Grill",), speed=20_000),
        say=said.append,
        stopping=asyncio.Event(),
        transport=server.transport(),
    )
    assert report == DemoReport(orders_read=4, items_read=6, tickets_made=4, items_ordered=6, items_cooked=6)
    assert report.agrees
    assert "agree" in report.sentences()[-1]
    assert "Category American is made at Grill." in said
    assert "Category Asian is made at Fry." in said
    items = [item for order in server.orders.values() for item in order["items"]]
    assert {item["status"] for item in items} == {"Served"}
    assert [item["endpoints"] for item in items if item["plu"]["name"] == NOT_RECORDED_NAME] == [[]]
    assert {ticket["state"] for ticket in server.tickets.values()} == {"Closed"}


async def test_an_endpoint_column_routes(tmp_path: Path) -> None:
    """A menu with an endpoint column sends each item there, and no category map is printed."""
    menu = "menu_item_id,item_name,category,endpoint\n101,A,X,Cold\n102,B,X,Bar\n103,C,X,Fry\n"
    orders_file, menu_file = _files(tmp_path, menu=menu)
    server = _server()
    said: list[str] = []
    await run(
        plan(replay=orders_file, menu=menu_file, speed=20_000),
        say=said.append,
        stopping=asyncio.Event(),
        transport=server.transport(),
    )
    items = [item for order in server.orders.values() for item in order["items"]]
    routed = {item["plu"]["name"]: [pair["name"] for pair in item["endpoints"]] for item in items}
    assert routed == {"A": ["Cold"], "B": ["Bar"], "C": ["Fry"], NOT_RECORDED_NAME: []}
    assert not any("Category" in sentence for sentence in said)


async def test_hands_on_leaves_the_shown_station_to_the_person(tmp_path: Path) -> None:
    """With --hands-on a replay does not touch what the board shows and waits for it."""
    orders_file, menu_file = _files(tmp_path)
    evening = await open_doors(plan(replay=orders_file, menu=menu_file, shown=("Grill",), hands_on=True))
    await evening.go_on(timedelta(hours=1), beat=timedelta(seconds=30))
    waiting = [item for order in evening.server.open_orders() for item in order["items"] if item["status"] != "Served"]
    assert {item["plu"]["name"] for item in waiting} == {"Hamburger", "Lasagna"}
    assert {item["status"] for item in waiting} == {"New"}


async def test_a_lost_item_is_told(tmp_path: Path) -> None:
    """When the server loses an order and doubles another, the report says that the figures do not agree."""
    orders_file, menu_file = _files(tmp_path)
    evening = await open_doors(plan(replay=orders_file, menu=menu_file))
    await evening.go_on(timedelta(hours=2), beat=timedelta(seconds=30))
    replay = evening.stage.guests
    assert isinstance(replay, Replay)
    assert (await replay.report()).agrees
    first, second, *_ = evening.server.orders
    evening.server.orders["c" * 24] = {**evening.server.orders[second], "id": "c" * 24}
    del evening.server.orders[first]
    report = await replay.report()
    assert not report.agrees
    assert "DO NOT AGREE" in report.sentences()[-1]


async def test_a_crowded_kitchen_is_not_sent_more(tmp_path: Path) -> None:
    """A replay that nobody cooks for stops sending at sixty open orders instead of burying the board."""
    rows = "".join(f"{number},{number},1/1/23,11:00:00 AM,101\n" for number in range(1, 200))
    orders_file, menu_file = _files(tmp_path, HEAD + rows)
    evening = await open_doors(plan(replay=orders_file, menu=menu_file, shown=("Grill", "*"), hands_on=True))
    await evening.go_on(timedelta(hours=1), beat=timedelta(minutes=1))
    assert len(evening.server.open_orders()) == 60


async def test_a_stopped_replay_says_how_far_it_came(tmp_path: Path) -> None:
    """A replay that is stopped says how many orders were sent and gives no report."""
    orders_file, menu_file = _files(tmp_path)
    stopping = asyncio.Event()
    said: list[str] = []

    def say(sentence: str) -> None:
        said.append(sentence)

    server = _server()

    def stop_at_first_ticket(request: object) -> None:
        if server.tickets:
            stopping.set()

    server.before = stop_at_first_ticket
    report = await run(
        plan(replay=orders_file, menu=menu_file, speed=1), say=say, stopping=stopping, transport=server.transport()
    )
    assert report is None
    assert said[-1] == "The replay was stopped: 1 of 4 orders were sent."


@pytest.mark.parametrize(
    ("wrong", "word"),
    [({"pace": "hectic"}, "quiet, busy, slammed"), ({"speed": 0}, "above 0"), ({"replay": Path("o.csv")}, "--menu")],
)
async def test_a_plan_that_cannot_be_done_is_refused(wrong: dict[str, Any], word: str) -> None:
    """An unknown pace, a clock that stands, or half a replay is refused with what would be right."""
    with pytest.raises(UsageError, match=word):
        await run(plan(**wrong), say=lambda _: None, stopping=asyncio.Event())


async def test_a_refused_order_ends_the_replay_with_its_reason(tmp_path: Path) -> None:
    """When the server will not take a recorded order, the replay ends with what is wrong instead of trying for ever."""
    orders_file, menu_file = _files(tmp_path)
    server = _server()
    fault = {
        "title": "not valid",
        "errorCode": 3,
        "errors": [{"memberName": "items[0].plu.code", "message": "too large"}],
    }
    server.before = lambda request: (
        httpx.Response(400, json=fault) if request.url.path == "/api/tickets" and server.tickets else None
    )
    with pytest.raises(Refused, match=r"items\[0\]\.plu\.code: too large"):
        await run(
            plan(replay=orders_file, menu=menu_file, speed=20_000),
            say=lambda _: None,
            stopping=asyncio.Event(),
            transport=server.transport(),
        )
    assert len(server.tickets) == 1


async def test_a_replay_goes_on_after_a_strange_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web page in place of one answer, half-way through an order, doubles nothing."""
    monkeypatch.setattr("kds.demo.client.FIRST_PAUSE", timedelta(milliseconds=1))
    orders_file, menu_file = _files(tmp_path)
    server = _server()
    strange: list[str] = []

    def once_a_page(request: httpx.Request) -> httpx.Response | None:
        if request.url.params.get("ticketId") and len(server.tickets) == 2 and not strange:
            strange.append(request.url.path)
            return httpx.Response(200, text="<html>Sign in</html>")
        return None

    server.before = once_a_page
    said: list[str] = []
    report = await run(
        plan(replay=orders_file, menu=menu_file, speed=20_000),
        say=said.append,
        stopping=asyncio.Event(),
        transport=server.transport(),
    )
    assert strange
    assert any("not the order server" in sentence for sentence in said)
    assert report is not None
    assert report.agrees
