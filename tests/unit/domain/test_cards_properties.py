"""What must be true of cards on every evening: nothing nowhere, totals that agree, and nothing that comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.allday import all_day
from kds.domain.cards import Card, CardLine, LineKind
from kds.domain.folding import fold
from kds.domain.leaving import still_counting
from kds.domain.lines import is_open_line
from kds.domain.marks import tick_key
from kds.domain.order import Item, Order
from kds.domain.pace import pace
from kds.domain.routing import is_done, is_fired, own_pairs
from kds.domain.status import counted_pairs, is_unrouted
from kds.domain.terms import Status
from tests.builders import a_station, an_expo, at
from tests.unit.domain.evenings import ZONES, evenings
from tests.unit.domain.watching import Screen

STATIONS = (a_station("GRILL"), a_station("FRY"), a_station("BAR"))
Readings = list[tuple[tuple[Order, ...], tuple[Order, ...]]]


def known(reading: tuple[tuple[Order, ...], tuple[Order, ...]]) -> tuple[Order, ...]:
    """Give what a kitchen hands to a screen: the open orders and the finished ones that still take something back."""
    return reading[0] + still_counting(*reading)


def summed(quantities: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Give the sum of each dish."""
    sums: dict[str, Decimal] = {}
    for name, quantity in quantities:
        sums[name] = sums.get(name, Decimal(0)) + quantity
    return sums


def ticked(line: CardLine) -> bool:
    """Whether a line is done on this screen, and not at the till yet."""
    return line.ticked is not None and line.ticked.rank >= Status.READY.rank


def tick_some(screen: Screen, chance: Random) -> None:
    """Tick some of the lines that another station makes too, as a cook does with Space."""
    keys = {
        tick_key(line.order_id, line.item_id, chance.choice((Status.IN_PROGRESS, screen.station.bump_to)).value)
        for _, line in open_lines(screen)
        if line.also_at and chance.random() < 0.3
    }
    screen.marks = replace(screen.marks, ticked=screen.marks.ticked | keys)


def open_lines(screen: Screen) -> list[tuple[Card, CardLine]]:
    """Give the lines that wait on a screen, each with its card."""
    return [(card, line) for card in screen.cards for line in card.lines if is_open_line(screen.station, line)]


@settings(max_examples=50, deadline=None)
@given(evenings(), st.randoms(use_true_random=False))
def test_totals_are_the_sum_of_the_cards(readings: Readings, chance: Random) -> None:
    """All-day counts what the cards show to cook, in the house and in each zone, with voids, add-ons and ticked lines."""
    for station in (*STATIONS, an_expo()):
        screen = Screen(station)
        for place, reading in enumerate(readings):
            screen.read(*known(reading), gone=answers(screen, reading), when=at("18:00").replace(minute=place))
            tick_some(screen, chance)
            for zone in (None, *ZONES.values()):
                shown = [line for card, line in open_lines(screen) if zone is None or card.zone in (None, zone)]
                shown = [line for line in shown if not ticked(line)]
                rows = all_day(screen.orders, station, zone, screen.marks)
                assert {row.name: row.cook for row in rows if row.cook} == summed(
                    (each.name, each.quantity) for each in shown
                )
                for row in rows:
                    wished = [each.quantity for each in shown if each.name == row.name and "NO salt" in each.modifiers]
                    assert dict(row.modifiers).get("NO salt", Decimal(0)) == sum(wished, Decimal(0))
            rows = all_day(screen.orders, station, marks=screen.marks)
            waiting = (quantity for row in screen.held for quantity in row.quantities)
            if station.name != "EXPO":
                assert {row.name: row.held for row in rows if row.held} == summed(waiting)


@settings(max_examples=50, deadline=None)
@given(evenings())
def test_nothing_that_is_open_is_nowhere(readings: Readings) -> None:
    """Every open dish stands on every station that watches it, unrouted ones on all, with its quantity and its words."""
    screens = [Screen(station) for station in (*STATIONS, an_expo())]
    for reading in readings:
        orders = known(reading)
        folded = fold(orders)
        for screen in screens:
            screen.read(*orders, gone=answers(screen, reading))
            drawn = {(line.order_id, line.item_id): (card, line) for card, line in open_lines(screen)}
            for order, item in fired_dishes(screen, orders):
                own = own_pairs(screen.station, order, item)
                if not own or not folded.open_quantity(order, item, done=is_done(screen.station, own)):
                    continue
                card, line = drawn.pop((order.id, item.id))
                assert line.quantity == folded.remainder(order, item)
                assert (line.name, line.comment, line.modifiers) == (item.name, item.comment, ("NO salt",))
                assert order.id in {each.id for each in card.orders}
            assert not drawn
        for order in orders:
            for item in order.items:
                for pair in counted_pairs(item, order.inactive_endpoints):
                    watching = [s for s in STATIONS if pair.endpoint is None or s.watches(pair.endpoint)]
                    assert len(watching) == (len(STATIONS) if is_unrouted(item, order.inactive_endpoints) else 1)


@settings(max_examples=50, deadline=None)
@given(evenings())
def test_an_allergy_is_on_every_card_of_its_ticket(readings: Readings) -> None:
    """Whoever's line it was typed on: as long as the ticket has a card anywhere, the card says it."""
    for station in (*STATIONS, an_expo()):
        screen = Screen(station)
        told: dict[str, set[str]] = {}
        for reading in readings:
            screen.read(*known(reading), gone=answers(screen, reading))
            for order in reading[0]:
                texts = [order.note, *(item.comment for item in order.items if not item.is_negative)]
                told.setdefault(order.ticket_id, set()).update(text for text in texts if text and "allergy" in text)
            for card in screen.cards:
                wanted = told.get(card.orders[0].ticket_id, set())
                shown = {allergy.text for allergy in card.allergies}
                assert {text.removeprefix("allergy: ") for text in wanted} <= shown


@settings(max_examples=50, deadline=None)
@given(evenings())
def test_every_void_of_a_painted_dish_is_told_until_it_is_read(readings: Readings) -> None:
    """A Negative that waits for this station is unread on one of its cards, and on none once it was read."""
    for station in (*STATIONS, an_expo()):
        screen = Screen(station)
        for reading in readings:
            screen.read(*known(reading), gone=answers(screen, reading))
            unread = {mark for card in screen.cards for mark, _ in card.unseen}
            for order in reading[0]:
                for item in order.items:
                    if item.is_negative and is_fired(station, order) and waits(screen, order, item):
                        assert f"taken-back:{order.id}/{item.id}" in unread
        for title in {card.title for card in screen.cards}:
            screen.see(title)
        assert not any(card.unseen for card in screen.cards)
        assert not any(line.kind is LineKind.VOID for card in screen.cards for line in card.lines)


@settings(max_examples=50, deadline=None)
@given(evenings())
def test_a_finished_order_never_comes_back(readings: Readings) -> None:
    """Once bumped and served, no dish of an order waits on any screen again unless the till re-opens it."""
    for station in (*STATIONS, an_expo()):
        screen = Screen(station)
        for reading in readings:
            screen.read(*known(reading), gone=answers(screen, reading))
            open_ids = {order.id for order in reading[0]}
            assert {line.order_id for _, line in open_lines(screen)} <= open_ids


@settings(max_examples=50, deadline=None)
@given(evenings())
def test_cards_are_told_apart_and_their_ages_make_sense(readings: Readings) -> None:
    """Keys are unique, every card has a title and a line or a held slip, and no age is negative at any moment."""
    for station in (*STATIONS, an_expo()):
        screen = Screen(station)
        for reading in readings:
            screen.read(*known(reading), gone=answers(screen, reading))
            assert len({card.key for card in screen.cards}) == len(screen.cards)
            for card in screen.cards:
                assert card.title
                assert card.lines or card.held
                for moment in (at("17:00"), at("18:05"), at("23:00")):
                    age = pace(card, station, moment).age
                    assert age is None or age.total_seconds() >= 0


@settings(max_examples=40, deadline=None)
@given(evenings())
def test_cards_kept_from_before_are_the_cards_made_afresh(readings: Readings) -> None:
    """Saving work changes nothing: a screen that made none of them yet draws the very same cards."""
    screen = Screen()
    for reading in readings:
        screen.read(*known(reading), gone=answers(screen, reading))
        fresh = Screen(a_station("GRILL"))
        fresh.marks, fresh.orders = screen.marks, screen.orders
        assert fresh.cards == screen.cards


def answers(screen: Screen, reading: tuple[tuple[Order, ...], tuple[Order, ...]]) -> dict[str, Order | None]:
    """Give what reads by id say of the orders that left the list."""
    finished = {order.id: order for order in reading[1]}
    live = {order.id for order in reading[0]}
    return {order.id: finished.get(order.id) for order in screen.orders if order.id not in live}


def fired_dishes(screen: Screen, orders: tuple[Order, ...]) -> list[tuple[Order, Item]]:
    """Give the ordered items of fired slips."""
    fired = (order for order in orders if is_fired(screen.station, order))
    return [(order, item) for order in fired for item in order.items if not item.is_negative]


def waits(screen: Screen, order: Order, item: Item) -> bool:
    """Whether a Negative's pair of this station has not been acknowledged at the till."""
    return any(pair.status is Status.NEW for pair in own_pairs(screen.station, order, item))
