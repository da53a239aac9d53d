"""Orders of an earlier business day: what leaves the board, what stays, and how they are put away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.actions.closing import bring_back, close_orders
from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.composing import cards_for, held_tables
from kds.domain.intents import Intent, IntentKind, OneItem, Refusal, SetStatus, WholeOrder
from kds.domain.leaving import still_counting
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.promises import set_apart
from kds.domain.station import Rights, Station
from kds.domain.terms import Purchase, Status
from kds.domain.yesterday import LeftOver, left_over, todays
from tests.builders import a_board, a_pair, a_station, an_expo, an_item, an_order, at, endpoints
from tests.unit.domain.evenings import evenings

BEGAN = at("05:00")
NIGHT = "02:10"


def old(id: str, *dishes: str, table: str | None = "T7", held: bool = False) -> Order:  # noqa: A002 - the builders' own word
    """Give an order of the night before."""
    items = [an_item(dish) for dish in dishes or ("Burger",)]
    return an_order(*items, id=id, table=table, created=NIGHT, fired=NIGHT, held=held)


def left(*orders: Order, marks: Marks | None = None, station: Station | None = None) -> LeftOver:
    """Give what the night left behind at a station."""
    return left_over(orders, marks or Marks(), station or a_station(), BEGAN)


def test_last_nights_orders_leave_the_board() -> None:
    """What was fired before the change of the day is listed, oldest first; today's order stays on the board."""
    found = left(old("o2", table="T2"), replace(old("o1"), processed_at=at("01:00")), an_order(id="o3", table="T3"))
    assert [order.id for order in found.here] == ["o1", "o2"]
    assert found.away == {"o1", "o2"}


def test_guests_who_stay_over_the_change_of_the_day_keep_their_card() -> None:
    """A bill with an order of today stays as a whole."""
    assert not left(old("o1"), an_order(id="o2", table="T7", fired="05:10", created="05:10"))


def test_the_next_guests_of_a_table_don_t_inherit_last_nights_order() -> None:
    """On the pass a table's old order leaves, although today's guests sit there."""
    today = an_order(id="o2", table="T7", ticket="another bill")
    found = left(old("o1"), today, station=an_expo())
    assert [order.id for order in found.here] == ["o1"]
    slips, _ = todays(found, (old("o1"), today), Marks())
    assert [order.id for order in slips] == ["o2"]


def test_an_order_promised_for_today_is_no_leftover() -> None:
    """What was ordered last night for today's lunch belongs to today."""
    lunch = replace(old("o1", table=None), purchase=Purchase.TAKE_AWAY, due_at=at("12:30"))
    assert not left(lunch)


def test_what_somebody_touched_today_is_todays_work() -> None:
    """An order that was started after the change of the day stays, and so does one that was brought back."""
    touched = an_order(
        an_item("Burger", pairs=(a_pair("Grill", Status.IN_PROGRESS, changed="05:20"),)),
        id="o1", created=NIGHT, fired=NIGHT,
    )  # fmt: skip
    assert not left(touched)


def test_an_order_without_any_time_stays() -> None:
    """Where no clock tells when it was ordered, nothing says that it is old."""
    assert not left(replace(old("o1"), created_at=None, processed_at=None))
    assert left(replace(old("o1"), created_at=None, processed_at=None), marks=Marks(first_seen={"o1": at(NIGHT)}))


def test_a_station_lists_only_what_concerns_it() -> None:
    """The grill does not list last night's chips, but they are not counted today anywhere."""
    chips = an_order(an_item("Chips", on="Fry"), id="o1", created=NIGHT, fired=NIGHT)
    found = left(chips)
    assert not found
    assert found.away == {"o1"}


def test_held_orders_of_last_night_leave_too() -> None:
    """A course that nobody fired is listed as well."""
    assert [order.id for order in left(old("o1", held=True)).here] == ["o1"]


def a_board_with(*orders: Order, station: Station | None = None) -> Board:
    """Give a board that keeps these orders off."""
    board = a_board(station)
    return replace(board, orders=orders, left_over=left(*orders, station=board.station))


def test_bringing_one_back_brings_its_whole_bill() -> None:
    """What was brought back is on the board again with the rest of its bill, over a restart too."""
    board = a_board_with(old("o1"), old("o2"), old("o3", table="T9"))
    intent = bring_back(board, board.orders[0], at("09:00"))
    marks = replace(board.marks, seen=board.marks.seen | intent.seen)
    assert not intent.commands
    assert left(*board.orders, marks=marks).away == {"o3"}


def test_closing_sends_the_order_route_from_any_station() -> None:
    """Last night's order is set to served as a whole, by one call, also by the grill."""
    both = an_order(an_item("Burger"), an_item("Chips", on="Fry"), id="o1", created=NIGHT, fired=NIGHT)
    intent = close_orders(a_board_with(both), (both,), at("09:00"))
    assert isinstance(intent, Intent)
    assert intent.kind is IntentKind.CLOSE
    assert [command.change for command in intent.commands] == [SetStatus(WholeOrder(), Status.SERVED)]


def test_closing_never_wakes_a_cancelled_dish() -> None:
    """A cancelled line is not touched: the others go, by whatever routes leave it alone."""
    gone = an_item("Soup", status=Status.CANCELLED)
    order = an_order(an_item("Burger"), gone, id="o1", created=NIGHT, fired=NIGHT)
    intent = close_orders(a_board_with(order), (order,), at("09:00"))
    assert isinstance(intent, Intent)
    targets = [change.target for command in intent.commands if isinstance(change := command.change, SetStatus)]
    assert OneItem(2) not in targets


def test_closing_needs_the_right_and_a_screen_that_may() -> None:
    """Without orderUpdate, and on a screen that only looks, the answer is a sentence."""
    board = a_board_with(old("o1"))
    without = replace(board, rights=Rights(frozenset(), known=True))
    for refusing in (without, replace(board, station=replace(board.station, read_only=True))):
        assert isinstance(close_orders(refusing, board.orders, at("09:00")), Refusal)


def test_an_order_that_can_t_be_read_is_left_to_the_till() -> None:
    """Closing all closes the others and names the one that is left."""
    odd = an_order(id="o9", number=9, table="T1", created=NIGHT, fired=NIGHT, oddity="no items")
    board = a_board_with(old("o1"), odd)
    intent = close_orders(board, board.orders, at("09:00"))
    assert isinstance(intent, Intent)
    assert "T1 #9" in intent.remark
    assert isinstance(close_orders(board, (odd,), at("09:00")), Refusal)


@settings(max_examples=60, deadline=None)
@given(
    evening=evenings(),
    cut=st.integers(0, 600),
    promises=st.lists(st.integers(-30, 90) | st.none(), min_size=14, max_size=14),
    pass_too=st.booleans(),
)
def test_nothing_is_lost_by_keeping_orders_off_the_board(
    evening: list[tuple[tuple[Order, ...], tuple[Order, ...]]], cut: int, promises: list[int | None], pass_too: bool
) -> None:
    """Whatever would stand on the board is shown, held, promised for later, or left over from an earlier day."""
    station = an_expo() if pass_too else a_station()
    began, now = at("18:00") + timedelta(seconds=cut), at("18:10")
    live, finished = evening[-1]
    orders = tuple(_promised(order, promises[int(order.id[1:]) % len(promises)]) for order in live)
    slips = orders + still_counting(orders, finished)
    cards, held, _ = _composed(station, slips, at("00:00"))
    todays_cards, todays_held, left_ones = _composed(station, slips, began)
    shown, promised = set_apart(todays_cards, station, Marks(), (), now)
    open_ids = {order.id for order in orders}
    kept_off = {order.id for order in left_ones}
    assert (_ids(cards) & open_ids) | held <= _ids(shown) | _ids(promised) | todays_held | kept_off
    assert not _ids(shown) & _ids(promised)
    assert not (_ids(shown) | _ids(promised) | todays_held) & kept_off


def _promised(order: Order, minutes: int | None) -> Order:
    if minutes is None:
        return order
    return replace(order, purchase=Purchase.TAKE_AWAY, due_at=at("18:10") + timedelta(minutes=minutes))


def _composed(
    station: Station, slips: tuple[Order, ...], began: datetime
) -> tuple[tuple[Card, ...], set[str], tuple[Order, ...]]:
    """Give the cards, the ids of the held row, and what is left over."""
    found = left_over(slips, Marks(), station, began)
    today, marks = todays(found, slips, Marks())
    held = {id_ for table in held_tables(station, today, marks) for id_ in table.order_ids}
    return cards_for(station, today, marks, {}, endpoints()), held, found.here


def _ids(cards: Iterable[Card]) -> set[str]:
    return {order.id for card in cards for order in card.orders}
