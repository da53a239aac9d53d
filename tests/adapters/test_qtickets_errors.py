"""What a bad answer of Qtickets becomes: an error of our own tree whose sentence tells a person what to do."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest

from kds.errors import (
    Busy,
    Conflict,
    Forbidden,
    LoginRefused,
    Missing,
    NotTheSource,
    Refused,
    SourceError,
    Unreachable,
)
from kds.log import CHATTY
from kds.sources.http import TooLarge
from kds.sources.qtickets.connection import QticketsAddress, loggable
from kds.sources.qtickets.source import VenueSource
from tests.adapters.qtickets_world import ADDRESS, HTML, JSON, World, good, order, refusal


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal(403, "WRONG_AUTHORIZATION"), LoginRefused),
        (refusal(403), LoginRefused),
        (refusal(401), LoginRefused),
        (refusal(403, "NO_RIGHTS"), Forbidden),
        (refusal(404, "RESOURCE_NOT_FOUND"), Missing),
        (httpx.Response(404, text="<html>", headers=HTML), NotTheSource),
        (httpx.Response(403, text="<html>", headers=HTML), NotTheSource),
        (refusal(503, "UNKNOWN_ERROR"), Busy),
        (httpx.Response(503, text="<html>", headers=HTML), Busy),
        (httpx.Response(502), Busy),
        (refusal(429), Busy),
        (refusal(400), Refused),
        (refusal(422, "VALIDATION_ERROR"), Refused),
        (refusal(409), Conflict),
        (refusal(501), Refused),
        (httpx.Response(302, headers={"location": "http://portal/"}), NotTheSource),
        (httpx.Response(304), NotTheSource),
        (httpx.Response(200, text="<html>", headers=HTML), NotTheSource),
        (httpx.Response(200, text="{", headers=JSON), NotTheSource),
        (httpx.Response(204), NotTheSource),
        (good({"status": "error", "code": "WRONG_AUTHORIZATION"}), LoginRefused),
        (good({"status": "error", "code": "EVENT_NOT_FOUND"}), Missing),
        (good({"status": "error", "code": "TICKET_NOT_FOUND"}), Missing),
        (good({"status": "error", "code": "SEAT_NOT_AVAILABLE"}), Conflict),
        (good({"status": "error", "code": "VALIDATION_ERROR"}), Refused),
        (good({"status": "error", "code": "UNKNOWN_ERROR"}), Busy),
        (good({"status": "error", "message": "no"}), Refused),
        (good({"error": "Some error", "status": 403}), LoginRefused),
        (good({"error": "Some error", "status": 503, "code": "UNKNOWN_ERROR"}), Busy),
    ],
)
async def test_each_answer_has_its_meaning(answer: httpx.Response, kind: type[SourceError]) -> None:
    """The table of qtickets 1.1: a web page is never an unknown order, and a 200 with an error in it is no success."""
    world = World(order(1))
    world.spoil = lambda _request: answer
    with pytest.raises(SourceError) as caught:
        await world.client.order(1)
    assert type(caught.value) is kind
    assert "qtickets.example" in str(caught.value)


async def test_a_route_that_does_not_exist_is_not_an_unknown_order() -> None:
    """A wrong prefix in the settings is told as a wrong address."""
    world = World()
    address = QticketsAddress(
        Path("token"), f"{ADDRESS}/v9", transport=lambda: httpx.MockTransport(world.answer), read_token=lambda: "demo"
    )
    with pytest.raises(NotTheSource, match=r"no such address.*prefix /api/rest/v1"):
        await VenueSource(address, pace=world.pace, clock=world.clock).open()


async def test_the_vendors_words_are_told_without_their_control_characters() -> None:
    """A message from the network does not reach the terminal as a command."""
    world = World()
    world.spoil = lambda _request: refusal(400, error="bad\x1b[2J")
    with pytest.raises(Refused) as caught:
        await world.client.order(1)
    assert "bad�[2J" in str(caught.value)


@pytest.mark.parametrize(
    ("error", "sent"),
    [(httpx.ConnectError("refused"), False), (httpx.ReadTimeout("slow"), True), (httpx.RemoteProtocolError("x"), True)],
)
async def test_it_is_known_whether_a_lost_scan_may_have_arrived(error: httpx.TransportError, sent: bool) -> None:
    """Only a request that certainly never left may be taken back."""
    world = World()

    def fail(_request: httpx.Request) -> httpx.Response | None:
        raise error

    world.spoil = fail
    with pytest.raises(Unreachable) as caught:
        await world.gate.record_scan(41, "1", world.date)
    assert caught.value.sent is sent


async def test_a_token_that_is_refused_is_not_tried_again_and_again() -> None:
    """A wrong token costs one request; a replaced file is used at once."""
    world = World(order(1))
    world.token = "old"
    source = world.source()
    for _ in range(3):
        with pytest.raises(LoginRefused, match="organiser's account"):
            await source.open()
    assert len(world.asked) == 1
    world.token = "demo"
    await source.open()
    assert len(world.asked) == 2


@pytest.mark.parametrize("token", ["", " ", "ключ", "two\nlines", "a\x00b"])
async def test_a_token_that_can_be_none_is_told_before_anything_is_sent(token: str) -> None:
    """A file with something else in it ends in a sentence about the file."""
    world = World()
    world.token = token
    with pytest.raises(LoginRefused, match="token file"):
        await world.source().open()
    assert world.asked == []


async def test_the_token_is_read_from_a_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    """A token file that others can read is refused with the command that closes it."""
    world = World()
    file = tmp_path / "token"
    file.write_text("demo\n")
    file.chmod(0o644)
    address = QticketsAddress(file, ADDRESS, transport=lambda: httpx.MockTransport(world.answer))
    source = VenueSource(address, pace=world.pace, clock=world.clock)
    with pytest.raises(LoginRefused, match="chmod 600"):
        await source.open()
    file.chmod(0o600)
    await source.open()
    assert len(world.asked) == 1


async def test_requests_keep_half_a_second_apart() -> None:
    """However much is to be read, Qtickets gets two requests a second."""
    world = World(*[order(number) for number in range(1, 201)])
    [order async for order in world.client.orders()]
    assert len(world.asked) == 4
    assert world.slept == pytest.approx([0.5, 0.5, 0.5])


async def test_no_request_goes_out_while_rest_was_asked_for() -> None:
    """After a 429 nothing is sent until the time that it named is over; whoever asks is told at once."""
    world = World(order(1))
    client = world.client
    world.spoil = lambda _request: refusal(429, retry_after="7")
    with pytest.raises(Busy) as caught:
        await client.order(1)
    assert caught.value.retry_after == 7.0
    world.spoil = lambda _request: None
    with pytest.raises(Busy) as caught:
        await client.order(1)
    assert caught.value.retry_after == pytest.approx(7.0)
    assert len(world.asked) == 1
    world.seconds += 7
    assert (await client.order(1)).id == 1


async def test_an_answer_without_an_end_is_not_swallowed() -> None:
    """A board's memory stays flat whatever is sent."""
    world = World()

    def endless(_request: httpx.Request) -> httpx.Response | None:
        raise TooLarge

    world.spoil = endless
    with pytest.raises(NotTheSource, match="too large"):
        await world.client.order(1)


async def test_no_log_line_holds_the_token_a_name_or_a_whole_code(caplog: pytest.LogCaptureFixture) -> None:
    """Every change is in the log, but what it says lets nobody in."""
    world = World(order(1))
    with caplog.at_level(logging.DEBUG):
        await world.gate.record_scan(41, "870000000010", world.date)
        with pytest.raises(NotTheSource):
            await world.office.upsert_client("guest@example.com", name="Иван", surname="Петров")
    loud = [record for record in caplog.records if record.name not in CHATTY and not record.name.startswith("httpcore")]
    assert [record.getMessage() for record in loud if record.levelno >= logging.INFO] == [
        "POST /shows/41/barcode/…0010 at qtickets.example",
        "POST /clients at qtickets.example",
    ]
    assert "Bearer" not in caplog.text


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/shows/41/barcode/875196723453", "/shows/41/barcode/…3453"),
        ("/shows/41/barcode/12", "/shows/41/barcode/…12"),
        ("/shows/41/barcodes", "/shows/41/barcodes"),
    ],
)
def test_a_logged_path_keeps_the_end_of_a_code_only(path: str, shown: str) -> None:
    """A code can be found in the log by its last digits, and not used."""
    assert loggable(path) == shown


async def test_the_clock_of_qtickets_is_known_from_its_answers() -> None:
    """A till's clock that is seven minutes slow is corrected by what the answers say."""
    world = World(order(1))
    source = world.source()
    before = source.clock_offset
    world.date = world.date.replace(minute=7)
    await source.open()
    assert source.server_time == world.date
    offset = source.clock_offset
    assert before is None
    assert offset is not None
    assert round(offset.total_seconds()) in (420, 421)
