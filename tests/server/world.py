"""A running order server as tests see it: a clock that stands still, logins by name, and lines that are quick to write."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from kds.server.app import create_app
from kds.server.settings import ServerSettings

PASSWORDS = {"anna": "1111", "cook": "2222", "expo": "3333", "view": "4444", "chef": "9999"}
DEVICES = {"anna": "P01", "cook": "KDS1", "expo": "KDS2", "view": "KDS3", "chef": "PDA1"}
FAST_SCRYPT = 2
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Json = dict[str, Any]
Result = TypeVar("Result")


@dataclass
class Clock:
    """A clock that goes only when told."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        """Let time pass, `minutes=5`."""
        self.now += timedelta(**step)


@dataclass
class Server:
    """One server, with a client that is logged in by user name."""

    app: FastAPI
    clock: Clock
    prefix: str = "/api"
    tokens: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=self.app, client=("192.0.2.7", 1234))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://kitchen.example")

    def close(self) -> None:
        """Let go of the database."""
        self.wait(self.client.aclose())
        self._runner.close()
        self.app.state.installation.database.close()

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Wait for something that the client does."""
        return self._runner.run(work)

    def login(self, user: str, device: str | None = None) -> Json:
        """Log in anew and give the answer."""
        answer = self.try_login(user, PASSWORDS[user], device or DEVICES[user])
        assert answer.status_code == 200, answer.text
        document: Json = answer.json()
        return document

    def try_login(self, user: str, password: str, device: str) -> httpx.Response:
        """Log in and give whatever came."""
        body = {"UserName": user, "Password": password, "DeviceName": device}
        return self.wait(self.client.post(f"{self.prefix}/auth", json=body))

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        user: str | None = "chef",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Send a request as a user, None being nobody."""
        sent = dict(headers or {})
        if user is not None:
            if user not in self.tokens:
                self.tokens[user] = self.login(user)
            sent.setdefault("Authorization", f"Bearer {self.tokens[user]['tokenId']}")
        return self.wait(self.client.request(method, self.prefix + path, headers=sent, json=body))

    def get(self, path: str, *, user: str = "chef") -> Any:
        """Read something that must be there."""
        answer = self.call("GET", path, user=user)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def orders(self, query: str = "") -> list[Json]:
        """Give all orders, oldest first."""
        found: list[Json] = self.get(f"/orders?$sort=number&$take=1000{query}")["items"]
        return found

    def order(self, order_id: str) -> Json:
        """Give one order."""
        found: Json = self.get(f"/orders/{order_id}")
        return found

    def open_ticket(self, *lines: Json, user: str = "anna", **fields: object) -> Json:
        """Open a ticket."""
        answer = self.call("POST", "/tickets", {"items": list(lines), **fields}, user=user)
        assert answer.status_code == 201, answer.text
        ticket: Json = answer.json()
        return ticket

    def put_ticket(self, ticket: Json, user: str = "anna", **fields: object) -> Json:
        """Change a ticket."""
        answer = self.call("PUT", f"/tickets/{ticket['id']}", fields, user=user)
        assert answer.status_code == 200, answer.text
        changed: Json = answer.json()
        return changed

    def process(self, *orders: Json) -> None:
        """Send orders to their stations."""
        answer = self.call("POST", "/orders", {"orderIds": [order["id"] for order in orders]}, user="expo")
        assert answer.status_code == 200, answer.text

    def set_status(self, order: Json, status: str, part: str = "") -> Json:
        """Set a status; `part` is the rest of the route, `/items/1` or `/endpoints/Bar`."""
        answer = self.call("POST", f"/orders/{order['id']}{part}/status", {"status": status}, user="cook")
        assert answer.status_code == 200, answer.text
        changed: Json = answer.json()
        return changed


def line(code: int = 9, amount: float = 1, *endpoints: str, **fields: object) -> Json:
    """Write a line of a ticket; without endpoints it goes to the bar."""
    names = list(endpoints or ("Bar",))
    plu: Json = {"code": code, "stockName": "S01", "name": f"Product {code}", "orderEndpointNames": names}
    return {"plu": plu, "quantity": {"amount": amount}, **fields}


def unrouted(code: int = 91, amount: float = 1, **fields: object) -> Json:
    """Write a line that goes to no endpoint."""
    written = line(code, amount, **fields)
    written["plu"]["orderEndpointNames"] = []
    return written


def again(ticket: Json, *changed: Json) -> list[Json]:
    """Give a ticket's lines as a till sends them back, some replaced by their id."""
    replaced = {entry["id"]: entry for entry in changed if "id" in entry}
    kept = [replaced.get(entry["id"], entry) for entry in ticket["items"]]
    return [*kept, *(entry for entry in changed if "id" not in entry)]


def summary(order: Json) -> list[tuple[str, int, float, str]]:
    """Say what stands in an order: sign, product, amount and status of each item."""
    return [
        ("-" if item["type"] == "Negative" else "+", item["plu"]["code"], item["quantity"]["amount"], item["status"])
        for item in order["items"]
    ]


def settings(**changes: Any) -> ServerSettings:
    """Give settings for a test: in memory, cheap passwords, UTC."""
    chosen: Json = {"database": ":memory:", "scrypt_cost": FAST_SCRYPT, "time_zone": "UTC"} | changes
    return ServerSettings(**chosen)


def app_of(**changes: Any) -> FastAPI:
    """Give an application for a test."""
    return create_app(settings(**changes))
