"""Two servers on one PostgreSQL: what is done at one is heard at the other, once, and also after a lost connection."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import psycopg
import pytest

from kds.errors import ServerError
from kds.server.access.attempts import Failure
from kds.server.fleet import words
from kds.server.push.changes import ANYTHING, KITCHEN_NOTES, ORDERS, Change, Kind
from kds.server.serving import serve
from tests.server.cluster import Cluster
from tests.server.push.ears import Ears, ears
from tests.server.push.live import LiveServer
from tests.server.world import NOON, line, settings

PATIENCE_SECONDS = 10.0


@dataclass
class Pair:
    """Two servers of one database."""

    first: LiveServer
    second: LiveServer
    url: str

    @property
    def listeners(self) -> int:
        """How many of them hear the other."""
        return self._for_each_listener("pid")

    def go_deaf(self) -> None:
        """Cut the connections by which they hear each other."""
        assert self._for_each_listener("pg_terminate_backend(pid)") == 2

    def _for_each_listener(self, what: str) -> int:
        ours = "datname = current_database() AND application_name = 'kds listens' AND query <> ''"
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            return len(connection.execute(f"SELECT {what} FROM pg_stat_activity WHERE {ours}".encode()).fetchall())


@pytest.fixture(scope="module")
def pair(cluster: Cluster) -> Iterator[Pair]:
    """Give two servers that hear each other."""
    url = cluster.fresh()
    with LiveServer({"database": url}) as first, LiveServer({"database": url}) as second:
        second._tokens = first._tokens  # a till's device has one session, whichever server it was opened at
        both = Pair(first, second, url)
        until(lambda: both.listeners == 2)
        yield both


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def listening_to(server: LiveServer) -> Iterator[Ears]:
    """Subscribe to a server's hub."""
    with ears(server, server.token("view")) as heard:
        heard.subscribe()
        yield heard


def test_a_change_at_one_server_is_heard_at_the_other(pair: Pair) -> None:
    """An order made, cooked and deleted at the first is told by both hubs with the same words, once."""
    with listening_to(pair.first) as near, listening_to(pair.second) as far:
        (order,) = pair.first.ticket(line())
        path = f"/orders/{order['id']}"
        assert pair.second.call("POST", f"{path}/status", {"status": "Ready"}).status_code == 200
        assert pair.first.call("DELETE", path).status_code == 204
        expected = {(1, "created"), (2, "updated"), (None, "deleted")}
        for hub in (near, far):
            assert {hub.resource() for _ in expected} == {(ORDERS, order["id"], *each) for each in expected}
        (last,) = pair.second.ticket(line())
        assert [hub.resource() for hub in (near, far)] == [(ORDERS, last["id"], 1, "created")] * 2


def test_a_note_of_the_kitchen_reaches_screens_of_both(pair: Pair) -> None:
    """What is sold out at one server is told by the other's hub, and stands in its list."""
    with listening_to(pair.second) as far:
        note = pair.first.call("POST", "/kitchen/notes", {"kind": "soldOut", "pluCode": 9}).json()
        assert far.resource() == (KITCHEN_NOTES, note["id"], None, "created")
        assert note in pair.second.call("GET", "/kitchen/notes").json()["items"]
        assert pair.second.call("DELETE", f"/kitchen/notes/{note['id']}").status_code == 204
        assert far.resource() == (KITCHEN_NOTES, note["id"], None, "deleted")


def test_what_was_rolled_back_is_heard_nowhere(pair: Pair) -> None:
    """A refused command is silent at the other server too."""
    (order,) = pair.first.ticket(line())
    with listening_to(pair.second) as far:
        refused = {"orderIds": [order["id"], "0" * 24]}
        assert pair.first.call("POST", "/orders", refused).status_code == 404
        assert pair.first.call("POST", "/orders", {"orderIds": [order["id"]]}).status_code == 200
        assert far.resource() == (ORDERS, order["id"], 2, "updated")


def test_a_server_that_did_not_hear_says_that_anything_may_have_changed(pair: Pair) -> None:
    """Its connection is cut: it listens again by itself, wakes its screens, and hears what comes then."""
    with listening_to(pair.first) as near, listening_to(pair.second) as far:
        pair.go_deaf()
        for hub in (near, far):
            assert {hub.resource() for _ in ANYTHING} == {(each.name, "", None, "updated") for each in ANYTHING}
        (order,) = pair.first.ticket(line())
        assert far.resource() == (ORDERS, order["id"], 1, "created")


def test_wrong_passwords_are_counted_by_both(pair: Pair) -> None:
    """Who guesses at one server and then at the other has to wait as if they were one."""
    body = {"UserName": "expo", "Password": "wrong", "DeviceName": "KDS2"}

    def answered(server: LiveServer) -> int:
        return httpx.post(f"{server.url}/api/auth", json=body, trust_env=False).status_code

    assert [answered(pair.first) for _ in range(10)] == [401] * 10
    until(lambda: answered(pair.second) == 423)
    assert answered(pair.first) == 423


def test_a_webhook_is_sent_by_one_server(cluster: Cluster) -> None:
    """Both are to post each change: the one that made it does, so that the receiver gets it once."""
    got: list[str] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append(told["p"]["r"]["id"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    receiver = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    hooks = (f"http://127.0.0.1:{receiver.server_port}/",)
    url = cluster.fresh()
    with (
        LiveServer({"database": url, "webhooks": hooks}) as first,
        LiveServer({"database": url, "webhooks": hooks}) as second,
        listening_to(first) as near,
        listening_to(second) as far,
    ):
        second._tokens = first._tokens
        ids = [server.ticket(line())[0]["id"] for server in (first, second, first)]
        for hub in (near, far):
            while hub.resource()[1] != ids[-1]:
                continue
        until(lambda: set(ids) <= set(got))
    receiver.shutdown()
    receiver.server_close()
    assert sorted(got) == sorted(ids)


def test_a_file_has_one_server() -> None:
    """A port is shared by servers of one PostgreSQL: two with a file each would show a board two kitchens by turns."""
    with pytest.raises(ServerError, match="one PostgreSQL database"):
        serve(settings(port=0, shares_port=True), on_listening=lambda _: pytest.fail("it listens"))


def a_change(number: int) -> Change:
    return Change(ORDERS, f"{number:024x}", number, Kind.UPDATED)


@pytest.mark.parametrize("count", [1, 2, 100, 700])
def test_many_changes_are_told_in_several_notifications(count: int) -> None:
    """Each fits into what PostgreSQL takes, and together they say all, in order."""
    changes = [a_change(number) for number in range(count)]
    payloads = words.of_changes("me", changes)
    assert all(len(payload.encode()) < 8_000 for payload in payloads)
    told = [change for payload in payloads for change in words.read(payload).changes or ()]
    assert told == changes
    assert {words.read(payload).sender for payload in payloads} == {"me"}


def test_very_many_changes_are_anything() -> None:
    """A switched endpoint can change thousands of orders: that is told in one word."""
    (payload,) = words.of_changes("me", [a_change(number) for number in range(5_000)])
    assert words.read(payload).changes is None
    assert words.of_changes("me", []) == []


def test_a_failed_login_fits_and_is_read_again() -> None:
    """However long the name that somebody guessed with."""
    failure = Failure("2001:db8::1", "ž" * 200, NOON)
    payload = words.of_failure("me", failure)
    assert len(payload.encode()) < 8_000
    assert words.read(payload).failure == failure


@pytest.mark.parametrize(
    "payload", ["", "[]", "{}", '{"from":"x","changes":[["orders"]]}', '{"from":"x","failed":[]}', "7"]
)
def test_what_is_none_of_ours_is_refused(payload: str) -> None:
    """Anybody who can write to the database can speak on the channel."""
    with pytest.raises(ValueError, match=r"no word of another server|Expecting value"):
        words.read(payload)
