"""Portos as the kitchen sees it: reads the board, sends commands; it decides nothing about either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from kds.domain.intents import Command, Delete, Direction, EndpointPart, Errand, Fire, OneItem, SetStatus, WholeOrder
from kds.domain.order import Endpoint, Order
from kds.domain.status import is_processable
from kds.errors import Missing, Refused
from kds.kitchen.ports import MOST_ORDERS, Profile, Reading
from kds.language import tr
from kds.sources.http import DELIVERY_LIMITS, POLL_LIMITS, Channel, TransportMaker
from kds.sources.portos.client import PortosClient
from kds.sources.portos.login import KeyLogin, Login, PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.notes import PortosNotes
from kds.sources.portos.reading import OrderReader
from kds.sources.portos.translate import Translation
from kds.sources.portos.wire import LoginUser
from kds.sources.tls import tls_context

if TYPE_CHECKING:
    from kds.kitchen.push import Push
    from kds.sources.portos.push import PortosPush


@dataclass(frozen=True, slots=True)
class PortosAddress:
    """Where and how a Portos is reached.

    Attributes:
        url: address with its prefix, such as `http://till:4000/api`, without a slash at its end.
        certificate: PEM file of the only certificate accepted, None for the system's authorities.
        name_overrides: wire names that this installation spells differently (`names.DEFAULT_NAMES`).
        transport: another way to the server, for tests.
    """

    url: str
    certificate: Path | None = None
    name_overrides: Mapping[str, str] = field(default_factory=dict)
    transport: TransportMaker | None = None


class PortosSource:
    """Implements `kds.kitchen.ports.Source`: one client for reading, another for sending, one login for both.

    Args:
        address: where it is.
        login: who we are.
        name: what its orders carry in `source`.
    """

    def __init__(self, address: PortosAddress, login: Login, *, name: str = "portos") -> None:
        self._name = name
        self._login = login
        self._names = names = WireNames(address.name_overrides)
        self._address = address
        self._context = context = tls_context(address.url, address.certificate)
        translation = Translation(names, name)
        self._channels = [
            Channel(address.url, limits, context=context, pinned_file=address.certificate, transport=address.transport)
            for limits in (POLL_LIMITS, DELIVERY_LIMITS)
        ]
        self.reading, self.sending = (PortosClient(channel, login, names, translation) for channel in self._channels)
        self._translation = translation
        self.notes = PortosNotes(self.reading.till, self.sending.till)
        self._open = self._reader({names["filter.isProcessable"]: True, "$sort": names["sort.id"]}, finished=False)
        self._finished = self._reader(
            {names["filter.isProcessable"]: False, "$sort": f"-{names['sort.createdAt']}"}, finished=True
        )

    def _reader(self, params: Mapping[str, str | bool], *, finished: bool) -> OrderReader:
        return OrderReader(
            self.reading.orders,
            self._translation,
            self._names,
            host=self.reading.till.host,
            params=params,
            keeps=lambda order: is_processable(order) is not finished,
        )

    def push(self, ears: Push) -> PortosPush:
        """Make what listens to the till's hub; it is not started yet.

        Raises:
            ImportError: the extra `kds[push]` is not installed.
        """
        from kds.sources.portos.push import PortosPush, hub_address

        address = self._address
        hub = Channel(
            hub_address(address.url),
            POLL_LIMITS,
            context=self._context,
            pinned_file=address.certificate,
            connections=1,
            transport=address.transport,
        )
        return PortosPush(self._login, self._names, self.reading.till.channel, hub, self._context, ears)

    @property
    def name(self) -> str:
        """The name that its orders and commands carry in `source`."""
        return self._name

    async def profile(self) -> Profile:
        """Log in where needed and give the login's rights."""
        user = await self.reading.profile()
        fallback = self._login.profile if isinstance(self._login, PasswordLogin) else None
        return Profile(
            user=user.user_name or (fallback.user_name if fallback else ""),
            device=_device(user) or (_device(fallback) if fallback else ""),
            rights=frozenset(user.rights),
        )

    async def read_open(self) -> Reading:
        """Read the open orders, held ones included; the oldest ones where there are too many."""
        selection = await self._open.read(MOST_ORDERS)
        return Reading(
            orders=selection.orders,
            server_time=selection.answer.server_time,
            instance=selection.answer.headers.get(self._names["header.instance"].lower()),
            pages=selection.pages,
            left_out=selection.left_out,
        )

    async def read_order(self, order_id: str) -> Order | None:
        """Read one order, None when the source does not know it."""
        try:
            return await self.reading.orders.one(order_id)
        except Missing:
            return None

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Read the newest finished orders; a till that can't sort by time is asked by id."""
        try:
            return (await self._finished.read(limit)).orders
        except Refused as error:
            if error.status != 400:
                raise
            params: dict[str, str | bool] = {
                self._names["filter.isProcessable"]: False,
                "$sort": f"-{self._names['sort.id']}",
            }
            self._finished = self._reader(params, finished=True)
            return (await self._finished.read(limit)).orders

    async def read_endpoints(self) -> tuple[Endpoint, ...]:
        """Read the order endpoints, in the source's order."""
        return tuple(Endpoint(point.name, point.is_active) for point in await self.reading.order_endpoints.all())

    async def send(self, command: Command, *, key: str) -> tuple[Order, ...]:
        """Carry out one command and give the affected orders as they are now."""
        orders = self.sending.orders
        match command.change:
            case SetStatus() as change:
                return (await self._set_status(command, change, key),)
            case Fire():
                return await orders.process([command.order_id], key=key)
            case Delete():
                await orders.delete(command.order_id, key=key)
                return ()
            case Errand():
                raise Refused(tr("The till takes no errands of other systems."))
            case _:
                assert_never(command.change)

    async def _set_status(self, command: Command, change: SetStatus, key: str) -> Order:
        """Forward changes carry no version, so that a harmless edit of a note can't reject a bump (reliability 3.3)."""
        orders, order_id = self.sending.orders, command.order_id
        guards = change.direction is Direction.BACKWARD and command.base_version > 0
        version = command.base_version if guards else None
        match change.target:
            case WholeOrder():
                return await orders.set_order_status(order_id, change.status, key=key, version=version)
            case EndpointPart(endpoint=endpoint):
                return await orders.set_endpoint_status(order_id, endpoint, change.status, key=key, version=version)
            case OneItem(item_id=item_id):
                return await orders.set_item_status(order_id, item_id, change.status, key=key, version=version)
            case _:
                assert_never(change.target)

    async def aclose(self) -> None:
        """Close connections; the session at the till ends by itself, so that nothing waits for a dead server."""
        for channel in self._channels:
            await channel.aclose()


def _device(user: LoginUser) -> str:
    return user.device.name if user.device else ""


__all__ = ["KeyLogin", "PasswordLogin", "PortosAddress", "PortosSource"]
