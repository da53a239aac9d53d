"""What SQLite and PostgreSQL would do differently if they were let: order and case of texts, wide numbers, NUL, long texts."""

from __future__ import annotations

import pytest

from tests.server.world import Server, line

NAMES = ["Bier", "Zadná", "bar 2", "terasa", "Á", "čaj", "Šatňa", "Ω", "🍺"]
"""As their bytes sort."""


def test_texts_sort_by_their_bytes(server: Server) -> None:
    """Contract 4: the order of a list is the same everywhere, whatever language a database speaks."""
    for name in reversed(NAMES):
        assert server.call("POST", "/zones", {"name": name}).status_code == 201
    known = {zone["name"] for zone in server.get("/zones")["items"]} - set(NAMES)
    found = [zone["name"] for zone in server.get("/zones?$sort=name")["items"] if zone["name"] not in known]
    assert found == NAMES
    after = [zone["name"] for zone in server.get("/zones?name=gt:terasa&$sort=-name")["items"]]
    assert after == NAMES[:3:-1]


def test_like_knows_every_language(server: Server) -> None:
    """Contract 4: `like` ignores case beyond ASCII, and its star stands for anything."""
    for name in NAMES:
        server.call("POST", "/zones", {"name": name})
    for query, wanted in (("š*", ["Šatňa"]), ("*Č*", ["čaj"]), ("ω", ["Ω"]), ("á", ["Á"]), ("*ZADN%C3%81", ["Zadná"])):
        assert [zone["name"] for zone in server.get(f"/zones?name=like:{query}")["items"]] == wanted


def test_a_missing_value_sorts_lowest(server: Server) -> None:
    """Contract 4: missing values stand before all others, and behind them in the other direction."""
    for name in ("7", None, "A"):
        server.open_ticket(line(), **({} if name is None else {"name": name}))
    assert [ticket["name"] for ticket in server.get("/tickets?$sort=Name")["items"]] == [None, "7", "A"]
    assert [ticket["name"] for ticket in server.get("/tickets?$sort=-Name")["items"]] == ["A", "7", None]
    assert [ticket["name"] for ticket in server.get("/tickets?Name=ne:7&$sort=Name")["items"]] == [None, "A"]


@pytest.mark.parametrize(
    "query", ["number=999999999999999999", "number=lt:-999999999999999999", "$skip=99999999999999"]
)
def test_numbers_may_be_wider_than_any_order_has(server: Server, query: str) -> None:
    """A number that no order can have finds nothing and breaks nothing."""
    server.open_ticket(line())
    assert server.get(f"/orders?{query}")["items"] == []


def test_fractions_compare_exactly(server: Server) -> None:
    """A discount is found by the number it was sent as."""
    server.open_ticket(line(), discountRate=0.1, user="chef")
    for query in ("0.1", "gte:0.1", "lte:0.1", "in:0.1,7"):
        assert server.get(f"/tickets?DiscountRate={query}")["count"] == 1
    assert server.get("/tickets?DiscountRate=gt:0.1")["count"] == 0


def test_nothing_has_a_nul_in_its_name(server: Server) -> None:
    """An address with a NUL is 404, as no name has one; PostgreSQL takes it in no text."""
    for path in ("orders", "tickets", "zones", "users", "sessions"):
        assert server.call("GET", f"/{path}/a%00b").status_code == 404
    assert server.call("POST", "/orders/%00/status", {"status": "Ready"}, user="cook").status_code == 404


def test_the_longest_texts_are_kept_whole(server: Server) -> None:
    """Lengths are counted in characters, and the bodies of requests alone say how many there may be."""
    name, comment = "🍺" * 200, "ž" * 2000
    ticket = server.open_ticket(line(9, 1, comment=comment), name=name)
    (order,) = server.orders(f"&ticketName={name}")
    assert order["items"][0]["comment"] == comment
    assert server.get(f"/tickets/{ticket['id']}") == ticket
