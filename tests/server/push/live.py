"""A real order server on a loopback port, in a thread of its own, with a clock that stands still."""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import uvicorn

from kds.server.app import create_app
from kds.server.serving import configured
from tests.server.world import DEVICES, PASSWORDS, Clock, Json, settings


@dataclass
class LiveServer:
    """A server that can be ended, and started again at the same port with the same database."""

    changes: Json = field(default_factory=dict)
    port: int = 0
    clock: Clock = field(default_factory=Clock)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self.end()

    def start(self) -> None:
        """Listen; returns once requests are answered."""
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen()
        self.port = self._listener.getsockname()[1]
        chosen = settings(**{"clock": self.clock} | self.changes)
        self.app = create_app(chosen)
        self._server = uvicorn.Server(configured(self.app, chosen.slowest_request))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        self._tokens: dict[str, str] = {}
        self._client = httpx.Client(base_url=f"{self.url}/api", trust_env=False)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._listener])

    def end(self) -> None:
        """Stop listening and hang up."""
        self._client.close()
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()

    @property
    def url(self) -> str:
        """The address without a prefix."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, user: str = "chef", device: str | None = None) -> str:
        """Log in and give the token."""
        body = {"UserName": user, "Password": PASSWORDS[user], "DeviceName": device or DEVICES[user]}
        answer = self._client.post("/auth", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["tokenId"])

    def _kept(self, user: str) -> str:
        """Give the token of a login that is made once."""
        if user not in self._tokens:
            self._tokens[user] = self.token(user)
        return self._tokens[user]

    def call(self, method: str, path: str, body: object = None, *, token: str | None = None) -> httpx.Response:
        """Send a request, as chef where no token is given."""
        headers = {"Authorization": f"Bearer {token or self._kept('chef')}"}
        return self._client.request(method, path, json=body, headers=headers)

    def ticket(self, *lines: Json, token: str | None = None) -> list[Json]:
        """Write a ticket and give its orders."""
        answer = self.call("POST", "/tickets", {"items": list(lines)}, token=token or self._kept("anna"))
        assert answer.status_code == 201, answer.text
        found: Any = self.call("GET", f"/orders?ticketId={answer.json()['id']}").json()["items"]
        return list(found)
