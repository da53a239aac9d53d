"""The ways from a gate to the seller: straight into the stand-in, or over real sockets through a proxy that breaks them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from starlette.types import ASGIApp

from kds.sources.http import TransportMaker
from tests.adapters.inquiry_world import on_a_socket
from tests.faults.chaos import ChaosProxy, chaos_proxy

ADDRESS = "http://127.0.0.1:4001"
"""Where the stand-in is said to be when nobody listens there."""


class Line(Protocol):
    """The way from one gate to the seller, and what a test can do to it.

    Attributes:
        is_cut: nothing passes.
        loses_answers: what is sent is carried out, but its answer never comes.
    """

    is_cut: bool
    loses_answers: bool

    @property
    def url(self) -> str:
        """Where the gate finds the seller."""
        ...

    @property
    def maker(self) -> TransportMaker | None:
        """What makes the way there; None for real sockets."""
        ...


class ShortLine(httpx.ASGITransport):
    """Straight into the stand-in, without a socket."""

    is_cut = False
    loses_answers = False
    url = ADDRESS

    @property
    def maker(self) -> TransportMaker:
        """What makes the way there."""
        return lambda: self

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, or fail as the line does."""
        if self.is_cut:
            raise httpx.ConnectError("cut")
        answer = await super().handle_async_request(request)
        if self.loses_answers and request.method == "POST":
            raise httpx.ReadError("cut")
        return answer


class LongLine:
    """Over real sockets and through a proxy of its own."""

    maker = None

    def __init__(self, proxy: ChaosProxy) -> None:
        self.proxy = proxy

    @property
    def url(self) -> str:
        """Where the gate finds the seller: the proxy."""
        return f"http://127.0.0.1:{self.proxy.port}"

    @property
    def is_cut(self) -> bool:
        """Whether the plug is pulled: open connections are reset, new ones refused."""
        return self.proxy.weather.refuse

    @is_cut.setter
    def is_cut(self, is_cut: bool) -> None:
        if is_cut and not self.is_cut:
            self.proxy.pull_plug()
        elif not is_cut:
            self.proxy.plug_in()

    @property
    def loses_answers(self) -> bool:
        """Whether every answer is thrown away and its connection reset."""
        return self.proxy.weather.cut_answer_share > 0

    @loses_answers.setter
    def loses_answers(self, loses: bool) -> None:
        self.proxy.change(cut_answer_share=1.0 if loses else 0.0)


@asynccontextmanager
async def long_lines(app: ASGIApp) -> AsyncIterator[Callable[[], LongLine]]:
    """Serve a stand-in on a socket; give what makes a line to it, with a proxy of its own."""
    with ExitStack() as proxies:
        async with on_a_socket(app) as url:
            port = urlsplit(url).port or 0
            yield lambda: LongLine(proxies.enter_context(chaos_proxy(port)))
