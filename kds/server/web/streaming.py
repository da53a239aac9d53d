"""Server-Sent Events for one open page: whole states, then only what changed, and a beat every two seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from kds.server.values import json_text
from kds.server.web.live import Live
from kds.server.web.rendering import VERSION, State
from kds.server.web.views import View

BEAT_EVERY = timedelta(seconds=2)
"""How often a page hears that the server is alive and has read its database."""
ASK_EVERY = timedelta(milliseconds=100)
"""How soon it hears so once the database could be read, at the beginning and after an outage."""
SLOWEST_READER = timedelta(seconds=20)
"""How long one event may wait for a page that does not take it."""
AGAIN_AFTER = timedelta(seconds=1)
"""How long a page waits before it asks again."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """One open page.

    Attributes:
        who: user or address, for counting.
        view: what it shows.
        is_welcome: asked before each event; a login may have ended.
        lasts: after this time the page asks again, so that its login is renewed; None is for ever.
    """

    who: str
    view: View
    is_welcome: Callable[[], bool]
    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Where the server's time comes from: the moment, and how a local clock on the wall reads it."""

    clock: Callable[[], datetime]
    on_the_wall: Callable[[datetime], str]

    def beat(self) -> str:
        """Give the event that says what time it is here."""
        now = self.clock()
        return _event("beat", json_text({"now": int(now.timestamp() * 1000), "clock": self.on_the_wall(now)}))


async def events(live: Live, viewer: Viewer, times: Times) -> AsyncGenerator[str, None]:
    """Give the events of one page; nothing is queued for it: it gets the difference to what it was last sent.

    Args:
        live: where states come from.
        viewer: whose page it is.
        times: the server's time.

    Raises:
        Problem: 503, too many pages are open.
    """
    loop = asyncio.get_running_loop()
    ends_at = float("inf") if viewer.lasts is None else loop.time() + viewer.lasts.total_seconds()
    last: State | None = None
    beat_at = loop.time()
    with live.seat(viewer.who, viewer.view):
        yield f"retry: {int(AGAIN_AFTER.total_seconds() * 1000)}\n\n"
        while loop.time() < ends_at:
            state = await live.next_state(viewer.view, last, max(beat_at - loop.time(), 0.0))
            if not viewer.is_welcome():
                yield _event("end", "{}")
                return
            if state is not None and state is not last:
                yield _event("state", _difference(last, state, times.clock()))
                last = state
            if loop.time() >= beat_at:
                is_believable = live.is_believable
                beat_at = loop.time() + (BEAT_EVERY if is_believable else ASK_EVERY).total_seconds()
                if is_believable:
                    yield times.beat()


def _event(name: str, content: str) -> str:
    return f"event: {name}\ndata: {content}\n\n"


def _difference(last: State | None, state: State, now: datetime) -> str:
    head = f'{{"version":"{VERSION}","now":{int(now.timestamp() * 1000)},'
    return head + _changes(_Same(last), _Same(state))


@dataclass(frozen=True, slots=True)
class _Same:
    """A state that is compared by identity, which is what viewers of one view share."""

    state: State | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.state is other.state

    def __hash__(self) -> int:
        return id(self.state)


@lru_cache(maxsize=8)
def _changes(last: _Same, now: _Same) -> str:
    """Give the pieces that are not as they were, and the order of all; the same text for all who are equally far."""
    before = {} if last.state is None else last.state.pieces
    after = {} if now.state is None else now.state.pieces
    changed = {name: html for name, html in after.items() if before.get(name) != html}
    told = "{}" if now.state is None else now.state.told
    whole = json_text(last.state is None)
    return f'"whole":{whole},"order":{json_text(list(after))},"pieces":{json_text(changed)},"told":{told}}}'


class EventStream(StreamingResponse):
    """An answer that goes on for as long as the page takes what it is sent.

    Args:
        stream: what it is sent; closed at the end.
        headers: further headers.
    """

    def __init__(self, stream: AsyncGenerator[str, None], headers: Mapping[str, str]) -> None:
        super().__init__(stream, media_type="text/event-stream", headers=headers)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the page goes away, or takes nothing any more."""

        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(SLOWEST_READER.total_seconds()):
                    await send(message)
            except TimeoutError:
                raise ClientDisconnect from None

        async with aclosing(self._stream):
            await super().__call__(scope, receive, send_in_time)
