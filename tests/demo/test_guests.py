"""The simulated guests: who comes, what they do, and that they never do more than the kitchen bears."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import httpx
import pytest

from kds.demo.bill import PurchaseType
from kds.demo.dining_room import DiningRoom
from kds.demo.menu import Restaurant, Round, read_restaurant
from kds.demo.visits import DINNER_PEAK, PACES, STARTS_AT, Pay, all_visits, rate_at
from kds.errors import ServerError
from kds.paths import shipped_restaurants

from .evening import Evening, open_doors, plan

Json = dict[str, Any]


@pytest.fixture(scope="module")
def restaurant() -> Restaurant:
    return read_restaurant(shipped_restaurants() / "demo.toml")


@pytest.fixture(scope="module")
def slammed() -> Evening:
    """Three hours at the fastest pace, all stations worked by simulated cooks."""
    return asyncio.run(_evening("slammed", None, timedelta(hours=3)))


async def _evening(pace: str, shown: tuple[str, ...] | None, duration: timedelta, seed: int = 1) -> Evening:
    evening = await open_doors(plan(pace=pace, shown=shown, seed=seed))
    await evening.go_on(duration)
    return evening


def _versions(evening: Evening) -> Iterator[tuple[Json, Json]]:
    """Give each ticket update with the version before it."""
    last: dict[str, Json] = {}
    for body in evening.server.sent:
        if "ticket" in body:
            if body["ticket"] in last:
                yield last[body["ticket"]], body
            last[body["ticket"]] = body


def _lines(body: Json) -> dict[int, Json]:
    return {item["id"]: item for item in body["items"]}


def test_the_menu_is_large_and_has_something_for_every_part_of_a_meal(restaurant: Restaurant) -> None:
    """Guests choose from at least 40 products, in every part of the meal."""
    assert len(restaurant.products) >= 40
    assert all(restaurant.of_round(part) for part in Round)
    assert len(restaurant.tables) == 26


def test_a_missing_menu_is_a_plain_sentence(tmp_path: Any) -> None:
    """Without the restaurant file a person reads which file is missing."""
    with pytest.raises(ServerError, match=r"nowhere\.toml"):
        read_restaurant(tmp_path / "nowhere.toml")


def test_a_restaurant_without_prices_is_a_plain_sentence(tmp_path: Any) -> None:
    """A restaurant file with a hole names what is missing."""
    file = tmp_path / "torn.toml"
    file.write_text('[[products]]\ncode = 1\nstock = "S"\nname = "Tea"\ncategory = "T"\n', encoding="utf-8")
    with pytest.raises(ServerError, match="'price'"):
        read_restaurant(file)


def test_the_same_seed_brings_the_same_guests(restaurant: Restaurant) -> None:
    """Two demos with one seed see the same visits in the same order, another seed sees others."""
    first, second, other = (
        list(islice(all_visits(random.Random(seed), restaurant, PACES["busy"]), 80)) for seed in (7, 7, 8)
    )
    assert first == second
    assert first != other


@pytest.mark.parametrize("pace", PACES)
def test_visits_are_in_order_and_end_with_a_bill(restaurant: Restaurant, pace: str) -> None:
    """Guests arrive one after the other, and nearly all of them pay in the end."""
    visits = list(islice(all_visits(random.Random(3), restaurant, PACES[pace]), 300))
    assert [visit.arrives for visit in visits] == sorted(visit.arrives for visit in visits)
    assert [visit.number for visit in visits] == list(range(1, 301))
    assert sum(isinstance(visit.steps[-1].act, Pay) for visit in visits) > 270
    assert {visit.purchase_type for visit in visits} == set(PurchaseType)


def test_dinner_time_is_the_busiest() -> None:
    """More guests come at the dinner peak than two hours before or after it, and never none."""
    peak = DINNER_PEAK - STARTS_AT
    rates = [rate_at(PACES["busy"], peak + timedelta(hours=hours)) for hours in (-2, 0, 2)]
    assert rates[1] == max(rates)
    assert rates[1] == pytest.approx(25)
    assert min(rates) > 5


async def test_one_seed_sends_the_same_tickets_twice() -> None:
    """Two evenings with one seed and one clock write exactly the same ticket updates."""
    first = await _evening("busy", None, timedelta(minutes=40), seed=5)
    second = await _evening("busy", None, timedelta(minutes=40), seed=5)
    other = await _evening("busy", None, timedelta(minutes=40), seed=6)
    assert len(first.server.sent) > 40
    assert first.server.sent == second.server.sent
    assert first.server.sent != other.server.sent


async def test_something_is_on_the_board_at_once() -> None:
    """The doors open on a restaurant that is already at work: orders at the first look."""
    evening = await _evening("busy", None, timedelta(seconds=1))
    assert len(evening.server.open_orders()) >= 3


def test_guests_change_their_minds_in_every_way(slammed: Evening) -> None:
    """In one evening lines grow, shrink, vanish, get another modifier or comment, and are added later."""
    seen = set()
    for old, new in _versions(slammed):
        before, after = _lines(old), _lines(new)
        seen |= {"removed"} if before.keys() - after.keys() else set()
        seen |= {"added"} if after.keys() - before.keys() else set()
        for line_id in before.keys() & after.keys():
            was, item = before[line_id], after[line_id]
            change = item["quantity"]["amount"] - was["quantity"]["amount"]
            seen |= {"more"} if change > 0 else {"less"} if change < 0 else set()
            seen |= {key for key in ("modifiers", "comment") if was[key] != item[key]}
    assert seen == {"removed", "added", "more", "less", "modifiers", "comment"}


def test_tables_move_and_bills_are_renamed(slammed: Evening) -> None:
    """In one evening a party moves to another table and a bill gets another name."""
    versions = list(_versions(slammed))
    assert any(old["location"] != new["location"] for old, new in versions)
    assert any(old["location"] == new["location"] and old["name"] != new["name"] for old, new in versions)


def test_take_away_and_delivery_have_a_promise_a_name_and_notes(slammed: Evening) -> None:
    """Bags carry a promised time and a pick-up name, some a note, and they have no table."""
    bags = [body for body in slammed.server.sent if body.get("purchaseType") in {"TakeAway", "Delivery"}]
    assert {bag["purchaseType"] for bag in bags} == {"TakeAway", "Delivery"}
    assert all(bag["dueAt"] and bag["pickupName"] and bag["location"] is None for bag in bags)
    assert any(bag["note"] for bag in bags)


def test_allergies_come_as_note_comment_and_modifier(slammed: Evening) -> None:
    """A guest's allergy reaches the kitchen in all the ways a waiter may type it, with the seat."""
    bodies = [body for body in slammed.server.sent if "ticket" in body]
    items = [item for body in bodies for item in body["items"]]
    assert any("ALLERGY" in (body["note"] or "") and "seat" in body["note"] for body in bodies)
    assert any("ALLERGY" in (item["comment"] or "") and item["seat"] for item in items)
    assert any(modifier["name"] == "Allergy" for item in items for modifier in item["modifiers"])


def test_seats_comments_halves_and_unrouted_items_occur(slammed: Evening) -> None:
    """In one evening there are seats, comments, half portions, all courses and items of no station."""
    items = [item for body in slammed.server.sent for item in body.get("items", ())]
    assert any(item["seat"] for item in items)
    assert any(item["comment"] for item in items)
    assert any(item["quantity"]["amount"] == 0.5 for item in items)
    assert {item["courseNumber"] for item in items} == {None, 1, 2, 3}
    assert any(not item["plu"]["orderEndpointNames"] for item in items)


def test_guests_pay_and_some_walk_out(slammed: Evening) -> None:
    """Most tickets are closed in the end; a few are deleted."""
    assert sum("close" in body for body in slammed.server.sent) > 20
    assert any("delete" in body for body in slammed.server.sent)


def test_both_tills_are_used(slammed: Evening) -> None:
    """The cash register and the handheld both write tickets."""
    assert {body["device"] for body in slammed.server.sent if "ticket" in body} == {"P02", "PDA1"}


def test_nobody_shares_a_table(slammed: Evening) -> None:
    """No two parties that are here sit at one table."""
    room = slammed.stage.guests
    assert isinstance(room, DiningRoom)
    tables = [party.table for party in room.parties if party.table]
    assert tables
    assert len(tables) == len(set(tables))


async def test_mains_wait_twelve_minutes_for_starters_that_nobody_serves() -> None:
    """With nobody at the pass, mains are fired twelve minutes after they were ordered, everything else at once."""
    evening = await open_doors(plan(pace="busy", shown=("*",)))
    made: dict[str, timedelta] = {}
    waited: list[timedelta] = []

    def watch() -> None:
        for order_id, order in evening.server.orders.items():
            made.setdefault(order_id, evening.clock.at)
            if order["isProcessed"] and order_id in made and made[order_id] >= timedelta():
                waited.append(evening.clock.at - made[order_id])
                made[order_id] = timedelta(-1)

    await evening.go_on(timedelta(minutes=45), each_beat=watch)
    held = [wait for wait in waited if wait > timedelta()]
    assert held
    assert all(timedelta(minutes=11, seconds=45) <= wait <= timedelta(minutes=12, seconds=30) for wait in held)
    assert waited.count(timedelta()) > len(held)


@pytest.mark.parametrize("shown", [("Grill",), ("Bar",), ("*",)])
async def test_the_backlog_is_bounded_when_nobody_bumps(shown: tuple[str, ...]) -> None:
    """A board that nobody touches for hours at the fastest pace shows a full restaurant, not thousands of orders."""
    evening = await open_doors(plan(pace="slammed", shown=shown))
    await evening.go_on(timedelta(hours=4), beat=timedelta(seconds=40))
    assert 10 <= len(evening.server.open_orders()) <= 60
    assert evening.most_open <= 60


async def test_guests_come_back_when_the_backlog_is_bumped_away() -> None:
    """After somebody clears a board that was left alone, new orders arrive."""
    evening = await _evening("busy", ("*",), timedelta(hours=2))
    stuck = len(evening.server.orders)
    for order in evening.server.open_orders():
        evening.server._set_status(order["id"], [], "Served")
    evening.server.version += 1
    await evening.go_on(timedelta(minutes=20))
    assert len(evening.server.orders) > stuck + 5


async def test_a_ticket_that_the_server_refuses_ends_only_that_visit() -> None:
    """When one ticket is refused, a sentence says so and everybody else goes on."""
    evening = await open_doors(plan(pace="busy"))
    refused: list[str] = []

    def refuse_once(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path == "/api/tickets" and not refused:
            refused.append(request.url.path)
            return httpx.Response(400, json={"title": "no such table", "errorCode": 3})
        return None

    evening.server.before = refuse_once
    await evening.go_on(timedelta(minutes=10))
    assert any("no such table" in sentence for sentence in evening.said)
    assert len(evening.server.tickets) >= 3
