"""The routes of `/auth` (contract 3): login, profile, refresh, logout."""

from __future__ import annotations

import asyncio
import logging

from fastapi import APIRouter, Request, Response

from kds.server.access import passwords
from kds.server.answers import document_answer, empty_answer
from kds.server.body import Body, Name, Text, read_body
from kds.server.calls import calling
from kds.server.installation import Installation, installation_of
from kds.server.problems import ErrorCode, Problem, not_logged_in

log = logging.getLogger(__name__)


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
    installation = installation_of(request)
    body = read_body(await request.body(), LoginBody)
    address = _address(request)
    _need_patience(installation, address, body.user_name)
    stored, is_known = installation.logins.stored_hash(installation.database, body.user_name)
    is_right = await asyncio.to_thread(passwords.matches, body.password, stored)
    now = installation.now
    try:
        if not (is_right and is_known):
            raise not_logged_in("login.refused")
        with installation.database.writing() as transaction:
            login = installation.logins.open(
                transaction,
                user_name=body.user_name,
                device_name=body.device_name,
                session_id=installation.new_identifier(),
                now=now,
            )
            transaction.after_commit.append(installation.callers.forget)
    except Problem:
        installation.failed_logins.failed(address, body.user_name, now)
        log.warning("login refused: user %r, device %r, from %s", body.user_name, body.device_name, address)
        raise
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
            transaction.after_commit.append(call.installation.callers.forget)
    return empty_answer()


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _need_patience(installation: Installation, address: str, user_name: str) -> None:
    """Make somebody wait who guessed too often.

    Raises:
        Problem: 423 with errorCode 5 and `Retry-After`.
    """
    wait = installation.failed_logins.wait(address, user_name, installation.now)
    if wait is not None:
        seconds = int(wait.total_seconds()) + 1
        headers = {"Retry-After": str(seconds)}
        raise Problem(423, "login.locked", code=ErrorCode.RESOURCE_LOCKED, headers=headers, values={"seconds": seconds})
