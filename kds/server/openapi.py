"""The OpenAPI document: what FastAPI knows of the routes, completed with rights, filters, bodies and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kds.server.access.callers import ADMIN
from kds.server.access.routes import LoginBody, RefreshBody
from kds.server.answer_schemas import ANSWER_SCHEMAS
from kds.server.kitchen_notes import model as notes
from kds.server.ndata.members import LONGEST_TEXT
from kds.server.ndata.pattern import filter_pattern, sort_pattern
from kds.server.ndata.query import DEFAULT_TAKE, Members
from kds.server.orders import routes as orders
from kds.server.resources import keys, users
from kds.server.resources.named import NAMED_RESOURCES
from kds.server.tickets import model as tickets
from kds.server.tickets.stored import MEMBERS as TICKET_MEMBERS
from kds.server.values import IDENTIFIER_PATTERN

_REFERENCE = "#/components/schemas/{model}"
_ANY_LOGIN = "any login"


@dataclass(frozen=True, slots=True)
class Operation:
    """What the document says about one route beyond its address.

    Attributes:
        summary: what it does.
        right: the right it needs; None where no login is needed.
        answer: name of the answer's schema; None for an answer without content.
        is_list: whether the answer is a page of these, with filters and paging.
        members: filters and sort keys.
        body: model of the request body.
        body_is_optional: whether no body at all is fine.
        optional_members: members of the body that the address decides.
        also: further answers, status → name of the schema.
    """

    summary: str
    right: str | None = _ANY_LOGIN
    answer: str | None = None
    is_list: bool = False
    members: Members | None = None
    body: type[BaseModel] | None = None
    body_is_optional: bool = False
    optional_members: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)


def _named_operations() -> dict[tuple[str, str], Operation]:
    operations: dict[tuple[str, str], Operation] = {}
    for resource in NAMED_RESOURCES:
        shelf = resource.shelf
        create, update, delete = shelf.rights
        reader = _ANY_LOGIN if resource.any_login_reads else f"{create}, {update} or {delete}"
        answer, every, one = resource.body.__name__, f"/{shelf.path}", f"/{shelf.path}/{{name}}"
        operations |= {
            ("get", every): Operation(f"List {shelf.path}", reader, answer, is_list=True, members=shelf.members),
            ("post", every): Operation(f"Create a {shelf.kind}", create, answer, body=resource.body),
            ("get", one): Operation(f"Read a {shelf.kind}", reader, answer),
            ("put", one): Operation(
                f"Create or update a {shelf.kind}",
                f"{create} or {update}",
                answer,
                body=resource.body,
                optional_members=("name",),
                also={"201": answer},
            ),
            ("delete", one): Operation(f"Delete a {shelf.kind}", delete),
        }
    return operations


def _status_operation(summary: str) -> Operation:
    return Operation(summary, "orderUpdate", "Order", body=orders.StatusBody)


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("post", "/auth"): Operation("Log in", None, "Login", body=LoginBody),
    ("post", "/auth/refresh"): Operation("Renew a session", None, "Login", body=RefreshBody),
    ("get", "/auth"): Operation("Read the caller's profile", answer="Profile"),
    ("delete", "/auth"): Operation("Log out"),
    ("get", "/orders"): Operation("List orders", answer="Order", is_list=True, members=orders.MEMBERS),
    ("get", "/orders/{id}"): Operation("Read an order", answer="Order"),
    ("post", "/orders"): Operation("Process orders", "orderProcess", "Orders", body=orders.ProcessBody),
    ("post", "/orders/{id}/status"): _status_operation("Set the status of a whole order"),
    ("post", "/orders/{id}/items/{itemId}/status"): _status_operation("Set the status of an item"),
    ("post", "/orders/{id}/endpoints/{endpointName}/status"): _status_operation("Set the status of an endpoint"),
    ("delete", "/orders/{id}"): Operation("Delete an order", "orderDelete"),
    ("get", "/tickets"): Operation("List tickets", answer="Ticket", is_list=True, members=TICKET_MEMBERS),
    ("get", "/tickets/{id}"): Operation("Read a ticket", answer="Ticket"),
    ("post", "/tickets"): Operation("Create a ticket", "ticketCreate", "Ticket", body=tickets.NewTicket),
    ("put", "/tickets/{id}"): Operation(
        "Create or update a ticket",
        "ticketCreate, ticketUpdate or ticketUpdateAny",
        "Ticket",
        body=tickets.TicketBody,
        also={"201": "Ticket"},
    ),
    ("delete", "/tickets/{id}"): Operation("Delete a ticket", "ticketDelete"),
    ("post", "/tickets/{id}/close"): Operation(
        "Close a ticket", "ticketClose", "Ticket", body=tickets.CloseBody, body_is_optional=True
    ),
    ("get", "/kitchen/notes"): Operation("List the notes of the business day", answer="KitchenNote", is_list=True),
    ("post", "/kitchen/notes"): Operation(
        "Tell a note",
        "orderProcess for a rush, none for a presence, orderUpdate for all others",
        "KitchenNote",
        body=notes.NoteBody,
        also={"200": "KitchenNote"},
    ),
    ("delete", "/kitchen/notes/{id}"): Operation(
        "End a note", "orderProcess for a rush, none for a presence, orderUpdate for all others"
    ),
    ("get", "/users"): Operation("List users", "userUpdate", "User", is_list=True, members=users.USERS.members),
    ("get", "/users/{id}"): Operation("Read a user", "userUpdate", "User"),
    ("post", "/users"): Operation("Create a user", "userCreate", "User", body=users.NewUser),
    ("put", "/users/{id}"): Operation("Update a user", "userUpdate", "User", body=users.UserBody),
    ("delete", "/users/{id}"): Operation("Delete a user", "userDelete"),
    ("get", "/apikeys"): Operation(
        "List API keys", "apiKeyUpdate", "ApiKey", is_list=True, members=keys.API_KEYS.members
    ),
    ("get", "/apikeys/{id}"): Operation("Read an API key", "apiKeyUpdate", "ApiKey"),
    ("post", "/apikeys"): Operation("Create an API key", "apiKeyCreate", "ApiKey", body=keys.NewKey),
    ("put", "/apikeys/{id}"): Operation("Update an API key", "apiKeyUpdate", "ApiKey", body=keys.KeyBody),
    ("delete", "/apikeys/{id}"): Operation("Delete an API key", "apiKeyDelete"),
    ("get", "/sessions"): Operation(
        "List sessions", "sessionDelete", "Session", is_list=True, members=keys.SESSIONS.members
    ),
    ("get", "/sessions/{id}"): Operation("Read a session", "sessionDelete", "Session"),
    ("delete", "/sessions/{id}"): Operation("End a session", "sessionDelete"),
    ("get", "/webhooks/deliveries"): Operation(
        "List the newest webhook deliveries", ADMIN, "WebhookDelivery", is_list=True
    ),
    ("get", "/health"): Operation("Say how the server is", None, "Health"),
    **_named_operations(),
}
"""Method and path without prefix → what the document says."""


def operation_key(method: str, path: str) -> tuple[str, str]:
    """Give the key of `OPERATIONS` for a documented path."""
    return method, path.removeprefix("/api/v2").removeprefix("/api")


def document(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI document; made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, routes=app.routes)
        made["components"] = {"schemas": _schemas(), "securitySchemes": _SECURITY}
        for path, methods in made["paths"].items():
            for method, described in methods.items():
                _describe(described, method, path, OPERATIONS[operation_key(method, path)])
        app.openapi_schema = made
    return app.openapi_schema


_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "nws4": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "NWS4-HMAC-SHA256 signature made with an API key.",
    },
}


def _schemas() -> dict[str, Any]:
    bodies = sorted({op.body for op in OPERATIONS.values() if op.body is not None}, key=lambda model: model.__name__)
    _, schema = models_json_schema([(body, "validation") for body in bodies], ref_template=_REFERENCE)
    definitions: dict[str, Any] = schema["$defs"]
    for item in ("TicketItem", "NewTicketItem"):
        definitions.get(item, {}).get("properties", {}).get("id", {})["readOnly"] = True
    # Which PUT creates and which changes depends on what is stored: the document asks for what creating needs.
    definitions["TicketBody"]["required"] = ["items"]
    definitions["NoteBody"] = notes.body_schema(definitions["NoteBody"])
    for name, answer in ANSWER_SCHEMAS.items():
        definitions.setdefault(name, answer)
    for operation in OPERATIONS.values():
        if operation.is_list and operation.answer is not None:
            definitions[f"{operation.answer}Page"] = _page(operation.answer)
    return definitions


def _page(answer: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["count", "totalCount"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": _REFERENCE.format(model=answer)}},
            "count": {"type": "integer"},
            "totalCount": {"type": "integer"},
        },
    }


def _describe(described: dict[str, Any], method: str, path: str, operation: Operation) -> None:
    described["summary"] = operation.summary
    needed = "No login is needed." if operation.right is None else f"Needed right: {operation.right}."
    described["description"] = needed
    described["security"] = [] if operation.right is None else [{"bearer": []}, {"nws4": []}]
    described["parameters"] = [*_path_parameters(path), *_query_parameters(operation)]
    if operation.body is not None:
        described["requestBody"] = _request_body(operation, operation.body)
    success = "204" if operation.answer is None else next(iter(described["responses"]))
    described["responses"] = {success: _answer(operation.answer, is_page=operation.is_list)}
    described["responses"] |= {status: _answer(name) for status, name in operation.also.items()}
    if path in _TAGGED and method == "get":
        described["responses"]["304"] = {"description": "Nothing changed since the answer with this ETag"}
    described["responses"] |= dict.fromkeys(_refusals(method, path, operation), _PROBLEM)


_TAGGED = ("/api/orders", "/api/kitchen/notes")
"""Lists that carry an `ETag`."""


def _refusals(method: str, path: str, operation: Operation) -> list[str]:
    """Give the statuses with which a route may refuse."""
    statuses = []
    if operation.body is not None or operation.is_list or method == "put":
        statuses.append("400")
    if operation.right is not None or path.startswith("/api/auth"):
        statuses.append("401")
    if operation.right not in {None, _ANY_LOGIN}:
        statuses += ["403"] if method == "get" else ["403", "409", "422"]
    if "{" in path or path in {"/api/orders", "/api/apikeys"}:
        statuses.append("404")
    if operation.body is not None:
        statuses += ["408", "413"]
    if path == "/api/auth" and method == "post":
        statuses.append("423")
    return statuses


def _path_parameters(path: str) -> list[dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {
        "id": {"type": "string", "pattern": IDENTIFIER_PATTERN},
        "itemId": {"type": "integer", "minimum": 1},
        "endpointName": {"type": "string", "minLength": 1, "maxLength": 200},
        "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\u0000]*$"},
    }
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in schemas.items()
        if f"{{{name}}}" in path
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    members = operation.members
    if members is None:
        return []
    texts = {member.name: (filter_pattern(member), f"NData, {member.kind.value}.") for member in members.filters}
    texts["$sort"] = (sort_pattern(members), "Members, separated by commas; `-` or `:desc` turns the order around.")
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "query",
            "description": description,
            "schema": {"type": "string", "pattern": pattern, "maxLength": LONGEST_TEXT},
        }
        for name, (pattern, description) in texts.items()
    ]
    for name, default in (("$skip", 0), ("$take", DEFAULT_TAKE)):
        schema = {"type": "integer", "minimum": 0, "default": default}
        parameters.append({"name": name, "in": "query", "schema": schema})
    parameters.append({"name": "$count", "in": "query", "schema": {"type": "boolean", "default": False}})
    return parameters


def _request_body(operation: Operation, body: type[BaseModel]) -> dict[str, Any]:
    schema: dict[str, Any] = {"$ref": _REFERENCE.format(model=body.__name__)}
    if operation.optional_members:
        schema = body.model_json_schema(ref_template=_REFERENCE)
        schema.pop("$defs", None)
        schema["required"] = [name for name in schema.get("required", []) if name not in operation.optional_members]
    return {"required": not operation.body_is_optional, "content": {"application/json": {"schema": schema}}}


def _answer(name: str | None, *, is_page: bool = False) -> dict[str, Any]:
    if name is None:
        return {"description": "Done"}
    schema = {"$ref": _REFERENCE.format(model=f"{name}Page" if is_page else name)}
    return {"description": name, "content": {"application/json": {"schema": schema}}}


_PROBLEM = {
    "description": "Refused",
    "content": {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
}
