"""The simulated people's connection: it logs in again, tries again, and sends nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from kds.demo import client
from kds.demo.client import Line, Login, Person, Stopped, read_as
from kds.demo.orders import OpenOrders
from kds.demo.stage import CASH_REGISTER, COOKS
from kds.demo.wire import OrderEndpointPage, SlipPage
from kds.errors import Conflict, LoginRefused, Missing, NotTheSource

from .fake_server import FakeServer

TICKET = {
    "name": "M1",
    "purchaseType": "WalkIn",
    "location": {"zoneName": "Main", "tableName": "M1"},
    "guestCount": 2,
    "note": None,
    "dueAt": None,
    "pickupName": None,
    "items": [
        {
            "plu": {"code": 12, "name": "Cola", "orderEndpointNames": ["Bar"]},
            "quantity": {"amount": 1, "unit": "pcs"},
            "courseNumber": None,
            "seat": None,
            "comment": None,
            "modifiers": [],
        }
    ],
}


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE", timedelta(milliseconds=1))
    monkeypatch.setattr(client, "LONGEST_PAUSE", timedelta(milliseconds=2))


@pytest.fixture
def server() -> FakeServer:
    return FakeServer(now=lambda: datetime(2026, 11, 22, 18, tzinfo=UTC))


def _line(server: FakeServer, said: list[str], stopping: asyncio.Event | None = None) -> Line:
    return Line("http://test/", say=said.append, stopping=stopping or asyncio.Event(), transport=server.transport())


def _times(
    count: int, trouble: Callable[[httpx.Request], httpx.Response]
) -> Callable[[httpx.Request], httpx.Response | None]:
    left = [count]

    def answer(request: httpx.Request) -> httpx.Response | None:
        if left[0] == 0:
            return None
        left[0] -= 1
        return trouble(request)

    return answer


def _cut_off(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("cut off")


async def test_an_expired_login_is_renewed_unnoticed(server: FakeServer) -> None:
    """When a session ends, the waiter logs in again and the ticket is written all the same."""
    login = Login(_line(server, []), CASH_REGISTER)
    await login.write("POST", "/tickets", TICKET, key="one")
    server.tokens.clear()
    await login.write("POST", "/tickets", TICKET, key="key 1")
    assert len(server.tickets) == 2
    assert [path for _, path in server.calls].count("/auth") == 2


@pytest.mark.parametrize("trouble", [lambda _request: httpx.Response(503), _cut_off], ids=["503", "cut off"])
async def test_a_server_that_is_away_is_waited_for_and_named_once(
    server: FakeServer, trouble: Callable[[httpx.Request], httpx.Response]
) -> None:
    """While the server is away one sentence says so, and another one when it is back."""
    said: list[str] = []
    login = Login(_line(server, said), COOKS[0])
    await login.read("/orders")
    server.before = _times(5, trouble)
    await login.read("/orders")
    assert len(said) == 2
    assert "can't answer now" in said[0]
    assert "answers again" in said[1]


async def test_a_lost_answer_makes_no_second_ticket(server: FakeServer) -> None:
    """When the answer to a new ticket is lost, the repeated call gets that answer and no second ticket."""
    lost: list[httpx.Request] = []
    plain = server.answer

    def lose_first(request: httpx.Request) -> httpx.Response:
        answer = plain(request)
        if request.url.path == "/api/tickets" and not lost:
            lost.append(request)
            raise httpx.ReadError("cut off")
        return answer

    line = Line("http://test", say=lambda _: None, stopping=asyncio.Event(), transport=httpx.MockTransport(lose_first))
    await Login(line, CASH_REGISTER).write("POST", "/tickets", TICKET, key="key 2")
    assert lost
    assert len(server.tickets) == 1


async def test_a_change_that_is_still_running_is_asked_for_again(server: FakeServer) -> None:
    """A 409 of a first try that still runs is waited out; a newer version is a conflict at once."""
    login = Login(_line(server, []), CASH_REGISTER)
    await login.read("/orders")
    server.before = _times(1, lambda _request: httpx.Response(409, json={"title": "running"}))
    await login.write("POST", "/tickets", TICKET, key="key 3")
    assert len(server.tickets) == 1
    server.before = _times(1, lambda _request: httpx.Response(409, json={"errorCode": 6, "title": "newer"}))
    with pytest.raises(Conflict, match="newer"):
        await login.write("POST", "/tickets", TICKET, key="key 4")


async def test_a_wrong_password_is_a_plain_sentence(server: FakeServer) -> None:
    """A server without the demo's users says which user on which device it does not let in."""
    login = Login(_line(server, []), Person("anna", "wrong", "P02"))
    with pytest.raises(LoginRefused, match="anna in on device P02"):
        await login.read("/orders")


async def test_a_web_page_instead_of_an_answer_is_a_plain_sentence(server: FakeServer) -> None:
    """When something else answers at the address, a sentence says that it is not the order server."""
    login = Login(_line(server, []), COOKS[0])
    await login.read("/orders")
    server.before = lambda _request: httpx.Response(200, text="<html>Welcome</html>")
    with pytest.raises(NotTheSource, match="not the order server"):
        read_as(OrderEndpointPage, await login.read("/orderendpoints"))


async def test_an_unknown_order_is_missing(server: FakeServer) -> None:
    """An order that the server no longer has is reported as missing, with the path."""
    with pytest.raises(Missing, match="/orders/nothing/status"):
        await Login(_line(server, []), COOKS[0]).write("POST", "/orders/nothing/status", {"status": "Ready"})


async def test_stopping_ends_the_waiting(server: FakeServer) -> None:
    """A demo that is stopped while the server is away ends at once instead of waiting for it."""
    stopping = asyncio.Event()
    login = Login(_line(server, [], stopping), COOKS[0])
    server.before = lambda _request: httpx.Response(503)
    stopping.set()
    with pytest.raises(Stopped):
        await login.read("/orders")


async def test_unchanged_orders_are_not_sent_again(server: FakeServer) -> None:
    """The second look at an unchanged kitchen is a 304, and the orders are still known."""
    line = _line(server, [])
    await Login(line, CASH_REGISTER).write("POST", "/tickets", TICKET, key="key 5")
    statuses: list[int] = []
    plain = server.answer

    def watch(request: httpx.Request) -> httpx.Response:
        answer = plain(request)
        statuses.append(answer.status_code)
        return answer

    watched = Line("http://test", say=lambda _: None, stopping=asyncio.Event(), transport=httpx.MockTransport(watch))
    orders = OpenOrders(Login(watched, COOKS[0]))
    await orders.refresh()
    await orders.refresh()
    assert statuses == [200, 200, 304]
    assert len(orders.slips) == 1


async def test_all_pages_are_read(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """More orders than fit one page are all known, each once."""
    monkeypatch.setattr("kds.demo.orders.PAGE_SIZE", 3)
    line = _line(server, [])
    till = Login(line, CASH_REGISTER)
    for number in range(8):
        await till.write("POST", "/tickets", TICKET, key=f"key {number}")
    orders = OpenOrders(Login(line, COOKS[0]))
    await orders.refresh()
    assert set(orders.slips) == set(server.orders)


async def test_an_older_answer_does_not_overwrite_a_newer_one(server: FakeServer) -> None:
    """An order learned late in an older version stays as it was known."""
    line = _line(server, [])
    await Login(line, CASH_REGISTER).write("POST", "/tickets", TICKET, key="key 7")
    orders = OpenOrders(Login(line, COOKS[0]))
    await orders.refresh()
    (known,) = orders.slips.values()
    page = SlipPage.model_validate(
        {"items": [{**next(iter(server.orders.values())), "number": 99, "_v": known.version - 1}], "totalCount": 1}
    )
    orders.learn(page.items)
    assert orders.slips[known.id] == known
