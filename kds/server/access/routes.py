"""The routes of `/auth` (contract 3): login, profile, refresh, logout."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kds.server.access.entering import address_of, enter
from kds.server.answers import document_answer, empty_answer
from kds.server.body import Body, Name, Text, read_body
from kds.server.calls import calling
from kds.server.installation import installation_of


class LoginBody(Body):
    """Body of POST /auth."""

    user_name: Name
    password: Text = ""
    device_name: Name


class RefreshBody(Body):
    """Body of POST /auth/refresh."""

    token_id: Text
    refresh_token: Text


router = APIRouter(tags=["auth"])


@router.post("/auth")
async def log_in(request: Request) -> Response:
    """Log a user into a device."""
    body = read_body(await request.body(), LoginBody)
    login = await enter(
        installation_of(request),
        address=address_of(request),
        user_name=body.user_name,
        password=body.password,
        device=lambda: body.device_name,
    )
    return document_answer(login.document())


@router.post("/auth/refresh")
async def refresh(request: Request) -> Response:
    """Renew a session; its refresh token is replaced."""
    installation = installation_of(request)
    body = read_body(await request.body(), RefreshBody)
    with installation.database.writing() as transaction:
        login = installation.logins.renew(
            transaction, token=body.token_id, refresh_token=body.refresh_token, now=installation.now
        )
    return document_answer(login.document())


@router.get("/auth")
async def get_profile(request: Request) -> Response:
    """Give who is calling, on which device and with which rights."""
    call = await calling(request)
    return document_answer(call.caller.profile)


@router.delete("/auth", status_code=204)
async def log_out(request: Request) -> Response:
    """End the session; a signed request has none and changes nothing."""
    call = await calling(request)
    session_id = call.caller.session_id
    if session_id is not None:
        with call.installation.database.writing() as transaction:
            call.installation.logins.end(transaction, session_id)
            call.installation.callers_changed(transaction)
    return empty_answer()
