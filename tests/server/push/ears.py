"""A client of the hub that speaks its protocol by hand, record by record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.server.push.live import LiveServer

END = "\x1e"
HANDSHAKE = '{"protocol":"json","version":1}' + END
HUB = "/signalr/v1/mainHub"
PATIENCE_SECONDS = 20.0

Record = dict[str, Any]


class Ears:
    """One connection to the hub."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._waiting: list[Record] = []

    def say(self, **record: object) -> None:
        """Send one record."""
        self.socket.send(json.dumps(record) + END)

    def hear(self) -> Record:
        """Give the next record."""
        while not self._waiting:
            text = self.socket.recv(PATIENCE_SECONDS)
            assert isinstance(text, str)
            assert text.endswith(END)
            self._waiting = [json.loads(part) for part in text.split(END)[:-1]]
        return self._waiting.pop(0)

    def hear_besides_pings(self) -> Record:
        """Give the next record that is no ping."""
        while (record := self.hear()) == {"type": 6}:
            continue
        return record

    def subscribe(self) -> None:
        """Ask for events."""
        self.say(type=1, target="Subscribe", arguments=[], invocationId="s")
        assert self.hear_besides_pings() == {"type": 3, "invocationId": "s"}

    def event(self) -> Any:
        """Give the notification of the next event."""
        record = self.hear_besides_pings()
        assert (record["type"], record["target"]) == (1, "OnEvent")
        (told,) = record["arguments"]
        return told

    def resource(self) -> tuple[str, str, int | None, str]:
        """Give what the next event is about: name, id, version and what happened."""
        event = self.event()
        assert event["e"] == "portos.resources.changed"
        about = event["p"]["r"]
        return about["name"], about["id"], about["version"], event["p"]["k"]

    def last_words(self) -> Record:
        """Give the record that the server hangs up with."""
        words: Record = {}
        try:
            while True:
                words = self.hear()
        except ConnectionClosed:
            return words


@contextmanager
def ears(server: LiveServer, token: str, *, prefix: str = "", query: str = "") -> Iterator[Ears]:
    """Connect with a token in the query, as browsers do, and shake hands."""
    with raw_ears(server, token, prefix=prefix, query=query) as listening:
        listening.socket.send(HANDSHAKE)
        assert listening.hear() == {}
        yield listening


@contextmanager
def raw_ears(server: LiveServer, token: str, *, prefix: str = "", query: str = "") -> Iterator[Ears]:
    """Connect and say nothing yet."""
    address = f"{server.url}{prefix}{HUB}?access_token={token}{query}".replace("http", "ws", 1)
    with connect(address, proxy=None, compression=None) as socket:
        yield Ears(socket)
