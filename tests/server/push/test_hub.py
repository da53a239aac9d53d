"""The SignalR hub: who may listen, what is heard after each change, and how connections end."""

from __future__ import annotations

import logging
from datetime import timedelta

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from kds.server.problems import Problem
from kds.server.push import connection, hub, protocol
from kds.server.push.changes import ORDERS, Change, Kind
from tests.rig import wait_until
from tests.server.push.ears import END, HANDSHAKE, HUB, ears, raw_ears
from tests.server.push.live import LiveServer
from tests.server.world import line


def negotiate(server: LiveServer, query: str = "?negotiateVersion=1", *, prefix: str = "") -> httpx.Response:
    """Negotiate as the bar's cook."""
    headers = {"Authorization": f"Bearer {server.token('cook')}"}
    return httpx.post(f"{server.url}{prefix}{HUB}/negotiate{query}", headers=headers)


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_negotiating_offers_a_websocket(server: LiveServer, prefix: str) -> None:
    """Below every prefix a client is told to come by WebSocket with text, and gets its token."""
    answer = negotiate(server, prefix=prefix).json()
    assert answer["availableTransports"] == [{"transport": "WebSockets", "transferFormats": ["Text"]}]
    assert answer["negotiateVersion"] == 1
    assert answer["connectionToken"] != answer["connectionId"]


def test_an_older_client_negotiates_without_a_token(server: LiveServer) -> None:
    """Version 0 of negotiating knows the connection's id alone."""
    assert set(negotiate(server, "").json()) == {"connectionId", "availableTransports"}


def test_nobody_listens_without_a_login(server: LiveServer) -> None:
    """Without a token, and with one that nobody gave, both addresses answer 401 as every route does."""
    answer = httpx.post(f"{server.url}{HUB}/negotiate")
    assert (answer.status_code, answer.json()["errorCode"]) == (401, 1)
    for query in ("", "?access_token=nonsense"):
        with pytest.raises(InvalidStatus) as refused, connect(f"ws://127.0.0.1:{server.port}{HUB}{query}", proxy=None):
            pytest.fail("nobody may listen")
        assert refused.value.response.status_code == 401


def test_a_header_is_as_good_as_a_token_in_the_query(server: LiveServer) -> None:
    """A client that can set headers says who it is in one, and keeps its token out of addresses."""
    headers = {"Authorization": f"Bearer {server.token('cook')}"}
    with connect(f"ws://127.0.0.1:{server.port}{HUB}", additional_headers=headers, proxy=None) as socket:
        socket.send(HANDSHAKE)
        assert socket.recv() == "{}" + END


def test_every_change_of_an_order_is_heard(server: LiveServer) -> None:
    """Creating, changing and deleting an order are told with its id and version, once they are committed."""
    with ears(server, server.token("view"), prefix="/api") as listening:
        listening.subscribe()
        (order,) = server.ticket(line())
        assert listening.resource() == (ORDERS, order["id"], 1, "created")
        path = f"/orders/{order['id']}"
        assert server.call("POST", f"{path}/status", {"status": "Ready"}).status_code == 200
        assert listening.resource() == (ORDERS, order["id"], 2, "updated")
        assert server.call("POST", f"{path}/status", {"status": "Ready"}).status_code == 200
        assert server.call("DELETE", path).status_code == 204
        assert listening.resource() == (ORDERS, order["id"], None, "deleted")


def test_what_was_rolled_back_is_never_told(server: LiveServer) -> None:
    """A refused command is silent; the next event is that of the next change."""
    with ears(server, server.token("view")) as listening:
        listening.subscribe()
        (order,) = server.ticket(line())
        assert listening.resource()[1:] == (order["id"], 1, "created")
        unknown = {"orderIds": [order["id"], "0" * 24]}
        assert server.call("POST", "/orders", unknown).status_code == 404
        assert server.call("POST", "/orders", {"orderIds": [order["id"]]}).status_code == 200
        assert listening.resource()[1:] == (order["id"], 2, "updated")


def test_notes_of_the_kitchen_are_heard_but_no_renewed_presence(server: LiveServer) -> None:
    """Told and ended notes are events; a screen that says again that it is there wakes nobody."""
    cook = server.token("cook")
    presence = {"kind": "presence", "station": "Bar"}
    server.call("POST", "/kitchen/notes", presence, token=cook)
    with ears(server, server.token("view")) as listening:
        listening.subscribe()
        assert server.call("POST", "/kitchen/notes", presence, token=cook).status_code == 200
        note = server.call("POST", "/kitchen/notes", {"kind": "soldOut", "pluCode": 9}, token=cook).json()
        assert listening.resource() == ("kitchenNotes", note["id"], None, "created")
        assert server.call("DELETE", f"/kitchen/notes/{note['id']}", token=cook).status_code == 204
        assert listening.resource() == ("kitchenNotes", note["id"], None, "deleted")


def test_who_has_not_subscribed_hears_pings_alone(server: LiveServer) -> None:
    """Before Subscribe and after Unsubscribe there are no events."""
    with ears(server, server.token("view")) as listening:
        server.ticket(line())
        listening.subscribe()
        listening.say(type=1, target="Unsubscribe", arguments=[], invocationId="u")
        assert listening.hear_besides_pings() == {"type": 3, "invocationId": "u"}
        server.ticket(line())
        listening.say(type=1, target="Subscribe", arguments=[], invocationId="again")
        assert listening.hear_besides_pings() == {"type": 3, "invocationId": "again"}


def test_the_hub_pings(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life come without being asked for, subscribed or not."""
    monkeypatch.setattr(connection, "PING_EVERY", connection.PING_EVERY / 100)
    with ears(server, server.token("view")) as listening:
        assert [listening.hear() for _ in range(3)] == [{"type": 6}] * 3


def test_a_database_that_is_away_ends_no_listener(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the login still holds can't be asked while PostgreSQL starts again: the hub goes on until it says no."""
    monkeypatch.setattr(connection, "PING_EVERY", connection.PING_EVERY / 100)
    with ears(server, server.token("view")) as listening:
        assert listening.hear() == {"type": 6}

        def away(_token: str) -> None:
            raise Problem(503, "database.away")

        monkeypatch.setattr(server.app.state.installation.callers, "of_token", away)
        assert [listening.hear() for _ in range(3)] == [{"type": 6}] * 3


def test_a_listener_outlives_the_patience_for_slow_requests(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The time that a request may take to arrive neither ends a connection that listens nor stumbles over it."""
    monkeypatch.setattr(connection, "PING_EVERY", timedelta(seconds=0.1))
    with LiveServer({"slowest_request": timedelta(seconds=0.2)}) as server, ears(server, server.token()) as listening:
        assert [listening.hear() for _ in range(7)] == [{"type": 6}] * 7
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_an_unknown_method_is_answered_with_an_error(server: LiveServer) -> None:
    """A method that the hub does not have, or a stream, ends nothing: its completion says so."""
    with ears(server, server.token("view")) as listening:
        listening.say(type=1, target="Launch", arguments=[], invocationId="7")
        answer = listening.hear_besides_pings()
        assert (answer["type"], answer["invocationId"]) == (3, "7")
        assert "Launch" in answer["error"]
        listening.say(type=4, target="Subscribe", arguments=[], invocationId="8")
        assert "error" in listening.hear_besides_pings()
        listening.subscribe()


@pytest.mark.parametrize(
    ("handshake", "words"),
    [
        ('{"protocol":"messagepack","version":1}' + END, "protocol 'json'"),
        ('{"protocol":"json","version":9}' + END, "version 1"),
        ("hello", "no end"),
        ("hello" + END, "not JSON"),
        ("[]" + END, "not an object"),
    ],
)
def test_another_protocol_is_refused_in_the_handshake(server: LiveServer, handshake: str, words: str) -> None:
    """Whoever speaks something else is told so and hung up on."""
    with raw_ears(server, server.token("view")) as listening:
        listening.socket.send(handshake)
        assert words in listening.hear()["error"]
        listening.last_words()


@pytest.mark.parametrize(
    "message",
    ["}" + END, "[1]" + END, '{"type":1,"target":3}' + END, '{"type":6}', "[" * 30000 + END, "x" * 40000 + END],
)
def test_nonsense_ends_the_connection(server: LiveServer, message: str) -> None:
    """What is no record is answered with a close that says why, and the server lives on."""
    with ears(server, server.token("view")) as listening:
        listening.socket.send(message)
        words = listening.last_words()
        assert words["type"] == 7
        assert words["error"]
    assert negotiate(server).status_code == 200


def test_a_flood_in_one_frame_ends_the_connection(server: LiveServer) -> None:
    """A frame beyond all measure is not even read."""
    with ears(server, server.token("view")) as listening:
        listening.socket.send("x" * 100_000)
        listening.last_words()
        assert listening.socket.close_code == 1009


def test_bytes_are_not_spoken(server: LiveServer) -> None:
    """A binary message is answered with a close."""
    with ears(server, server.token("view")) as listening:
        listening.socket.send(b"\x00")
        assert "text" in listening.last_words()["error"]


def test_a_client_that_says_nothing_is_hung_up_on(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a handshake that never comes nor a client that fell silent keeps a connection for ever."""
    monkeypatch.setattr(connection, "HANDSHAKE_WITHIN", connection.HANDSHAKE_WITHIN / 100)
    with raw_ears(server, server.token("view")) as listening:
        assert listening.last_words()["type"] == 7
    monkeypatch.setattr(connection, "CLIENT_SILENCE", connection.CLIENT_SILENCE / 300)
    monkeypatch.setattr(connection, "HANDSHAKE_WITHIN", connection.HANDSHAKE_WITHIN * 100)
    with ears(server, server.token("view")) as listening:
        words = listening.last_words()
        assert (words["type"], words["allowReconnect"]) == (7, True)


def test_a_login_that_ended_is_hung_up_on(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a logout nothing more is told to whoever still listens with its token."""
    monkeypatch.setattr(connection, "PING_EVERY", connection.PING_EVERY / 100)
    token = server.token("expo")
    with ears(server, token) as listening:
        listening.subscribe()
        assert server.call("DELETE", "/auth", token=token).status_code == 204
        assert "login" in listening.last_words()["error"]


def test_one_connection_too_many_is_refused(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller's connections are counted, and a place is free again once one of them has ended."""
    monkeypatch.setattr(hub, "MOST_OF_A_CALLER", 1)
    token = server.token("expo")
    with ears(server, token):
        assert httpx.post(f"{server.url}{HUB}/negotiate?access_token={token}").status_code == 503
        with pytest.raises(InvalidStatus) as refused, raw_ears(server, token):
            pytest.fail("there is no room")
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "30"
    wait_until(lambda: httpx.post(f"{server.url}{HUB}/negotiate?access_token={token}").status_code == 200)


def test_a_slow_reader_is_dropped_and_the_others_hear_on(server: LiveServer) -> None:
    """Whoever falls a whole queue behind loses its connection, with the word that it may come back; nobody else does."""
    seats = server.app.state.installation.hub._seats
    before = set(seats)
    with ears(server, server.token("view")) as slow:
        (behind,) = seats - before
        slow.subscribe()

        def fall_behind() -> None:
            for _ in range(hub.QUEUE_LENGTH + 1):
                behind.offer(protocol.PING)

        with ears(server, server.token("cook")) as quick:
            quick.subscribe()
            server.loop.call_soon_threadsafe(fall_behind)
            words = slow.last_words()
            assert (words["type"], words["allowReconnect"]) == (7, True)
            (order,) = server.ticket(line())
            assert quick.resource()[1] == order["id"]


def test_a_queue_never_grows_beyond_its_length() -> None:
    """However many events nobody reads, a connection's queue keeps its bound."""
    seat = hub.Seat("view on KDS3")
    for _ in range(3 * hub.QUEUE_LENGTH):
        seat.offer("x")
    assert seat.overrun.is_set()
    assert seat.records.qsize() == hub.QUEUE_LENGTH


def test_nobody_listening_costs_nothing(server: LiveServer) -> None:
    """An event is queued for nobody who has not asked for events."""
    seats = server.app.state.installation.hub._seats
    before = set(seats)
    with ears(server, server.token("view")):
        (quiet,) = seats - before
        server.app.state.installation.hub.publish(Change(ORDERS, "0" * 24, 1, Kind.CREATED))
        assert quiet.records.empty()


def test_a_token_in_an_address_is_not_logged(server: LiveServer, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a welcome nor a refused WebSocket leaves its token in a log."""
    token = server.token("view")
    with caplog.at_level(logging.INFO), ears(server, token):
        pass
    with caplog.at_level(logging.INFO), pytest.raises(InvalidStatus), raw_ears(server, "wrong-" + token):
        pytest.fail("nobody may listen")
    assert token not in caplog.text


def test_a_client_that_hangs_up_leaves_nothing_behind(server: LiveServer) -> None:
    """A client that says goodbye or just goes away frees its place."""
    seats = server.app.state.installation.hub._seats
    token = server.token("expo")
    with ears(server, token) as listening:
        listening.say(type=7)
        listening.last_words()
    with ears(server, token):
        pass
    wait_until(lambda: not any(seat.who.startswith("expo") for seat in list(seats)))


@pytest.mark.parametrize("path", ["/api/orders", "/nowhere"])
def test_no_other_address_takes_a_websocket(server: LiveServer, path: str) -> None:
    """A WebSocket anywhere else is refused, whoever asks, and the server says nothing of it."""
    address = f"ws://127.0.0.1:{server.port}{path}?access_token={server.token('view')}"
    with pytest.raises(InvalidStatus) as refused, connect(address, proxy=None):
        pytest.fail("there is no hub")
    assert refused.value.response.status_code == 403
