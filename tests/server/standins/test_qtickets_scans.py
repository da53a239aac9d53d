"""Scans at the Qtickets stand-in: one by one, in batches, twice, poisoned, and what moves and what does not."""

from __future__ import annotations

import pytest

from tests.server.standins.world import Json, Running

VIP = "875196723453"
FLOOR = "871495495233"
SECOND = "874432174155"
AT = "2020-03-02T17:08:35+03:00"
LATER = "2020-03-02T17:20:00+03:00"


async def scan(tickets: Running, code: str, at: str | None = AT, show: int = 41) -> tuple[int, Json]:
    answer = await tickets.call("POST", f"/shows/{show}/barcode/{code}", {"checked_at": at})
    return answer.status_code, answer.json()


async def batch(tickets: Running, *codes: str, at: str = AT) -> tuple[int, str]:
    rows = [{"barcode": code, "checked_at": at} for code in codes]
    answer = await tickets.call("POST", "/shows/41/barcodes", rows)
    return answer.status_code, answer.text


async def checked(tickets: Running, code: str) -> str | None:
    answer: Json = await tickets.get(f"/shows/41/barcode/{code}")
    assert answer["barcode"] == code
    found: str | None = answer["checked_at"]
    return found


async def test_a_scan_is_recorded_and_read_back(tickets: Running) -> None:
    """A guest comes in: the time is echoed, read back, and given in Moscow time whatever offset it was sent in."""
    assert await checked(tickets, VIP) is None
    assert await scan(tickets, VIP) == (200, {"success": True, "barcode": VIP, "checked_at": AT})
    assert await checked(tickets, VIP) == AT
    await scan(tickets, FLOOR, "2020-03-02T21:08:35+07:00")
    assert await checked(tickets, FLOOR) == AT


async def test_scans_are_not_seen_in_the_order(tickets: Running) -> None:
    """A scan moves the ticket's `updated_at` and leaves the order's, so polling changed orders misses it."""
    before = (await tickets.get("/orders/4362"))["data"]
    await scan(tickets, VIP)
    after = (await tickets.get("/orders/4362"))["data"]
    assert after["updated_at"] == before["updated_at"]
    assert after["baskets"][0]["updated_at"] == "2026-11-22T21:00:00+03:00" != before["baskets"][0]["updated_at"]
    assert after["baskets"][1] == before["baskets"][1]


@pytest.mark.parametrize(
    ("mode", "answer", "stored"),
    [
        ("keep_first", (200, {"success": True, "barcode": VIP, "checked_at": AT}), AT),
        ("overwrite", (200, {"success": True, "barcode": VIP, "checked_at": LATER}), LATER),
        ("error", (400, None), AT),
    ],
)
async def test_the_second_scan(tickets: Running, mode: str, answer: tuple[int, Json | None], stored: str) -> None:
    """The same ticket again keeps the first time, takes the second, or is refused, as the switch says."""
    await tickets.switch(double_scan=mode)
    await scan(tickets, VIP)
    status, body = await scan(tickets, VIP, LATER)
    assert status == answer[0]
    if answer[1] is not None:
        assert body == answer[1]
    assert await checked(tickets, VIP) == stored


async def test_taking_a_scan_back(tickets: Running) -> None:
    """`checked_at: null` is refused, or clears the scan where the switch allows it."""
    await scan(tickets, VIP)
    assert (await scan(tickets, VIP, None))[0] == 503
    assert await checked(tickets, VIP) == AT
    await tickets.switch(undo_null="clear")
    assert (await scan(tickets, VIP, None))[1]["checked_at"] is None
    assert await checked(tickets, VIP) is None


@pytest.mark.parametrize("code", ["000000000000", "875200000013", "875400000031", "875400000032"])
async def test_a_code_that_lets_nobody_in_is_404(tickets: Running, code: str) -> None:
    """Unknown, refunded, unpaid codes and those of another date are all not found."""
    assert (await scan(tickets, code))[0] == 404
    assert (await tickets.call("GET", f"/shows/41/barcode/{code}")).status_code == 404


async def test_a_scan_without_a_time_is_503(tickets: Running) -> None:
    """A body without `checked_at`, or with something that is no time, records nothing."""
    for body in ({}, {"checked_at": "soon"}, {"checked_at": 5}):
        answer = await tickets.call("POST", f"/shows/41/barcode/{VIP}", body)
        assert answer.status_code == 503
    assert await checked(tickets, VIP) is None


async def test_a_batch_records_every_row(tickets: Running) -> None:
    """Held scans arrive together, each with its own time; an unknown code spoils only itself."""
    status, text = await batch(tickets, VIP, "000000000000", FLOOR)
    assert (status, text.count('"success":true'), text.count('"success":false')) == (200, 2, 1)
    assert [await checked(tickets, code) for code in (VIP, FLOOR)] == [AT, AT]


async def test_a_batch_that_stands_or_falls_together(tickets: Running) -> None:
    """With `all_or_nothing` one unknown code leaves everything unscanned."""
    await tickets.switch(batch_mode="all_or_nothing")
    assert (await batch(tickets, VIP, "000000000000"))[0] == 404
    assert await checked(tickets, VIP) is None
    assert (await batch(tickets, VIP, FLOOR))[0] == 200
    assert await checked(tickets, FLOOR) == AT


@pytest.mark.parametrize(("reply", "text"), [("empty", ""), ("object", '{"success":true}')])
async def test_what_a_batch_answers_is_not_told_by_the_page(tickets: Running, reply: str, text: str) -> None:
    """No body, or one object, mean as much as a list: the scans are there."""
    await tickets.switch(batch_reply=reply)
    assert await batch(tickets, VIP) == (200, text)
    assert await checked(tickets, VIP) == AT


@pytest.mark.parametrize(("mode", "first"), [("per_row", AT), ("all_or_nothing", None)])
async def test_a_poisoned_row_breaks_its_batch(tickets: Running, mode: str, first: str | None) -> None:
    """A row that the server chokes on answers 503; what stood before it is recorded or not, what stands behind never."""
    await tickets.switch(poison=[FLOOR], batch_mode=mode)
    assert (await batch(tickets, VIP, FLOOR, SECOND))[0] == 503
    assert [await checked(tickets, code) for code in (VIP, FLOOR, SECOND)] == [first, None, None]
    assert (await scan(tickets, FLOOR))[0] == 503


async def test_a_batch_that_is_no_list_is_503(tickets: Running) -> None:
    """An object, rows without a barcode and a trailing comma record nothing."""
    for content in (b"{}", b'[{"checked_at":null}]', b'[{"barcode":"875196723453","checked_at":"2020-03-02"},]'):
        answer = await tickets.client.post("/shows/41/barcodes", content=content)
        assert answer.status_code == 503
    assert await checked(tickets, VIP) is None
