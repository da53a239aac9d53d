"""Derived statuses (contract 1, status) against a naive reading of the rules, for any order."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kds.server.orders import derive
from kds.server.orders.model import Article, Item, ItemRef, ItemType, Modifier, Order, Origin, Pair, Place, Status
from kds.server.orders.status import with_endpoint_status, with_item_status, with_order_status
from kds.server.orders.wire import order_of, order_text

NOW = datetime(2026, 11, 22, 12, 0, 0, 250000, UTC)
ENDPOINTS = ("Grill", "Fry", "Bar")
LADDER = ["New", "InProgress", "Ready", "Served"]
STATUSES = st.sampled_from(list(Status))


@st.composite
def items(draw: st.DrawFn, number: int) -> Item:
    """Draw an item, positive or negative, on some endpoints or none."""
    is_negative = draw(st.booleans())
    statuses = st.sampled_from([Status.NEW, Status.SERVED]) if is_negative else STATUSES
    drawn: list[str | None] = list(draw(st.lists(st.sampled_from(ENDPOINTS), unique=True)))
    names = drawn or [None]
    return Item(
        id=number,
        ticket_item_id=draw(st.integers(1, 9)),
        type=ItemType.NEGATIVE if is_negative else ItemType.POSITIVE,
        article=Article(
            9, draw(st.none() | st.just("S01")), draw(st.text(max_size=5)), None, draw(st.none() | st.just(("milk",)))
        ),
        amount=draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("12.125")])),
        unit="pcs",
        course=draw(st.none() | st.integers(1, 3)),
        seat=draw(st.sampled_from([None, 2, "A"])),
        comment=draw(st.none() | st.text(max_size=5)),
        modifiers=draw(st.sampled_from([(), (Modifier("Milk", "Oat", Decimal("1.5")),)])),
        takes_back=ItemRef("f" * 24, 1) if is_negative else None,
        pairs=tuple(
            Pair(name, draw(statuses), *draw(st.sampled_from([(None, None), (NOW, "cook")]))) for name in names
        ),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Draw an order of one to four items."""
    origin = Origin("e" * 24, "7", "P01", "anna", "Anna", Place(None, "T1"), "WalkIn", 4, None, NOW, None)
    lines = tuple(draw(items(number)) for number in range(1, draw(st.integers(1, 4)) + 1))
    return Order("d" * 24, 118, origin, NOW, draw(st.sampled_from([None, NOW])), lines, 3)


ACTIVE = st.sets(st.sampled_from(ENDPOINTS))


def least(words: list[str]) -> str:
    """Give the word furthest down the ladder; Cancelled when there is no other."""
    for rung in LADDER:
        if rung in words:
            return rung
    return "Cancelled"


def counted(item: Item, active: set[str]) -> list[Pair]:
    """Give the pairs that count, read from the contract word by word."""
    live = [pair for pair in item.pairs if pair.endpoint is None or pair.endpoint in active]
    return live or list(item.pairs)


@given(order=orders(), active=ACTIVE)
def test_derived_statuses_follow_the_rules(order: Order, active: set[str]) -> None:
    """Contract 1, status: item, order and isProcessable are the least advanced of the pairs that count."""
    counting = {item.id: counted(item, active) for item in order.items}
    for item in order.items:
        assert derive.item_status(item, active) == least([pair.status for pair in counting[item.id]])
    every = [pair.status for pairs in counting.values() for pair in pairs]
    assert derive.order_status(order, active) == least(list(every))
    assert derive.is_processable(order, active) == any(status not in {"Served", "Cancelled"} for status in every)
    for name in order.endpoint_names:
        there = [pair.status for pairs in counting.values() for pair in pairs if pair.endpoint == name]
        if there:
            assert derive.endpoint_status(order, name, active) == least(list(there))


@given(order=orders(), active=ACTIVE)
def test_an_order_is_read_back_as_it_was_written(order: Order, active: set[str]) -> None:
    """What is stored is the whole order: the derived values can always be rebuilt from it."""
    assert order_of(order_text(order, active)) == order


@given(order=orders(), status=STATUSES, endpoint=st.sampled_from(ENDPOINTS), number=st.integers(1, 4))
def test_each_route_touches_only_what_it_names(order: Order, status: Status, endpoint: str, number: int) -> None:
    """Contract 1 and 2: wide routes leave Cancelled and others' endpoints alone, Negatives know New and Served."""
    changed = {
        "order": with_order_status(order, status, at=NOW, by="x"),
        "endpoint": with_endpoint_status(order, endpoint, status, at=NOW, by="x"),
        "item": with_item_status(order, number, status, at=NOW, by="x"),
    }
    for route, after in changed.items():
        for item, new in zip(order.items, after.items, strict=True):
            for pair, now in zip(item.pairs, new.pairs, strict=True):
                named = {"order": True, "endpoint": pair.endpoint == endpoint, "item": item.id == number}[route]
                frozen = pair.status is Status.CANCELLED and route != "item"
                if item.type is ItemType.NEGATIVE:
                    wanted = Status.SERVED if status in {"Ready", "Served"} else pair.status
                else:
                    wanted = status
                expected = wanted if named and not frozen else pair.status
                assert now.status == expected
                assert (now.changed_by == "x") == (expected != pair.status) or pair.changed_by == "x"


@given(order=orders(), status=STATUSES)
def test_repeating_changes_nothing(order: Order, status: Status) -> None:
    """Contract 1: an order that is already so comes back itself."""
    once = with_order_status(order, status, at=NOW, by="x")
    assert with_order_status(once, status, at=NOW.replace(hour=13), by="y") is once


def test_an_endpoint_nobody_counts_shows_its_own_status() -> None:
    """Contract 1, status: an inactive endpoint beside an active one still says how far it is."""
    origin = Origin("e" * 24, None, "P01", "anna", "Anna", None, "WalkIn", None, None, None, None)
    article = Article(1, None, "Burger", None, None)
    pairs = (Pair("Grill", Status.READY), Pair("Fry", Status.IN_PROGRESS))
    item = Item(1, 1, ItemType.POSITIVE, article, Decimal(1), "pcs", None, None, None, (), None, pairs)
    order = Order("d" * 24, 1, origin, NOW, None, (item,), 1)
    assert derive.endpoint_status(order, "Fry", {"Grill"}) is Status.IN_PROGRESS
    assert derive.order_status(order, {"Grill"}) is Status.READY
    assert derive.order_status(order, set()) is Status.IN_PROGRESS
