"""Login, refresh, logout, sessions and signatures over HTTP (contract 3, portos 4)."""

from __future__ import annotations

import hashlib

import pytest

from kds.server.access import nws4
from tests.server.conftest import StartServer
from tests.server.world import Json, Server, line


def bearer(login: Json) -> dict[str, str]:
    """Give the header of a login."""
    return {"Authorization": f"Bearer {login['tokenId']}"}


def test_a_login_says_who_and_what_one_may(server: Server) -> None:
    """Contract 3: login answers token, refresh token and the user with rights and device."""
    login = server.login("anna")
    assert set(login) == {"tokenId", "refreshToken", "user"}
    assert (login["user"]["name"], login["user"]["userName"]) == ("Anna", "anna")
    assert "ticketCreate" in login["user"]["rights"]
    assert (login["user"]["device"]["name"], login["user"]["device"]["envName"]) == ("P01", "CashRegister")
    profile = server.call("GET", "/auth", user=None, headers=bearer(login))
    assert profile.json() == login["user"]


@pytest.mark.parametrize(
    ("user", "password", "device"),
    [
        ("anna", "2222", "P01"),
        ("nobody", "1111", "P01"),
        ("anna", "1111", "P09"),
        ("anna", "", "P01"),
        ("ANNA", "1111", "P01"),
    ],
)
def test_a_wrong_login_is_refused(server: Server, user: str, password: str, device: str) -> None:
    """Contract 3: wrong password, unknown user or device: 401 with errorCode 1, and nothing says which it was."""
    answer = server.try_login(user, password, device)
    assert (answer.status_code, answer.json()["errorCode"]) == (401, 1)
    assert answer.json()["detail"] == "User name, password or device is not right."
    assert "NWS4-HMAC-SHA256" in answer.headers["www-authenticate"]


def test_an_inactive_device_or_user_is_refused(server: Server) -> None:
    """A device or user that was switched off can't log in, and its token stops working at once."""
    server.get("/auth", user="cook")
    server.call("PUT", "/devices/KDS1", {"envName": "Tool", "isActive": False})
    assert server.call("GET", "/auth", user="cook").status_code == 401
    assert server.try_login("cook", "2222", "KDS1").status_code == 401
    server.tokens["cook"] = server.login("cook", "KDS4")
    user = next(entry for entry in server.get("/users")["items"] if entry["userName"] == "cook")
    server.call("PUT", f"/users/{user['id']}", {"userName": "cook", "name": "Cook", "isActive": False})
    assert server.call("GET", "/auth", user="cook").status_code == 401
    assert server.try_login("cook", "2222", "KDS4").status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "", "NWS4-HMAC-SHA256 x", "Bearer a.b.c"]
)
def test_an_unknown_token_is_refused(server: Server, header: str) -> None:
    """Contract 3: an unknown token is a 401 with errorCode 1."""
    answer = server.call("GET", "/orders", user=None, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["errorCode"]) == (401, 1)


def test_a_token_expires_and_is_renewed(server: Server) -> None:
    """Contract 3: an expired token is a 401; refresh gives the shape of a login, once for each refresh token."""
    login = server.login("cook")
    server.clock.forward(minutes=61)
    assert server.call("GET", "/auth", user=None, headers=bearer(login)).status_code == 401
    pair = {"tokenId": login["tokenId"], "refreshToken": login["refreshToken"]}
    renewed = server.call("POST", "/auth/refresh", pair, user=None)
    assert (renewed.status_code, renewed.json()["user"]) == (200, login["user"])
    assert server.call("GET", "/auth", user=None, headers=bearer(renewed.json())).status_code == 200
    for wrong in (pair, pair | {"refreshToken": "guess"}, pair | {"tokenId": "a.b.c"}):
        answer = server.call("POST", "/auth/refresh", wrong, user=None)
        assert (answer.status_code, answer.json()["errorCode"]) == (401, 1)


def test_a_session_can_not_be_renewed_for_ever(server: Server) -> None:
    """A session that was not refreshed in time is over."""
    login = server.login("cook")
    server.clock.forward(days=31)
    pair = {"tokenId": login["tokenId"], "refreshToken": login["refreshToken"]}
    assert server.call("POST", "/auth/refresh", pair, user=None).status_code == 401


def test_logging_out_ends_the_session(server: Server) -> None:
    """Contract 3: DELETE /auth logs out; token and refresh token are worth nothing afterwards."""
    login = server.login("cook")
    assert server.call("DELETE", "/auth", user=None, headers=bearer(login)).status_code == 204
    assert server.call("GET", "/auth", user=None, headers=bearer(login)).status_code == 401
    pair = {"tokenId": login["tokenId"], "refreshToken": login["refreshToken"]}
    assert server.call("POST", "/auth/refresh", pair, user=None).status_code == 401


@pytest.mark.parametrize(("device", "first_status"), [("P02", 401), ("PDA1", 401), ("KDS4", 200)])
def test_a_till_holds_one_session_and_a_screen_many(server: Server, device: str, first_status: int) -> None:
    """Contract 3: in sale environments a second login ends the first session; Tool devices hold many."""
    first = server.login("anna", device)
    second = server.login("cook", device)
    assert server.call("GET", "/auth", user=None, headers=bearer(first)).status_code == first_status
    assert server.call("GET", "/auth", user=None, headers=bearer(second)).status_code == 200


def test_sessions_are_listed_and_ended(server: Server) -> None:
    """Portos 4.1: an administrator sees sessions and ends one, which makes its token unusable."""
    server.get("/auth", user="cook")
    sessions = server.get("/sessions")["items"]
    assert [entry["userName"] for entry in sessions] == ["cook", "chef"]
    one = server.get(f"/sessions?sessionId={sessions[0]['id']}")["items"]
    assert one == [server.get(f"/sessions/{sessions[0]['id']}")]
    assert server.call("DELETE", f"/sessions/{sessions[0]['id']}").status_code == 204
    assert server.call("GET", "/auth", user="cook").status_code == 401


def test_failed_logins_have_to_wait(start: StartServer) -> None:
    """Contract 3: the limit counts failures only; it answers 423 with errorCode 5 and says how long."""
    server = start(login_failures=3)
    for _ in range(20):
        server.login("cook")
    for _ in range(3):
        assert server.try_login("cook", "wrong", "KDS1").status_code == 401
    locked = server.try_login("cook", "2222", "KDS1")
    assert (locked.status_code, locked.json()["errorCode"], locked.headers["retry-after"]) == (423, 5, "61")
    assert server.try_login("expo", "3333", "KDS2").status_code == 200
    server.clock.forward(seconds=61)
    assert server.try_login("cook", "2222", "KDS1").status_code == 200


def test_a_failed_login_on_an_unknown_device_counts_too(start: StartServer) -> None:
    """A right password on a device that does not exist is a failure like any other."""
    server = start(login_failures=2)
    for _ in range(2):
        assert server.try_login("cook", "2222", "KDS99").status_code == 401
    assert server.try_login("cook", "2222", "KDS1").status_code == 423


def key_of(server: Server, **fields: object) -> Json:
    """Make an API key for the cook on KDS1."""
    body = {"name": "screen", "userName": "cook", "deviceName": "KDS1"} | fields
    answer = server.call("POST", "/apikeys", body)
    assert answer.status_code == 201, answer.text
    key: Json = answer.json()
    return key


def signed(
    server: Server, key: Json, method: str, path: str, *, query: str = "", canonical_query: str = "", body: bytes = b""
) -> dict[str, str]:
    """Sign a request as a client does."""
    date = server.clock.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    headers = {"host": "kitchen.example", "x-nd-date": date, "x-nd-content-sha256": hashlib.sha256(body).hexdigest()}
    canonical = nws4.canonical_request(
        method, path, canonical_query, headers, sorted(headers), headers["x-nd-content-sha256"]
    )
    signature = nws4.signature(canonical, client_id=key["clientId"], client_secret=key["clientSecret"], timestamp=date)
    names = "host%3Bx-nd-content-sha256%3Bx-nd-date"
    stamp = date.replace(":", "%3A")
    plain = f"Credential={key['clientId']},SignedHeaders={names},Timestamp={stamp},Signature={signature}"
    encoded = plain.replace("%", "%25").replace("=", "%3D").replace(",", "%2C")
    return headers | {"Authorization": f"NWS4-HMAC-SHA256 {encoded}"}


def send_signed(server: Server, headers: dict[str, str], method: str, url: str, body: bytes = b"") -> int:
    """Send a signed request and give the status."""
    return server.wait(server.client.request(method, url, headers=headers, content=body)).status_code


def test_a_signed_request_runs_as_the_keys_user(server: Server) -> None:
    """Portos 4.2: a key signs requests that run as its user on its device; the profile works for both schemes."""
    key = key_of(server)
    headers = signed(server, key, "GET", "/api/auth")
    answer = server.wait(server.client.get("/api/auth", headers=headers))
    assert (answer.json()["userName"], answer.json()["device"]["name"]) == ("cook", "KDS1")
    server.open_ticket(line())
    (order,) = server.orders()
    body, path = b'{"status":"Ready"}', f"/api/orders/{order['id']}/endpoints/Bar/status"
    headers = signed(server, key, "POST", path, body=body)
    assert send_signed(server, headers, "POST", path, body) == 200
    assert send_signed(server, headers, "POST", path, b'{"status":"Served"}') == 401
    assert server.order(order["id"])["items"][0]["endpoints"][0]["changedBy"] == "cook"
    assert send_signed(server, signed(server, key, "DELETE", "/api/auth"), "DELETE", "/api/auth") == 204


@pytest.mark.parametrize("canonical", ["%24take=5&isProcessed=eq%3Afalse", "%2524take=5&isProcessed=eq%253Afalse"])
def test_escaped_queries_may_be_signed_either_way(server: Server, canonical: str) -> None:
    """Portos 4.2, caveat: a query that was escaped before it was sent may be signed once or twice escaped."""
    key = key_of(server)
    headers = signed(server, key, "GET", "/api/orders", canonical_query=canonical)
    url = "/api/orders?%24take=5&isProcessed=eq%3Afalse"
    assert send_signed(server, headers, "GET", url) == 200
    assert send_signed(server, headers, "GET", "/api/orders?%24take=6") == 401


def test_a_signature_is_worth_nothing_later_or_from_a_switched_off_key(server: Server) -> None:
    """Portos 4.2: the window is 150 s either way, and only an active key works."""
    key = key_of(server)
    headers = signed(server, key, "GET", "/api/auth")
    server.clock.forward(seconds=150)
    assert send_signed(server, headers, "GET", "/api/auth") == 200
    server.clock.forward(seconds=1)
    assert send_signed(server, headers, "GET", "/api/auth") == 401
    fresh = signed(server, key, "GET", "/api/auth")
    fields = {"name": "screen", "userName": "cook", "deviceName": "KDS1"}
    assert server.call("PUT", f"/apikeys/{key['id']}", fields | {"isActive": False}).status_code == 200
    assert send_signed(server, fresh, "GET", "/api/auth") == 401
    wrong = signed(server, key | {"clientId": "nobody"}, "GET", "/api/auth")
    assert send_signed(server, wrong, "GET", "/api/auth") == 401


def test_a_keys_permissions_narrow_its_users_rights(server: Server) -> None:
    """A key with permissions may do no more than they say, one without all that its user may."""
    narrow = key_of(server, userName="chef", permissions=["orderUpdate", "nonsense"])
    answer = server.wait(server.client.get("/api/auth", headers=signed(server, narrow, "GET", "/api/auth")))
    assert answer.json()["rights"] == ["orderUpdate", "nonsense"]
    assert send_signed(server, signed(server, narrow, "GET", "/api/users"), "GET", "/api/users") == 403
    useless = key_of(server, permissions=["orderDelete"])
    answer = server.wait(server.client.get("/api/auth", headers=signed(server, useless, "GET", "/api/auth")))
    assert answer.json()["rights"] == []


def test_a_keys_secret_is_shown_once(server: Server) -> None:
    """The secret stands in the answer that makes the key and nowhere else; a key may be brought along."""
    key = key_of(server, clientId="kds-demo-client", clientSecret="kds-demo-secret")
    assert (key["clientId"], key["clientSecret"]) == ("kds-demo-client", "kds-demo-secret")
    assert "clientSecret" not in server.get(f"/apikeys/{key['id']}")
    assert "kds-demo-secret" not in str(server.get("/apikeys?isActive=true"))
    again = {"name": "x", "userName": "cook", "deviceName": "KDS1", "clientId": "kds-demo-client"}
    assert server.call("POST", "/apikeys", again).status_code == 409
    for wrong in ({"userName": "ghost"}, {"deviceName": "ghost"}):
        assert (
            server.call("POST", "/apikeys", {"name": "x", "userName": "cook", "deviceName": "KDS1"} | wrong).status_code
            == 404
        )
    assert server.call("DELETE", f"/apikeys/{key['id']}").status_code == 204
    assert server.get("/apikeys")["count"] == 0
