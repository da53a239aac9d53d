"""A shop made of dictionaries: answers Lightspeed's routes in memory, and lets a test spoil any answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from kds.sources.lightspeed.access import LightspeedAddress, LightspeedKey
from kds.sources.lightspeed.limits import OTHERS_SHARE, RateLimits
from kds.sources.lightspeed.line import Line, Reading, Writing
from kds.sources.lightspeed.office import LightspeedOffice
from kds.sources.lightspeed.reader import LightspeedReader
from kds.sources.lightspeed.source import InquirySource
from kds.sources.lightspeed.writer import LightspeedWriter
from tests.fakes import FakeClock

HOST = "http://shop.example:8080"
KEY, SECRET = "0" * 31 + "1", "0" * 31 + "2"
BASIC = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
JSON = {"content-type": "application/json"}
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
Answering = Callable[[httpx.Request], httpx.Response | None]


def ticket(number: int = 2546, **changes: Any) -> dict[str, Any]:
    """Give an inquiry as the vendor's page shows it, made today."""
    return {
        "id": number,
        "createdAt": "2026-11-22T17:30:00+00:00",
        "updatedAt": "2026-11-22T17:30:00+00:00",
        "isAnswered": False,
        "isClosed": False,
        "isTodo": False,
        "subject": "test ticket",
        "memo": "",
        "doNotifyAnswered": False,
        "language": {"id": 18, "code": "us", "locale": "en_US", "title": "English (US)"},
        "customer": {"resource": {"id": 1118417, "url": "customers/1118417", "link": "https://evil/us/customers.json"}},
        "messages": {"resource": {"id": False, "url": f"tickets/{number}/messages", "link": "https://evil/us/x.json"}},
        **changes,
    }


def message(number: int = 20337, **changes: Any) -> dict[str, Any]:
    """Give a message as the vendor's page shows it, written today."""
    return {
        "id": number,
        "createdAt": "2026-11-22T17:30:00+00:00",
        "updatedAt": None,
        "from": "customer",
        "message": "Ticket Message",
        **changes,
    }


class Shop:
    """A shop in memory.

    Attributes:
        tickets: id → inquiry.
        threads: id of an inquiry → its messages.
        others: path → the JSON that a plain GET gives.
        orders: the web shop's orders.
        asked: every request that arrived, in order.
        spoil: asked first; a response of its own replaces the shop's, an exception is raised.
        before: awaited before each request is answered, for what happens meanwhile.
        after: called with each request that was answered; may raise, as a socket that closes after the work.
        headers: sent with each answer.
        cap: longest page that it gives, whatever `limit` says.
        newest_first: order of its lists.
    """

    def __init__(self, *tickets: dict[str, Any]) -> None:
        self.tickets: dict[int, dict[str, Any]] = {one["id"]: one for one in tickets}
        self.threads: dict[int, list[dict[str, Any]]] = {}
        self.others: dict[str, Any] = {
            "/shop": {"shop": {"id": 7, "status": "active", "mainDomain": "shop.example"}},
            "/account/permissions": {"accountPermissions": {"customers": {"read": True, "write": True}}},
        }
        self.orders: list[dict[str, Any]] = []
        self.asked: list[httpx.Request] = []
        self.spoil: Answering = lambda _request: None
        self.before: Callable[[httpx.Request], Awaitable[None]] = _nothing
        self.after: Callable[[httpx.Request], None] = lambda _request: None
        self.headers: dict[str, str] = {"date": "Sun, 22 Nov 2026 18:00:00 GMT"}
        self.cap = 250
        self.newest_first = False
        self.clock = FakeClock(NOW)
        self.limits = RateLimits(self.clock, pause=self._pause)

    async def _pause(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def address(self, language: str = "nl") -> LightspeedAddress:
        """Give where this shop is."""
        return LightspeedAddress(language, base_url=HOST, transport=lambda: httpx.MockTransport(self.answer))

    def source(self, language: str = "nl", secret: str = SECRET) -> InquirySource:
        """Give the kitchen's source for this shop."""
        return InquirySource(self.address(language), key(secret), self.clock, limits=self.limits)

    def line(self) -> Line:
        """Give a line to this shop."""
        return Line(self.address(), key(), self.limits, self.clock)

    def reader(self) -> LightspeedReader:
        """Give the reading routes."""
        return LightspeedReader(Reading(self.line(), OTHERS_SHARE))

    def writer(self) -> LightspeedWriter:
        """Give the writing routes."""
        return LightspeedWriter(Writing(self.line()))

    def office(self) -> LightspeedOffice:
        """Give the routes without undo."""
        return LightspeedOffice(self.line())

    def requests(self, method: str = "GET") -> list[str]:
        """Give the paths that were asked for with a method, without the language."""
        return [request.url.path.removeprefix("/nl") for request in self.asked if request.method == method]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        await self.before(request)
        spoiled = self.spoil(request)
        answer = spoiled if spoiled is not None else self._own_answer(request)
        self.after(request)
        return answer

    def _own_answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != BASIC:
            return refusal(401, "Access denied.")
        language, _, rest = request.url.path.removeprefix("/").partition("/")
        if language != "nl" or not rest.endswith(".json"):
            return refusal(404, "Unknown or inactive language.")
        parts = rest.removesuffix(".json").split("/")
        if parts[0] == "tickets":
            return self._tickets(request, parts[1:])
        if parts == ["orders"]:
            return self._page(request, "orders", self.orders)
        found = self.others.get("/" + "/".join(parts))
        return refusal(404, "Not found.") if found is None else self.json(found)

    def _tickets(self, request: httpx.Request, parts: list[str]) -> httpx.Response:
        match parts:
            case []:
                return self._page(request, "tickets", list(self.tickets.values()))
            case ["count"]:
                return self.json({"count": len(self._chosen(request, list(self.tickets.values())))})
        one = self.tickets.get(int(parts[0]))
        if one is None:
            return refusal(404, "Ticket not found.")
        if parts[1:] == ["messages"] and request.method == "POST":
            return self._post_message(int(parts[0]), json.loads(request.content)["ticketMessage"])
        thread = self.threads.get(int(parts[0]), [])
        match parts[1:]:
            case ["messages"]:
                return self._page(request, "ticketMessages", thread)
            case ["messages", "count"]:
                return self.json({"count": len(thread)})
            case ["messages", number]:
                return self.json({"ticketMessage": next(row for row in thread if row["id"] == int(number))})
        if request.method == "PUT":
            one.update(json.loads(request.content)["ticket"], updatedAt=self.clock.now().isoformat())
        if request.method == "DELETE":
            del self.tickets[one["id"]]
            return httpx.Response(204, headers=self.headers)
        return self.json({"ticket": one})

    def _post_message(self, number: int, body: dict[str, Any]) -> httpx.Response:
        thread = self.threads.setdefault(number, [])
        made = message(30000 + len(thread), createdAt=self.clock.now().isoformat(), **body)
        thread.append(made)
        return self.json({"ticketMessage": made}, 201)

    def _chosen(self, request: httpx.Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        asked = request.url.params
        since, oldest = int(asked.get("since_id", 0)), asked.get("created_at_min", "").replace(" ", "T")
        return [row for row in rows if row["id"] > since and row["createdAt"] >= oldest]

    def _page(self, request: httpx.Request, root: str, rows: list[dict[str, Any]]) -> httpx.Response:
        size = min(int(request.url.params.get("limit", 50)), self.cap)
        start = size * (int(request.url.params.get("page", 1)) - 1)
        chosen = sorted(self._chosen(request, rows), key=lambda row: row["id"], reverse=self.newest_first)
        return self.json({root: chosen[start : start + size]})

    def json(self, value: Any, status: int = 200) -> httpx.Response:
        """Give an answer with this body."""
        return httpx.Response(status, content=json.dumps(value), headers={**self.headers, **JSON})


async def _nothing(_request: httpx.Request) -> None:
    """Let nothing happen meanwhile."""


def key(secret: str = SECRET) -> LightspeedKey:
    """Give the key that the shop accepts."""
    return LightspeedKey(KEY, lambda: secret)


def refusal(status: int, words: str = "No.", **headers: str) -> httpx.Response:
    """Give an error as lightspeed 1.2 writes it."""
    error = {"code": status, "method": "GET", "request": "/nl/tickets/99.json", "message": words}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=json.dumps({"error": error}), headers={**JSON, **named})


def windows(remaining: str, reset: str = "263/2063/23663") -> dict[str, str]:
    """Give the headers of the three windows."""
    return {
        "x-ratelimit-limit": "300/3000/12000",
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset": reset,
    }


def secret_file(folder: Path, secret: str) -> Path:
    """Write a secret into a file of its own."""
    file = folder / "secret"
    file.write_text(secret)
    file.chmod(0o600)
    return file
