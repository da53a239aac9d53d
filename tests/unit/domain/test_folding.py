"""What takes what back (contract 2, remainder and allocation)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kds.domain.folding import fold
from kds.domain.order import Order
from kds.domain.terms import Status
from tests.builders import a_negative, an_item, an_order


def left(orders: list[Order], order: Order, item_id: int = 1) -> Decimal:
    """Give the remainder of one dish."""
    dish = order.item(item_id)
    assert dish is not None
    return fold(orders).remainder(order, dish)


def test_a_named_negative_reduces_its_dish() -> None:
    """Three burgers with one taken back are two burgers."""
    order = an_order(an_item("Burger", 3))
    back = an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:35")
    assert left([order, back], order) == 2


def test_a_seen_negative_still_reduces_its_dish() -> None:
    """A void that somebody has read goes on counting, whatever its status."""
    order = an_order(an_item("Burger", 3))
    back = an_order(a_negative(amount=1, of=("o1", 1), status=Status.SERVED), id="o2", created="19:35")
    assert left([order, back], order) == 2


def test_a_silent_till_takes_from_the_unstarted_before_the_started() -> None:
    """Without `takesBack` the dish that nobody has begun is given up first, though it is the older one."""
    unstarted = an_order(an_item("Burger", 1, line=3), id="o1", created="19:30")
    started = an_order(an_item("Burger", 1, line=3, status=Status.IN_PROGRESS), id="o2", created="19:31")
    back = an_order(a_negative(amount=1, line=3), id="o3", created="19:35")
    orders = [unstarted, started, back]
    assert (left(orders, unstarted), left(orders, started)) == (Decimal(0), Decimal(1))


def test_a_silent_till_takes_from_the_newest_slip_first() -> None:
    """Of two unstarted dishes of one line of the bill the newer slip gives its up first."""
    older = an_order(an_item("Burger", 2, line=3), id="o1", created="19:30")
    newer = an_order(an_item("Burger", 1, line=3), id="o2", created="19:31")
    back = an_order(a_negative(amount=2, line=3), id="o3", created="19:35")
    orders = [older, newer, back]
    assert (left(orders, older), left(orders, newer)) == (Decimal(1), Decimal(0))


def test_a_silent_till_never_takes_from_a_later_slip_or_another_ticket() -> None:
    """A void says nothing about what is ordered afterwards or by other guests."""
    back = an_order(a_negative(amount=1, line=3), id="o1", created="19:30")
    later = an_order(an_item("Burger", 1, line=3), id="o2", created="19:31")
    other = an_order(an_item("Burger", 1, line=3), id="o3", table="M1", created="19:20")
    orders = [back, later, other]
    assert (left(orders, later), left(orders, other)) == (Decimal(1), Decimal(1))
    assert [part.amount for part in fold(orders).loose] == [1]


def test_a_dish_begun_after_the_void_counts_as_unstarted_then() -> None:
    """A cook who begins after the void doesn't change which slip gave its dish up."""
    older = an_order(an_item("Burger", 1, line=3), id="o1", created="19:30")
    newer = an_order(an_item("Burger", 1, line=3, status=Status.IN_PROGRESS, changed="19:36"), id="o2", created="19:31")
    back = an_order(a_negative(amount=1, line=3), id="o3", created="19:35")
    orders = [older, newer, back]
    assert (left(orders, older), left(orders, newer)) == (Decimal(1), Decimal(0))


def test_half_a_pizza_can_be_taken_back() -> None:
    """Amounts are decimals."""
    order = an_order(an_item("Pizza", "1.5"))
    back = an_order(a_negative("Pizza", "0.5", of=("o1", 1)), id="o2", created="19:35")
    assert left([order, back], order) == Decimal(1)


def test_what_is_left_to_cook_of_a_held_slip_is_net() -> None:
    """A held slip of three with one taken back is a slip of two; a dish taken back whole is not on it."""
    order = an_order(an_item("Fondant", 3), an_item("Sorbet", 1), held=True)
    back = an_order(
        a_negative("Fondant", 1, of=("o1", 1), status=Status.SERVED),
        a_negative("Sorbet", 1, of=("o1", 2), status=Status.SERVED),
        id="o2",
        created="19:35",
    )
    net = fold([order, back]).net(order)
    assert [(item.name, item.amount) for item in net.items] == [("Fondant", Decimal(2))]


@st.composite
def bills(draw: st.DrawFn) -> list[Order]:
    """Give the slips of one line of a bill: quantities ordered, then quantities given back by a silent or a naming till."""
    orders: list[Order] = []
    ordered = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    for place, amount in enumerate(ordered):
        status = draw(st.sampled_from((Status.NEW, Status.IN_PROGRESS, Status.READY)))
        orders.append(
            an_order(an_item("Burger", amount, line=3, status=status), id=f"o{place}", created=f"19:0{place}")
        )
    total = sum(ordered)
    for place, wanted in enumerate(draw(st.lists(st.integers(1, 5), max_size=4))):
        amount = min(wanted, total)
        if amount:
            orders.append(an_order(a_negative(amount=amount, line=3), id=f"n{place}", created=f"19:1{place}"))
            total -= amount
    return orders


@given(bills())
def test_over_a_ticket_remainders_are_ordered_minus_taken_back(orders: list[Order]) -> None:
    """Over all slips of a ticket what is left is what was ordered minus what was taken back, and never below nothing."""
    folded = fold(orders)
    dishes = [(order, item) for order in orders for item in order.items if not item.is_negative]
    taken_back = sum(item.amount for order in orders for item in order.items if item.is_negative)
    remainders = [folded.remainder(order, item) for order, item in dishes]
    assert sum(remainders) == sum(item.amount for _, item in dishes) - taken_back
    assert all(remainder >= 0 for remainder in remainders)
    assert not folded.loose


@given(bills().flatmap(lambda orders: st.tuples(st.just(orders), st.permutations(orders))))
def test_the_order_of_the_reading_does_not_matter(readings: tuple[list[Order], list[Order]]) -> None:
    """The same slips in another order of the reading leave the same to cook."""
    orders, shuffled = readings
    dishes = [(order, item) for order in orders for item in order.items if not item.is_negative]
    once, again = fold(orders), fold(shuffled)
    assert [once.remainder(*dish) for dish in dishes] == [again.remainder(*dish) for dish in dishes]
