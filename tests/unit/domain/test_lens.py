"""How a person looks at the board: one zone, another order, a card for each order; nothing on it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.actions import press_enter
from kds.domain.board import Board
from kds.domain.intents import Intent, IntentKind
from kds.domain.lens import Layout, Lens, Sort, layout_of, seen_through, whole_key
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Order
from kds.domain.sorting import natural
from kds.domain.station import Station, Thresholds
from kds.domain.terms import Purchase, Status
from tests.builders import a_board, a_negative, a_station, an_expo, an_item, an_order, at

GRILL = replace(a_station(), thresholds={Purchase.WALK_IN: Thresholds(timedelta(minutes=6), timedelta(minutes=12))})
NOW = at("19:42")


def titles(board: Board) -> list[str]:
    """Give the titles of a board's cards, first to last."""
    return [card.title for card in board.cards]


def at_tables(*tables: str) -> Board:
    """Give a grill with an order for each table, a minute apart."""
    orders = [
        an_order(an_item(), id=f"o{index}", number=index, table=table, fired=f"19:{10 + index}")
        for index, table in enumerate(tables)
    ]
    return a_board(GRILL, *orders)


def rushing(board: Board, *order_ids: str) -> Board:
    """Give the board after somebody let these orders go first."""
    notes = tuple(Note(f"n{each}", NoteKind.RUSH, NOW, order_id=each) for each in order_ids)
    return replace(board, shared=Shared(notes))


def test_tables_are_sorted_as_people_count() -> None:
    """T2 stands before T10, and what has no table behind all tables."""
    board = at_tables("T10", "T2", "Bar 1")
    board = replace(
        board, cards=(*a_board(GRILL, an_order(an_item(), id="x", table=None, number=7)).cards, *board.cards)
    )
    assert titles(seen_through(board, Lens(sort=Sort.TABLE))) == ["Bar 1", "T2", "T10", "#7"]


def test_a_rushed_order_goes_first() -> None:
    """Rush first, then the oldest; sorted by age alone a rush keeps its place."""
    board = rushing(at_tables("T1", "T2", "T3"), "o2")
    assert titles(seen_through(board, Lens())) == ["T3", "T1", "T2"]
    assert titles(seen_through(board, Lens(sort=Sort.AGE))) == ["T1", "T2", "T3"]


def test_a_promise_stands_between_the_tables_by_its_time() -> None:
    """A take-away for 19:25 is wanted after a table that is late at 19:22, and before one that is late at 19:31."""
    away = an_order(an_item(), id="a", number=9, table=None, fired="19:05", purchase=Purchase.TAKE_AWAY, due="19:25")
    tables = at_tables("T1"), a_board(GRILL, an_order(an_item(), id="b", table="T2", fired="19:19"))
    board = replace(tables[0], cards=(*a_board(GRILL, away).cards, *tables[1].cards, *tables[0].cards))
    assert titles(seen_through(board, Lens(sort=Sort.PROMISE))) == ["T1", "TAKE AWAY", "T2"]


def test_nothing_chosen_is_the_same_board() -> None:
    """Looking at a board as it is costs nothing and changes nothing."""
    board = at_tables("T1", "T2")
    assert seen_through(board, Lens()) is board


def test_one_zone_has_its_own_cards_and_those_without_a_zone() -> None:
    """Nowhere is never allowed: an order without a zone stands in each of them, and the tabs know what is hidden."""
    orders = [
        an_order(an_item(), id=table, number=index, table=table, zone=zone)
        for index, (table, zone) in enumerate((("T1", "Main"), ("B1", "Bar"), ("X1", None)))
    ]
    seen = seen_through(a_board(GRILL, *orders), Lens(zone="Bar"))
    assert titles(seen) == ["B1", "X1"]
    assert seen.station.name == "GRILL Bar"
    assert [(tab.name, len(tab.cards), tab.is_shown) for tab in seen.tabs] == [("Bar", 1, True), ("Main", 1, False)]


def a_large_table() -> tuple[Order, ...]:
    """Give one bill with two slips of the grill and one that takes something back from the second."""
    return (
        an_order(an_item("Ribeye", 2, id=1), id="o1", number=1, ticket="t", note="ALLERGY nuts", fired="19:30"),
        an_order(an_item("Burger", 3, id=1), id="o2", number=2, ticket="t", fired="19:31"),
        an_order(a_negative("Burger", 1, of=("o2", 1), id=1), id="o3", number=3, ticket="t", fired="19:33"),
    )


@pytest.mark.parametrize("station", [GRILL, an_expo()], ids=["prep", "pass"])
def test_a_card_for_each_order_bumps_that_order_alone(station: Station) -> None:
    """Divided, T7 is two cards with the allergy on both; Enter on one of them sends no command for the other."""
    board = a_board(station, *a_large_table())
    seen = seen_through(board, Lens(by_order=True))
    assert titles(seen) == ["T7 #1", "T7 #2"]
    assert all(card.allergies for card in seen.cards)
    assert [[order.id for order in card.orders] for card in seen.cards] == [["o1"], ["o2", "o3"]]
    assert {whole_key(card.key) for card in seen.cards} == {board.cards[0].key}
    read = replace(
        seen,
        cards=tuple(
            replace(card, unseen=(), allergies=tuple(replace(each, confirmed=True) for each in card.allergies))
            for card in seen.cards
        ),
    )
    done = press_enter(board, read.cards[0], NOW, forced=True)
    assert isinstance(done, Intent)
    assert done.kind is IntentKind.BUMP
    assert {command.order_id for command in done.commands} == {"o1"}


def test_a_held_course_is_a_card_of_its_own_on_the_pass() -> None:
    """Divided, the first course may be complete while the second one waits to be fired."""
    ready = an_order(an_item("Soup", status=Status.READY, changed="19:40"), id="o1", number=1, ticket="t")
    held = an_order(an_item("Ribeye"), id="o2", number=2, ticket="t", held=True)
    first, second = seen_through(a_board(an_expo(), ready, held), Lens(by_order=True)).cards
    assert first.complete_since is not None
    assert not first.held
    assert second.all_held
    assert [order.id for order in second.held] == ["o2"]


@given(
    slips=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(["A", "B"]), st.sampled_from([None, "Main", "Bar"])), max_size=8
    ),
    sort=st.sampled_from(Sort),
    by_order=st.booleans(),
    on_pass=st.booleans(),
)
def test_no_line_is_lost_or_doubled_by_looking(
    slips: list[tuple[int, str, str | None]], sort: Sort, by_order: bool, on_pass: bool
) -> None:
    """However cards are sorted, divided and shown by zones, each line stands on exactly one card of its zone's tab."""
    orders = [
        an_order(
            *(an_item(f"Dish {place}", id=place + 1) for place in range(items)),
            id=f"o{index}", number=index, ticket=ticket, table=f"T{ticket}", zone=zone, fired=f"19:{10 + index}",
        )
        for index, (items, ticket, zone) in enumerate(slips)
    ]  # fmt: skip
    board = a_board(an_expo() if on_pass else GRILL, *orders)
    lines = sorted((line.order_id, line.item_id) for card in board.cards for line in card.lines)
    seen = seen_through(board, Lens(sort=sort, by_order=by_order))
    assert sorted((line.order_id, line.item_id) for card in seen.cards for line in card.lines) == lines
    assert len({card.key for card in seen.cards}) == len(seen.cards)
    zoned = [seen_through(board, Lens(zone=zone, by_order=by_order)) for zone in ("Main", "Bar")]
    shown = {(line.order_id, line.item_id) for each in zoned for card in each.cards for line in card.lines}
    assert shown == set(lines)


def test_the_layout_is_the_chosen_one_else_the_stations_else_that_of_the_role() -> None:
    """A cook starts with the flow, the pass with the rail."""
    assert layout_of(GRILL, Lens()) is Layout.FLOW
    assert layout_of(an_expo(), Lens()) is Layout.RAIL
    assert layout_of(replace(GRILL, layout=Layout.LIST), Lens()) is Layout.LIST
    assert layout_of(replace(GRILL, layout=Layout.LIST), Lens(layout=Layout.WIDE)) is Layout.WIDE


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_two_titles_can_be_compared(one: str, other: str) -> None:
    """Whatever stands in a title, sorting by table has an order for it."""
    assert natural(one) <= natural(other) or natural(other) <= natural(one)


def test_held_tables_of_other_zones_are_not_listed_beside_one_zone() -> None:
    """Who looks at the terrace reads what the terrace holds, and what has no zone; all zones hold all of it."""
    places = {"a": "Terrace", "b": "Main", "c": None}
    orders = [
        an_order(an_item(), id=each, ticket=each, number=index, table=each if zone else None, zone=zone, held=True)
        for index, (each, zone) in enumerate(places.items(), 1)
    ]
    board = a_board(GRILL, *orders)
    assert {table.zone for table in seen_through(board, Lens(zone="Terrace")).held} == {"Terrace", None}
    assert len(seen_through(board, Lens()).held) == 3
