"""Callers who take their time: a request that drips in byte by byte ends by itself, on real sockets."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPResponse

import pytest

pytestmark = pytest.mark.slow

SLOWEST_SECONDS = 0.8
PROGRAM = f"""
import sys
from datetime import timedelta
from kds.server.serving import ServerSettings, serve
settings = ServerSettings(database=sys.argv[1], port=0, slowest_request=timedelta(seconds={SLOWEST_SECONDS}))
serve(settings, on_listening=lambda url: print(url, flush=True))
"""
PATIENCE_SECONDS = 30.0
"""How long a test waits for the server to lose its own patience."""
LOGIN = json.dumps({"UserName": "anna", "Password": "1111", "DeviceName": "P01"}).encode()
HEAD = b"POST /api/auth HTTP/1.1\r\nHost: till\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of a server with little patience."""
    database = tmp_path_factory.mktemp("slow") / "server.sqlite3"
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(database)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield int(process.stdout.readline().strip().rpartition(":")[2])
    process.kill()
    process.communicate()


def dripped(port: int, at_once: bytes, *, then: bytes) -> bytes:
    """Send some bytes at once and then one after the other for ever; give all that came until the server hung up."""
    came = bytearray()
    end = time.monotonic() + PATIENCE_SECONDS
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(at_once)
        caller.settimeout(0.05)
        while True:
            assert time.monotonic() < end, f"the server still listens; so far it said {bytes(came)!r}"
            with suppress(BrokenPipeError, ConnectionResetError):
                caller.send(then)
            try:
                chunk = caller.recv(65_536)
            except TimeoutError:
                continue
            except ConnectionResetError:
                return bytes(came)
            if not chunk:
                return bytes(came)
            came += chunk


def asked(caller: socket.socket, *pieces: bytes) -> int:
    """Send a request in pieces and give the status of its answer, which is read to its end."""
    for piece in pieces:
        caller.sendall(piece)
        time.sleep(SLOWEST_SECONDS / 8)
    answer = HTTPResponse(caller)
    answer.begin()
    answer.read()
    return answer.status


def test_a_body_that_drips_in_is_refused_and_the_connection_ends(port: int) -> None:
    """Byte after byte, each of them in time, but the whole is not: 408 as a problem, then the server hangs up."""
    answer = dripped(port, HEAD % 100_000, then=b" ")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert json.loads(body)["status"] == 408


def test_a_head_that_drips_in_ends_the_connection(port: int) -> None:
    """Who never finishes to ask gets no answer and no connection."""
    assert dripped(port, b"GET /api/v2/health HTTP/1.1\r\nHost: till\r\nX-Slow: ", then=b"a") == b""


def test_a_caller_who_says_nothing_is_hung_up_on(port: int) -> None:
    """An open connection without a single byte is not kept."""
    assert dripped(port, b"", then=b"") == b""


def test_bytes_that_drip_in_behind_an_answer_end_with_the_connection(port: int) -> None:
    """A body that nobody asked for is not waited for after the answer."""
    request = b"GET /api/v2/health HTTP/1.1\r\nHost: till\r\nContent-Length: 100000\r\n\r\n"
    assert dripped(port, request, then=b" ").startswith(b"HTTP/1.1 200 ")


def test_a_slow_but_steady_caller_is_answered_again_and_again(port: int) -> None:
    """Pauses within a request and between requests do no harm, and the connection outlives the limit of one request."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as caller:
        while time.monotonic() - begun < 2 * SLOWEST_SECONDS:
            assert asked(caller, HEAD % len(LOGIN), LOGIN[:20], LOGIN[20:]) == 200
