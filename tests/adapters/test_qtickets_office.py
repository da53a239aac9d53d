"""Money, removals and what is sold: each request holds exactly what was meant, and none leaves by accident."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

import kds
from kds.errors import Refused
from kds.sources.qtickets.office import Tickets
from tests.adapters.qtickets_world import World, body_of, event, good, moscow, order, ticket


def answering(value: Any) -> World:
    """Give a Qtickets that answers every request like this."""
    world = World()
    world.spoil = lambda _request: good(value)
    return world


@pytest.mark.parametrize("wrap", [lambda value: {"data": value}, lambda value: value, lambda value: [value]])
async def test_removing_tickets_sends_one_key(wrap: Any) -> None:
    """A removal is a removal and no refund, whatever form the answer has."""
    world = answering(wrap(order(4360, ticket(63993, deleted_at="2020-03-02T12:00:00+03:00", barcode=None))))
    found = await world.office.remove_tickets(4360, {63993: (), 63994: (7, 8)})
    assert found.tickets is not None
    assert found.tickets[0].deleted_at == moscow(12)
    assert body_of(world.asked[0]) == {"delete": {"baskets": {"63993": [], "63994": [7, 8]}}}
    assert (world.asked[0].method, world.asked[0].url.path) == ("DELETE", "/api/rest/v1/orders/4360/baskets")


@pytest.mark.parametrize(
    ("money", "sent"),
    [
        ({"amount": Decimal(1000)}, {"amount": 1000}),
        ({"deduction": Decimal("12.50")}, {"deduction_amount": 12.5}),
    ],
)
async def test_a_refund_names_one_amount(money: dict[str, Decimal], sent: dict[str, object]) -> None:
    """What is paid back or what is kept, as a number."""
    world = answering({"data": order(4360, ticket(1, refunded_at="2020-03-02T12:00:00+03:00", refunded_amount=1000))})
    found = await world.office.refund_tickets(4360, [1], **money)
    assert body_of(world.asked[0]) == {"refund": {**sent, "baskets": {"1": []}}}
    assert found.tickets is not None
    assert (found.tickets[0].refunded_at, found.tickets[0].refunded_amount) == (moscow(12), Decimal(1000))


@pytest.mark.parametrize("money", [{}, {"amount": Decimal(1), "deduction": Decimal(1)}])
async def test_a_refund_without_one_amount_is_not_sent(money: dict[str, Decimal]) -> None:
    """Both or neither amount is nobody's wish."""
    world = World()
    with pytest.raises(Refused):
        await world.office.refund_tickets(4360, [1], **money)
    assert world.asked == []


@pytest.mark.parametrize("tickets", [[], {}])
async def test_nothing_chosen_removes_nothing(tickets: Tickets) -> None:
    """An empty choice never becomes a request, because it might mean all."""
    world = World()
    with pytest.raises(Refused):
        await world.office.remove_tickets(4360, tickets)
    with pytest.raises(Refused):
        await world.office.refund_tickets(4360, tickets, amount=Decimal(1))
    assert world.asked == []


async def test_an_order_is_restored() -> None:
    """The order comes back as it is now, even as a list of one."""
    world = answering([order(4360)])
    assert (await world.office.restore_order(4360)).deleted_at is None
    assert (world.asked[0].method, body_of(world.asked[0])) == ("POST", {})
    assert world.asked[0].url.path.endswith("/orders/4360/restore")


async def test_a_ticket_is_edited_in_what_can_be_edited() -> None:
    """A new name goes out alone; a comment, which can't be changed there, does not go out at all."""
    world = answering(ticket(63993, client_name="Пётр"))
    found = await world.office.edit_ticket(63993, client_name="Пётр", discount_value=Decimal(10))
    assert found.guest.name == "Пётр"
    assert body_of(world.asked[0]) == {"data": {"client_name": "Пётр", "discount_value": 10}}
    assert (world.asked[0].method, world.asked[0].url.path) == ("PUT", "/api/rest/v1/baskets/63993")
    for changes in ({"comment": "no nuts"}, {}):
        with pytest.raises(Refused):
            await world.office.edit_ticket(63993, **changes)
    assert len(world.asked) == 1


async def test_clients_events_and_promo_codes_are_written() -> None:
    """Each route gets its method, its path and its form; times travel by Moscow's clock."""
    world = answering({"data": {}})
    office = world.office
    assert await office.upsert_client("a@example.com", name="Анна", surname="Петрова") is None
    assert await office.create_event({"name": "Concert"}) is None
    assert await office.update_event(33, {"name": "Concert"}) is None
    assert await office.create_promo_code(2, "SPRING", most_uses=5, active_from=moscow(12)) is None
    assert await office.update_promo_code(3, "SPRING", is_active=False) is None
    asked = [(request.method, request.url.path.removeprefix("/api/rest/v1")) for request in world.asked]
    assert asked == [
        ("POST", "/clients"),
        ("POST", "/events"),
        ("PUT", "/events/33"),
        ("POST", "/promo-codes"),
        ("PUT", "/promo-codes/3"),
    ]
    assert body_of(world.asked[0])["data"]["details"] == {"name": "Анна", "surname": "Петрова"}
    code = {"is_active": 1, "code": "SPRING", "max_uses_count": 5, "active_to": None}
    assert body_of(world.asked[3])["data"] == {**code, "discount_id": 2, "active_from": "2020-03-02T12:00:00+03:00"}
    assert "discount_id" not in body_of(world.asked[4])["data"]


async def test_answers_that_can_be_read_are_given() -> None:
    """Where the answer holds the thing itself, it comes back as a value; an empty answer is no failure."""
    client = await answering({"data": order(1)["client"]}).office.upsert_client("a@example.com", name="A", surname="B")
    assert client is not None
    made = await answering(event()).office.create_event({})
    assert made is not None
    assert (made.id, made.shows[0].id) == (33, 41)
    world = World()
    world.spoil = lambda _request: httpx.Response(200)
    assert await world.office.update_event(33, {}) is None


def test_nothing_of_the_board_knows_the_office() -> None:
    """No other module of the program imports the routes that move money or remove tickets."""
    package = Path(kds.__file__).parent
    named = re.compile(r"qtickets\.office|qtickets import .*\boffice\b")
    assert [str(path) for path in package.rglob("*.py") if named.search(path.read_text())] == []
    assert named.search(Path(__file__).read_text())
