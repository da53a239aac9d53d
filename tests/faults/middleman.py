"""An HTTP middleman between a board and its server: passes everything on, or answers as a portal or an old cache would."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Mood(StrEnum):
    """What the middleman does to requests from now on.

    HONEST: passes them on. PORTAL: answers 200 with a web page. OLD: answers every GET as the last one of its kind was
    answered before, headers and all.
    """

    HONEST = "honest"
    PORTAL = "portal"
    OLD = "old"


class Middleman(ThreadingHTTPServer):
    """Listens on a free loopback port in front of a server on another one.

    Attributes:
        mood: may be changed at any time.
    """

    daemon_threads = True

    def __init__(self, target_port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.target_port = target_port
        self.mood = Mood.HONEST
        self.kept: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {}


class Passing(BaseHTTPRequestHandler):
    """One connection from the board."""

    protocol_version = "HTTP/1.1"
    server: Middleman

    def do_GET(self) -> None:
        """Answer a read, from the cache in the mood for it."""
        mood = self.server.mood
        if mood is Mood.OLD and self.path in self.server.kept:
            self._answer(*self.server.kept[self.path])
        else:
            self._serve(mood)

    def do_POST(self) -> None:
        """Answer a change; no cache keeps those."""
        self._serve(self.server.mood)

    def _serve(self, mood: Mood) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if mood is Mood.PORTAL:
            page = b"<html><body>Welcome to FreeWiFi. Accept the terms.</body></html>"
            self._answer(200, [("Content-Type", "text/html")], page)
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.server.target_port, timeout=10)
        try:
            connection.request(self.command, self.path, body or None, dict(self.headers.items()))
            answer = connection.getresponse()
            kept = (answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()
        if self.command == "GET" and answer.status == 200:
            self.server.kept[self.path] = kept
        self._answer(*kept)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        """Say nothing."""


@contextmanager
def middleman(target_port: int) -> Iterator[Middleman]:
    """Run a middleman in a thread of its own."""
    with Middleman(target_port) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()
