"""A till made of a dictionary: answers Portos's routes in memory, and lets a test spoil any answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from kds.sources.portos.login import PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.source import PortosAddress, PortosSource

ADDRESS = "http://till.example:4000/api"
JSON = {"content-type": "application/json"}
Answering = Callable[[httpx.Request], httpx.Response | None]


def order(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give an order as contract 1 writes it."""
    return {
        "id": f"{number:024x}",
        "number": number,
        "ticketId": "674069e0fa3dab15784a0b11",
        "ticketName": "7",
        "deviceName": "P01",
        "user": {"name": "Anna", "userName": "anna"},
        "location": {"zoneName": "Terrace", "tableName": "T7"},
        "purchaseType": "WalkIn",
        "createdAt": "2026-11-22T11:03:20.760Z",
        "processedAt": None,
        "status": "New",
        "isProcessed": True,
        "isProcessable": True,
        "items": [
            {
                "id": 1,
                "ticketItemId": 3,
                "type": "Positive",
                "plu": {"code": 9, "stockName": "S01", "name": "Cappuccino", "allergens": ["milk"]},
                "quantity": {"amount": 0.5, "unit": "pcs"},
                "modifiers": [{"name": "Milk", "optionName": "Oat", "quantity": 1}],
                "comment": "extra hot",
                "status": "New",
                "endpoints": [{"name": "Bar", "status": "New", "changedAt": None, "changedBy": None}],
            }
        ],
        "endpoints": [{"name": "Bar", "status": "New", "isActive": True, "isProcessed": True}],
        "_v": 1,
        **changes,
    }


class World:
    """A till in memory.

    Attributes:
        orders: what GET /orders gives.
        asked: every request that arrived, in order.
        spoil: asked first; a response of its own replaces the till's, an exception is raised.
        tokens: how many tokens were given out; only the newest is good.
    """

    def __init__(self, *orders: dict[str, Any]) -> None:
        self.orders = list(orders)
        self.asked: list[httpx.Request] = []
        self.spoil: Answering = lambda _request: None
        self.password = "2222"
        self.tokens = 0
        self.etags = False
        self.headers: dict[str, str] = {"x-kds-instance": "one", "date": "Sun, 22 Nov 2026 11:00:00 GMT"}

    def source(self, *, overrides: dict[str, str] | None = None, password: str = "2222") -> PortosSource:
        """Give a source that talks to this till."""
        address = PortosAddress(
            ADDRESS, name_overrides=overrides or {}, transport=lambda: httpx.MockTransport(self.answer)
        )
        return PortosSource(address, PasswordLogin("cook", "KDS1", lambda: password, WireNames()))

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        spoiled = self.spoil(request)
        return spoiled if spoiled is not None else self._own_answer(request)

    def _own_answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api")
        if path.startswith("/auth") and request.method == "POST":
            return self._login(path, json.loads(request.content))
        if request.headers.get("authorization") != f"Bearer token-{self.tokens}":
            return problem(401, 1)
        if path == "/auth":
            return self.json(self._user())
        if path == "/orders" and request.method == "GET":
            return self._page(request)
        if path == "/orderendpoints":
            rows = [{"name": "Grill/Ofen", "isActive": True, "_v": 1}, {"name": "Bar", "isActive": False}]
            return self.json({"items": rows, "count": 2, "totalCount": 2})
        found = next((order for order in self.orders if order["id"] == path.split("/")[2]), None)
        if found is None:
            return problem(404)
        return self.json(found)

    def _login(self, path: str, body: dict[str, str]) -> httpx.Response:
        good = (
            body.get("refreshToken") == f"refresh-{self.tokens}"
            if path.endswith("refresh")
            else body.get("Password") == self.password
        )
        if not good:
            return problem(401, 1)
        self.tokens += 1
        tokens = {"tokenId": f"token-{self.tokens}", "refreshToken": f"refresh-{self.tokens}"}
        return self.json({**tokens, "user": self._user()})

    def _user(self) -> dict[str, Any]:
        return {"name": "Cook", "userName": "cook", "rights": ["OrderUpdate"], "device": {"name": "KDS1"}}

    def _page(self, request: httpx.Request) -> httpx.Response:
        skip, take = int(request.url.params["$skip"]), int(request.url.params["$take"])
        page = self.orders[skip : skip + take]
        answer = self.json({"items": page, "count": len(page), "totalCount": len(self.orders)})
        if self.etags:
            tag = f'"{hash(answer.content)}"'
            answer.headers["etag"] = tag
            if request.headers.get("if-none-match") == tag:
                return httpx.Response(304, headers={**self.headers, "etag": tag})
        return answer

    def json(self, value: Any, status: int = 200) -> httpx.Response:
        """Give an answer with this body."""
        return httpx.Response(status, content=json.dumps(value), headers={**self.headers, **JSON})


def problem(status: int, error_code: int | None = None, **headers: str) -> httpx.Response:
    """Give an error as portos 6.2 writes it."""
    body = {"title": "No", "status": status, "detail": "the till says why", "errorCode": error_code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(
        status, content=json.dumps(body), headers={"content-type": "application/problem+json", **named}
    )
