"""The two addresses of the hub, `/signalr/v1/mainHub` and its `negotiate` (contract 6); every login may listen."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response, WebSocket
from starlette.types import Message

from kds.server.access.callers import Caller
from kds.server.installation import Installation, installation_of
from kds.server.problems import Problem, problem_answer
from kds.server.push.connection import Connection
from kds.server.values import json_text

HUB_PATH = "/signalr/v1/mainHub"
"""Where the hub is (contract 6)."""
SIGNED_FOR = timedelta(hours=1)
"""How long a connection lasts that was opened with a signature; then the client signs anew."""
_AWAY = 503
_TRANSPORTS = [{"transport": "WebSockets", "transferFormats": ["Text"]}]

router = APIRouter(include_in_schema=False)


@router.post(HUB_PATH + "/negotiate")
async def negotiate(request: Request) -> Response:
    """Say how the hub is reached: by WebSocket alone.

    The id is not kept, so that any of several server processes behind one address can take the connection.
    """
    installation = installation_of(request)
    caller = await _caller(installation, request)
    installation.hub.insist_on_room(caller)
    answer: dict[str, Any] = {"connectionId": secrets.token_urlsafe(16), "availableTransports": _TRANSPORTS}
    if request.query_params.get("negotiateVersion", "0") != "0":
        answer |= {"negotiateVersion": 1, "connectionToken": secrets.token_urlsafe(16)}
    return Response(json_text(answer), media_type="application/json")


@router.websocket(HUB_PATH)
async def main_hub(socket: WebSocket) -> None:
    """Let a caller listen until one side ends it."""
    installation: Installation = socket.app.state.installation
    request = _as_request(socket)
    try:
        caller = await _caller(installation, request)
        is_welcome = _welcome(installation, request, caller)
        with installation.hub.seat(caller) as seat:
            await socket.accept()
            await Connection(socket, seat, is_welcome).run()
    except Problem as problem:
        await socket.send_denial_response(problem_answer(request, problem))


async def _caller(installation: Installation, request: Request) -> Caller:
    """Give the caller: by header, or by the `access_token` of the query, as browsers must.

    Raises:
        Problem: 401.
    """
    token = request.query_params.get("access_token")
    if token is not None and "authorization" not in request.headers:
        return installation.callers.of_token(token)
    return await installation.callers.identify(request)


def _welcome(installation: Installation, request: Request, caller: Caller) -> Callable[[], bool]:
    """Give the question whether a login still holds."""
    opened_at = installation.now
    header = request.headers.get("authorization", "")
    token = header.partition(" ")[2].strip() if header else request.query_params.get("access_token", "")

    def has_login() -> bool:
        if caller.session_id is None:
            return installation.now - opened_at < SIGNED_FOR
        try:
            installation.callers.of_token(token)
        except Problem as problem:
            return problem.status == _AWAY  # a database that is away for a moment ends no login
        return True

    return has_login


def _as_request(socket: WebSocket) -> Request:
    """Give the request that asked for the WebSocket: a GET without a body."""

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    return Request({**socket.scope, "type": "http", "method": "GET"}, nothing)
