"""Users (portos 5.4): their names, roles and passwords; a password goes in and never comes out."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response

from kds.server.access.passwords import hashed
from kds.server.answers import document_answer, empty_answer
from kds.server.body import Body, Name, Rows, Version
from kds.server.calls import Command, calling, commanding
from kds.server.database import Transaction
from kds.server.ndata.members import Kind, Member
from kds.server.ndata.query import Members
from kds.server.problems import missing
from kds.server.resources.shelf import Shelf
from kds.server.tables import users

USERS = Shelf(
    path="users",
    kind="user",
    table=users,
    key=users.c.id,
    members=Members(
        (
            Member("isActive", Kind.BOOLEAN, users.c.is_active),
            Member("isVirtual", Kind.BOOLEAN, users.c.is_virtual),
            Member("featureName", Kind.TEXT, users.c.feature_name),
            Member("userName", Kind.TEXT, users.c.user_name),
            Member("name", Kind.TEXT, users.c.name),
        ),
        only_sorted=(Member("id", Kind.TEXT, users.c.id),),
    ),
    stem="user",
)
"""Where users are kept."""


class UserDevice(Body):
    """A device that a user may log into, and the roles that he has only there."""

    name: Name
    roles: Rows[Name] = ()


class UserFields(Body):
    """What all bodies of users carry; without devices a user may log into every one."""

    user_name: Name
    name: Name
    is_active: bool = True
    is_virtual: bool = False
    feature_name: Name | None = None
    roles: Rows[Name] = ()
    devices: Rows[UserDevice] = ()


class NewUser(UserFields):
    """Body of POST /users."""

    password: Name


class UserBody(UserFields):
    """Body of PUT /users/{id}; without a password the old one stays."""

    password: Name | None = None
    version: Version = None


router = APIRouter(tags=["users"])
_CREATE, _UPDATE, _DELETE = USERS.rights


def user_row(user_id: str, fields: UserFields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the document and the columns of a user, the password aside."""
    document = {"id": user_id} | fields.model_dump(by_alias=True, exclude={"password", "version"})
    columns = {
        "id": user_id,
        "user_name": fields.user_name,
        "name": fields.name,
        "feature_name": fields.feature_name,
        "is_active": fields.is_active,
        "is_virtual": fields.is_virtual,
    }
    return document, columns


@router.get("/users")
async def list_users(request: Request) -> Response:
    """Give the users that match."""
    return USERS.page(await calling(request, *USERS.rights))


@router.get("/users/{id}")
async def get_user(request: Request) -> Response:
    """Give one user."""
    call = await calling(request, *USERS.rights)
    return USERS.single(call, call.path("id"))


@router.post("/users", status_code=201)
async def create_user(request: Request) -> Response:
    """Create a user."""
    async with commanding(request, _CREATE) as command:
        body = command.body(NewUser)
        password = await _password_columns(command, body.password)

        def act(transaction: Transaction) -> Response:
            user_id = command.installation.new_identifier()
            document, columns = user_row(user_id, body)
            USERS.need_new(transaction.connection, users.c.user_name, body.user_name, "userName")
            text = USERS.add(transaction.connection, document, columns | password)
            return document_answer(text, status=201)

        return command.commit(act)


@router.put("/users/{id}")
async def put_user(request: Request) -> Response:
    """Change a user."""
    async with commanding(request, _UPDATE) as command:
        body = command.body(UserBody)
        password = {} if body.password is None else await _password_columns(command, body.password)

        def act(transaction: Transaction) -> Response:
            user_id = command.path("id")
            before = USERS.find(transaction.connection, user_id)
            if before is None:
                raise missing("missing.resource", kind=USERS.kind, id=user_id)
            document, columns = user_row(user_id, body)
            if body.user_name != before["userName"]:
                USERS.need_new(transaction.connection, users.c.user_name, body.user_name, "userName")
            text = USERS.change(transaction.connection, before, document, columns | password, sent=body.version)
            command.installation.callers_changed(transaction)
            return document_answer(text)

        return command.commit(act)


@router.delete("/users/{id}", status_code=204)
async def delete_user(request: Request) -> Response:
    """Delete a user; sessions and API keys end with it."""
    async with commanding(request, _DELETE) as command:

        def act(transaction: Transaction) -> Response:
            USERS.remove(transaction.connection, command.path("id"))
            command.installation.callers_changed(transaction)
            return empty_answer()

        return command.commit(act)


async def _password_columns(command: Command, password: str) -> dict[str, Any]:
    """Hash in a thread: it takes long on purpose, and orders must not wait for it."""
    cost = command.installation.settings.scrypt_cost
    return {"password_hash": await asyncio.to_thread(hashed, password, cost), "password_is_public": False}
