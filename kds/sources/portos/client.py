"""One typed method for each route of contract 1 to 5; it keeps no state but the login and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic_core import to_json

from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import NotTheSource
from kds.language import tr
from kds.sources.http import Answer, Channel, Request, TooLarge
from kds.sources.portos.answers import TooDeep, failure, parsed, read_as, strange
from kds.sources.portos.login import Login, PasswordLogin, host_of
from kds.sources.portos.names import WireNames
from kds.sources.portos.translate import Translation
from kds.sources.portos.wire import (
    ApiKey,
    Device,
    Health,
    LoginUser,
    OrderEndpointResource,
    Resource,
    Role,
    Session,
    Ticket,
    UserProfile,
    Zone,
)

PAGE_SIZE = 1000
"""Largest `$take` of the contract."""
MOST_MEMBERS = 10_000
"""Members of a collection, such as order endpoints, that are read at most."""
TRIES = 3
"""As sent, after a refresh, after a new login."""
Params = Mapping[str, str | int | bool]
"""Query parameters: plain equality, `$skip`, `$take`, `$sort` (contract 4)."""
Thing = TypeVar("Thing", bound=Resource)


class Till:
    """Sends requests as one login over one channel and turns every refusal into our own errors."""

    def __init__(self, channel: Channel, login: Login, names: WireNames) -> None:
        self.channel = channel
        self.login = login
        self.names = names

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return host_of(self.channel)

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and give its good answer (2xx or 304).

        Raises:
            SourceError: anything else.
            TooLarge: the answer is longer than is read.
        """
        sent = {"Accept": "application/json", **(headers or {})}
        content = b""
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = to_json(body)
        request = Request(method, path + query_string(params or {}), sent, content)
        for tries in range(1, TRIES + 1):
            authorized = await self.login.authorized(self.channel, request)
            answer = await self.channel.exchange(authorized)
            if answer.status != 401 or tries == TRIES:
                break
            await self.login.renew(self.channel, authorized, tries)
        if answer.is_success or (answer.status == 304 and "If-None-Match" in sent):
            return answer
        raise failure(answer, self.host, self.login.words)

    async def read(self, method: str, path: str, **arguments: Any) -> tuple[Any, Answer]:
        """Send a request and give the parsed JSON of its answer.

        Raises:
            SourceError: no good answer, or one that is not JSON.
        """
        try:
            answer = await self.call(method, path, **arguments)
            return parsed(answer, self.host), answer
        except (TooLarge, TooDeep) as error:
            raise NotTheSource(
                tr(
                    "{host} sent an answer to {method} {path} that is too large to be read.",
                    host=self.host,
                    method=method,
                    path=path,
                )
            ) from error


class Orders:
    """The seven routes of `/orders`; every order comes back translated."""

    def __init__(self, till: Till, translation: Translation) -> None:
        self._till = till
        self._translation = translation
        self._path = till.names.path("orders")

    async def page(self, params: Params, *, etag: str | None = None) -> Answer:
        """GET `/orders`: one page as it came, or 304 when `etag` still holds.

        Raises:
            SourceError: no good answer.
            TooLarge: the page is longer than is read; ask for fewer.
        """
        headers = {"If-None-Match": etag} if etag else {}
        return await self._till.call("GET", self._path, params=params, headers=headers)

    async def one(self, order_id: str) -> Order:
        """GET `/orders/{id}`."""
        raw, _ = await self._till.read("GET", self._of(order_id))
        return self._translation.order(raw, stand_in_id=order_id)

    async def process(self, order_ids: Sequence[str], *, key: str) -> tuple[Order, ...]:
        """POST `/orders`: fire orders."""
        body = {self._till.names["body.orderIds"]: list(order_ids)}
        raw, answer = await self._till.read("POST", self._path, body=body, headers=self._key(key))
        if isinstance(raw, dict):
            raw = self._till.names.property_of(raw, "page.items")
        if not isinstance(raw, list):
            raise strange(answer, self._till.host)
        return tuple(self._translation.order(order) for order in raw)

    async def set_order_status(self, order_id: str, status: Status, *, key: str, version: int | None = None) -> Order:
        """POST `/orders/{id}/status`: all pairs."""
        return await self._set(f"{self._of(order_id)}/status", status, key, version)

    async def set_item_status(
        self, order_id: str, item_id: int, status: Status, *, key: str, version: int | None = None
    ) -> Order:
        """POST `/orders/{id}/items/{itemId}/status`: one item on all its endpoints."""
        return await self._set(f"{self._of(order_id)}/items/{item_id}/status", status, key, version)

    async def set_endpoint_status(
        self, order_id: str, endpoint: str, status: Status, *, key: str, version: int | None = None
    ) -> Order:
        """POST `/orders/{id}/endpoints/{endpointName}/status`: all items of one endpoint, on that endpoint only."""
        return await self._set(f"{self._of(order_id)}/endpoints/{escaped(endpoint)}/status", status, key, version)

    async def delete(self, order_id: str, *, key: str) -> None:
        """DELETE `/orders/{id}`; a page with status 200 is not an answer to that."""
        answer = await self._till.call("DELETE", self._of(order_id), headers=self._key(key))
        if answer.status != HTTPStatus.NO_CONTENT and not answer.is_json:
            raise strange(answer, self._till.host)

    async def _set(self, path: str, status: Status, key: str, version: int | None) -> Order:
        names = self._till.names
        body: dict[str, object] = {names["body.status"]: names[f"status.{status}"]}
        if version is not None:
            body[names["body.version"]] = version
        raw, answer = await self._till.read("POST", path, body=body, headers=self._key(key))
        order = self._translation.order(raw)
        if order.oddity is not None:
            raise strange(answer, self._till.host)
        return order

    def _of(self, order_id: str) -> str:
        return f"{self._path}/{escaped(order_id)}"

    def _key(self, key: str) -> dict[str, str]:
        return {self._till.names["header.idempotencyKey"]: key}


@dataclass(frozen=True, slots=True)
class Readable(Generic[Thing]):
    """A collection that is read and whose members can be ended."""

    till: Till
    path: str
    shape: type[Thing]

    async def all(self, params: Params | None = None) -> tuple[Thing, ...]:
        """GET the collection, all pages; one of more than `MOST_MEMBERS` is not the till's."""
        found: list[Thing] = []
        names = self.till.names
        while True:
            asked = {**(params or {}), "$skip": len(found), "$take": PAGE_SIZE}
            raw, answer = await self.till.read("GET", self.path, params=asked)
            items = names.property_of(raw, "page.items") if isinstance(raw, dict) else None
            total = names.property_of(raw, "page.totalCount") if isinstance(raw, dict) else None
            if not isinstance(items, list) or len(found) + len(items) > MOST_MEMBERS:
                raise strange(answer, self.till.host)
            found.extend(read_as(self.shape, item, answer, self.till.host) for item in items)
            if not items or not isinstance(total, int) or len(found) >= total:
                return tuple(found)

    async def one(self, key: str) -> Thing:
        """GET one member by its id or name."""
        raw, answer = await self.till.read("GET", self._of(key))
        return read_as(self.shape, raw, answer, self.till.host)

    async def delete(self, key: str) -> None:
        """DELETE one member."""
        await self.till.call("DELETE", self._of(key))

    def _of(self, key: str) -> str:
        return f"{self.path}/{escaped(key)}"


@dataclass(frozen=True, slots=True)
class Collection(Readable[Thing]):
    """A collection whose members can be written too."""

    async def create(self, thing: Thing) -> Thing:
        """POST a new member."""
        return await self._write("POST", self.path, thing)

    async def put(self, key: str, thing: Thing) -> Thing:
        """PUT a member, made or changed."""
        return await self._write("PUT", self._of(key), thing)

    async def _write(self, method: str, path: str, thing: Thing) -> Thing:
        body = thing.model_dump(mode="json", by_alias=True, exclude_unset=True)
        raw, answer = await self.till.read(method, path, body=body)
        return read_as(self.shape, raw, answer, self.till.host)


@dataclass(frozen=True, slots=True)
class Tickets(Collection[Ticket]):
    """The routes of `/tickets`."""

    async def close(self, ticket_id: str) -> Ticket:
        """POST `/tickets/{id}/close`."""
        raw, answer = await self.till.read("POST", f"{self._of(ticket_id)}/close", body={})
        return read_as(Ticket, raw, answer, self.till.host)


class PortosClient:
    """All routes over one channel as one login.

    Args:
        channel: where requests go.
        login: who sends them; several clients may share one.
        names: the wire names in use.
        translation: turns orders into the kitchen's values.
    """

    def __init__(self, channel: Channel, login: Login, names: WireNames, translation: Translation) -> None:
        till = Till(channel, login, names)
        self.till = till
        self.orders = Orders(till, translation)
        self.tickets = Tickets(till, names.path("tickets"), Ticket)
        self.order_endpoints = Collection(till, names.path("orderendpoints"), OrderEndpointResource)
        self.zones = Collection(till, names.path("zones"), Zone)
        self.devices = Collection(till, names.path("devices"), Device)
        self.users = Collection(till, names.path("users"), UserProfile)
        self.roles = Collection(till, names.path("roles"), Role)
        self.sessions = Readable(till, names.path("sessions"), Session)
        self.api_keys = Collection(till, names.path("apikeys"), ApiKey)

    async def profile(self) -> LoginUser:
        """GET `/auth`: who we are and what we may do."""
        raw, answer = await self.till.read("GET", self.till.names.path("auth"))
        return read_as(LoginUser, raw, answer, self.till.host)

    async def log_out(self) -> None:
        """DELETE `/auth`; an API key has nothing to end."""
        if isinstance(self.till.login, PasswordLogin):
            await self.till.login.forget(self.till.channel)

    async def health(self) -> Health:
        """GET `/v2/health`, which needs no login."""
        answer = await self.till.channel.exchange(
            Request("GET", self.till.names.path("health"), {"Accept": "application/json"})
        )
        if not answer.is_success:
            raise failure(answer, self.till.host, self.till.login.words)
        return read_as(Health, parsed(answer, self.till.host), answer, self.till.host)


def escaped(name: str) -> str:
    """Escape a name for one segment of a path; also `.` and `..`, which would be taken for folders."""
    return quote(name, safe="") if name.strip(".") else name.replace(".", "%2E")


def query_string(params: Params) -> str:
    """Give `?name=value&…`, empty without parameters; `$` stays readable, as the vendor writes it."""
    if not params:
        return ""
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in params.items()}
    return "?" + "&".join(f"{quote(name, safe='$')}={quote(text, safe='')}" for name, text in texts.items())
