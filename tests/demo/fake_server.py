"""An order server in memory behind `httpx.MockTransport`: just enough of contract 1 to 3 for the simulated people.

It checks every ticket body by contract 2 and keeps what it was sent, so that a test can read the whole evening.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

Json = dict[str, Any]
RANK = {"New": 0, "InProgress": 1, "Ready": 2, "Served": 3}
PRODUCTS_KEY = ("plu", "modifiers", "comment", "seat")


@dataclass
class FakeServer:
    """Holds tickets and orders; `now` gives the time written into orders, aware UTC."""

    now: Callable[[], datetime]
    endpoints: tuple[str, ...] = ("Grill", "Fry", "Cold", "Bar", "Pastry")
    orders: dict[str, Json] = field(default_factory=dict)
    tickets: dict[str, Json] = field(default_factory=dict)
    sent: list[Json] = field(default_factory=list)
    pulled_back: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    answered: dict[str, httpx.Response] = field(default_factory=dict)
    before: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None
    version: int = 0

    def transport(self) -> httpx.MockTransport:
        """Give the transport that reaches this server."""
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path = request.url.path.removeprefix("/api")
        self.calls.append((request.method, path))
        early = self.before(request)
        if early is not None:
            return early
        if path == "/auth":
            return self._log_in(json.loads(request.content))
        device = self.tokens.get(request.headers.get("Authorization", ""))
        if device is None:
            return httpx.Response(401, json={"errorCode": 1})
        key = request.headers.get("Idempotency-Key")
        if key is not None and key in self.answered:
            return self.answered[key]
        body = json.loads(request.content) if request.content else {}
        answer = self._route(request, path, body, device)
        if key is not None:
            self.version += 1
            self.answered[key] = answer
        return answer

    def _log_in(self, body: Json) -> httpx.Response:
        people = {"anna": "1111", "cook": "2222", "expo": "3333"}
        if people.get(body["UserName"]) != body["Password"]:
            return httpx.Response(401, json={"errorCode": 1})
        token = f"Bearer {body['DeviceName']}-{len(self.tokens)}"
        self.tokens[token] = body["DeviceName"]
        return httpx.Response(200, json={"tokenId": token.removeprefix("Bearer "), "refreshToken": "r", "user": {}})

    def _route(self, request: httpx.Request, path: str, body: Json, device: str) -> httpx.Response:
        parts = path.strip("/").split("/")
        match (request.method, parts):
            case ("GET", ["orderendpoints"]):
                items = [{"name": name, "isActive": True} for name in self.endpoints]
                return httpx.Response(200, json={"items": items, "count": len(items), "totalCount": len(items)})
            case ("GET", ["orders"]):
                return self._list_orders(request)
            case ("GET", ["tickets"]):
                return _page(list(self.tickets.values()), request)
            case ("POST", ["orders"]):
                return self._fire(body["orderIds"])
            case ("POST", ["orders", order_id, *place, "status"]):
                return self._set_status(order_id, place, body["status"])
            case ("POST", ["tickets"]):
                return self._store(f"{len(self.sent) + 1:024x}", body, device)
            case ("PUT", ["tickets", ticket_id]):
                return self._store(ticket_id, body, device)
            case ("POST", ["tickets", ticket_id, "close"]):
                self.sent.append({"close": ticket_id})
                self.tickets[ticket_id]["state"] = "Closed"
                return httpx.Response(200, json=self.tickets[ticket_id])
            case ("DELETE", ["tickets", ticket_id]):
                self.sent.append({"delete": ticket_id})
                self._generate(self.tickets.pop(ticket_id), {"id": ticket_id, "items": []})
                return httpx.Response(204)
        return httpx.Response(404, json={"title": f"no route {request.method} {path}"})

    def _list_orders(self, request: httpx.Request) -> httpx.Response:
        etag = f'"{self.version}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304)
        query = request.url.params
        orders = list(self.orders.values())
        for name in ("isProcessable", "isProcessed"):
            if name in query:
                orders = [order for order in orders if order[name] is (query[name] == "true")]
        if "ticketId" in query:
            orders = [order for order in orders if order["ticketId"] == query["ticketId"]]
        answer = _page(orders, request)
        answer.headers["ETag"] = etag
        return answer

    def _store(self, ticket_id: str, body: Json, device: str) -> httpx.Response:
        check_ticket(body)
        assert device in {"P02", "PDA1"}, "tickets need a device of a sale environment"
        old = self.tickets.get(ticket_id, {"items": []})
        known = {item["id"] for item in old["items"]}
        highest = max(known, default=0)
        ticket = {**deepcopy(body), "id": ticket_id, "highest": max(highest, old.get("highest", 0))}
        for item in ticket["items"]:
            if "id" not in item:
                ticket["highest"] += 1
                item["id"] = ticket["highest"]
            else:
                assert item["id"] in known, "an unknown line id"
        self.sent.append({"ticket": ticket_id, "device": device, **deepcopy(body), "items": deepcopy(ticket["items"])})
        self.tickets[ticket_id] = ticket
        if old.get("location") != ticket["location"] and "id" in old:
            for order in self.orders.values():
                if order["ticketId"] == ticket_id and order["isProcessable"]:
                    order["_v"] += 1
        self._generate(old, ticket)
        return httpx.Response(200, json=ticket)

    def _generate(self, old: Json, new: Json) -> None:
        """Make orders from the difference of two versions of a ticket (contract 2)."""
        before = {item["id"]: item for item in old["items"]}
        after = {item["id"]: item for item in new["items"]}
        fresh: list[tuple[Json, float]] = []
        for line_id, item in after.items():
            was = before.get(line_id)
            amount = item["quantity"]["amount"]
            if was is None:
                fresh.append((item, amount))
            elif any(was.get(key) != item.get(key) for key in PRODUCTS_KEY):
                self._take_back(new["id"], line_id, was["quantity"]["amount"])
                fresh.append((item, amount))
            elif amount > was["quantity"]["amount"]:
                fresh.append((item, amount - was["quantity"]["amount"]))
            elif amount < was["quantity"]["amount"]:
                self._take_back(new["id"], line_id, was["quantity"]["amount"] - amount)
        for line_id in before.keys() - after.keys():
            self._take_back(new["id"], line_id, before[line_id]["quantity"]["amount"])
        courses = sorted({item["courseNumber"] for item, _ in fresh if item["courseNumber"] is not None}) or [None]
        for course in courses:
            mine = [
                (item, n)
                for item, n in fresh
                if item["courseNumber"] in {course, None if course == courses[0] else course}
            ]
            if mine:
                self._add_order(new, [("Positive", item, n, None) for item, n in mine], is_processed=False)

    def _take_back(self, ticket_id: str, line_id: int, amount: float) -> None:
        candidates = [
            (order, item)
            for order in reversed(self.orders.values())
            if order["ticketId"] == ticket_id
            for item in order["items"]
            if item["ticketItemId"] == line_id and item["type"] == "Positive" and item["remainder"] > 0
        ]
        candidates.sort(key=lambda found: RANK.get(found[1]["status"], 9) > 0)
        for order, item in candidates:
            part = min(amount, item["remainder"])
            amount -= part
            item["remainder"] -= part
            if item["remainder"] == 0 and item["status"] == "New":
                for pair in item["endpoints"]:
                    pair["status"] = "Cancelled"
                item["status"] = "Cancelled"
            back = {"orderId": order["id"], "itemId": item["id"]}
            self._add_order(order, [("Negative", item, part, back)], is_processed=order["isProcessed"])
            derive(order)
            if amount <= 0:
                return

    def _add_order(
        self, ticket: Json, items: list[tuple[str, Json, float, Json | None]], *, is_processed: bool
    ) -> None:
        stamp = self.now().isoformat().replace("+00:00", "Z")
        order_id = f"{len(self.orders) + 1:024x}"
        order: Json = {
            "id": order_id,
            "number": len(self.orders) + 1,
            "ticketId": ticket.get("ticketId", ticket["id"]),
            "purchaseType": ticket.get("purchaseType", "WalkIn"),
            "note": ticket.get("note"),
            "dueAt": ticket.get("dueAt"),
            "createdAt": stamp,
            "processedAt": stamp if is_processed else None,
            "isProcessed": is_processed,
            "_v": 0,
            "items": [],
        }
        for number, (kind, item, amount, back) in enumerate(items, start=1):
            status = "New" if kind == "Positive" or is_processed else "Served"
            names = item["plu"]["orderEndpointNames"]
            order["items"].append(
                {
                    "id": number,
                    "ticketItemId": item.get("ticketItemId", item.get("id")),
                    "type": kind,
                    "plu": item["plu"],
                    "quantity": {"amount": amount, "unit": "pcs"},
                    "remainder": amount,
                    "takesBack": back,
                    "courseNumber": item["courseNumber"],
                    "status": status,
                    "endpoints": [{"name": name, "status": status} for name in names],
                }
            )
        self.orders[order_id] = order
        derive(order)

    def _fire(self, order_ids: list[str]) -> httpx.Response:
        if any(order_id not in self.orders for order_id in order_ids):
            return httpx.Response(404, json={})
        for order_id in order_ids:
            order = self.orders[order_id]
            if not order["isProcessed"]:
                order |= {"isProcessed": True, "processedAt": self.now().isoformat().replace("+00:00", "Z")}
                derive(order)
        return httpx.Response(200, json=[self.orders[order_id] for order_id in order_ids])

    def _set_status(self, order_id: str, place: list[str], status: str) -> httpx.Response:
        assert re.fullmatch(r"New|InProgress|Ready|Served", status)
        order = self.orders.get(order_id)
        if order is None:
            return httpx.Response(404, json={})
        before = deepcopy(order["items"])
        for item in order["items"]:
            is_chosen = place[:1] != ["items"] or str(item["id"]) == place[1]
            pairs = [pair for pair in item["endpoints"] if place[:1] != ["endpoints"] or pair["name"] == place[1]]
            if not item["endpoints"] and place[:1] != ["endpoints"]:
                pairs = [item]
            for pair in pairs if is_chosen else []:
                if item["type"] == "Negative":
                    pair["status"] = "Served" if RANK[status] >= RANK["Ready"] else pair["status"]
                elif pair["status"] != "Cancelled" or place[:1] == ["items"]:
                    pair["status"] = status
        derive(order)
        self._note_pulled_back(order_id, before, order["items"])
        return httpx.Response(200, json=order)

    def _note_pulled_back(self, order_id: str, before: list[Json], after: list[Json]) -> None:
        for old, new in zip(before, after, strict=True):
            if RANK.get(new["status"], 9) < RANK.get(old["status"], 0):
                self.pulled_back.append(f"{order_id} {new['plu']['name']}: {old['status']} to {new['status']}")

    def open_orders(self) -> list[Json]:
        """Give the orders a live board would show."""
        return [order for order in self.orders.values() if order["isProcessable"]]


def derive(order: Json) -> None:
    """Set the derived statuses of an order and raise its version (contract 1, Status)."""
    for item in order["items"]:
        open_pairs = [pair["status"] for pair in item["endpoints"] if pair["status"] != "Cancelled"]
        if item["endpoints"]:
            item["status"] = min(open_pairs, key=RANK.__getitem__, default="Cancelled")
    statuses = [item["status"] for item in order["items"] if item["status"] != "Cancelled"]
    order["status"] = min(statuses, key=RANK.__getitem__, default="Cancelled")
    order["isProcessable"] = any(status != "Served" for status in statuses)
    order["_v"] += 1


def _page(items: list[Json], request: httpx.Request) -> httpx.Response:
    query = request.url.params
    skip, take = int(query.get("$skip", 0)), int(query.get("$take", 100))
    page = items[skip : skip + take]
    return httpx.Response(200, json={"items": page, "count": len(page), "totalCount": len(items)})


def check_ticket(body: Json) -> None:
    """Fail unless a ticket body keeps to contract 2."""
    assert body["purchaseType"] in {"WalkIn", "TakeAway", "Delivery"}
    assert isinstance(body["name"], str)
    assert body["name"]
    location = body["location"]
    assert location is None or set(location) == {"zoneName", "tableName"}
    assert (location is None) == (body["purchaseType"] != "WalkIn" or body["guestCount"] is None)
    if body["dueAt"] is not None:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["dueAt"])
    assert body["items"]
    for item in body["items"]:
        assert item["plu"]["code"] >= 1
        assert item["plu"]["name"]
        assert isinstance(item["plu"]["orderEndpointNames"], list)
        assert item["quantity"]["amount"] > 0
        assert item["seat"] is None or item["seat"] >= 1
        assert item["courseNumber"] is None or item["courseNumber"] >= 1
        for modifier in item["modifiers"]:
            assert set(modifier) == {"name", "optionName", "quantity"}
