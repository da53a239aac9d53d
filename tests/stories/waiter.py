"""The waiter of a story: writes bills over HTTP as a till does, and reads back what the server holds."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

ADDRESS = "http://127.0.0.1:4000"
"""Where the server is; demo passwords hold on loopback addresses alone."""

PASSWORDS = {"anna": "1111", "cook": "2222", "expo": "3333"}
"""Users of the demo restaurant."""

Json = dict[str, Any]


def dish(
    name: str,
    amount: float = 1,
    on: str | Sequence[str] = "Grill",
    *options: str,
    course: int | None = None,
    **more: Any,
) -> Json:
    """Give a line of a bill.

    Args:
        name: what it is called.
        amount: how many.
        on: its order endpoint or endpoints.
        options: modifiers in plain words.
        course: which course it belongs to.
        more: other members of contract 2, such as `comment`.
    """
    places = [on] if isinstance(on, str) else list(on)
    return {
        "plu": {"code": 1 + zlib.crc32(name.encode()) % 90_000, "stockName": "S01", "name": name, "orderEndpointNames": places},
        "quantity": {"amount": amount, "unit": "pcs"},
        "modifiers": [{"name": option, "quantity": 1} for option in options],
        "courseNumber": course,
        **more,
    }  # fmt: skip


@dataclass
class Bill:
    """A guest's bill as the till has it."""

    document: Json

    @property
    def id(self) -> str:
        """The ticket's id."""
        return str(self.document["id"])

    @property
    def lines(self) -> list[Json]:
        """Its lines."""
        return [dict(line) for line in self.document["items"]]


class Waiter:
    """Anna at her till: writes bills over HTTP, and reads back what the server holds."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._client = httpx.AsyncClient(transport=transport, base_url=f"{ADDRESS}/api")
        self._token = ""

    async def opens(self, table: str | None, *lines: Json, fire: bool = True, **fields: Any) -> Bill:
        """Open a bill; fires its first course unless told otherwise."""
        where = {"location": {"zoneName": zone_of(table), "tableName": table}} if table else {}
        body = {"name": table, **where, "items": list(lines), **fields}
        bill = Bill(await self._call("POST", "/tickets", body))
        if fire:
            await self.fires(bill, course=min((line["courseNumber"] or 0 for line in lines), default=0))
        return bill

    async def changes(self, bill: Bill, lines: Sequence[Json] | None = None, **fields: Any) -> None:
        """Send the bill again with these lines (all of them) and fields; what is new on it is fired."""
        body = {"items": bill.lines if lines is None else list(lines), **fields}
        bill.document = await self._call("PUT", f"/tickets/{bill.id}", body)

    async def adds(self, bill: Bill, *lines: Json) -> None:
        """Put more on the bill and fire it."""
        await self.changes(bill, [*bill.lines, *lines])
        await self.fires(bill)

    async def takes_off(self, bill: Bill, name: str, amount: float) -> None:
        """Take some of a dish off the bill."""
        lines = bill.lines
        for line in lines:
            if line["plu"]["name"] == name:
                line["quantity"] = {**line["quantity"], "amount": line["quantity"]["amount"] - amount}
        await self.changes(bill, [line for line in lines if line["quantity"]["amount"] > 0])

    async def moves(self, bill: Bill, table: str) -> None:
        """Seat the guests elsewhere."""
        await self.changes(bill, name=table, location={"zoneName": zone_of(table), "tableName": table})

    async def fires(self, bill: Bill, course: int | None = None) -> None:
        """Fire what is still held of a bill, or one course of it."""
        held = [order["id"] for order in await self.orders(bill) if not order["isProcessed"]]
        if course:
            held = [each for each in held if await self._course_of(each) == course]
        if held:
            await self._call("POST", "/orders", {"orderIds": held})

    async def _course_of(self, order_id: str) -> int | None:
        order = await self._call("GET", f"/orders/{order_id}")
        course: int | None = order["items"][0]["courseNumber"]
        return course

    async def orders(self, bill: Bill) -> list[Json]:
        """Give the orders of a bill as the server has them, oldest first."""
        found: list[Json] = (await self._call("GET", f"/orders?ticketId={bill.id}&$sort=number"))["items"]
        return found

    async def says(self, bill: Bill) -> list[str]:
        """Say how every item of a bill stands at the server: `2x Ribeye: Grill Ready`, one that is taken back with a minus."""
        return [_words(item, order) for order in await self.orders(bill) for item in order["items"]]

    async def open_orders(self) -> list[Json]:
        """Give the live board of the server."""
        found: list[Json] = (await self._call("GET", "/orders?isProcessable=true&$take=1000"))["items"]
        return found

    async def notes(self) -> list[Json]:
        """Give today's kitchen notes."""
        found: list[Json] = (await self._call("GET", "/kitchen/notes"))["items"]
        return found

    async def _call(self, method: str, path: str, body: object = None) -> Any:
        answer = await self._ask(method, path, body)
        if answer.status_code == 401:
            login = {"UserName": "anna", "Password": PASSWORDS["anna"], "DeviceName": "P01"}
            self._token = (await self._client.post("/auth", json=login)).json()["tokenId"]
            answer = await self._ask(method, path, body)
        assert answer.is_success, answer.text
        return answer.json()

    async def _ask(self, method: str, path: str, body: object) -> httpx.Response:
        return await self._client.request(method, path, json=body, headers={"Authorization": f"Bearer {self._token}"})

    async def leaves(self) -> None:
        """Switch the till off."""
        await self._client.aclose()


def zone_of(table: str | None) -> str | None:
    """Give the zone of a table of the demo restaurant."""
    return {"M": "Main", "T": "Terrace", "B": "Bar"}.get((table or "")[:1])


def _words(item: Mapping[str, Any], order: Mapping[str, Any]) -> str:
    amount = f"{item['quantity']['amount']:g}"
    sign = "-" if item["type"] == "Negative" else ""
    states = ", ".join(f"{pair['name']} {pair['status']}" for pair in item["endpoints"]) or item["status"]
    held = "" if order["isProcessed"] else " (held)"
    return f"{sign}{amount}x {item['plu']['name']}: {states}{held}"
