"""An HTTP middleman between a board and its server: passes everything on, or answers as a portal or an old cache would."""

from __future__ import annotations

import http.client
import json
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
        expired: how many of the next requests get 401 as if the token had run out; logging in is not among them, nor the hub,
            which is only not listened to then.
        without_refresh: whether a refresh of the token gets 401 too.
        tokens: every token that has gone through.
    """

    daemon_threads = True

    def __init__(self, target_port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.target_port = target_port
        self.mood = Mood.HONEST
        self.expired = 0
        self.without_refresh = False
        self.tokens: set[str] = set()
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
        if self._is_refused():
            self._answer(401, [("Content-Type", "application/problem+json")], b'{"status":401,"errorCode":1}')
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.server.target_port, timeout=10)
        try:
            connection.request(self.command, self.path, body or None, dict(self.headers.items()))
            answer = connection.getresponse()
            kept = (answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()
        self._note_tokens(kept[2])
        if self.command == "GET" and answer.status == 200:
            self.server.kept[self.path] = kept
        self._answer(*kept)

    def _is_refused(self) -> bool:
        if self.path.endswith("/auth/refresh"):
            return self.server.without_refresh
        if self.path.endswith("/auth") or "/signalr/" in self.path or not self.server.expired:
            return False
        self.server.expired -= 1
        return True

    def _note_tokens(self, body: bytes) -> None:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer":
            self.server.tokens.add(token)
        if "/auth" in self.path and self.command == "POST":
            answer = json.loads(body)
            self.server.tokens.update(answer[name] for name in ("tokenId", "refreshToken") if answer.get(name))

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
