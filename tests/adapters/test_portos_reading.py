"""Reading the board from a till: what a cook sees when its answers are odd, large, repeated or changed."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from kds.domain.terms import ItemType, Purchase, Status
from kds.errors import NotTheSource
from kds.sources.portos import reading
from tests.adapters.portos_world import JSON, World, order


async def test_an_order_arrives_with_everything_the_contract_names() -> None:
    """Table, waiter, half a pizza, modifier, comment and pairs of contract 1 stand in the order."""
    source = World(order(118, dueAt="2026-11-22T12:00:00.000Z", purchaseType="Delivery")).source()
    result = await source.read_open()
    (slip,) = result.orders
    (item,) = slip.items
    assert (slip.number, slip.table, slip.zone, slip.waiter, slip.purchase) == (
        118,
        "T7",
        "Terrace",
        "Anna",
        Purchase.DELIVERY,
    )
    assert slip.due_at is not None
    assert slip.due_at.hour == 12
    assert (item.name, item.amount, item.comment) == ("Cappuccino", Decimal("0.5"), "extra hot")
    assert (item.modifiers[0].option, item.allergens) == ("Oat", ("milk",))
    assert [(pair.endpoint, pair.status) for pair in item.pairs] == [("Bar", Status.NEW)]
    assert result.instance == "one"
    assert result.server_time is not None


async def test_an_unchanged_board_is_the_very_same_value() -> None:
    """Nothing is drawn again while the till's answer stays the same."""
    world = World(order(1), order(2))
    source = world.source()
    first = await source.read_open()
    assert (await source.read_open()).orders is first.orders


async def test_a_till_with_tags_is_asked_with_them() -> None:
    """The second poll of a till that offers an ETag costs no body."""
    world = World(order(1))
    world.etags = True
    source = world.source()
    first = await source.read_open()
    second = await source.read_open()
    assert second.orders is first.orders
    assert "if-none-match" in world.asked[-1].headers


async def test_only_the_changed_order_is_translated_anew() -> None:
    """A bump elsewhere leaves the other cards exactly as they are."""
    world = World(order(1), order(2))
    source = world.source()
    before = (await source.read_open()).orders
    world.orders[1] = order(2, note="no nuts", _v=2)
    after = (await source.read_open()).orders
    assert after[0] is before[0]
    assert after[1].note == "no nuts"


async def test_all_pages_are_read() -> None:
    """The 1,001st order is on the board too, and the kitchen knows that it took two pages."""
    world = World(*[order(number) for number in range(1, 1005)])
    result = await world.source().read_open()
    assert (len(result.orders), result.pages) == (1004, 2)


async def test_finished_orders_of_a_till_that_does_not_filter_are_left_out() -> None:
    """A till that ignores our filter does not bring served dishes back to the board."""
    served = order(2)
    served["items"][0]["endpoints"][0]["status"] = "Served"
    assert [slip.number for slip in (await World(order(1), served).source().read_open()).orders] == [1]


async def test_property_names_match_in_any_case() -> None:
    """A till that writes PascalCase shows the same board, comments included."""

    def pascal(value: Any) -> Any:
        if isinstance(value, list):
            return [pascal(element) for element in value]
        if isinstance(value, dict):
            return {name[:1].upper() + name[1:]: pascal(content) for name, content in value.items()}
        return value

    world = World(pascal(order(5)))
    world.spoil = lambda request: (
        world.json({"Items": world.orders, "TotalCount": 1}) if request.url.path == "/api/orders" else None
    )
    (slip,) = (await world.source().read_open()).orders
    assert slip.items[0].comment == "extra hot"


async def test_names_of_another_installation_are_settings() -> None:
    """A till that calls the comment `remark` and ready `Done` needs two lines of configuration."""
    odd = order(1)
    odd["items"][0]["remark"] = odd["items"][0].pop("comment")
    odd["items"][0]["endpoints"][0]["status"] = "done"
    world = World(odd)
    (slip,) = (await world.source(overrides={"item.comment": "remark", "status.Ready": "Done"}).read_open()).orders
    assert slip.items[0].comment == "extra hot"
    assert slip.items[0].pairs[0].status is Status.READY


async def test_an_unknown_status_word_is_shown_as_it_is() -> None:
    """`OnFire` counts as open and is drawn as the till spells it."""
    odd = order(1)
    odd["items"][0]["endpoints"][0]["status"] = "OnFire"
    (slip,) = (await World(odd).source().read_open()).orders
    pair = slip.items[0].pairs[0]
    assert (pair.status, pair.word) == (Status.OTHER, "OnFire")


async def test_optional_properties_may_be_absent() -> None:
    """An order of little more than id and items is a card."""
    bare = {"id": "a", "items": [{"id": 1, "plu": {"name": "Soup"}, "quantity": {"amount": 1}}]}
    (slip,) = (await World(bare).source().read_open()).orders
    assert slip.oddity is None
    assert slip.items[0].pairs[0].endpoint is None


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """Give an order with the property at this path replaced."""
    raw = copy.deepcopy(order(77))
    target: Any = raw
    *steps, last = path.split(".")
    for step in steps:
        target = target[int(step)] if step.isdigit() else target[step]
    target[last] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("items", "nonsense", "items"),
        ("items.0.quantity.amount", "many", "items.0.quantity.amount"),
        ("items.0.quantity.amount", -2, "items.0.quantity.amount"),
        ("items.0.plu", None, "items.0.plu"),
        ("items.0.id", "first", "items.0.id"),
        ("createdAt", "yesterday", "createdAt"),
        ("location", ["T7"], "location"),
    ],
)
async def test_an_order_that_does_not_fit_is_a_card_that_says_so(path: str, value: Any, words: str) -> None:
    """The card names id, number and the reason; the other orders stay."""
    found = (await World(order(1), spoiled(path, value), order(3)).source().read_open()).orders
    assert [slip.number for slip in found] == [1, 77, 3]
    assert found[1].id == order(77)["id"]
    assert found[1].oddity is not None
    assert words in found[1].oddity


@pytest.mark.parametrize("nonsense", [None, "text", 7, [], {}, {"id": None}])
async def test_something_that_is_no_order_at_all_is_a_card_too(nonsense: Any) -> None:
    """Whatever stands in the list, the real orders stay and the odd thing is shown."""
    world = World(order(1))
    world.orders.append(nonsense)
    found = (await world.source().read_open()).orders
    assert len(found) == 2
    assert found[1].oddity is not None
    assert found[1].id == "?2"


async def test_two_items_with_one_id_are_not_mixed_up() -> None:
    """Such an order can't be bumped line by line, so it says so."""
    odd = order(1)
    odd["items"].append(odd["items"][0])
    (slip,) = (await World(odd).source().read_open()).orders
    assert "same id" in str(slip.oddity)


async def test_every_text_is_clean_and_names_for_addresses_stay_raw() -> None:
    """No control character of any field reaches a card; endpoint names go back to the till as they came."""
    evil = "\x1b]52;c;eA==\x07\x9b2J\u202eNUTS\u200b"
    raw = order(1, ticketName=evil, note=evil, pickupName=evil, deviceName=evil, user={"name": evil})
    raw["location"] = {"zoneName": evil, "tableName": evil}
    item = raw["items"][0]
    item.update(comment=evil, seat=evil, modifiers=[{"name": evil, "optionName": evil}])
    item["plu"].update(name=evil, allergens=[evil], stockName=evil, articleCategoryLabel=evil)
    item["quantity"]["unit"] = evil
    item["endpoints"][0].update(name=evil, status=evil, changedBy=evil)
    (slip,) = (await World(raw).source().read_open()).orders
    line = slip.items[0]
    pair, modifier = line.pairs[0], line.modifiers[0]
    shown = [slip.ticket_name, slip.note, slip.pickup_name, slip.device, slip.waiter, slip.zone, slip.table]
    shown += [line.name, line.comment, line.seat, line.unit, line.stock, line.category, *line.allergens]
    shown += [modifier.name, modifier.option, pair.word, pair.changed_by]
    for text in shown:
        assert text is not None
        assert text.isprintable(), text
        assert "NUTS" in text
    assert pair.endpoint == evil


async def test_no_more_orders_are_read_than_a_board_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest ones are asked for, page by page, and what is left out is counted."""
    monkeypatch.setattr("kds.sources.portos.source.MOST_ORDERS", 7)
    monkeypatch.setattr(reading, "PAGE_SIZE", 5)
    world = World(*[order(number) for number in range(1, 21)])
    source = world.source()
    found = await source.read_open()
    assert [slip.number for slip in found.orders] == [1, 2, 3, 4, 5, 6, 7]
    assert found.left_out == 13
    pages = [request.url.params for request in world.asked if request.url.path == "/api/orders"]
    assert [(page["$skip"], page["$take"]) for page in pages] == [("0", "5"), ("5", "2")]
    del world.orders[7:]
    assert (await source.read_open()).left_out == 0


async def test_endless_pages_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that sends long pages for ever is read up to a limit; the rest is counted."""
    monkeypatch.setattr(reading, "READING_LIMIT_BYTES", 20_000)
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    world = World(*[order(number, note="x" * 5000) for number in range(1, 21)])
    found = await world.source().read_open()
    assert [slip.number for slip in found.orders] == [1, 2, 3, 4]
    assert found.left_out == 16


async def test_endless_endpoints_are_not_the_tills() -> None:
    """A list that never ends is refused instead of filling the memory."""
    world = World()

    def more(request: httpx.Request) -> httpx.Response | None:
        rows = [{"name": f"E{number}"} for number in range(1000)]
        listed = request.url.path == "/api/orderendpoints"
        return world.json({"items": rows, "totalCount": 10**9}) if listed else None

    world.spoil = more
    with pytest.raises(NotTheSource):
        await world.source().read_endpoints()
    assert len(world.asked) < 20


async def test_a_page_that_is_too_large_is_read_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders with long notes still all arrive when a page of them exceeds what is read at once."""
    monkeypatch.setattr("kds.sources.http.BODY_LIMIT_BYTES", 20_000)
    world = World(*[order(number, note="x" * 3000) for number in range(1, 17)])
    source = world.source()
    assert len((await source.read_open()).orders) == 16
    calls = len(world.asked)
    assert len((await source.read_open()).orders) == 16
    assert len(world.asked) - calls <= 6


async def test_pages_grow_again_when_the_large_orders_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some minutes after the long notes are finished the board is read in one page again, as before them."""
    monkeypatch.setattr("kds.sources.http.BODY_LIMIT_BYTES", 20_000)
    monkeypatch.setattr(reading, "PAGE_SIZE", 16)
    monkeypatch.setattr(reading, "GROWS_AFTER_READS", 3)
    world = World(*[order(number, note="x" * 3000) for number in range(1, 17)])
    source = world.source()
    assert (await source.read_open()).pages == 4
    for _ in range(10):
        assert len((await source.read_open()).orders) == 16, "trying a larger page loses nothing"
    world.orders[:] = [order(number) for number in range(1, 17)]
    for _ in range(10):
        await source.read_open()
    assert (await source.read_open()).pages == 1


async def test_an_order_that_can_not_be_read_at_all_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """One monstrous order is a card that says so; its neighbours are on the board."""
    monkeypatch.setattr("kds.sources.http.BODY_LIMIT_BYTES", 20_000)
    world = World(order(1), order(2, note="x" * 50_000), order(3))
    source = world.source()
    found = (await source.read_open()).orders
    assert [slip.number for slip in found] == [1, 0, 3]
    assert found[1].oddity == "it is too large"
    assert (await source.read_open()).orders is found


async def test_an_order_nested_too_deeply_does_not_hide_the_others() -> None:
    """A thousand brackets in one order are that order's problem."""
    world = World(order(1), order(2), order(3))
    deep = json.dumps(order(2)).replace('"extra hot"', "[" * 1000 + "]" * 1000)

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/api/orders":
            return None
        skip, take = int(request.url.params["$skip"]), int(request.url.params["$take"])
        texts = [json.dumps(order(1)), deep, json.dumps(order(3))][skip : skip + take]
        return httpx.Response(200, content=f'{{"items": [{",".join(texts)}], "totalCount": 3}}', headers=JSON)

    world.spoil = answer
    found = (await world.source().read_open()).orders
    assert [slip.number for slip in found] == [1, 0, 3]
    assert found[1].oddity == "it is nested too deeply"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"extra \ud83c hot", "extra � hot"),
        (rb"extra \udf63 \uD83C", "extra � �"),
        (rb"extra \ud83c\udf63 \ud83c\ud83c\udf63", "extra 🍣 �🍣"),
        (b"extra \xfc \xff hot", "extra � � hot"),
        (rb"extra \\ud83c \udf63", "extra \\ud83c �"),
    ],
    ids=["half", "other half", "whole", "not UTF-8", "no escape at all"],
)
async def test_a_text_that_is_no_text_hides_no_order(written: bytes, read: str) -> None:
    """Halves of characters and bytes of another encoding, as some tills write them, become signs in their own text."""
    world = World(order(1), order(2))

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/api/orders":
            return None
        page = json.dumps({"items": [order(1), order(2)], "totalCount": 2}).encode()
        return httpx.Response(200, content=page.replace(b"extra hot", written, 1), headers=JSON)

    world.spoil = answer
    found = (await world.source().read_open()).orders
    assert [slip.items[0].comment for slip in found] == [read, "extra hot"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_time_beyond_all_times_is_that_order_s_problem(moment: str) -> None:
    """A date that no calendar has in UTC is a card that says so; the order beside it stays."""
    found = (await World(order(1, createdAt=moment), order(2)).source().read_open()).orders
    assert "out of range" in (found[0].oddity or "")
    assert found[1].oddity is None


async def test_an_order_above_a_mebibyte_is_a_card_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its number stands on the card, so that somebody can look at the till."""
    monkeypatch.setattr(reading, "ORDER_LIMIT_BYTES", 5000)
    found = (await World(order(1), order(2, note="x" * 6000)).source().read_open()).orders
    assert (found[0].oddity, found[1].number) == (None, 2)
    assert "larger" in str(found[1].oddity)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Please log in</html>", headers={"content-type": "text/html"}),
        httpx.Response(200, text="[]", headers=JSON),
        httpx.Response(200, text='{"items": {}}', headers=JSON),
        httpx.Response(200, text='{"items": [', headers=JSON),
        httpx.Response(200, text="", headers=JSON),
        httpx.Response(302, headers={"location": "http://portal.example/"}),
        httpx.Response(404, text="<h1>nginx</h1>", headers={"content-type": "text/html"}),
    ],
)
async def test_something_else_than_the_till_is_never_an_empty_board(answer: httpx.Response) -> None:
    """A network's login page or another program is an error, not *no orders*."""
    world = World()
    world.spoil = lambda request: answer if request.url.path == "/api/orders" else None
    with pytest.raises(NotTheSource, match=r"till\.example:4000"):
        await world.source().read_open()


async def test_negatives_name_what_they_take_back() -> None:
    """A void finds its dish (contract 2)."""
    void = order(2)
    void["items"][0].update(type="negative", takesBack={"orderId": "abc", "itemId": 4})
    (slip,) = (await World(void).source().read_open()).orders
    item = slip.items[0]
    assert item.type is ItemType.NEGATIVE
    assert item.takes_back is not None
    assert (item.takes_back.order_id, item.takes_back.item_id) == ("abc", 4)


async def test_the_recall_list_falls_back_to_ids() -> None:
    """A till that can't sort by time still gives its finished orders."""
    served = order(2)
    served["items"][0]["endpoints"][0]["status"] = "Served"
    world = World(served)

    def refuse_time(request: httpx.Request) -> httpx.Response | None:
        is_page = request.url.path == "/api/orders"
        return httpx.Response(400) if is_page and request.url.params["$sort"] == "-createdAt" else None

    world.spoil = refuse_time
    source = world.source()
    assert [slip.number for slip in await source.read_finished(50)] == [2]
    assert world.asked[-1].url.params["$sort"] == "-id"
    assert world.asked[-1].url.params["isProcessable"] == "false"


async def test_an_unknown_order_is_none() -> None:
    """A deleted order is known to be gone."""
    source = World(order(1)).source()
    assert await source.read_order("f" * 24) is None
    found = await source.read_order(order(1)["id"])
    assert found is not None


async def test_endpoints_keep_the_tills_order_and_spelling() -> None:
    """The station list looks like the till's."""
    points = await World().source().read_endpoints()
    assert [(point.name, point.is_active) for point in points] == [("Grill/Ofen", True), ("Bar", False)]
