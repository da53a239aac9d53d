"""A TCP proxy that breaks connections the way kitchens do: slow, hanging, reset, sliced, or cut after the server acted."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Weather:
    """What the proxy does to connections and bytes, from now on.

    Attributes:
        latency_seconds, jitter_seconds: added to every chunk, in both directions.
        hang: bytes are taken and kept, nothing is passed on.
        reset_share: chance that a chunk from the client resets both sides instead.
        cut_answer_share: chance that the answer is thrown away and the connection reset after the server acted.
        slice_bytes: largest chunk passed on at once, 0 for no limit.
        refuse: new connections are reset at once.
        strip_get_bodies: the body of every GET is lost on the way, as by a proxy that thinks GETs have none.
    """

    latency_seconds: float = 0.0
    jitter_seconds: float = 0.0
    hang: bool = False
    reset_share: float = 0.0
    cut_answer_share: float = 0.0
    slice_bytes: int = 0
    refuse: bool = False
    strip_get_bodies: bool = False


class BodyStripper:
    """Reads the requests of one connection and gives them on without the bodies of GETs."""

    def __init__(self) -> None:
        self._head = b""
        self._left = 0
        self._drops = False

    @property
    def is_amid(self) -> bool:
        """Whether a request has begun that has not ended."""
        return bool(self._head or self._left)

    def feed(self, chunk: bytes) -> bytes:
        """Give what of these bytes is passed on, with earlier ones that were held back."""
        passed = b""
        while chunk:
            if self._left:
                body, chunk = chunk[: self._left], chunk[self._left :]
                self._left -= len(body)
                passed += b"" if self._drops else body
                continue
            head, end, rest = (self._head + chunk).partition(b"\r\n\r\n")
            if not end:
                self._head = head
                break
            self._head, chunk = b"", rest
            self._drops = head.startswith(b"GET ")
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            self._left = int(length[1]) if length else 0
            passed += (head.replace(length[0], b"") if length and self._drops else head) + end
        return passed


class ChaosProxy:
    """Listens on a free port and forwards to a loopback target; the weather may change at any time.

    Args:
        target_port: loopback port of the real server; may be changed when the server restarts elsewhere.
        seed: for the dice, so that a failure can be repeated.
        host: the address it listens on.
    """

    def __init__(self, target_port: int, seed: int = 1, host: str = "127.0.0.1") -> None:
        self.target_port = target_port
        self.host = host
        self.weather = Weather()
        self.port = 0
        self.cut_answers = 0
        self.resets = 0
        self._dice = random.Random(seed)
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None

    def change(self, **weather: float | bool) -> None:
        """Change some of the weather, keep the rest."""
        self.weather = replace(self.weather, **weather)  # type: ignore[arg-type]

    def pull_plug(self) -> None:
        """Reset every connection and refuse new ones until `plug_in`; nothing gets through once this returns."""
        self.change(refuse=True)
        assert self._loop
        done = threading.Event()
        self._loop.call_soon_threadsafe(self._reset_all, done)
        assert done.wait(5)

    def _reset_all(self, done: threading.Event) -> None:
        for writer in list(self._writers):
            reset(writer)
        done.set()

    def plug_in(self) -> None:
        """Let connections through again."""
        self.change(refuse=False)

    def end(self) -> None:
        """Stop serving; to be called from another thread."""
        assert self._loop
        assert self._ended
        self._loop.call_soon_threadsafe(self._ended.set)

    async def run(self, ready: threading.Event) -> None:
        """Serve until `end` is called."""
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        server = await asyncio.start_server(self._serve, self.host, 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await self._ended.wait()
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.weather.refuse:
            reset(writer)
            return
        try:
            upstream, to_server = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            reset(writer)
            return
        both = (writer, to_server)
        self._writers.update(both)
        try:
            await asyncio.gather(
                self._pass(reader, to_server, both, is_answer=False),
                self._pass(upstream, writer, both, is_answer=True),
            )
        finally:
            for end in both:
                end.close()
            self._writers.difference_update(both)

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        both: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
        *,
        is_answer: bool,
    ) -> None:
        stripper = BodyStripper()
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while chunk := await source.read(65_536):
                weather = self.weather
                if not is_answer and (weather.strip_get_bodies or stripper.is_amid):
                    chunk = stripper.feed(chunk)
                    if not chunk:
                        continue
                if weather.latency_seconds or weather.jitter_seconds:
                    await asyncio.sleep(weather.latency_seconds + self._dice.random() * weather.jitter_seconds)
                while self.weather.hang:  # noqa: ASYNC110 - the weather is changed from another thread
                    await asyncio.sleep(0.02)
                if is_answer and self._dice.random() < weather.cut_answer_share:
                    self.cut_answers += 1
                    break
                if not is_answer and self._dice.random() < weather.reset_share:
                    self.resets += 1
                    break
                step = weather.slice_bytes or len(chunk)
                for start in range(0, len(chunk), step):
                    target.write(chunk[start : start + step])
                    await target.drain()
            else:
                # an orderly end is passed on as one
                target.write_eof()
                return
        for end in both:
            reset(end)


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection so that the peer sees RST, not an orderly end."""
    connection = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextmanager
def chaos_proxy(target_port: int, *, seed: int = 1, host: str = "127.0.0.1") -> Iterator[ChaosProxy]:
    """Run a proxy in a thread of its own; its `port` is known on entry."""
    proxy = ChaosProxy(target_port, seed, host)
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(proxy.run(ready)), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield proxy
    finally:
        proxy.end()
        thread.join(5)
