"""The proxy itself is honest: it passes what it should and breaks what it says."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.faults.chaos import BodyStripper, ChaosProxy, chaos_proxy


class Counting(BaseHTTPRequestHandler):
    seen = 0

    def do_GET(self) -> None:
        Counting.seen += 1
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        return


@pytest.fixture
def proxy() -> Iterator[ChaosProxy]:
    Counting.seen = 0
    with HTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with chaos_proxy(server.server_port) as running:
            yield running
        server.shutdown()


def get(port: int, timeout: float = 5) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request("GET", "/")
    return connection.getresponse().read()


def test_fair_weather_passes_every_byte(proxy: ChaosProxy) -> None:
    """Sliced into single bytes and delayed, an answer still arrives whole."""
    proxy.change(slice_bytes=1, latency_seconds=0.01, jitter_seconds=0.01)
    assert get(proxy.port) == b"hello"


def test_a_cut_answer_leaves_the_server_having_acted(proxy: ChaosProxy) -> None:
    """The client sees a broken connection although the server did the work."""
    proxy.change(cut_answer_share=1.0)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        get(proxy.port)
    assert (Counting.seen, proxy.cut_answers) == (1, 1)


def test_a_reset_request_never_reaches_the_server(proxy: ChaosProxy) -> None:
    """A connection reset on the way there leaves the server untouched."""
    proxy.change(reset_share=1.0)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        get(proxy.port)
    assert Counting.seen == 0


def test_a_hanging_line_times_out_and_recovers(proxy: ChaosProxy) -> None:
    """Nothing comes while it hangs; a new request afterwards is served."""
    proxy.change(hang=True)
    with pytest.raises(TimeoutError):
        get(proxy.port, timeout=0.3)
    proxy.change(hang=False)
    assert get(proxy.port) == b"hello"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_stripped_body_is_gone_and_nothing_else(size: int) -> None:
    """However the bytes come, a GET loses its body and its length; a POST and the request behind them stay whole."""
    get_head = b"GET /a HTTP/1.1\r\nHost: x%s\r\nAccept: */*\r\n\r\n"
    post = b'POST /b HTTP/1.1\r\nContent-Length: 7\r\n\r\n{"a":1}'
    sent = get_head % b"\r\nContent-Length: 9" + b'{"b":"G"}' + post + get_head % b""
    stripper = BodyStripper()
    passed = b"".join(stripper.feed(sent[start : start + size]) for start in range(0, len(sent), size))
    assert passed == get_head % b"" + post + get_head % b""
    assert not stripper.is_amid
