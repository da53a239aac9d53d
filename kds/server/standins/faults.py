"""Faults on demand: a queue of what shall go wrong next, and the ASGI layer that makes it go wrong.

A fault is used once, or `times` times, by the first request that it matches; several may wait for the same request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kds.server.standins.clock import StandInClock

CONTROL = "/__control"
"""Where tests and the demo steer a stand-in; faults never befall it."""

_BAD_GATEWAY = 502
_PROMISED_BYTES = 4096
_PAGE = "<!doctype html><html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"


class Fault(BaseModel):
    """One thing that shall go wrong.

    Attributes:
        match: `METHOD glob` or `glob` over the whole path, such as `POST */barcode/*`; `*` also stands for slashes.
        status: answer with this status and the vendor's error body, without doing anything.
        delay: seconds to wait before the request is looked at.
        drop_after_commit: do what was asked, then break the connection instead of answering.
        html: answer with a web page, of `status` or else 502, without doing anything.
        strip_body: lose the body of the request on the way.
        times: how many requests it befalls.
    """

    model_config = ConfigDict(extra="forbid")

    match: str = "*"
    status: int | None = Field(default=None, ge=100, le=599)
    delay: float = Field(default=0, ge=0)
    drop_after_commit: bool = False
    html: bool = False
    strip_body: bool = False
    times: int = Field(default=1, ge=1)

    def befalls(self, method: str, path: str) -> bool:
        """Say whether a request is the kind that this fault waits for."""
        first, _, rest = self.match.partition(" ")
        if rest:
            return first.upper() == method and fnmatchcase(path, rest.strip())
        return fnmatchcase(path, first)


FAULTS: TypeAdapter[list[Fault]] = TypeAdapter(list[Fault])
"""Reads a list of faults from JSON values."""


class FaultQueue:
    """The faults that wait, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, faults: Sequence[Fault]) -> None:
        """Let faults wait behind those that wait already."""
        self._waiting.extend(fault.model_copy() for fault in faults)

    def clear(self) -> None:
        """Forget all that wait."""
        self._waiting.clear()

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """The faults that have befallen nobody yet, or not often enough."""
        return [fault.model_dump(exclude_defaults=True) for fault in self._waiting]

    def take(self, method: str, path: str) -> Fault | None:
        """Give the next fault for a request and count it as used; None when all goes well."""
        for fault in self._waiting:
            if fault.befalls(method, path):
                fault.times -= 1
                if fault.times < 1:
                    self._waiting.remove(fault)
                return fault
        return None


@dataclass(slots=True)
class FaultLayer:
    """Wraps a stand-in: dates every answer by its clock, keeps a list of the requests, and lets faults happen.

    Attributes:
        app: the stand-in.
        queue: what shall go wrong.
        clock: gives the `Date` of every answer.
        requests: `METHOD /path` of every request that was not for the control routes, oldest first; the caller
            bounds it.
        error_answer: writes the vendor's error answer of a status, for a method and a path.
    """

    app: ASGIApp
    queue: FaultQueue
    clock: StandInClock
    requests: Callable[[str], None]
    error_answer: Callable[[int, str, str], Response]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or let it fail."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, path = scope["method"], scope["path"]
        fault = None
        if not path.startswith(CONTROL):
            self.requests(f"{method} {path}")
            fault = self.queue.take(method, path)
        dated = self._dated(send)
        if fault is None:
            await self.app(scope, receive, dated)
        else:
            await self._fail(fault, scope, receive, dated)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.html:
            status = fault.status or _BAD_GATEWAY
            await HTMLResponse(_PAGE.format(status=status), status)(scope, receive, send)
        elif fault.status is not None:
            await self.error_answer(fault.status, scope["method"], scope["path"])(scope, receive, send)
        elif fault.strip_body:
            await self.app(_without_length(scope), _nothing, send)
        elif fault.drop_after_commit:
            await self.app(scope, receive, _swallow)
            # The server closes a connection whose answer stays shorter than it promised; nothing else breaks one.
            headers = [(b"content-length", str(_PROMISED_BYTES).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        else:
            await self.app(scope, receive, send)

    def _dated(self, send: Send) -> Send:
        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Date"] = format_datetime(self.clock.now(), usegmt=True)
            await send(message)

        return send_dated


def _without_length(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
    return {**scope, "headers": headers}


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _swallow(_message: Message) -> None:
    return
