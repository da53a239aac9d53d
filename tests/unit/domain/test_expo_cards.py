"""What stands on the pass: one card a table, by endpoint, held slips beside, and what is complete (board 2 and 5)."""

from __future__ import annotations

from decimal import Decimal

from kds.domain.cards import Card, StationProgress
from kds.domain.station import Role
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.watching import Screen, words

READY, SERVED = Status.READY, Status.SERVED


def progress(card: Card, endpoint: str) -> StationProgress:
    """Give one endpoint's progress."""
    return next(each for each in card.others if each.endpoint == endpoint)


def test_all_slips_of_a_table_are_one_card_by_endpoint() -> None:
    """Two bills at T7: one card, lines in the till's order of endpoints."""
    screen = Screen(an_expo())
    screen.read(
        an_order(an_item("Beer", on="Bar"), an_item("Chips", on="Fry"), id="o1", ticket="a", guests=2),
        an_order(an_item("Ribeye", on="Grill"), id="o2", ticket="b", guests=1),
    )
    card = screen.card()
    assert [(line.name, line.endpoint) for line in card.lines] == [
        ("Ribeye", "Grill"),
        ("Chips", "Fry"),
        ("Beer", "Bar"),
    ]
    assert (card.guests, card.numbers) == (3, (101, 102))


def test_slips_without_a_table_are_a_card_for_each_ticket() -> None:
    """Two take-aways never share a card."""
    screen = Screen(an_expo())
    screen.read(an_order(id="o1", table=None), an_order(id="o2", table=None))
    assert len(screen.cards) == 2


def test_a_shared_dish_is_one_line_and_counts_at_both_endpoints() -> None:
    """Listed under its first endpoint, `also at` the other, missing at both."""
    screen = Screen(an_expo())
    pairs = (a_pair("Fry", READY), a_pair("Grill"))
    card = screen.read(an_order(an_item("Fish pie", 2, pairs=pairs)))[0]
    assert [(line.endpoint, line.also_at, line.status) for line in card.lines] == [("Grill", ("Fry",), Status.NEW)]
    assert (progress(card, "Grill").missing, progress(card, "Fry").missing) == (2, 0)


def test_progress_counts_portions_not_voids() -> None:
    """`0/3`: four ordered, one taken back; half a pizza is one portion."""
    screen = Screen(an_expo())
    order = an_order(an_item("Lamb", 3), an_item("Pizza", "0.5"))
    card = screen.read(order, an_order(a_negative("Lamb", 1, of=("o1", 1)), id="o2", created="19:40"))[0]
    assert (progress(card, "Grill").done, progress(card, "Grill").all) == (0, 3)


def test_complete_since_is_when_the_last_line_became_ready() -> None:
    """Time on the pass starts with the last plate, not with the order."""
    screen = Screen(an_expo())
    order = an_order(
        an_item("Ribeye", status=READY, changed="19:40"),
        an_item("Chips", on="Fry", status=READY, changed="19:41"),
        an_item("Beer", on="Bar", status=SERVED, changed="19:41:30"),
    )
    card = screen.read(order)[0]
    assert card.complete_since == at("19:41")
    assert progress(card, "Grill").ready_since == at("19:40")
    assert progress(card, "Bar").served
    assert screen.read(with_status(order, Status.IN_PROGRESS, item=2))[0].complete_since is None


def test_a_table_without_anything_ready_is_not_complete() -> None:
    """Only drinks that were sent already, and a main that cooks."""
    screen = Screen(an_expo())
    card = screen.read(an_order(an_item("Beer", on="Bar", status=SERVED), an_item()))[0]
    assert card.complete_since is None


def test_paper_is_never_waited_for() -> None:
    """The tart is printed on paper: `paper`, not missing, and the table is complete without it."""
    screen = Screen(an_expo(paper=("Pastry",)))
    card = screen.read(an_order(an_item("Ribeye", status=READY, changed="19:40"), an_item("Tart", on="Pastry")))[0]
    assert progress(card, "Pastry").paper
    assert progress(card, "Pastry").missing == 0
    assert card.complete_since == at("19:40")


def test_a_dish_partly_on_paper_waits_for_the_screen_only() -> None:
    """Grill and paper pastry: ready on the grill is ready."""
    screen = Screen(an_expo(paper=("Pastry",)))
    card = screen.read(
        an_order(an_item("Surprise", pairs=(a_pair("Grill", READY, changed="19:40"), a_pair("Pastry"))))
    )[0]
    assert (card.lines[0].status, card.complete_since) == (READY, at("19:40"))


def test_a_void_that_was_not_read_does_not_hide_that_the_rest_is_complete() -> None:
    """The void is unread and still the plates wait."""
    screen = Screen(an_expo())
    order = an_order(an_item("Burger", 2, status=READY, changed="19:40"))
    card = screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:41"))[0]
    assert words(card) == ["VOID 1 Burger was ready", "ok 1 Burger"]
    assert card.complete_since == at("19:40")


def test_held_slips_stand_on_the_card_and_are_not_waited_for() -> None:
    """The dessert is held: the card lists it net, counts it as held, and is complete without it."""
    screen = Screen(an_expo())
    main = an_order(an_item("Ribeye", status=READY, changed="19:40"))
    dessert = an_order(an_item("Fondant", 2, on="Pastry"), id="o2", held=True, created="19:32")
    back = an_order(
        a_negative("Fondant", 1, of=("o2", 1), on="Pastry", status=SERVED), id="o3", created="19:35", held=True
    )
    card = screen.read(main, dessert, back)[0]
    assert [(item.name, item.amount) for order in card.held for item in order.items] == [("Fondant", Decimal(1))]
    assert words(card) == ["ok 1 Ribeye"]
    assert (progress(card, "Pastry").held, progress(card, "Pastry").all) == (1, 0)
    assert (card.complete_since, card.all_held) == (at("19:40"), False)


def test_a_table_with_only_held_slips_is_held() -> None:
    """`T4 HELD 9`: nothing fired yet; firing it is no add-on."""
    screen = Screen(an_expo())
    held = an_order(an_item("Ribeye"), held=True, created="19:33")
    key = screen.read(held)[0].key
    card = screen.card()
    assert (card.all_held, card.lines, card.age_from) == (True, (), at("19:33"))
    fired = an_order(an_item("Ribeye"), created="19:33", fired="19:45")
    card = screen.read(fired, when="19:45")[0]
    assert (card.all_held, card.key, card.unseen, card.age_from) == (False, key, (), at("19:45"))


def test_a_fired_course_is_no_add_on_but_a_new_slip_is() -> None:
    """The held main was known; the corn was not: `ADD-ON 0m: 1x Corn`, told but not asked for on the pass."""
    screen = Screen(an_expo())
    soup = an_order(an_item("Soup", on="Cold"))
    held = an_order(an_item("Ribeye"), id="o2", held=True, created="19:30")
    screen.read(soup, held)
    main = an_order(an_item("Ribeye"), id="o2", created="19:30", fired="19:45")
    screen.read(soup, main, when="19:45")
    assert [section.added_at for section in screen.card().sections] == [None]
    corn = an_order(an_item("Corn", on="Fry"), id="o3", created="19:46", fired="19:46")
    screen.read(soup, main, corn, when="19:46")
    assert [section.added_at for section in screen.card().sections] == [None, at("19:46")]
    assert screen.card().unseen == ()


def test_a_card_stays_until_all_is_sent() -> None:
    """Ready is not the end here; sent is, and a sent table doesn't come back with the next reading."""
    screen = Screen(an_expo())
    order = an_order(an_item("Ribeye"))
    assert screen.read(with_status(order, READY, changed="19:40"))
    assert screen.read(with_status(order, SERVED, changed="19:41")) == ()
    assert screen.read() == ()


def test_the_card_keeps_its_key_when_its_first_slip_was_sent() -> None:
    """A table's place is its own for as long as anything of it is open."""
    screen = Screen(an_expo())
    first, second = an_order(), an_order(id="o2", created="19:40", fired="19:40")
    key = screen.read(first, second)[0].key
    assert screen.read(second, gone={"o1": with_status(first, SERVED)})[0].key == key


def test_a_runner_sees_the_pass_alone() -> None:
    """Complete tables only."""
    screen = Screen(an_expo(role=Role.RUNNER, name="RUNNER"))
    screen.read(
        an_order(an_item(status=READY, changed="19:40"), id="o1", table="T1"), an_order(an_item(), id="o2", table="T2")
    )
    assert [card.title for card in screen.cards] == ["T1"]


def test_a_voided_dish_is_not_waited_for_on_the_pass() -> None:
    """A started dish with nothing left of it: read, it is neither missing nor drawn, and the rest is complete."""
    screen = Screen(an_expo())
    order = an_order(
        an_item("Burger", status=Status.IN_PROGRESS, changed="19:35"), an_item("Wings", status=READY, changed="19:40")
    )
    screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:38"))
    screen.see()
    assert words(screen.card()) == ["ok 1 Wings"]
    assert screen.card().complete_since == at("19:40")
    assert progress(screen.card(), "Grill").missing == 0
