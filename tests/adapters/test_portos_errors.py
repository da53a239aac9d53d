"""What a bad answer becomes: an error of our own tree whose sentence tells a person what to do."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from kds.domain.intents import Command, Delete, Direction, EndpointPart, Fire, SetStatus, WholeOrder
from kds.domain.terms import Status
from kds.errors import (
    Busy,
    Conflict,
    Forbidden,
    LoginRefused,
    Missing,
    NotTheSource,
    Refused,
    SettingsError,
    SourceError,
    TlsFailure,
    Unreachable,
)
from kds.sources.portos.names import DEFAULT_NAMES, WireNames
from kds.sources.portos.source import PasswordLogin, PortosAddress, PortosSource
from tests.adapters.portos_world import ADDRESS, JSON, World, order, problem

HTML = httpx.Response(200, text="<html>", headers={"content-type": "text/html"})


def bump(change: SetStatus | Fire | None = None, version: int = 3) -> Command:
    return Command("id", order(1)["id"], 1, change or SetStatus(WholeOrder(), Status.READY), base_version=version)


def answering(answer: httpx.Response) -> World:
    """Give a till that answers every change like this."""
    world = World(order(1))
    world.spoil = lambda request: answer if request.url.path.endswith("/status") else None
    return world


@pytest.mark.parametrize(
    ("answer", "kind", "error_code"),
    [
        (problem(400, 3), Refused, 3),
        (problem(403, 2), Forbidden, 2),
        (problem(404), Missing, None),
        (problem(405), Refused, None),
        (problem(408), Busy, None),
        (problem(409), Conflict, None),
        (problem(409, 6), Conflict, 6),
        (problem(400, 6), Conflict, 6),
        (problem(410), Missing, None),
        (problem(412), Conflict, None),
        (problem(422), Refused, None),
        (problem(423, 5), Busy, 5),
        (problem(429), Busy, None),
        (problem(500), Busy, None),
        (problem(501), Refused, None),
        (problem(503), Busy, None),
        (httpx.Response(403), Forbidden, None),
        (httpx.Response(502, text="<html>bad gateway</html>", headers={"content-type": "text/html"}), Busy, None),
        (httpx.Response(404, text="<html>", headers={"content-type": "text/html"}), NotTheSource, None),
        (httpx.Response(403, text="<html>", headers={"content-type": "text/html"}), NotTheSource, None),
        (httpx.Response(302, headers={"location": "http://portal/"}), NotTheSource, None),
        (httpx.Response(304), NotTheSource, None),
        (HTML, NotTheSource, None),
        (httpx.Response(200, text='{"ok": true}', headers=JSON), NotTheSource, None),
        (httpx.Response(200, text="null", headers=JSON), NotTheSource, None),
        (httpx.Response(204), NotTheSource, None),
    ],
)
async def test_each_answer_has_its_meaning(
    answer: httpx.Response, kind: type[SourceError], error_code: int | None
) -> None:
    """The table of reliability 3.2: only a status in the shape of the contract counts as done."""
    with pytest.raises(kind) as caught:
        await answering(answer).source().send(bump(), key="k")
    assert type(caught.value) is kind
    assert caught.value.error_code == error_code
    assert caught.value.status == answer.status_code
    assert "till.example:4000" in str(caught.value)


async def test_a_page_in_place_of_a_deletion_deletes_nothing() -> None:
    """A network's login page that answers 200 is no proof that an order is gone; 204 is."""
    world = World(order(1))
    world.spoil = lambda request: HTML if request.method == "DELETE" else None
    command = replace(bump(), change=Delete())
    with pytest.raises(NotTheSource):
        await world.source().send(command, key="k")
    world.spoil = lambda request: httpx.Response(204) if request.method == "DELETE" else None
    assert await world.source().send(command, key="k") == ()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 1.0), ("999999", 60.0), ("soon", 60.0), ("nan", 60.0), ("Sun, 22 Nov 2026 11:00:20 GMT", 20.0)],
)
async def test_a_busy_till_says_how_long(header: str, seconds: float) -> None:
    """`Retry-After` is honoured between 1 and 60 s, a date by the till's own clock."""
    answer = problem(429, retry_after=header, date="Sun, 22 Nov 2026 11:00:00 GMT")
    with pytest.raises(Busy) as caught:
        await answering(answer).source().send(bump(), key="k")
    assert caught.value.retry_after == seconds


async def test_the_tills_own_words_are_told_without_its_control_characters() -> None:
    """A message from the network does not reach the terminal as a command."""
    body = '{"errors": [{"memberName": "status", "message": "bad\\u001b[2J"}], "errorCode": 3}'
    with pytest.raises(Refused) as caught:
        await answering(httpx.Response(400, text=body, headers=JSON)).source().send(bump(), key="k")
    assert "status bad�[2J" in str(caught.value)


@pytest.mark.parametrize(
    ("error", "kind", "sent"),
    [
        (httpx.ConnectError("refused"), Unreachable, False),
        (httpx.ConnectTimeout("slow"), Unreachable, False),
        (httpx.PoolTimeout("full"), Unreachable, False),
        (httpx.WriteTimeout("slow"), Unreachable, True),
        (httpx.WriteError("reset"), Unreachable, True),
        (httpx.ReadTimeout("slow"), Unreachable, True),
        (httpx.ReadError("reset"), Unreachable, True),
        (httpx.RemoteProtocolError("closed"), Unreachable, True),
    ],
)
async def test_it_is_known_whether_a_lost_change_may_have_arrived(
    error: httpx.TransportError, kind: type[Unreachable], sent: bool
) -> None:
    """Only a request that certainly never left may be taken back (reliability 3.2)."""
    world = World(order(1))
    source = world.source()
    await source.read_open()

    def fail(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith("/status"):
            raise error
        return None

    world.spoil = fail
    with pytest.raises(kind) as caught:
        await source.send(bump(), key="k")
    assert caught.value.sent is sent


async def test_an_expired_token_is_refreshed_unseen() -> None:
    """A cook does not notice that a login has run out."""
    world = World(order(1))
    source = world.source()
    await source.read_open()
    world.spoil = lambda request: problem(401, 1) if request.headers.get("authorization") == "Bearer token-1" else None
    assert len((await source.read_open()).orders) == 1
    assert [request.url.path for request in world.asked[-3:]] == ["/api/orders", "/api/auth/refresh", "/api/orders"]


async def test_a_refused_refresh_becomes_a_new_login() -> None:
    """A till that was restarted knows no old session; the board logs in again by itself."""
    world = World(order(1))
    source = world.source()
    await source.read_open()

    def forget(request: httpx.Request) -> httpx.Response | None:
        old = request.headers.get("authorization") == "Bearer token-1" or request.url.path.endswith("refresh")
        return problem(401, 1) if old else None

    world.spoil = forget
    assert len((await source.read_open()).orders) == 1
    assert world.tokens == 2


async def test_a_wrong_password_is_not_tried_each_second() -> None:
    """A board with a wrong password does not lock the user out at the till."""
    world = World(order(1))
    source = world.source(password="0000")
    for _ in range(5):
        with pytest.raises(LoginRefused, match="user cook on device KDS1"):
            await source.read_open()
    assert len(world.asked) == 1


async def test_a_replaced_password_file_is_read_at_once() -> None:
    """After a refused login the queue waits only until somebody writes the right password into the file."""
    world = World(order(1))
    words = ["0000"]
    login = PasswordLogin("cook", "KDS1", lambda: words[0], WireNames())
    source = PortosSource(PortosAddress(ADDRESS, transport=lambda: httpx.MockTransport(world.answer)), login)
    with pytest.raises(LoginRefused):
        await source.send(bump(), key="k")
    words[0] = "2222"
    assert len(await source.send(bump(), key="k")) == 1


async def test_a_token_that_is_never_accepted_ends_in_a_sentence() -> None:
    """A till that refuses its own tokens does not make the board ask for ever."""
    world = World(order(1))
    world.spoil = lambda request: problem(401, 1) if request.url.path == "/api/orders" else None
    with pytest.raises(LoginRefused):
        await world.source().read_open()
    assert len(world.asked) < 10


async def test_a_login_page_instead_of_a_login_is_not_a_wrong_password() -> None:
    """A hotel's portal is told as such."""
    world = World()
    world.spoil = lambda _request: HTML
    with pytest.raises(NotTheSource):
        await world.source().read_open()


async def test_a_change_carries_its_key_and_only_going_back_a_version() -> None:
    """A bump is not rejected by a harmless edit of a note; a recall is guarded (reliability 3.3)."""
    world = World(order(1))
    source = world.source()
    await source.send(bump(), key="k1")
    assert world.asked[-1].headers["idempotency-key"] == "k1"
    assert world.asked[-1].read() == b'{"status":"Ready"}'
    await source.send(bump(SetStatus(WholeOrder(), Status.NEW, Direction.BACKWARD)), key="k2")
    assert world.asked[-1].read() == b'{"status":"New","_v":3}'


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Grill/Ofen", b"Grill%2FOfen"),
        ("Küche 1", b"K%C3%BCche%201"),
        ("..", b"%2E%2E"),
        ("a?b#c%d", b"a%3Fb%23c%25d"),
        ("\x1b[2J", b"%1B%5B2J"),
    ],
)
async def test_an_endpoint_name_is_escaped_for_the_address(name: str, path: bytes) -> None:
    """Whatever an endpoint is called, the request goes to that endpoint."""
    world = World(order(1))
    await world.source().send(bump(SetStatus(EndpointPart(name), Status.READY)), key="k")
    assert world.asked[-1].url.raw_path.split(b"/")[-2] == path


async def test_words_of_another_installation_are_sent_too() -> None:
    """A till that calls ready `Done` is told `Done`."""
    world = World(order(1))
    await world.source(overrides={"status.Ready": "Done", "body.status": "state"}).send(bump(), key="k")
    assert world.asked[-1].read() == b'{"state":"Done"}'


@pytest.mark.parametrize(("key", "near"), [("item.coment", "item.comment"), ("status.ready", "status.Ready")])
def test_an_unknown_name_says_which_is_meant(key: str, near: str) -> None:
    """A typing mistake in `[portos.names]` is told with the nearest key."""
    with pytest.raises(SettingsError, match=near):
        WireNames({key: "x"})
    assert near in DEFAULT_NAMES


async def test_a_failed_certificate_is_told_as_such() -> None:
    """The sentence speaks of certificate and clock, not of a broken network."""
    import ssl

    world = World()
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "certificate is not yet valid"

    def fail(_request: httpx.Request) -> httpx.Response | None:
        raise httpx.ConnectError("tls") from cause

    world.spoil = fail
    with pytest.raises(TlsFailure, match="not yet valid") as caught:
        await world.source().read_open()
    assert "clock" in str(caught.value)
