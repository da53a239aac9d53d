"""A Qtickets made of lists: answers its routes in memory as the specification says, and lets a test spoil any answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx

from kds.domain.venue.show import Show
from kds.sources.qtickets.client import QticketsClient
from kds.sources.qtickets.connection import Connection, QticketsAddress, Reader, Writer
from kds.sources.qtickets.gate import QticketsGate
from kds.sources.qtickets.office import QticketsOffice
from kds.sources.qtickets.pace import Pace
from kds.sources.qtickets.server_clock import ServerClock
from kds.sources.qtickets.source import VenueSource

ADDRESS = "http://qtickets.example/api/rest/v1"
JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html; charset=UTF-8"}
NOW = datetime(2020, 3, 2, 15, 0, tzinfo=UTC)
SHOW = Show(id=41, event_id=33, event="Concert")
Answering = Callable[[httpx.Request], httpx.Response | None]


def ticket(number: int = 63993, **changes: Any) -> dict[str, Any]:
    """Give an admission ticket as the vendor's page shows it, with a code of its own."""
    return {
        "id": number,
        "barcode": f"87{number:010d}",
        "show_id": 41,
        "seat_id": "CENTER_PARTERRE-21;12",
        "original_price": 150,
        "discount_value": None,
        "price": 150,
        "quantity": 1,
        "client_email": "guest@example.com",
        "client_phone": "+79100000000",
        "client_name": "Иван",
        "client_surname": "Петров",
        "client_middlename": "Петрович",
        "comment": None,
        "pdf_url": "https://qtickets.ru/ticket/pdf/secret-hash",
        "related_baskets": [],
        "services": [],
        "checked_at": None,
        "created_at": "2019-07-30T12:49:47+03:00",
        "updated_at": "2019-07-30T12:50:52+03:00",
        "deleted_at": None,
        "refunded_at": None,
        "refunded_amount": None,
        "refunded_deduction_amount": None,
        **changes,
    }


def order(number: int = 4360, *tickets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give an order as the vendor's page shows it, in the spelling of the live service."""
    return {
        "id": number,
        "uniqid": "z7rkjcV2BV",
        "payed": True,
        "payed_at": "2019-07-30T12:50:52+03:00",
        "created_at": "2019-07-30T12:50:36+03:00",
        "updated_at": "2019-07-30T12:50:52+03:00",
        "deleted_at": None,
        "client_id": 235,
        "client": {
            "id": 235,
            "email": "buyer@example.com",
            "details": {"id": 167, "name": "Анна", "middlename": None, "surname": None, "phone": None, "vk_id": ""},
        },
        "payment_card_number": "4111********1111",
        "payment_url": "https://qtickets.ru/pay/secret-hash",
        "cancel_url": "https://qtickets.ru/cancel-order/secret-hash",
        "reserved": 0,
        "reserved_to": "2019-07-31T12:50:36+03:00",
        "event_id": 33,
        "price": 800,
        "original_price": 800,
        "currency_id": "RUB",
        "utm": [],
        "custom": "",
        "fields": [],
        "refunds": [],
        "baskets": list(tickets) if tickets else [ticket(number * 10)],
        **changes,
    }


def event(number: int = 33, **changes: Any) -> dict[str, Any]:
    """Give an event with one show."""
    show = {
        "id": 41,
        "name": "",
        "is_active": 0,
        "sale_start_date": None,
        "sale_finish_date": "2020-03-02T08:00:00+03:00",
        "open_date": "2020-03-02T07:30:00+03:00",
        "start_date": "2020-03-02T08:00:00+03:00",
        "finish_date": "2020-03-02T10:00:00+03:00",
        "deleted_at": None,
    }
    return {
        "id": number,
        "is_active": 1,
        "name": "Concert",
        "currency_id": "RUB",
        "place_name": "Hall",
        "place_address": "",
        "city": {"id": 1, "name": "Красноярск", "timezone": "Asia/Krasnoyarsk"},
        "shows": [show],
        "deleted_at": None,
        **changes,
    }


def seat(key: str = "full_RIGHT_PARTERRE-1;6", **changes: Any) -> dict[str, Any]:
    """Give a seat as the vendor's page shows it."""
    return {
        "id": key,
        "root_id": key.removeprefix("full_"),
        "name": "Правый боковой партер: Ряд 1, Место 6",
        "zone_id": "full_RIGHT_PARTERRE",
        "zone_root_id": "RIGHT_PARTERRE",
        "admission": False,
        "row": "1",
        "place": "6",
        "max_quantity": 1,
        "price": 22,
        "color_theme_id": 5,
        **changes,
    }


class World:
    """A Qtickets in memory, with the ways of using it.

    Attributes:
        orders: what `/orders` holds.
        asked: every request that arrived, in order.
        spoil: asked first; a response of its own replaces the answer, an exception is raised.
        after: called once a request was carried out; may raise, as a line that dies before the answer.
        strips_bodies: the body of a GET is lost on the way.
        unknown_columns: columns that no list can be filtered by.
        ignored_columns: columns whose filter is ignored.
        double_scan: `keep_first`, `overwrite` or `error`.
        batch_reply: `list`, `object` or `empty`.
        slept: every wait that was asked for, seconds.
    """

    def __init__(self, *orders: dict[str, Any]) -> None:
        self.orders = list(orders)
        self.lists: dict[str, list[dict[str, Any]]] = {"/events": [event()]}
        self.seats: Any = {}
        self.codes: list[dict[str, Any]] = []
        self.token = "demo"
        self.asked: list[httpx.Request] = []
        self.spoil: Answering = lambda _request: None
        self.after: Callable[[httpx.Request], None] = lambda _request: None
        self.strips_bodies = False
        self.unknown_columns: set[str] = set()
        self.ignored_columns: set[str] = set()
        self.double_scan = "keep_first"
        self.batch_reply = "list"
        self.date = NOW
        self.seconds = 0.0
        self.slept: list[float] = []
        self.pace = Pace(monotonic=lambda: self.seconds, sleep=self._sleep)
        self.clock = ServerClock(now=lambda: NOW, monotonic=lambda: self.seconds)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def address(self) -> QticketsAddress:
        return QticketsAddress(
            Path("token"), ADDRESS, transport=lambda: httpx.MockTransport(self.answer), read_token=lambda: self.token
        )

    @property
    def connection(self) -> Connection:
        return Connection(self.address, self.pace, self.clock)

    @property
    def client(self) -> QticketsClient:
        return QticketsClient(Reader(self.connection))

    @property
    def gate(self) -> QticketsGate:
        return QticketsGate(Writer(self.connection))

    @property
    def office(self) -> QticketsOffice:
        return QticketsOffice(Writer(self.connection))

    def source(self, **arguments: Any) -> VenueSource:
        return VenueSource(self.address, pace=self.pace, clock=self.clock, **arguments)

    def find_ticket(self, barcode: str) -> dict[str, Any] | None:
        rows = [row for order in self.orders for row in order["baskets"]]
        return next((row for row in rows if row["barcode"] == barcode), None)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        spoiled = self.spoil(request)
        if spoiled is not None:
            return spoiled
        if request.headers.get("authorization") != "Bearer demo":
            return refusal(403, "WRONG_AUTHORIZATION", "Wrong authorization")
        stripped = self.strips_bodies and request.method == "GET"
        body = json.loads(request.content) if request.content and not stripped else {}
        answer = self._own(request.method, request.url.raw_path.decode().removeprefix("/api/rest/v1"), body)
        answer.headers["date"] = self.date.strftime("%a, %d %b %Y %H:%M:%S GMT")
        self.after(request)
        return answer

    def _own(self, method: str, path: str, body: Any) -> httpx.Response:
        parts = path.strip("/").split("/")
        if method == "GET" and path in ("/orders", *self.lists):
            rows = self.orders if path == "/orders" else self.lists[path]
            return self._page(rows, body, 50 if path == "/orders" else 10)
        if method == "GET" and parts[0] in ("orders", "events") and len(parts) == 2:
            rows = self.orders if parts[0] == "orders" else self.lists["/events"]
            found = next((row for row in rows if str(row["id"]) == parts[1]), None)
            return good({"data": found}) if found else refusal(404, "RESOURCE_NOT_FOUND")
        if parts[0] == "shows" and parts[2] == "seats":
            return good({"data": self.seats})
        if parts[0] == "shows" and parts[2] == "barcodes":
            return good(self.codes) if method == "GET" else self._batch(body)
        if parts[0] == "shows" and parts[2] == "barcode":
            return self._scan(method, unquote(parts[3]), body)
        return httpx.Response(404, text="<html>", headers=HTML)

    def _page(self, rows: list[dict[str, Any]], body: dict[str, Any], size: int) -> httpx.Response:
        where = body.get("where", [])
        if any(condition["column"] in self.unknown_columns for condition in where):
            return refusal(503, "UNKNOWN_ERROR")
        used = [condition for condition in where if condition["column"] not in self.ignored_columns]
        found = sorted((row for row in rows if all(fits(row, one) for one in used)), key=lambda row: row["id"])
        page = body.get("page", 1)
        paging = {"perPage": size, "currentPage": page, "total": len(found)}
        return good({"data": found[(page - 1) * size : page * size], "paging": paging})

    def _scan(self, method: str, barcode: str, body: Any) -> httpx.Response:
        row = self.find_ticket(barcode)
        if row is None:
            return refusal(404, "RESOURCE_NOT_FOUND")
        if method == "GET":
            return good({"barcode": barcode, "checked_at": row["checked_at"]})
        if row["checked_at"] is not None and self.double_scan == "error":
            return refusal(400, "VALIDATION_ERROR", "already scanned")
        if row["checked_at"] is None or self.double_scan == "overwrite":
            row["checked_at"] = body["checked_at"]
        return good({"success": True, "barcode": barcode, "checked_at": row["checked_at"]})

    def _batch(self, body: list[dict[str, str]]) -> httpx.Response:
        answers = [self._scan("POST", scan["barcode"], scan) for scan in body]
        if any(answer.status_code != 200 for answer in answers):
            return refusal(503, "UNKNOWN_ERROR")
        replies = {"list": [answer.json() for answer in answers], "object": {"success": True}}
        return good(replies[self.batch_reply]) if self.batch_reply in replies else httpx.Response(200)


def fits(row: dict[str, Any], condition: dict[str, Any]) -> bool:
    """Apply one condition, without looking whether the types fit."""
    value, asked = row[condition["column"]], condition.get("value")
    if condition["column"].endswith("_at") and asked is not None:
        value, asked = (datetime.fromisoformat(text) for text in (value, asked))
    match condition.get("operator", "="):
        case "=":
            return bool(value == asked)
        case ">=":
            return bool(value >= asked)
        case "null":
            return value is None
    raise AssertionError(condition)


def good(value: Any) -> httpx.Response:
    """Give a good answer with this body."""
    return httpx.Response(200, content=json.dumps(value), headers=JSON)


def refusal(status: int, code: str | None = None, error: str = "Unknown error", **headers: str) -> httpx.Response:
    """Give an error as the live service writes it."""
    body: dict[str, Any] = {"error": error, "status": status}
    if code is not None:
        body |= {"code": code, "info": []}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=json.dumps(body), headers={**JSON, **named})


def body_of(request: httpx.Request) -> Any:
    """Give the JSON that a request carried."""
    return json.loads(request.content)


def moscow(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Give a moment of the evening of 2 March 2020 by Moscow's clock, in UTC."""
    return datetime(2020, 3, 2, hour, minute, second, tzinfo=UTC) - timedelta(hours=3)
