"""What a bad answer of a shop becomes: an error of our own tree whose sentence tells a person what to do."""

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
    SettingsError,
    SourceError,
    Unreachable,
)
from kds.sources import http
from kds.sources.lightspeed.access import LightspeedAddress, LightspeedKey, key_from_file
from tests.adapters.lightspeed_world import HOST, JSON, KEY, SECRET, Shop, key, refusal, secret_file, ticket

HTML = {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("answer", "kind", "status"),
    [
        (refusal(400), Refused, 400),
        (refusal(401, "Access denied."), LoginRefused, 401),
        (refusal(403), Forbidden, 403),
        (refusal(404), Missing, 404),
        (refusal(409), Conflict, 409),
        (refusal(422), Refused, 422),
        (refusal(423), Busy, 423),
        (refusal(429), Busy, 429),
        (refusal(500), Busy, 500),
        (refusal(501), Refused, 501),
        (refusal(503), Busy, 503),
        (httpx.Response(401), LoginRefused, 401),
        (httpx.Response(502, text="<html>bad gateway</html>", headers=HTML), Busy, 502),
        (httpx.Response(404, text="<html>lost</html>", headers=HTML), NotTheSource, 404),
        (httpx.Response(403, text="<html>portal</html>", headers=HTML), NotTheSource, 403),
        (httpx.Response(200, text="<html>portal</html>", headers=HTML), NotTheSource, 200),
        (httpx.Response(302, headers={"location": "http://portal/"}), NotTheSource, 302),
        (httpx.Response(204), NotTheSource, 204),
        (httpx.Response(200, text="[]", headers=JSON), NotTheSource, 200),
        (httpx.Response(200, text='{"error": {"code": 403, "message": "no"}}', headers=JSON), Forbidden, 403),
        (httpx.Response(200, text='{"error": "no"}', headers=JSON), Refused, 200),
        (httpx.Response(201, text='{"error": null}', headers=JSON), Refused, 201),
        (httpx.Response(500, text='{"error": [1]}', headers=JSON), Busy, 500),
    ],
)
async def test_each_answer_has_its_meaning(answer: httpx.Response, kind: type[SourceError], status: int) -> None:
    """The table of lightspeed 1.2, and a 2xx with a root `error` is an error too."""
    shop = Shop(ticket())
    shop.spoil = lambda request: answer if "/tickets" in request.url.path else None
    for attempt in (shop.reader().inquiries.ticket(1), shop.writer().update_ticket(2546, is_closed=True)):
        shop.clock.advance(100_000)
        with pytest.raises(kind) as caught:
            await attempt
        assert type(caught.value) is kind
        assert caught.value.status == status
        assert "shop.example:8080" in str(caught.value)


@pytest.mark.parametrize("body", ['{"tickets": {}}', '{"ticket": []}', "{}", '{"tickets": null, "count": 1}'])
async def test_json_of_another_shape_is_not_lightspeed(body: str) -> None:
    """Something else that speaks JSON is told as such, with the part that is missing."""
    shop = Shop(ticket())
    shop.spoil = lambda _request: httpx.Response(200, text=body, headers=JSON)
    with pytest.raises(NotTheSource, match="'ticket'"):
        await shop.reader().inquiries.ticket(1)
    with pytest.raises(NotTheSource, match="'tickets'"):
        await shop.reader().inquiries.tickets()


async def test_the_fields_at_fault_are_named() -> None:
    """A refused payload says which field it was, where the shop says so."""
    shop = Shop(ticket())
    body = '{"error": {"code": 422, "message": "invalid", "errors": {"memo": "too\\u001b long"}}}'
    shop.spoil = lambda _request: httpx.Response(422, text=body, headers=JSON)
    with pytest.raises(Refused, match="invalid; memo: too� long"):
        await shop.source().set_memo(2546, "x")


async def test_a_long_page_of_words_is_cut() -> None:
    """An error that is no JSON gives its status and its beginning, 300 cells of it."""
    shop = Shop()
    shop.spoil = lambda _request: httpx.Response(502, text="\x1b]0;" + "gateway " * 500)
    with pytest.raises(Busy) as caught:
        await shop.source().sweep()
    assert "�]0;gateway gateway" in str(caught.value)
    assert len(str(caught.value)) < 400


async def test_an_inactive_language_is_told_apart_from_an_unknown_inquiry() -> None:
    """A wrong language setting never makes a card look deleted: the shop's own words say it."""
    shop = Shop(ticket())
    with pytest.raises(NotTheSource, match="no active language 'xx'"):
        await shop.source("xx").read(2546)


async def test_a_bare_404_is_told_apart_by_a_look_at_the_shop() -> None:
    """Where the words don't help, a shop that answers proves the language, and one that does not proves it wrong."""
    shop = Shop()
    shop.spoil = lambda request: httpx.Response(404) if "/tickets/" in request.url.path else None
    assert await shop.source().read(99) is None
    assert shop.requests() == ["/tickets/99.json", "/shop.json"]
    shop.spoil = lambda _request: httpx.Response(404)
    with pytest.raises(NotTheSource, match="no active language 'nl'"):
        await shop.source().read(99)


async def test_a_portal_does_not_delete_cards() -> None:
    """A hotel's page that answers everything with 404 is not believed to know that an inquiry is gone."""
    shop = Shop(ticket())
    source = shop.source()
    await source.sweep()
    shop.spoil = lambda _request: httpx.Response(404, text="<html>sign in</html>", headers=HTML)
    with pytest.raises(NotTheSource):
        await source.read(2546)


async def test_a_wrong_secret_is_told_before_anything_else() -> None:
    """A key that the shop does not know is refused at the first look."""
    with pytest.raises(LoginRefused, match="Access denied"):
        await Shop().source(secret="9" * 32).open()


async def test_a_secret_that_was_broken_later_does_not_leave() -> None:
    """A file that was overwritten with something else is told, and what stands in it is not sent."""
    shop = Shop()
    with pytest.raises(LoginRefused, match="32 characters"):
        await shop.source(secret="short").open()

    def fail() -> str:
        raise SettingsError("The API secret file can't be read: gone.")

    with pytest.raises(LoginRefused, match="gone"):
        _ = LightspeedKey(KEY, fail).authorization
    assert shop.asked == []


@pytest.mark.parametrize("secret", ["", "x" * 31, "x" * 33, "x" * 31 + ":", "ä" * 32])
def test_key_and_secret_have_32_characters(tmp_path: Path, secret: str) -> None:
    """A half-copied key is told when the board starts, and is not repeated in the sentence."""
    with pytest.raises(SettingsError) as caught:
        key_from_file(KEY, secret_file(tmp_path, secret))
    assert "API secret" in str(caught.value)
    assert not secret or secret not in str(caught.value)
    with pytest.raises(SettingsError, match="API key must have 32"):
        LightspeedKey(secret, lambda: SECRET)


def test_a_good_secret_file_is_read_each_time(tmp_path: Path) -> None:
    """A replaced secret works at once, and nothing prints it."""
    file = secret_file(tmp_path, SECRET)
    own = key_from_file(KEY, file)
    assert own.authorization == key().authorization
    file.write_text("3" * 32 + "\n")
    assert own.authorization != key().authorization
    assert KEY not in repr(own)


@pytest.mark.parametrize("language", ["", "NL", "nld", "n", "n/", ".."])
def test_a_language_has_two_letters(language: str) -> None:
    """Nothing but two letters gets into the address."""
    with pytest.raises(SettingsError, match="is no language"):
        LightspeedAddress(language)


def test_a_cluster_gives_the_address() -> None:
    """A shop lives on one of two clusters; another address is only for a stand-in."""
    assert LightspeedAddress("nl").url == "https://api.webshopapp.com/nl"
    assert LightspeedAddress("us", "us1").url == "https://api.shoplightspeed.com/us"
    assert LightspeedAddress("nl", base_url=HOST + "/").url == HOST + "/nl"
    with pytest.raises(SettingsError, match="eu1 or us1"):
        LightspeedAddress("nl", "eu2")
    for wrong in ("shop.example", "https://user:word@shop.example", "ftp://shop.example", "https://shop.example?x=1"):
        with pytest.raises(SettingsError, match="must look like"):
            LightspeedAddress("nl", base_url=wrong)


@pytest.mark.parametrize(("error", "sent"), [(httpx.ConnectError("refused"), False), (httpx.ReadTimeout("slow"), True)])
async def test_it_is_known_whether_a_lost_reply_may_have_arrived(error: httpx.TransportError, sent: bool) -> None:
    """Only a reply that certainly never left may be sent again without a look."""
    shop = Shop(ticket())

    def fail(_request: httpx.Request) -> httpx.Response | None:
        raise error

    shop.spoil = fail
    with pytest.raises(Unreachable) as caught:
        await shop.source().reply(2546, "On its way")
    assert caught.value.sent is sent


async def test_an_endless_answer_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board's memory stays flat whatever the shop sends, and the sentence says so."""
    monkeypatch.setattr(http, "BODY_LIMIT_BYTES", 100)
    with pytest.raises(NotTheSource, match="too large"):
        await Shop(ticket()).source().sweep()


async def test_the_log_names_the_request_and_nothing_personal(caplog: pytest.LogCaptureFixture) -> None:
    """The vendor's request id is in the log; key, secret and a customer's e-mail are not."""
    caplog.set_level(logging.DEBUG, logger="kds")
    shop = Shop(ticket())
    shop.headers["x-request-id"] = "abc\x7f-1"
    await shop.reader().inquiries.tickets(email="jana@example.com")
    assert "GET /tickets.json gave 200, request id abc�-1" in caplog.text
    assert not any(secret in caplog.text for secret in ("jana", KEY, SECRET, "Basic"))
