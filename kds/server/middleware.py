"""What holds for every answer: instance, date, limits of the body, and a plain 500 when something broke."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from email.utils import format_datetime
from typing import TYPE_CHECKING

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kds.server.installation import Installation
from kds.server.problems import REQUEST_ID, Problem, problem_answer

if TYPE_CHECKING:
    from kds.server.metrics.exposition import Exposition

log = logging.getLogger(__name__)

INSTANCE_HEADER = "X-KDS-Instance"
"""Names the database on every answer (contract 5)."""


class EveryAnswer:
    """Wraps the application; one instance serves all requests."""

    def __init__(self, app: ASGIApp, installation: Installation, exposition: Exposition | None = None) -> None:
        self._app = app
        self._exposition = exposition
        self._installation = installation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False
        started = time.perf_counter()
        scope[REQUEST_ID] = request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def send_completed(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                if self._exposition is not None:
                    route = getattr(scope.get("route"), "path", None)
                    seconds = time.perf_counter() - started
                    self._exposition.answered(route, scope["method"], message["status"], seconds)
                headers = MutableHeaders(scope=message)
                headers[INSTANCE_HEADER] = self._installation.instance
                headers["Date"] = format_datetime(self._installation.now, usegmt=True)
                headers.setdefault("Cache-Control", "private, no-cache")
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, self._limited(receive), send_completed)
        except ClientDisconnect:
            log.info("the caller went away: %s %r", scope["method"], scope["path"])
        except Exception:
            log.exception("request failed: %s %r", scope["method"], scope["path"])
            if has_started:
                raise
            answer = problem_answer(Request(scope), Problem(500, "broken"))
            await answer(scope, receive, send_completed)

    def _limited(self, receive: Receive) -> Receive:
        """Take in a body as long as it is neither too long nor too slow, counted as a whole."""
        settings = self._installation.settings
        limit, slowest_seconds = settings.body_limit_bytes, settings.slowest_request.total_seconds()
        deadline = asyncio.get_running_loop().time() + slowest_seconds
        received = 0
        is_complete = False

        async def receive_limited() -> Message:
            nonlocal received, is_complete
            try:
                # behind a complete body comes only the caller's leaving, which may take as long as the answer
                async with asyncio.timeout_at(None if is_complete else deadline):
                    message = await receive()
            except TimeoutError:
                values = {"seconds": round(slowest_seconds)}
                raise Problem(408, "too.slow", headers={"Connection": "close"}, values=values) from None
            is_complete = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                raise Problem(413, "too.large", values={"limit": limit})
            return message

        return receive_limited
