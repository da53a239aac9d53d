"""Makes one of the dumps beside it: a small database as the code that is on the path makes it.

A dump was made in a checkout of the commit in its name:
`PYTHONPATH=. python …/tests/server/upgrades/make.py 0002_6f9bf63.sql`. It is made once and then only read, so this
file asks nothing of the program but its HTTP interface and how it is started.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from kds.server.app import create_app
from kds.server.settings import ServerSettings

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RESTAURANT = """
name = "small"
currency = "EUR"
public_passwords = true
[[endpoints]]
name = "Bar"
[[endpoints]]
name = "Grill"
[[zones]]
name = "Main"
tables = ["M1"]
[[devices]]
name = "P01"
environment = "CashRegister"
[[roles]]
name = "boss"
rights = ["admin"]
[[users]]
user = "anna"
name = "Anna"
password = "1111"
roles = ["boss"]
[[products]]
code = 9
name = "Soup"
category = "J"
stock = "S01"
price = 4.5
vat = 23
"""


async def play(client: httpx.AsyncClient) -> None:
    """Do one of everything that leaves a trace: an order held, one begun, one taken back, a note where there are any."""

    async def send(method: str, path: str, body: object = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = await client.request(method, f"/api{path}", json=body, headers=headers)
        assert answer.is_success or path == "/kitchen/notes", answer.text
        return answer.json() if answer.content else None

    login = await send("POST", "/auth", {"userName": "anna", "password": "1111", "deviceName": "P01"})
    client.headers["Authorization"] = f"Bearer {login['tokenId']}"
    soup = {
        "plu": {"code": 9, "stockName": "S01", "name": "Čaj", "orderEndpointNames": ["Bar"]},
        "quantity": {"amount": 2},
    }
    steak = {
        "plu": {"code": 50, "stockName": "S01", "name": "Steak", "orderEndpointNames": ["Grill"]},
        "quantity": {"amount": 1},
    }
    where = {"zoneName": "Main", "tableName": "M1"}
    opened = await send("POST", "/tickets", {"items": [soup, steak], "name": "7", "location": where}, key="first")
    (first,) = (await send("GET", "/orders"))["items"]
    await send("POST", "/orders", {"orderIds": [first["id"]]})
    await send("POST", f"/orders/{first['id']}/items/1/status", {"status": "InProgress"})
    opened["items"][0]["quantity"]["amount"] = 1
    await send("PUT", f"/tickets/{opened['id']}", {"items": opened["items"]})
    paid = await send("POST", "/tickets", {"items": [soup], "name": "8"})
    await send("POST", f"/tickets/{paid['id']}/close", {})
    gone = await send("POST", "/tickets", {"items": [steak], "name": "9"})
    await send("DELETE", f"/tickets/{gone['id']}")
    await send("POST", "/kitchen/notes", {"kind": "soldOut", "pluCode": 50})


def made(folder: Path) -> str:
    """Give the dump of a database of this code."""
    restaurant, file = folder / "small.toml", folder / "server.db"
    restaurant.write_text(RESTAURANT)
    settings = ServerSettings(
        database=str(file), restaurant=str(restaurant), scrypt_cost=2, time_zone="UTC", clock=lambda: NOON
    )
    app = create_app(settings)

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kitchen") as client:
            await play(client)

    asyncio.run(run())
    app.state.installation.database.close()
    with sqlite3.connect(file) as connection:
        return "\n".join(connection.iterdump()) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        Path(sys.argv[1]).write_text(made(Path(scratch)))
