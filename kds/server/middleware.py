"""What holds for every answer: instance, date, body limit, and a plain 500 when something broke."""

from __future__ import annotations

import logging
from email.utils import format_datetime

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kds.server.installation import Installation
from kds.server.problems import Problem, problem_answer

log = logging.getLogger(__name__)

INSTANCE_HEADER = "X-KDS-Instance"
"""Names the database on every answer (contract 5)."""


class EveryAnswer:
    """Wraps the application; one instance serves all requests."""

    def __init__(self, app: ASGIApp, installation: Installation) -> None:
        self._app = app
        self._installation = installation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_completed(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                headers[INSTANCE_HEADER] = self._installation.instance
                headers["Date"] = format_datetime(self._installation.now, usegmt=True)
                headers["Cache-Control"] = "private, no-cache"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, self._limited(receive), send_completed)
        except Exception:
            log.exception("request failed: %s %r", scope["method"], scope["path"])
            if has_started:
                raise
            answer = problem_answer(Request(scope), Problem(500, "broken"))
            await answer(scope, receive, send_completed)

    def _limited(self, receive: Receive) -> Receive:
        """Count what arrives of a body and stop where it is too long."""
        limit = self._installation.settings.body_limit_bytes
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise Problem(413, "too.large", values={"limit": limit})
            return message

        return receive_limited
