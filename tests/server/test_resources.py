"""Order endpoints, zones, devices, roles and users over HTTP (portos 1.5, 2.5, 5.4)."""

from __future__ import annotations

import pytest

from tests.server.world import Json, Server

NAMED: dict[str, tuple[Json, Json]] = {
    "orderendpoints": (
        {"type": "TM88", "address": "10.0.0.9:9100", "settings": {"IsBeepEnabled": "true"}},
        {"isActive": False},
    ),
    "zones": ({"items": [{"name": "G1", "meta": {"width": 0.12}}], "sortHint": 9}, {"defaultFiscalName": "eKasa"}),
    "devices": ({"envName": "tool", "settings": {"DefaultOrderEndpointName": "Bar"}}, {"envName": "PDA"}),
    "roles": ({"rights": ["orderUpdate"], "envNames": ["Tool"]}, {"label": "Cooks"}),
}


@pytest.mark.parametrize("path", sorted(NAMED))
def test_a_named_resource_lives_from_post_to_delete(server: Server, path: str) -> None:
    """Portos 1.5, 2.5 and 5.4: created 201, read, changed with the next version, deleted 204, then 404."""
    fields, change = NAMED[path]
    created = server.call("POST", f"/{path}", {"Name": "New one"} | fields)
    assert (created.status_code, created.json()["_v"], created.json()["name"]) == (201, 1, "New one")
    assert server.get(f"/{path}/New%20one") == created.json()
    changed = server.call("PUT", f"/{path}/New%20one", fields | change)
    assert (changed.status_code, changed.json()["_v"]) == (200, 2)
    assert server.get(f"/{path}?name=New one")["items"] == [changed.json()]
    assert server.call("PUT", f"/{path}/New%20one", fields | change | {"_v": 1}).json() == changed.json()
    old = server.call("PUT", f"/{path}/New%20one", fields | {"_v": 1})
    assert (old.status_code, old.json()["errorCode"], old.json()["resource"]["version"]) == (409, 6, 2)
    assert server.call("DELETE", f"/{path}/New%20one").status_code == 204
    for method in ("GET", "DELETE"):
        assert server.call(method, f"/{path}/New%20one").status_code == 404


@pytest.mark.parametrize("path", sorted(NAMED))
def test_a_name_is_unique(server: Server, path: str) -> None:
    """Portos 6.4: a name that is taken is refused with constraint code 2; PUT creates as well as it changes."""
    fields, _ = NAMED[path]
    assert server.call("PUT", f"/{path}/Fresh", fields).status_code == 201
    twice = server.call("POST", f"/{path}", {"name": "Fresh"} | fields)
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (409, "2")
    nameless = server.call("POST", f"/{path}", fields)
    assert (nameless.status_code, nameless.json()["errors"][0]["memberName"]) == (400, "name")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("/orderendpoints?isActive=true&type=Tablet&address=null", 5),
        ("/zones?name=like:T*&defaultFiscalName=null", 1),
        ("/devices?envName=tool&isActive=true", 6),
        ("/devices?envName=in:PDA,CashRegister", 3),
        ("/roles?label=Cook&name=cook", 1),
        ("/users?isActive=true&isVirtual=false&userName=anna&name=Anna&featureName=null", 1),
        ("/users?$sort=-userName&$take=2", 2),
    ],
)
def test_resources_are_filtered(server: Server, query: str, count: int) -> None:
    """Portos 1.5, 2.5 and 5.4: each documented filter works."""
    assert server.get(query)["count"] == count


def test_the_demo_restaurant_is_the_one_of_the_interface(server: Server) -> None:
    """The demo restaurant has the endpoints, tables and devices that people and scripts rely on."""
    endpoints = server.get("/orderendpoints")["items"]
    assert {entry["name"] for entry in endpoints} == {"Grill", "Fry", "Cold", "Bar", "Pastry"}
    zones = server.get("/zones?$sort=name")["items"]
    tables = {zone["name"]: [item["name"] for item in zone["items"] if item["isTable"]] for zone in zones}
    assert {name: (names[0], names[-1], len(names)) for name, names in tables.items()} == {
        "Main": ("M1", "M12", 12),
        "Terrace": ("T1", "T8", 8),
        "Bar": ("B1", "B6", 6),
    }
    devices = server.get("/devices")["items"]
    assert {device["name"]: device["envName"] for device in devices} == {
        "P01": "CashRegister",
        "P02": "CashRegister",
        "PDA1": "PDA",
        **{f"KDS{number}": "Tool" for number in range(1, 7)},
    }
    assert all("DefaultOrderEndpointName" not in device["settings"] for device in devices)


def test_a_users_password_goes_in_and_never_out(server: Server) -> None:
    """Portos 5.4: a user is created with a password, logs in with it, and gets another one by PUT."""
    body: Json = {"userName": "mia", "name": "Mia", "password": "first", "roles": ["cook"]}
    user = server.call("POST", "/users", body).json()
    assert "password" not in str(user).lower()
    assert server.try_login("mia", "first", "KDS4").status_code == 200
    changed = server.call("PUT", f"/users/{user['id']}", body | {"password": "second"})
    assert (changed.status_code, changed.json()["_v"]) == (200, 2)
    assert server.try_login("mia", "first", "KDS4").status_code == 401
    assert server.try_login("mia", "second", "KDS4").json()["user"]["rights"] == ["orderUpdate"]
    del body["password"]
    server.call("PUT", f"/users/{user['id']}", body | {"userName": "maria"})
    assert server.try_login("maria", "second", "KDS4").status_code == 200
    assert server.call("POST", "/users", body | {"userName": "anna", "password": "x"}).status_code == 409
    assert server.call("PUT", f"/users/{user['id']}", body | {"userName": "anna"}).status_code == 409
    assert server.call("PUT", f"/users/{'0' * 24}", body).status_code == 404
    assert server.call("POST", "/users", body).status_code == 400


def test_a_deleted_user_is_logged_out(server: Server) -> None:
    """Deleting a user ends its sessions and removes its API keys."""
    server.get("/auth", user="cook")
    key = {"name": "k", "userName": "cook", "deviceName": "KDS1"}
    assert server.call("POST", "/apikeys", key).status_code == 201
    user = server.get("/users?userName=cook")["items"][0]
    assert server.call("DELETE", f"/users/{user['id']}").status_code == 204
    assert server.call("GET", "/auth", user="cook").status_code == 401
    assert server.get("/apikeys")["count"] == 0


def test_a_zone_keeps_its_plan(server: Server) -> None:
    """Portos 2.5: geometry is kept as it was sent; a number that JSON can't hold is refused."""
    plan = {"position": {"x": 0.1, "y": 0.25}, "shape": "Rectangle", "color": "#cccccc"}
    zone = server.call("PUT", "/zones/Garden", {"items": [{"name": "G1", "meta": plan}]}).json()
    assert zone["items"] == [{"name": "G1", "isTable": True, "meta": plan}]
    huge = b'{"items": [{"name": "G1", "meta": {"x": 1e999}}]}'
    headers = {"Authorization": f"Bearer {server.tokens['chef']['tokenId']}"}
    assert server.wait(server.client.put("/api/zones/Garden", content=huge, headers=headers)).status_code == 400
