"""A till and an order server of its own for the bench: starts `kds serve`, writes bills, reads and bumps, over plain HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kds.errors import KdsError

START_SECONDS = 60.0
"""How long a server may take until it listens."""
DATABASE = "server.db"
"""Name of a server's database in its folder."""
KEEP_ALIVE_SECONDS = 3.0
"""After so long without a request a connection is opened anew, because servers close idle ones."""
DISHES = ("Ribeye", "Burger", "Lamb chops", "Venison", "Chicken", "Wings", "Halloumi", "Corn", "Trout", "Risotto")
"""Dishes of the bench's bills."""
ENDPOINTS = ("Grill", "Fry", "Cold")
"""Where they are cooked, by turns."""


_PAGE = 1_000
_OPEN = f"isProcessable=true&$take={_PAGE}&$sort=id"


class Till:
    """One keep-alive connection to an order server, logged in.

    Args:
        url: address of the server, `http://127.0.0.1:4000`.
        user, password, device: a login of the demo restaurant (interface, the demo restaurant).
    """

    def __init__(self, url: str, user: str = "anna", password: str = "1111", device: str = "P01") -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=60)
        self._used_at = time.monotonic()
        self._headers = {"Content-Type": "application/json"}
        login = self.call("POST", "/auth", {"UserName": user, "Password": password, "DeviceName": device})
        self._headers["Authorization"] = f"Bearer {login['tokenId']}"

    def call(self, method: str, path: str, body: object | None = None) -> Any:
        """Send one request and give the parsed answer; anything but 2xx is a KdsError with the answer's text."""
        status, text = self.call_raw(method, path, body)
        if status >= 300:
            raise KdsError(f"{method} {path}: {status} {text[:300]!r}")
        return json.loads(text) if text else None

    def call_raw(self, method: str, path: str, body: object | None = None) -> tuple[int, bytes]:
        """Send one request and give status and raw body."""
        payload = None if body is None else json.dumps(body)
        if time.monotonic() - self._used_at > KEEP_ALIVE_SECONDS:
            self._connection.close()  # http.client opens it again
        self._connection.request(method, f"/api{path}", payload, self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self._used_at = time.monotonic()
        return answer.status, text

    @staticmethod
    def bill(table: str, lines: int, *, first_dish: int = 0) -> dict[str, object]:
        """Give the body of a ticket with that many lines for the bench's three endpoints."""
        items = [
            {
                "plu": {
                    "code": 9000 + dish,
                    "stockName": "BENCH",
                    "name": DISHES[dish % len(DISHES)],
                    "articleCategoryLabel": "Mains",
                    "orderEndpointNames": [ENDPOINTS[dish % len(ENDPOINTS)]],
                },
                "quantity": {"amount": 1 + dish % 3, "unit": "pcs"},
                "comment": "no salt" if dish % 5 == 0 else None,
            }
            for dish in range(first_dish, first_dish + lines)
        ]
        return {"name": table, "location": {"zoneName": "Main", "tableName": table}, "items": items}

    def write_bill(self, table: str, lines: int, *, first_dish: int = 0) -> list[str]:
        """Open a bill with that many lines; give the ids of its orders, which are held until they are fired."""
        ticket = self.call("POST", "/tickets", self.bill(table, lines, first_dish=first_dish))
        return [order["id"] for order in self.call("GET", f"/orders?ticketId={ticket['id']}")["items"]]

    def fire(self, *order_ids: str) -> None:
        """Send orders to their stations."""
        self.call("POST", "/orders", {"orderIds": order_ids})

    def open_orders(self) -> list[Any]:
        """Give all open orders, oldest first."""
        orders: list[Any] = []
        while len(orders) % _PAGE == 0:
            page = self.call("GET", f"/orders?{_OPEN}&$skip={len(orders)}")["items"]
            if not page:
                break
            orders += page
        return orders

    def set_status(self, order_id: str, status: str, endpoint: str | None = None) -> None:
        """Set an order's status, or that of its part on one endpoint."""
        part = f"/endpoints/{quote(endpoint, safe='')}" if endpoint else ""
        self.call("POST", f"/orders/{order_id}{part}/status", {"status": status})

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def order_server(folder: Path, *, port: int = 0) -> Iterator[tuple[str, int]]:
    """Run `kds serve` with its database in `folder`; give its URL and process id.

    Args:
        folder: where its database is, or comes to be.
        port: the loopback port, 0 for a free one; a restarted server is given its former one.

    Raises:
        KdsError: it did not listen in time; the message holds what it said.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "kds",
            "serve",
            "--port",
            str(port),
            "--database",
            str(folder / DATABASE),
            "--until-stdin-closes",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(iter(process.stdout.readline, "")), daemon=True)  # type: ignore[union-attr]
    reader.start()
    try:
        end = time.monotonic() + START_SECONDS
        while not (found := re.search(r"http://[\w.]+:\d+", "".join(said))):
            if process.poll() is not None or time.monotonic() > end:
                raise KdsError(f"The order server did not start: {''.join(said)}")
            time.sleep(0.02)
        yield found.group(), process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
