"""Order endpoints, zones, devices and roles: resources that are keyed by their name (portos 1.5, 2.5, 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field

from kds.server.answers import document_answer, empty_answer
from kds.server.body import LONGEST_NAME, Body, Name, Rows, Text, Version, whole_type, word_type
from kds.server.calls import calling, commanding
from kds.server.database import Transaction
from kds.server.installation import Installation
from kds.server.ndata.members import Kind, Member
from kds.server.ndata.query import Members
from kds.server.problems import fault, invalid
from kds.server.resources.shelf import Shelf
from kds.server.tables import devices, order_endpoints, roles, zones
from kds.server.values import json_text


class Environment(StrEnum):
    """Where a device is used (portos 8.4)."""

    BACK_OFFICE = "BackOffice"
    CASH_REGISTER = "CashRegister"
    PDA = "PDA"
    TOOL = "Tool"


SortHint: Any = whole_type(-(2**31), 2**31 - 1)
EnvironmentWord: Any = word_type(Environment)
Settings = Annotated[dict[str, Text], Field(max_length=100)]


class NamedBody(Body):
    """What all of them carry."""

    name: Name
    version: Version = None


class EndpointBody(NamedBody):
    """A kitchen printer or kitchen tablet (portos 1.5)."""

    is_active: bool = True
    address: Text | None = None
    type: Name | None = None
    settings: Settings = Field(default={})


def _storable(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """Refuse numbers that JSON can't hold."""
    json_text(value)
    return value


class ZoneItem(Body):
    """Something on a zone's plan, mostly a table."""

    name: Name
    is_table: bool = True
    meta: Annotated[dict[str, Any] | None, AfterValidator(_storable)] = None


class ZoneBody(NamedBody):
    """An area with tables (portos 2.5)."""

    default_fiscal_name: Name | None = None
    items: Rows[ZoneItem] = ()
    sort_hint: SortHint | None = None


class DeviceBody(NamedBody):
    """A cash register, or any other application that logs in (portos 5.4)."""

    is_active: bool = True
    env_name: EnvironmentWord
    description: Text | None = None
    roles: Rows[Name] = ()
    preferences: Settings = Field(default={})
    settings: Settings = Field(default={})


class RoleBody(NamedBody):
    """Rights under a name; without environments it holds in all of them (portos 5.4)."""

    label: Name | None = None
    description: Text | None = None
    rights: Rows[Name] = ()
    env_names: Rows[EnvironmentWord] = ()


def _callers_changed(installation: Installation, transaction: Transaction) -> None:
    installation.callers_changed(transaction)


def _nothing(_installation: Installation, _transaction: Transaction) -> None:
    return None


@dataclass(frozen=True, slots=True)
class NamedResource:
    """One of them: where it is kept, what a client sends, and what follows a change.

    Attributes:
        shelf: where it is kept.
        body: what a client sends.
        columns: column → member of the document, for what filters look at.
        any_login_reads: whether every login may read it (contract 3).
        after_write: done in the transaction of every change.
    """

    shelf: Shelf
    body: type[NamedBody]
    columns: Mapping[str, str]
    any_login_reads: bool
    after_write: Callable[[Installation, Transaction], None]

    def row(self, body: NamedBody) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the document and the columns of what a client sent."""
        document = body.model_dump(by_alias=True, exclude={"version"})
        return document, {column: document[member] for column, member in self.columns.items()}


ENDPOINTS = NamedResource(
    shelf=Shelf(
        path="orderendpoints",
        kind="order endpoint",
        table=order_endpoints,
        key=order_endpoints.c.name,
        members=Members(
            (
                Member("name", Kind.TEXT, order_endpoints.c.name),
                Member("isActive", Kind.BOOLEAN, order_endpoints.c.is_active),
                Member("type", Kind.TEXT, order_endpoints.c.type),
                Member("address", Kind.TEXT, order_endpoints.c.address),
            )
        ),
        stem="orderEndpoint",
    ),
    body=EndpointBody,
    columns={"name": "name", "is_active": "isActive", "type": "type", "address": "address"},
    any_login_reads=True,
    after_write=lambda installation, transaction: installation.endpoints_changed(transaction),
)
"""GET, POST `/orderendpoints`, GET, PUT, DELETE `/orderendpoints/{name}` (portos 1.5)."""

ZONES = NamedResource(
    shelf=Shelf(
        path="zones",
        kind="zone",
        table=zones,
        key=zones.c.name,
        members=Members(
            (
                Member("name", Kind.TEXT, zones.c.name),
                Member("defaultFiscalName", Kind.TEXT, zones.c.default_fiscal_name),
            )
        ),
        stem="zone",
    ),
    body=ZoneBody,
    columns={"name": "name", "default_fiscal_name": "defaultFiscalName"},
    any_login_reads=True,
    after_write=_nothing,
)
"""The same for `/zones` (portos 2.5)."""

DEVICES = NamedResource(
    shelf=Shelf(
        path="devices",
        kind="device",
        table=devices,
        key=devices.c.name,
        members=Members(
            (
                Member("name", Kind.TEXT, devices.c.name),
                Member("isActive", Kind.BOOLEAN, devices.c.is_active),
                Member("envName", Kind.WORD, devices.c.env_name, words=tuple(Environment)),
            )
        ),
        stem="device",
    ),
    body=DeviceBody,
    columns={"name": "name", "is_active": "isActive", "env_name": "envName"},
    any_login_reads=False,
    after_write=_callers_changed,
)
"""The same for `/devices` (portos 5.4)."""

ROLES = NamedResource(
    shelf=Shelf(
        path="roles",
        kind="role",
        table=roles,
        key=roles.c.name,
        members=Members((Member("name", Kind.TEXT, roles.c.name), Member("label", Kind.TEXT, roles.c.label))),
        stem="role",
    ),
    body=RoleBody,
    columns={"name": "name", "label": "label"},
    any_login_reads=False,
    after_write=_callers_changed,
)
"""The same for `/roles` (portos 5.4)."""

NAMED_RESOURCES = (ENDPOINTS, ZONES, DEVICES, ROLES)
"""All resources that are keyed by their name."""


def routes_of(resource: NamedResource) -> APIRouter:
    """Give the five routes of one of them."""
    shelf = resource.shelf
    readers = () if resource.any_login_reads else shelf.rights
    router = APIRouter(tags=[shelf.path])
    single = f"/{shelf.path}/{{name:path}}"

    @router.get(f"/{shelf.path}", name=f"list_{shelf.path}")
    async def list_all(request: Request) -> Response:
        return shelf.page(await calling(request, *readers))

    @router.get(single, name=f"get_{shelf.path}")
    async def get_one(request: Request) -> Response:
        call = await calling(request, *readers)
        return shelf.single(call, call.path("name"))

    @router.post(f"/{shelf.path}", status_code=201, name=f"create_{shelf.path}")
    async def create_one(request: Request) -> Response:
        return await _create(resource, request)

    @router.put(single, name=f"put_{shelf.path}")
    async def put_one(request: Request) -> Response:
        return await _put(resource, request)

    @router.delete(single, status_code=204, name=f"delete_{shelf.path}")
    async def delete_one(request: Request) -> Response:
        return await _delete(resource, request)

    return router


async def _create(resource: NamedResource, request: Request) -> Response:
    shelf = resource.shelf
    create, _, _ = shelf.rights
    async with commanding(request, create) as command:
        body = command.body(resource.body)

        def act(transaction: Transaction) -> Response:
            document, columns = resource.row(body)
            shelf.need_new(transaction.connection, shelf.key, body.name, "name")
            text = shelf.add(transaction.connection, document, columns)
            resource.after_write(command.installation, transaction)
            return document_answer(text, status=201)

        return command.commit(act)


async def _put(resource: NamedResource, request: Request) -> Response:
    """Create or change; the address decides the name, whatever the body says."""
    shelf = resource.shelf
    create, update, _ = shelf.rights
    async with commanding(request, update, create) as command:
        name = command.path("name")
        if not 0 < len(name) <= LONGEST_NAME or "\0" in name:
            raise invalid(fault("name", "value.wrong", reason=f"1 to {LONGEST_NAME} characters"))
        body = command.body(resource.body, given={"name": name}).model_copy(update={"name": name})

        def act(transaction: Transaction) -> Response:
            document, columns = resource.row(body)
            before = shelf.find(transaction.connection, name)
            if before is None:
                text = shelf.add(transaction.connection, document, columns)
            else:
                text = shelf.change(transaction.connection, before, document, columns, sent=body.version)
            resource.after_write(command.installation, transaction)
            return document_answer(text, status=201 if before is None else 200)

        return command.commit(act)


async def _delete(resource: NamedResource, request: Request) -> Response:
    _, _, delete = resource.shelf.rights
    async with commanding(request, delete) as command:

        def act(transaction: Transaction) -> Response:
            resource.shelf.remove(transaction.connection, command.path("name"))
            resource.after_write(command.installation, transaction)
            return empty_answer()

        return command.commit(act)
