"""A real `kds serve` with an evening in it, and a headless Chromium that looks at its pages."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.web.scenes import at_table, dish
from tests.server.world import DEVICES, PASSWORDS, Json

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "no Chromium here: apt-get install chromium, and pip install playwright axe-playwright-python"
LONG_NAME = "Slow-braised shoulder of highland lamb with rosemary jus, smoked potato purée and a very long name indeed"
LONG_ALLERGY = "peanuts tree nuts sesame mustard celery lupin molluscs crustaceans milk eggs"
PIZZA = dish("Pizza", 1, "Pastry")
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


class Kitchen:
    """A running server, and tills and terminals that use it over HTTP."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url
        self._client = httpx.Client(base_url=f"{url}/api", trust_env=False)
        self._tokens: dict[str, str] = {}

    def call(self, user: str, method: str, path: str, body: object = None) -> Any:
        """Send a request as a user and give the answer."""
        if user not in self._tokens:
            login = {"UserName": user, "Password": PASSWORDS[user], "DeviceName": DEVICES[user]}
            self._tokens[user] = self._client.post("/auth", json=login).json()["tokenId"]
        headers = {"Authorization": f"Bearer {self._tokens[user]}"}
        answer = self._client.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    def fire(self, *lines: Json, **fields: Any) -> Json:
        """Write a ticket, fire it, and give its order."""
        ticket = self.call("anna", "POST", "/tickets", {"items": list(lines), **fields})
        (order,) = self.call("expo", "GET", f"/orders?ticketId={ticket['id']}")["items"]
        (fired,) = self.call("expo", "POST", "/orders", {"orderIds": [order["id"]]})
        found: Json = fired
        return found

    def set_status(self, order: Json, status: str, part: str = "") -> None:
        """Bump an order, or a part of it."""
        self.call("cook", "POST", f"/orders/{order['id']}{part}/status", {"status": status})

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server stand still, connections and all."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def fill(self) -> None:
        """Have an evening: every state that a card can be in, hostile and very long texts, and a hundred cards."""
        order = self.fire(
            dish("Ribeye 300", 2, "Grill", modifiers=[{"name": "no butter", "optionName": None, "quantity": 1}]),
            dish("Chips", 2, "Fry", code=2),
            dish("Corn", 1, "Grill", "Fry", code=3),
            location=at_table("T7"),
            guestCount=4,
        )
        self.set_status(order, "Ready", "/endpoints/Fry")
        self.set_status(order, "InProgress", "/items/1")
        self.fire(
            dish(LONG_NAME, 12, "Grill", comment="y" * 200),
            location=at_table("Private dining room by the river 12"),
            note=f"Allergy: {LONG_ALLERGY}",
        )
        self.fire(dish(HOSTILE, 1, "Bar", comment=HOSTILE), location=at_table(HOSTILE), note=HOSTILE)
        ticket = self.call(
            "anna",
            "POST",
            "/tickets",
            {"items": [dish("Burger", 3, "Grill"), dish("Cola", 1, "Bar", code=2)], "location": at_table("T3")},
        )
        (order,) = self.call("expo", "GET", f"/orders?ticketId={ticket['id']}")["items"]
        self.call("expo", "POST", "/orders", {"orderIds": [order["id"]]})
        self.set_status(order, "InProgress", "/endpoints/Bar")
        burger = {**ticket["items"][0], "quantity": {"amount": 2}}
        self.call("anna", "PUT", f"/tickets/{ticket['id']}", {"items": [burger]})
        held = {"items": [dish("Cake", 1, "Pastry")], "location": at_table("M1", "Main")}
        self.call("anna", "POST", "/tickets", held)
        ready = self.fire(dish("Soup", 1, "Cold"), location=at_table("M2", "Main"))
        self.set_status(ready, "Ready")
        self.fire(
            *(dish(f"Dish {number}", 1, "Cold", code=number) for number in range(1, 201)),
            location=at_table("M3", "Main"),
        )
        for number in range(45):
            self.call("anna", "POST", "/tickets", {"items": [PIZZA], "location": at_table(f"X{number}", "Main")})
        away = {"purchaseType": "TakeAway", "pickupName": "Novak"}
        for _ in range(15):
            self.call("anna", "POST", "/tickets", {"items": [PIZZA], **away})
        orders = self.call("expo", "GET", "/orders?isProcessed=false&$sort=-number&$take=60")["items"]
        self.call("expo", "POST", "/orders", {"orderIds": [order["id"] for order in orders]})
        for order in orders[:15:3]:
            self.set_status(order, "Ready")


@contextmanager
def serving(folder: Path) -> Iterator[Kitchen]:
    """Run `kds serve` with an evening in it."""
    command = [sys.executable, "-m", "kds", "serve", "--port", "0", "--database", str(folder / "server.db")]
    environment = os.environ | {"KDS_STATE_DIR": str(folder)}
    with subprocess.Popen(
        [*command, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = process.stdout.readline().split()[-1]
        kitchen = Kitchen(process, url)
        kitchen.fill()
        yield kitchen
        process.stdin.close()
        process.wait(20)


@contextmanager
def browsing() -> Iterator[Any]:
    """Run a Chromium, or skip where there is none."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
