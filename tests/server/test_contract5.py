"""Paths, errors, idempotency, instance, health and language (contract 5; portos 6 and 8)."""

from __future__ import annotations

import asyncio
import json
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.server.conftest import StartServer
from tests.server.world import NOON, Json, Server, again, line


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_the_same_routes_answer_under_three_prefixes(server: Server, prefix: str) -> None:
    """Contract 5: /orders, /api/orders and /api/v1/orders are the same, likewise the rest."""
    server.prefix = prefix
    server.open_ticket(line())
    assert server.get("/orders")["count"] == server.get("/tickets")["count"] == 1
    for path in ("/orderendpoints", "/zones", "/devices", "/users", "/roles", "/sessions", "/apikeys"):
        assert server.call("GET", path).status_code == 200


PROBLEMS: list[tuple[str, str, Json | None, int, int | None]] = [
    ("GET", "/orders?foo=1", None, 400, 3),
    ("GET", "/orders/unknown", None, 404, None),
    ("POST", "/orders/unknown/status", {"status": "New"}, 404, None),
    ("GET", "/nothing", None, 404, None),
    ("GET", "/zones/Nowhere", None, 404, None),
    ("PATCH", "/orders", None, 405, None),
    ("PUT", "/health", None, 404, None),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), PROBLEMS)
def test_errors_are_problems(
    server: Server, method: str, path: str, body: Json | None, status: int, code: int | None
) -> None:
    """Contract 5 and portos 6.2: every refusal is problem+json with title, detail, instance and traceId."""
    answer = server.call(method, path, body)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], problem.get("errorCode")) == (status, code)
    assert problem["instance"] == f"/api{path.partition('?')[0]}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["traceId"]
    assert ("errors" in problem) == (code == 3)


def test_a_wrong_method_names_the_right_ones(server: Server) -> None:
    """A 405 lists all methods of the address, not only those of one route."""
    assert server.call("PATCH", "/orders").headers["allow"] == "GET, POST"
    assert server.call("PATCH", "/zones/Bar").headers["allow"] == "DELETE, GET, PUT"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"status": "\\ud800"}', b"[" * 400, b'{"status": NaN}']
)
def test_a_body_that_is_no_object_is_refused(server: Server, raw: bytes) -> None:
    """Contract 5: a body that can't be read is a 400 with errors[], never a 422."""
    server.get("/auth")
    headers = {"Authorization": f"Bearer {server.tokens['chef']['tokenId']}"}
    url = f"/api/orders/{'0' * 24}/status"
    answer = server.wait(server.client.post(url, content=raw, headers=headers))
    assert (answer.status_code, answer.json()["errorCode"]) == (400, 3)


def test_a_body_that_is_too_long_is_not_read(start: StartServer) -> None:
    """A body above the limit is a 413, wherever it is sent."""
    server = start(body_limit_bytes=1000)
    long = {"items": [], "note": "x" * 1000}
    for path, user in (("/tickets", "anna"), ("/auth", None)):
        answer = server.call("POST", path, long, user=user)
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_what_breaks_inside_stays_inside(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contract 5: a 500 is a problem without stack trace, with the instance header like every answer."""

    def broken(*_: object) -> str:
        raise RuntimeError("secret detail")

    server.get("/auth")
    monkeypatch.setattr("kds.server.orders.routes.fetch", broken)
    answer = server.call("GET", "/orders")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-kds-instance"]


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("", "Not found"),
        ("sk-SK", "Nenájdené"),
        ("sk", "Nenájdené"),
        ("de-DE", "Not found"),
        ("de, sk;q=0.5", "Nenájdené"),
        ("sk;q=0.3, en-GB;q=0.8", "Not found"),
        ("sk;q=x", "Not found"),
        ("sk;q=0", "Not found"),
    ],
)
def test_messages_follow_the_callers_language(server: Server, header: str, title: str) -> None:
    """Contract 5: Accept-Language picks sk-SK or en-GB, English where neither is asked for."""
    assert server.call("GET", "/orders/x", headers={"Accept-Language": header}).json()["title"] == title


def test_every_answer_names_the_database_and_the_time(server: Server) -> None:
    """Contract 5: X-KDS-Instance and Date stand on every answer, and nothing says what serves it."""
    answers = [
        server.call("GET", path, user=user) for path, user in (("/orders", "chef"), ("/orders", None), ("/x", None))
    ]
    assert len({answer.headers["x-kds-instance"] for answer in answers}) == 1
    assert {parsedate_to_datetime(answer.headers["date"]) for answer in answers} == {NOON}
    assert all("server" not in answer.headers for answer in answers)


def test_health_is_always_200(server: Server) -> None:
    """Contract 5 and portos 8.3: health needs no login, has an entry of the endpoints, and tells of a switched-off one."""
    answer = server.wait(server.client.get("/api/v2/health"))
    health = answer.json()
    assert (answer.status_code, health["status"]) == (200, "Healthy")
    keys = [entry["key"] for entry in health["entries"]["orderEndpoints"]["data"]["entries"]]
    assert keys == ["Bar", "Cold", "Fry", "Grill", "Pastry"]
    server.call("PUT", "/orderendpoints/Bar", {"isActive": False})
    degraded = server.wait(server.client.get("/api/v2/health"))
    assert (degraded.status_code, degraded.json()["status"]) == (200, "Degraded")


def keyed(key: str) -> dict[str, str]:
    """Give the header of an idempotency key."""
    return {"Idempotency-Key": key}


def test_a_repeated_key_gives_the_stored_answer(server: Server) -> None:
    """Contract 5: the same key with the same body gets the stored answer and does nothing again."""
    body = {"items": [line()]}
    first = server.call("POST", "/tickets", body, user="anna", headers=keyed("k1"))
    second = server.call("POST", "/tickets", body, user="anna", headers=keyed("k1"))
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert server.get("/tickets")["totalCount"] == 1
    third = server.call("POST", "/tickets", body, user="anna", headers=keyed("k2"))
    assert third.json()["id"] != first.json()["id"]


def test_a_stored_answer_may_be_empty(server: Server) -> None:
    """Contract 5: a repeated DELETE with its key is still a 204."""
    ticket = server.open_ticket(line())
    for _ in range(2):
        answer = server.call("DELETE", f"/tickets/{ticket['id']}", user="anna", headers=keyed("k"))
        assert (answer.status_code, answer.content) == (204, b"")


def test_a_key_belongs_to_one_body(server: Server) -> None:
    """Contract 5: the key with another body, or on another route, is a 422, and nothing happens."""
    server.open_ticket(line())
    (order,) = server.orders()
    path = f"/orders/{order['id']}/status"
    assert server.call("POST", path, {"status": "Ready"}, headers=keyed("k")).status_code == 200
    other = server.call("POST", path, {"status": "Served"}, headers=keyed("k"))
    assert (other.status_code, other.json().get("errorCode")) == (422, None)
    assert server.order(order["id"])["status"] == "Ready"
    assert server.call("POST", path, {"status": "Served"}, user="cook", headers=keyed("k")).status_code == 200


def test_a_refused_command_leaves_its_key_free(server: Server) -> None:
    """A refusal is not kept: with the same key the command may succeed once its reason is gone."""
    server.open_ticket(line())
    (order,) = server.orders()
    path = f"/orders/{order['id']}/status"
    assert server.call("POST", path, {"status": "Ready"}, user="view", headers=keyed("k")).status_code == 403
    server.call("PUT", "/roles/cook", {"rights": []})
    assert server.call("POST", path, {"status": "Ready"}, user="cook", headers=keyed("k")).status_code == 403
    server.call("PUT", "/roles/cook", {"rights": ["orderUpdate"]})
    assert server.call("POST", path, {"status": "Ready"}, user="cook", headers=keyed("k")).status_code == 200


def test_a_key_is_forgotten_after_a_day(server: Server) -> None:
    """Contract 5: stored answers are kept for 24 hours."""
    first = server.call("POST", "/tickets", {"items": []}, user="anna", headers=keyed("k"))
    server.clock.forward(hours=25)
    server.tokens.clear()
    server.call("POST", "/tickets", {"items": []}, user="anna", headers=keyed("another"))
    late = server.call("POST", "/tickets", {"items": []}, user="anna", headers=keyed("k"))
    assert late.json()["id"] != first.json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_malformed_key_is_refused(server: Server, key: str) -> None:
    """An empty key, or one longer than 255 characters, is a 400."""
    assert server.call("POST", "/orders", {"orderIds": []}, headers=keyed(key)).status_code == 400


def test_two_at_once_with_one_key(server: Server) -> None:
    """Contract 5: while the first still runs, its twin gets 409 without errorCode 6 and with Retry-After."""
    server.get("/auth")
    headers = {"Authorization": f"Bearer {server.tokens['chef']['tokenId']}"} | keyed("k")
    user = {"userName": "mia", "name": "Mia", "password": "pw"}

    async def twins() -> list[httpx.Response]:
        bodies = (user, user, user | {"name": "Other"})
        return list(await asyncio.gather(*(server.client.post("/api/users", json=b, headers=headers) for b in bodies)))

    first, twin, other = server.wait(twins())
    assert (first.status_code, twin.status_code, other.status_code) == (201, 409, 422)
    assert "errorCode" not in twin.json()
    assert twin.headers["retry-after"] == "1"
    late = server.wait(server.client.post("/api/users", json=user, headers=headers))
    assert (late.status_code, late.json()) == (201, first.json())


def test_of_two_changes_from_one_version_the_second_is_refused(server: Server) -> None:
    """Contract 1: when several change the same version at once, exactly one succeeds."""
    server.open_ticket(line())
    (order,) = server.orders()
    server.get("/auth")
    headers = {"Authorization": f"Bearer {server.tokens['chef']['tokenId']}"}
    url = f"/api/orders/{order['id']}/status"

    async def race() -> list[int]:
        words = ("InProgress", "Ready", "Served", "Cancelled")
        calls = (server.client.post(url, json={"status": word, "_v": 1}, headers=headers) for word in words)
        return sorted(answer.status_code for answer in await asyncio.gather(*calls))

    assert server.wait(race()) == [200, 409, 409, 409]
    assert server.order(order["id"])["_v"] == 2


def test_a_refused_change_leaves_nothing_behind(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """All writes are transactional: when an order can't be stored, its ticket is not changed either."""
    ticket = server.open_ticket(line())

    def full(*_: object, **__: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr("kds.server.orders.stored.StoredOrders.add", full)
    answer = server.call("PUT", f"/tickets/{ticket['id']}", {"items": again(ticket, line(2))}, user="anna")
    assert answer.status_code == 500
    assert server.get(f"/tickets/{ticket['id']}") == ticket
    monkeypatch.undo()
    changed = server.put_ticket(ticket, items=again(ticket, line(2)))
    assert (changed["_v"], len(server.orders())) == (2, 2)


def test_hostile_text_comes_back_as_it_was(server: Server) -> None:
    """Text is data: escape sequences, quotes and Slovak letters are stored and sent unchanged."""
    text = "\x1b[2J'; DROP TABLE orders;-- [red]Žižka[/red] \u202e\U0001f525"
    server.open_ticket(line(comment=text), name=text)
    (order,) = server.orders(f"&ticketName=eq:{json.dumps(text[4:11])}") or server.orders()
    assert (order["ticketName"], order["items"][0]["comment"]) == (text, text)
    refused = server.call("POST", "/tickets", {"items": [], "note": "a\x00b"}, user="anna")
    assert refused.status_code == 400
