"""Our client against our order server, in memory: what one says the other understands, route by route (contract 1 to 5)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from kds.domain.intents import Command, Delete, Direction, EndpointPart, Fire, OneItem, SetStatus, WholeOrder
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import Conflict, Forbidden, LoginRefused, Missing
from kds.server.app import create_app
from kds.server.settings import ServerSettings
from kds.sources.portos.client import PortosClient
from kds.sources.portos.login import KeyLogin, PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.source import PortosAddress, PortosSource
from kds.sources.portos.wire import ApiKey, OrderEndpointResource, Ticket, TicketLine, WireLocation, Zone

ADDRESS = "http://127.0.0.1:4000/api"
PASSWORDS = {"anna": "1111", "cook": "2222", "expo": "3333", "view": "4444", "chef": "9999"}


class Restaurant:
    """The demo restaurant, and a source for any of its users."""

    def __init__(self, database: Path) -> None:
        self._app = create_app(ServerSettings(database=str(database), scrypt_cost=2**4))
        self._sources: list[PortosSource] = []

    def source(self, user: str = "chef", device: str = "KDS1", *, password: str | None = None) -> PortosSource:
        secret = password or PASSWORDS[user]
        return self.keep(PasswordLogin(user, device, lambda: secret, WireNames()))

    def keep(self, login: PasswordLogin | KeyLogin) -> PortosSource:
        address = PortosAddress(ADDRESS, transport=lambda: httpx.ASGITransport(self._app))
        self._sources.append(PortosSource(address, login))
        return self._sources[-1]

    def client(self, user: str = "chef", device: str = "KDS1") -> PortosClient:
        return self.source(user, device).sending

    async def close(self) -> None:
        for source in self._sources:
            await source.aclose()
        self._app.state.installation.database.close()


@pytest.fixture
async def restaurant(tmp_path: Path) -> AsyncIterator[Restaurant]:
    place = Restaurant(tmp_path / "server.db")
    yield place
    await place.close()


def dish(name: str, *endpoints: str, amount: float = 1, course: int | None = None) -> TicketLine:
    plu = {"code": 1, "stockName": "S01", "name": name, "orderEndpointNames": list(endpoints)}
    return TicketLine.model_validate(
        {"plu": plu, "quantity": {"amount": amount, "unit": "pcs"}, "courseNumber": course}
    )


async def write(restaurant: Restaurant, *dishes: TicketLine) -> Ticket:
    anna = restaurant.client("anna", "P01")
    bill = Ticket(name="7", items=list(dishes), location=WireLocation(zone_name="Terrace", table_name="T7"))
    return await anna.tickets.create(bill)


async def only_order(source: PortosSource) -> Order:
    (order,) = (await source.read_open()).orders
    return order


def command(order: Order, change: SetStatus | Fire | Delete, *, version: int = 0) -> Command:
    return Command("id", order.id, order.number, change, base_version=version)


async def test_an_order_comes_from_the_till_and_a_bump_goes_back(restaurant: Restaurant) -> None:
    """A bill becomes an order on the board, and each of the three status routes changes what it says."""
    await write(restaurant, dish("Ribeye", "Grill"), dish("Mixed plate", "Grill", "Fry"))
    source = restaurant.source("cook")
    order = await only_order(source)
    assert (order.table, [item.name for item in order.items]) == ("T7", ["Ribeye", "Mixed plate"])
    (after,) = await source.send(command(order, SetStatus(EndpointPart("Grill"), Status.READY)), key="a")
    assert [pair.status for item in after.items for pair in item.pairs] == [Status.READY, Status.READY, Status.NEW]
    (after,) = await source.send(command(order, SetStatus(OneItem(2), Status.SERVED)), key="b")
    assert [pair.status for pair in after.items[1].pairs] == [Status.SERVED, Status.SERVED]
    (after,) = await source.send(command(order, SetStatus(WholeOrder(), Status.SERVED)), key="c")
    assert (await source.read_open()).orders == ()
    assert [order.id for order in await source.read_finished(10)] == [after.id]


async def test_an_endpoint_with_a_slash_and_umlauts_is_addressed(restaurant: Restaurant) -> None:
    """`Küche/Süd 1.` is a name like any other."""
    name = "Küche/Süd 1."
    chef = restaurant.client()
    await chef.order_endpoints.create(OrderEndpointResource(name=name))
    await write(restaurant, dish("Soup", name))
    source = restaurant.source("cook")
    (after,) = await source.send(
        command(await only_order(source), SetStatus(EndpointPart(name), Status.READY)), key="a"
    )
    assert after.items[0].pairs[0].status is Status.READY
    assert name in {point.name for point in await source.read_endpoints()}


async def test_held_orders_are_fired(restaurant: Restaurant) -> None:
    """`POST /orders` answers the fired order."""
    await write(restaurant, dish("Soup", "Cold", course=2))
    source = restaurant.source("expo")
    order = await only_order(source)
    assert not order.is_processed
    (after,) = await source.send(command(order, Fire()), key="a")
    assert after.is_processed
    assert after.processed_at is not None


async def test_a_deleted_order_is_gone(restaurant: Restaurant) -> None:
    """DELETE answers nothing, and the order is unknown afterwards."""
    await write(restaurant, dish("Soup", "Cold"))
    source = restaurant.source()
    order = await only_order(source)
    assert await source.send(command(order, Delete()), key="a") == ()
    assert await source.read_order(order.id) is None
    with pytest.raises(Missing):
        await source.send(command(order, SetStatus(WholeOrder(), Status.READY)), key="b")


async def test_a_recall_of_an_older_state_is_a_conflict(restaurant: Restaurant) -> None:
    """Going back carries the version that the person saw; the till refuses an older one with errorCode 6."""
    await write(restaurant, dish("Soup", "Cold"))
    source = restaurant.source("cook")
    order = await only_order(source)
    await source.send(command(order, SetStatus(WholeOrder(), Status.READY)), key="a")
    back = SetStatus(WholeOrder(), Status.IN_PROGRESS, Direction.BACKWARD)
    with pytest.raises(Conflict) as caught:
        await source.send(command(order, back, version=order.version), key="b")
    assert (caught.value.status, caught.value.error_code) == (409, 6)


async def test_a_missing_right_says_which_user(restaurant: Restaurant) -> None:
    """`view` may look, not touch."""
    await write(restaurant, dish("Soup", "Cold"))
    source = restaurant.source("view")
    profile = await source.profile()
    assert (profile.user, profile.device, profile.rights) == ("view", "KDS1", frozenset())
    with pytest.raises(Forbidden, match="view"):
        await source.send(command(await only_order(source), SetStatus(WholeOrder(), Status.READY)), key="a")


async def test_a_wrong_password_is_refused(restaurant: Restaurant) -> None:
    """The sentence names user and device."""
    with pytest.raises(LoginRefused, match="cook on device KDS1"):
        await restaurant.source("cook", password="0000").read_open()


async def test_a_signed_request_needs_no_login(restaurant: Restaurant) -> None:
    """An API key reads the board, whatever stands in query and path."""
    chef = restaurant.client()
    made = await chef.api_keys.create(
        ApiKey.model_validate({"name": "board", "userName": "cook", "deviceName": "KDS1"})
    )
    assert made.model_extra is not None
    secret = str(made.model_extra["clientSecret"])
    await chef.order_endpoints.create(OrderEndpointResource(name="Küche/Süd 1"))
    await write(restaurant, dish("Soup", "Küche/Süd 1"))
    source = restaurant.keep(KeyLogin(made.client_id, lambda: secret, lambda: datetime.now(UTC)))
    assert (await source.profile()).user == "cook"
    change = SetStatus(EndpointPart("Küche/Süd 1"), Status.READY)
    (after,) = await source.send(command(await only_order(source), change), key="a")
    assert after.items[0].pairs[0].status is Status.READY
    with pytest.raises(LoginRefused, match="clock"):
        await restaurant.keep(KeyLogin(made.client_id, lambda: "wrong")).read_open()


async def test_every_other_resource_is_read(restaurant: Restaurant) -> None:
    """Zones, devices, users, roles, sessions and health come as typed values."""
    chef = restaurant.client()
    assert {zone.name for zone in await chef.zones.all()} == {"Main", "Terrace", "Bar"}
    assert "KDS6" in {device.name for device in await chef.devices.all()}
    assert {user.user_name for user in await chef.users.all()} == set(PASSWORDS)
    assert await chef.roles.all()
    assert await chef.sessions.all()
    assert (await chef.health()).status.lower() == "healthy"
    assert (await chef.devices.one("KDS1")).env_name == "Tool"


async def test_a_zone_is_written_and_taken_away(restaurant: Restaurant) -> None:
    """What is read, changed and put back keeps what the client does not know."""
    chef = restaurant.client()
    await chef.zones.create(Zone(name="Garden", items=[{"name": "G1", "isTable": True}]))
    zone = await chef.zones.one("Garden")
    await chef.zones.put("Garden", zone.model_copy(update={"sort_hint": 9}))
    assert (await chef.zones.one("Garden")).sort_hint == 9
    await chef.zones.delete("Garden")
    with pytest.raises(Missing):
        await chef.zones.one("Garden")


async def test_a_bill_is_changed_and_closed(restaurant: Restaurant) -> None:
    """The ticket routes: get, put, list with a filter, close, delete."""
    made = await write(restaurant, dish("Soup", "Cold"))
    anna = restaurant.client("anna", "P01")
    assert made.id is not None
    bill = await anna.tickets.one(made.id)
    await anna.tickets.put(made.id, bill.model_copy(update={"items": [*bill.items, dish("Steak", "Grill")]}))
    assert len((await anna.tickets.one(made.id)).items) == 2
    assert [ticket.id for ticket in await anna.tickets.all({"Name": "7"})] == [made.id]
    closed = await anna.tickets.close(made.id)
    assert closed.close_date is not None


async def test_a_session_ends_at_the_till(restaurant: Restaurant) -> None:
    """Logging out ends the session; the next request logs in again by itself."""
    source = restaurant.source("cook")
    await source.read_open()
    await source.sending.log_out()
    assert (await source.read_open()).orders == ()
