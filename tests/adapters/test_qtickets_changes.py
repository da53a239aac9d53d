"""Following a show at Qtickets: what is new, what changed, and what is said where that can't be seen."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kds.domain.venue.admission import AdmissionState
from kds.domain.venue.reading import Bookmark, Changes, Stage
from kds.errors import Busy
from kds.sources.qtickets.source import VenueSource
from tests.adapters.qtickets_world import SHOW, World, body_of, good, moscow, order, refusal, ticket


async def bookmarked(world: World) -> tuple[VenueSource, Bookmark]:
    """Load a show and give the source with its bookmark."""
    source = world.source()
    await source.open()
    portions = [portion async for portion in source.load(SHOW)]
    assert portions[-1].bookmark is not None
    return source, portions[-1].bookmark


def later(number: int, *tickets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give an order that was made or changed just now."""
    return order(number, *tickets, **{"updated_at": "2020-03-02T18:00:30+03:00", **changes})


def who(changes: Changes) -> set[tuple[int | None, AdmissionState]]:
    return {(guest.order_id, guest.state) for guest in changes.admissions}


async def test_who_bought_and_who_cancelled_since_is_told() -> None:
    """A new order and a cancelled one come; what did not change comes at most as a witness of the filter."""
    world = World(*[order(number) for number in range(1, 61)])
    source, bookmark = await bookmarked(world)
    world.orders[4] = later(5, deleted_at="2020-03-02T18:00:30+03:00")
    world.orders.append(later(61))
    world.asked.clear()
    changes = await source.changes(SHOW, bookmark)
    assert {(5, AdmissionState.CANCELLED), (61, AdmissionState.VALID)} <= who(changes)
    assert changes.sees_edits
    assert changes.bookmark.last_order_id == 61
    assert (changes.bookmark.changed_order_id, changes.bookmark.changed_at) == (61, moscow(18, 0, 30))
    again = await source.changes(SHOW, changes.bookmark)
    assert again.bookmark.last_order_id == 61
    assert again.sees_edits


async def test_scans_do_not_show_among_changed_orders() -> None:
    """A scan at another gate moves no order, so only reading the orders again shows it."""
    world = World(order(1, ticket(1)), order(2, ticket(2)))
    source, bookmark = await bookmarked(world)
    world.orders.append(later(3))
    changes = await source.changes(SHOW, bookmark)
    bookmark = changes.bookmark
    await world.gate.record_scan(41, "870000000001", moscow(18))
    changes = await source.changes(SHOW, bookmark)
    assert 1 not in {guest.basket_id for guest in changes.admissions}
    portions = [portion async for portion in source.checked(SHOW)]
    seen = {guest.basket_id: guest.checked_at for portion in portions for guest in portion.admissions}
    assert (seen[1], seen[2]) == (moscow(18), None)
    assert portions[-1].stage is Stage.DONE


@pytest.mark.parametrize("way", ["ignored", "silent"])
async def test_new_orders_are_found_where_numbers_cannot_be_filtered(way: str) -> None:
    """A filter by number that is ignored, or gives nothing, is found out; the end of the list is read instead."""
    world = World(*[order(number) for number in range(1, 161)])
    source, bookmark = await bookmarked(world)
    world.orders.append(later(161))

    def silent(request: httpx.Request) -> httpx.Response | None:
        asked = {condition["column"] for condition in body_of(request).get("where", [])} if request.content else set()
        empty = {"data": [], "paging": {"perPage": 50, "currentPage": 1, "total": 0}}
        return good(empty) if "id" in asked else None

    if way == "ignored":
        world.ignored_columns = {"id"}
    else:
        world.spoil = silent
    changes = await source.changes(SHOW, bookmark)
    assert 161 in {guest.order_id for guest in changes.admissions}
    assert changes.bookmark.last_order_id == 161
    world.orders.append(later(162))
    world.asked.clear()
    changes = await source.changes(SHOW, changes.bookmark)
    assert 162 in {guest.order_id for guest in changes.admissions}
    assert [body_of(request)["page"] for request in world.asked][:2] == [1, 4]


@pytest.mark.parametrize("way", ["ignored", "unknown", "silent"])
async def test_it_is_told_when_changes_cannot_be_seen(way: str) -> None:
    """Where orders can't be filtered by change, the board is told to read them all again now and then."""
    world = World(*[order(number) for number in range(1, 131)])
    source, bookmark = await bookmarked(world)

    def silent(request: httpx.Request) -> httpx.Response | None:
        asked = {condition["column"] for condition in body_of(request).get("where", [])}
        empty = {"data": [], "paging": {"perPage": 50, "currentPage": 1, "total": 0}}
        return good(empty) if "updated_at" in asked else None

    if way == "ignored":
        world.ignored_columns = {"updated_at"}
        world.orders[0]["updated_at"] = "2018-01-01T00:00:00+03:00"
    elif way == "unknown":
        world.unknown_columns = {"updated_at"}
    else:
        world.spoil = silent
    refused = 0
    while True:
        try:
            changes = await source.changes(SHOW, bookmark)
            break
        except Busy:
            refused += 1
    assert refused == (2 if way == "unknown" else 0)
    assert not changes.sees_edits
    world.asked.clear()
    await source.changes(SHOW, bookmark)
    assert len(world.asked) == 1


async def test_a_server_with_too_much_to_do_is_not_taken_for_one_without_filters() -> None:
    """An hour of 503 does not make the board give up a filter that works."""
    world = World(order(1))
    source, bookmark = await bookmarked(world)
    world.spoil = lambda _request: refusal(503, "UNKNOWN_ERROR")
    for _ in range(6):
        with pytest.raises(Busy):
            await source.changes(SHOW, bookmark)
    world.spoil = lambda _request: None
    assert (await source.changes(SHOW, bookmark)).sees_edits


async def test_the_first_guest_of_all_is_found() -> None:
    """A show loaded before anybody had bought sees its first order."""
    world = World()
    source, bookmark = await bookmarked(world)
    assert bookmark.last_order_id == 0
    world.orders.append(later(1))
    changes = await source.changes(SHOW, bookmark)
    assert who(changes) == {(1, AdmissionState.VALID)}
