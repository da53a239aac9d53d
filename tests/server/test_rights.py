"""Who may do what (contract 3, rights; portos 2.4 and 5): a matrix of users and routes."""

from __future__ import annotations

import pytest

from tests.server.conftest import StartServer
from tests.server.world import Json, Server, again, line

SOMETHING = "0" * 24
EVERYBODY = frozenset({"anna", "cook", "expo", "view", "chef"})

MATRIX: list[tuple[str, str, Json | None, frozenset[str]]] = [
    ("GET", "/orders", None, EVERYBODY),
    ("GET", f"/orders/{SOMETHING}", None, EVERYBODY),
    ("POST", "/orders", {"orderIds": []}, frozenset({"anna", "expo", "chef"})),
    ("POST", f"/orders/{SOMETHING}/status", {"status": "Ready"}, frozenset({"cook", "expo", "chef"})),
    ("POST", f"/orders/{SOMETHING}/items/1/status", {"status": "Ready"}, frozenset({"cook", "expo", "chef"})),
    ("POST", f"/orders/{SOMETHING}/endpoints/Bar/status", {"status": "Ready"}, frozenset({"cook", "expo", "chef"})),
    ("DELETE", f"/orders/{SOMETHING}", None, frozenset({"chef"})),
    ("GET", "/tickets", None, EVERYBODY),
    ("GET", f"/tickets/{SOMETHING}", None, EVERYBODY),
    ("POST", "/tickets", {"items": []}, frozenset({"anna", "chef"})),
    ("PUT", f"/tickets/{SOMETHING}", {"items": []}, frozenset({"anna", "chef"})),
    ("DELETE", f"/tickets/{SOMETHING}", None, frozenset({"anna", "chef"})),
    ("POST", f"/tickets/{SOMETHING}/close", None, frozenset({"anna", "chef"})),
    ("GET", "/auth", None, EVERYBODY),
    *(("GET", path, None, EVERYBODY) for path in ("/orderendpoints", "/orderendpoints/Bar", "/zones", "/zones/Bar")),
    *(
        ("GET", path, None, frozenset({"chef"}))
        for path in ("/users", "/devices", "/devices/P01", "/roles", "/sessions", "/apikeys", f"/users/{SOMETHING}")
    ),
    *(("POST", path, {"name": "X"}, frozenset({"chef"})) for path in ("/orderendpoints", "/zones", "/roles")),
    *(("PUT", path, {}, frozenset({"chef"})) for path in ("/orderendpoints/Bar", "/zones/Bar", "/roles/cook")),
    *(
        ("DELETE", path, None, frozenset({"chef"}))
        for path in ("/orderendpoints/X", "/zones/X", "/roles/X", "/devices/X", f"/users/{SOMETHING}")
    ),
    *(("POST", path, {}, frozenset({"chef"})) for path in ("/devices", "/users", "/apikeys")),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), MATRIX, ids=[f"{row[0]} {row[1]}" for row in MATRIX])
def test_only_some_may(server: Server, method: str, path: str, body: Json | None, allowed: frozenset[str]) -> None:
    """Contract 1 to 3: without login 401, without the right 403 before anything else is looked at."""
    assert server.call(method, path, body, user=None).status_code == 401
    for user in sorted(EVERYBODY):
        answer = server.call(method, path, body, user=user)
        assert (answer.status_code != 403) == (user in allowed), (user, answer.text)
        if answer.status_code == 403:
            assert answer.json()["errorCode"] == 2


def test_the_right_is_checked_before_the_body(server: Server) -> None:
    """Contract 1: checks come in the order login, right, body, exists."""
    path = f"/orders/{SOMETHING}/status"
    statuses = [
        server.call("POST", path, {"status": "Burnt"}, user=user).status_code for user in (None, "view", "cook")
    ]
    assert statuses == [401, 403, 400]
    assert server.call("POST", path, {"status": "Ready"}, user="cook").status_code == 404


def test_tickets_need_a_sale_device(server: Server) -> None:
    """Contract 2, rights: creating and changing tickets needs a device of a sale environment."""
    ticket = server.open_ticket(line())
    server.tokens["anna"] = server.login("anna", "KDS4")
    for method, path in (("POST", ""), ("PUT", f"/{ticket['id']}"), ("DELETE", f"/{ticket['id']}")):
        answer = server.call(method, f"/tickets{path}", {"items": []}, user="anna")
        assert answer.status_code == 403
        assert "Tool" in answer.json()["detail"]
    server.tokens["anna"] = server.login("anna", "PDA1")
    assert server.call("POST", "/tickets", {"items": []}, user="anna").status_code == 201


def staff(server: Server, *rights: str, user: str = "till") -> str:
    """Add a user with some rights, logged in on P02, and give the name."""
    assert server.call("POST", "/roles", {"name": user, "rights": list(rights)}).status_code == 201
    body = {"userName": user, "name": user.title(), "password": "pw", "roles": [user]}
    assert server.call("POST", "/users", body).status_code == 201
    answer = server.try_login(user, "pw", "P02")
    server.tokens[user] = answer.json()
    return user


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"name": "renamed"}, "ticketRename"),
        ({"discountRate": 5}, "ticketSetDiscount"),
        ({"customer": {"firstName": "Eva"}}, "ticketSetCustomer"),
        ({"employee": {"userName": "anna"}}, "ticketHandover"),
        ({"items": []}, "storno"),
        ({"items": [line(9, 1, id=1)]}, "storno"),
    ],
)
def test_some_changes_need_a_right_of_their_own(server: Server, change: Json, right: str) -> None:
    """Portos 2.4: rename, discount, customer, handover and lower quantities each need their right."""
    user = staff(server, "ticketCreate", "ticketUpdate")
    ticket = server.open_ticket(line(9, 2), user=user)
    answer = server.call("PUT", f"/tickets/{ticket['id']}", change, user=user)
    assert (answer.status_code, right in answer.json()["detail"]) == (403, True)
    assert server.get(f"/tickets/{ticket['id']}")["_v"] == 1
    server.call("PUT", f"/roles/{user}", {"rights": ["ticketUpdate", right.upper()]})
    assert server.call("PUT", f"/tickets/{ticket['id']}", change, user=user).status_code == 200


def test_adding_to_ones_own_ticket_needs_no_more_than_the_right_to_update(server: Server) -> None:
    """Portos 2.4: ticketUpdate is for one's own tickets, ticketUpdateAny for those of others."""
    user = staff(server, "ticketCreate", "ticketUpdate")
    own, others = server.open_ticket(line(), user=user), server.open_ticket(line())
    for ticket, status in ((own, 200), (others, 403)):
        body = {"items": again(ticket, line(12))}
        assert server.call("PUT", f"/tickets/{ticket['id']}", body, user=user).status_code == status
    server.call("PUT", f"/roles/{user}", {"rights": ["ticketUpdateAny"]})
    taking = {"employee": {"userName": user}}
    refused = server.call("PUT", f"/tickets/{others['id']}", taking, user=user)
    assert (refused.status_code, "ticketTakeover" in refused.json()["detail"]) == (403, True)


def test_creating_by_put_needs_the_right_to_create(server: Server) -> None:
    """Portos 2.4: ticketCreate is needed while no ticket has that id."""
    user = staff(server, "ticketUpdate")
    assert server.call("PUT", f"/tickets/{SOMETHING}", {"items": []}, user=user).status_code == 403


def test_a_customers_own_discount_needs_no_right(server: Server) -> None:
    """Portos 2.4: ticketSetDiscount is not needed for the customer's own rate."""
    user = staff(server, "ticketCreate", "ticketSetCustomer")
    discount = {"customer": {"firstName": "Eva", "discountRate": 5}, "discountRate": 5, "items": []}
    assert server.call("POST", "/tickets", discount, user=user).status_code == 201
    assert server.call("POST", "/tickets", discount | {"discountRate": 6}, user=user).status_code == 403
    alone = {"items": [], "employee": {"userName": "anna"}}
    assert server.call("POST", "/tickets", alone, user=user).status_code == 403


def test_rights_follow_the_roles_at_once(server: Server) -> None:
    """A right that is taken away is gone with the next request."""
    assert server.call("POST", "/orders", {"orderIds": []}, user="expo").status_code == 200
    server.call("PUT", "/roles/expo", {"rights": ["orderUpdate"]})
    assert server.call("POST", "/orders", {"orderIds": []}, user="expo").status_code == 403
    assert server.get("/auth", user="expo")["rights"] == ["orderUpdate"]


def test_a_role_may_hold_in_some_environments_only(server: Server) -> None:
    """Portos 5.4: a role with environments gives its rights only on devices of those."""
    server.call("PUT", "/roles/cook", {"rights": ["orderUpdate"], "envNames": ["PDA"]})
    assert server.get("/auth", user="cook")["rights"] == []
    server.tokens["cook"] = server.login("cook", "PDA1")
    assert server.get("/auth", user="cook")["rights"] == ["orderUpdate"]


def test_rights_of_a_device_come_on_top(start: StartServer) -> None:
    """Portos 5.4: a user with devices may log into those only, with the roles that he has there."""
    server = start()
    user = next(entry for entry in server.get("/users")["items"] if entry["userName"] == "view")
    body = {"userName": "view", "name": "Viewer", "devices": [{"name": "KDS5", "roles": ["expo"]}]}
    assert server.call("PUT", f"/users/{user['id']}", body).status_code == 200
    assert server.try_login("view", "4444", "KDS3").status_code == 401
    answer = server.try_login("view", "4444", "KDS5")
    assert answer.json()["user"]["rights"] == ["orderProcess", "orderUpdate"]
