"""API keys (portos 4.2) and sessions (portos 4.1); a key's secret is shown once, in the answer that makes it."""

from __future__ import annotations

import json
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy import Connection, select

from kds.server.answers import document_answer, empty_answer
from kds.server.body import Body, Name, Rows, Text, Version
from kds.server.calls import calling, commanding
from kds.server.database import Transaction
from kds.server.ndata.members import Kind, Member
from kds.server.ndata.query import Members
from kds.server.problems import missing
from kds.server.resources.shelf import Shelf
from kds.server.tables import api_keys, devices, sessions, users
from kds.server.values import instant_text, json_text

API_KEYS = Shelf(
    path="apikeys",
    kind="API key",
    table=api_keys,
    key=api_keys.c.id,
    members=Members(
        (Member("id", Kind.TEXT, api_keys.c.id), Member("isActive", Kind.BOOLEAN, api_keys.c.is_active)),
    ),
    stem="apiKey",
)
"""Where API keys are kept."""

SESSIONS = Shelf(
    path="sessions",
    kind="session",
    table=sessions,
    key=sessions.c.id,
    members=Members((Member("sessionId", Kind.TEXT, sessions.c.id),)),
    stem="session",
)
"""Where sessions are kept."""


class KeyFields(Body):
    """What all bodies of API keys carry; without permissions a key may do all that its user may."""

    name: Name
    description: Text | None = None
    is_active: bool = True
    user_name: Name
    device_name: Name
    permissions: Rows[Name] = ()


class NewKey(KeyFields):
    """Body of POST /apikeys; the server makes the id and, where none are sent, client id and secret."""

    client_id: Name | None = None
    client_secret: Annotated[Name, Field(min_length=8)] | None = None


class KeyBody(KeyFields):
    """Body of PUT /apikeys/{id}."""

    version: Version = None


router = APIRouter()
_CREATE, _UPDATE, _DELETE = API_KEYS.rights


@router.get("/apikeys", tags=["apikeys"])
async def list_api_keys(request: Request) -> Response:
    """Give the API keys that match, without their secrets."""
    return API_KEYS.page(await calling(request, *API_KEYS.rights))


@router.get("/apikeys/{id}", tags=["apikeys"])
async def get_api_key(request: Request) -> Response:
    """Give one API key, without its secret."""
    call = await calling(request, *API_KEYS.rights)
    return API_KEYS.single(call, call.path("id"))


@router.post("/apikeys", status_code=201, tags=["apikeys"])
async def create_api_key(request: Request) -> Response:
    """Create an API key; its secret is in this answer only."""
    async with commanding(request, _CREATE) as command:
        body = command.body(NewKey)
        client_id = body.client_id or secrets.token_hex(16)
        client_secret = body.client_secret or secrets.token_urlsafe(32)

        def act(transaction: Transaction) -> Response:
            connection = transaction.connection
            API_KEYS.need_new(connection, api_keys.c.client_id, client_id, "clientId")
            key_id = command.installation.new_identifier()
            own = {"id": key_id, "clientId": client_id, "createdAt": instant_text(command.installation.now)}
            columns = _columns(connection, body)
            columns |= {"id": key_id, "client_id": client_id, "client_secret": client_secret}
            text = API_KEYS.add(connection, own | _fields(body), columns)
            command.installation.callers_changed(transaction)
            return document_answer(json_text(json.loads(text) | {"clientSecret": client_secret}), status=201)

        return command.commit(act)


@router.put("/apikeys/{id}", tags=["apikeys"])
async def put_api_key(request: Request) -> Response:
    """Change an API key; client id and secret stay."""
    async with commanding(request, _UPDATE) as command:
        body = command.body(KeyBody)

        def act(transaction: Transaction) -> Response:
            connection = transaction.connection
            before = API_KEYS.existing(connection, command.path("id"))
            columns = _columns(connection, body) | {"id": before["id"]}
            text = API_KEYS.change(connection, before, before | _fields(body), columns, sent=body.version)
            command.installation.callers_changed(transaction)
            return document_answer(text)

        return command.commit(act)


@router.delete("/apikeys/{id}", status_code=204, tags=["apikeys"])
async def delete_api_key(request: Request) -> Response:
    """Delete an API key."""
    return await _delete(request, API_KEYS)


@router.get("/sessions", tags=["sessions"])
async def list_sessions(request: Request) -> Response:
    """Give the sessions that match."""
    return SESSIONS.page(await calling(request, *SESSIONS.rights))


@router.get("/sessions/{id}", tags=["sessions"])
async def get_session(request: Request) -> Response:
    """Give one session."""
    call = await calling(request, *SESSIONS.rights)
    return SESSIONS.single(call, call.path("id"))


@router.delete("/sessions/{id}", status_code=204, tags=["sessions"])
async def delete_session(request: Request) -> Response:
    """End a session; its token is not accepted any more."""
    return await _delete(request, SESSIONS)


async def _delete(request: Request, shelf: Shelf) -> Response:
    async with commanding(request, shelf.rights[2]) as command:

        def act(transaction: Transaction) -> Response:
            shelf.remove(transaction.connection, command.path("id"))
            command.installation.callers_changed(transaction)
            return empty_answer()

        return command.commit(act)


def _fields(body: KeyFields) -> dict[str, Any]:
    return body.model_dump(by_alias=True, include=set(KeyFields.model_fields))


def _columns(connection: Connection, body: KeyFields) -> dict[str, Any]:
    """Give the columns that follow from what was sent.

    Raises:
        Problem: 404 for a user or device that does not exist.
    """
    user_id = connection.execute(select(users.c.id).where(users.c.user_name == body.user_name)).scalar_one_or_none()
    device = connection.execute(select(devices.c.name).where(devices.c.name == body.device_name)).scalar_one_or_none()
    if user_id is None:
        raise missing("missing.resource", kind="user", id=body.user_name)
    if device is None:
        raise missing("missing.resource", kind="device", id=body.device_name)
    return {"is_active": body.is_active, "user_id": user_id, "device_name": device}
