"""One connection to the hub, from handshake to close; it reads calls, writes what its seat holds, and decides no right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from kds.server.push import protocol
from kds.server.push.hub import Seat
from kds.server.push.protocol import BadRecord, Invocation

PING_EVERY = timedelta(seconds=2)
"""Pause between two pings; a board counts each as an answer (reliability 5.7)."""
HANDSHAKE_WITHIN = timedelta(seconds=5)
"""How long a new connection may take to say which protocol it speaks."""
CLIENT_SILENCE = timedelta(seconds=30)
"""A client that says nothing for so long, not even a ping, is gone (SignalR's own default)."""
CLOSE_WITHIN = timedelta(seconds=1)
"""How long the last record may take to leave."""
LONGEST_MESSAGE = 32 * 1024
"""Characters of one message of a client (SignalR's own default in bytes)."""

_TOO_BIG, _POLICY, _NORMAL = 1009, 1008, 1000


class _Ended(Exception):
    """The connection is over.

    Attributes:
        error: what the client is told; None when nothing is wrong.
        again: whether it may come back at once.
        code: WebSocket close code (RFC 6455, 7.4.1).
    """

    def __init__(self, error: str | None = None, *, again: bool = False, code: int = _NORMAL) -> None:
        super().__init__(error)
        self.error = error
        self.again = again
        self.code = code


class Connection:
    """A WebSocket that takes part in the hub.

    Args:
        socket: accepted already.
        seat: its place.
        is_welcome: asked with each ping whether the caller may still listen.
    """

    def __init__(self, socket: WebSocket, seat: Seat, is_welcome: Callable[[], bool]) -> None:
        self._socket = socket
        self._seat = seat
        self._is_welcome = is_welcome

    async def run(self) -> None:
        """Talk until one side ends it; never raises for what the client does."""
        try:
            await self._shake_hands()
            await self._talk()
        except _Ended as end:
            await self._close(end)
        except WebSocketDisconnect:
            return

    async def _shake_hands(self) -> None:
        try:
            async with asyncio.timeout(HANDSHAKE_WITHIN.total_seconds()):
                text = await self._received()
        except TimeoutError:
            raise _Ended(code=_POLICY) from None
        try:
            others = protocol.handshake_of(text)
        except BadRecord as error:
            await self._socket.send_text(protocol.handshake_answer(str(error)))
            raise _Ended(code=_POLICY) from None
        await self._socket.send_text(protocol.handshake_answer())
        self._take(others)

    async def _talk(self) -> None:
        """Read, write and watch side by side; what ends first ends all."""
        tasks = [asyncio.create_task(work()) for work in (self._read, self._write, self._watch)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(CLIENT_SILENCE.total_seconds()):
                    text = await self._received()
            except TimeoutError:
                raise _Ended("Nothing was heard from the client for too long.", again=True) from None
            try:
                records = protocol.records_of(text)
            except BadRecord as error:
                raise _Ended(str(error), code=_POLICY) from None
            self._take(records)

    def _take(self, records: Sequence[Mapping[str, object]]) -> None:
        for record in records:
            if protocol.is_close(record):
                raise _Ended
            try:
                call = protocol.invocation_of(record)
            except BadRecord as error:
                raise _Ended(str(error), code=_POLICY) from None
            if call is not None:
                self._answer(call)

    def _answer(self, call: Invocation) -> None:
        error = None
        if call.streams or call.target not in ("Subscribe", "Unsubscribe"):
            error = f"There is no hub method '{call.target[:100]}'."
        else:
            self._seat.is_subscribed = call.target == "Subscribe"
        if call.id is not None:
            self._seat.offer(protocol.completion(call.id, error))

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if loop.time() >= due:
                due = loop.time() + PING_EVERY.total_seconds()
                if not self._is_welcome():
                    raise _Ended("The login has ended.", again=True, code=_POLICY)
                await self._socket.send_text(protocol.PING)
            try:
                async with asyncio.timeout_at(due):
                    record = await self._seat.records.get()
            except TimeoutError:
                continue
            await self._socket.send_text(record)

    async def _watch(self) -> None:
        await self._seat.overrun.wait()
        raise _Ended("Events were read too slowly.", again=True, code=_POLICY)

    async def _received(self) -> str:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", _NORMAL))
        text: str | None = message.get("text")
        if text is None:
            raise _Ended("Only text is spoken here.", code=_POLICY)
        if len(text) > LONGEST_MESSAGE:
            raise _Ended("A message is too long.", code=_TOO_BIG)
        return text

    async def _close(self, end: _Ended) -> None:
        """Say why and hang up, as far as the client still listens."""
        try:
            async with asyncio.timeout(CLOSE_WITHIN.total_seconds()):
                if self._socket.client_state is WebSocketState.CONNECTED:
                    await self._socket.send_text(protocol.close(end.error, again=end.again))
                    await self._socket.close(end.code)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return
