"""Voids and changes as a cook sees them: folded into the dish, in words, and never gone before they were read (board 3)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kds.domain.cards import LineKind, Unseen
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, a_station, an_expo, an_item, an_order, with_status
from tests.unit.domain.watching import Screen, words

STARTED = Status.IN_PROGRESS


def test_part_of_an_unstarted_dish_is_net_with_was() -> None:
    """One of three burgers taken back before anybody began: `2 Burger WAS 3`, to be read."""
    screen = Screen()
    order = an_order(an_item("Burger", 3))
    screen.read(order)
    screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    assert words(screen.card()) == ["2 Burger WAS 3"]
    assert [kind for _, kind in screen.card().unseen] == [Unseen.CHANGED]


def test_was_stays_until_the_card_is_done() -> None:
    """Reading it is not forgetting it: `WAS 3` stands on after *seen*, and when the void has left the till's list."""
    screen = Screen()
    order = an_order(an_item("Burger", 3))
    back = an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40")
    screen.read(order, back)
    screen.see()
    assert words(screen.card()) == ["2 Burger WAS 3"]
    assert screen.card().unseen == ()
    screen.read(order)
    assert words(screen.card()) == ["2 Burger WAS 3"]


def test_two_reductions_say_what_it_was_at_first() -> None:
    """Three, then two, then one: `1 Burger WAS 3`."""
    screen = Screen()
    screen.read(
        an_order(an_item("Burger", 3)),
        an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"),
        an_order(a_negative(amount=1, of=("o1", 1)), id="o3", created="19:41"),
    )
    assert words(screen.card()) == ["1 Burger WAS 3"]


def test_a_started_portion_is_a_void_row_until_seen() -> None:
    """One of three on the grill: a `VOID` row says so, the rest is two without WAS, and the row goes when read."""
    screen = Screen()
    order = an_order(an_item("Burger", 3, status=STARTED, changed="19:35"))
    screen.read(order)
    screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    assert words(screen.card()) == ["VOID 1 Burger on grill", "2 Burger"]
    assert [kind for _, kind in screen.card().unseen] == [Unseen.VOID]
    screen.see()
    assert words(screen.card()) == ["2 Burger"]


def test_a_dish_begun_after_the_void_keeps_was() -> None:
    """The cook knew the net quantity when beginning: no late `VOID` row appears."""
    screen = Screen()
    order = an_order(an_item("Burger", 3))
    back = an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40")
    screen.read(order, back)
    screen.read(with_status(order, STARTED, changed="19:41"), back)
    assert words(screen.card()) == ["2 Burger WAS 3"]


def test_a_whole_dish_is_a_void_row_in_its_place_until_seen() -> None:
    """The only unstarted burger is cancelled: its card stays under the same key with `VOID`, and goes when read."""
    screen = Screen()
    order = an_order(an_item("Burger", 1))
    key = screen.read(order)[0].key
    back = an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40")
    screen.read(with_status(order, Status.CANCELLED), back)
    assert words(screen.card()) == ["VOID 1 Burger not started"]
    assert screen.card().key == key
    screen.see()
    assert screen.cards == ()


def test_a_void_stays_when_its_dish_has_left_the_tills_list() -> None:
    """The till lists the cancelled slip no more; the cook still reads `VOID 1 Burger`."""
    screen = Screen()
    screen.read(an_order(an_item("Burger", 1)))
    screen.read(an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    assert [line.kind for line in screen.card().lines] == [LineKind.VOID]
    assert screen.card().unseen


def test_a_void_of_a_dish_that_was_bumped_here_is_a_card_of_its_own() -> None:
    """The burger has left this board; `VOID 1 Burger was ready` stands alone until read."""
    screen = Screen()
    order = an_order(an_item("Burger", 2))
    key = screen.read(order)[0].key
    done = with_status(order, Status.READY, changed="19:39")
    assert screen.read(done) == ()
    screen.read(done, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    assert words(screen.card()) == ["VOID 1 Burger was ready"]
    assert screen.card().key != key
    screen.see()
    assert screen.cards == ()


def test_a_dish_that_was_finished_only_after_its_void_does_not_claim_to_have_been_ready() -> None:
    """The other cook bumped the burger a minute after it was taken off the bill: `now ready`, not `was ready`."""
    screen = Screen()
    order = an_order(an_item("Burger", 1))
    void = an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40")
    screen.read(order)
    screen.read(with_status(order, Status.READY, changed="19:41"), void)
    assert words(screen.card()) == ["VOID 1 Burger now ready"]


def test_a_voided_started_dish_is_never_waited_for() -> None:
    """A started dish with nothing left of it doesn't keep a card up once its void was read."""
    screen = Screen()
    order = an_order(an_item("Burger", 1, status=STARTED, changed="19:35"))
    screen.read(order)
    screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    assert words(screen.card()) == ["VOID 1 Burger on grill"]
    screen.see()
    assert screen.cards == ()


def test_a_change_is_one_line() -> None:
    """Rare instead of medium: one `CHANGED` line in the place of the old dish, not a void and an add-on."""
    screen = Screen()
    order = an_order(
        an_item("Chips", line=1), an_item("Ribeye", 2, modifiers=("Temp=medium",), line=3), an_item("Wings", line=4)
    )
    screen.read(order)
    changed = an_order(
        a_negative("Ribeye", 2, of=("o1", 2), line=3, modifiers=("Temp=medium",)),
        an_item("Ribeye", 2, modifiers=("Temp=rare",), line=3),
        id="o2",
        created="19:40",
        fired="19:40",
    )
    screen.read(with_status(order, Status.CANCELLED, item=2), changed)
    card = screen.card()
    assert words(card) == ["1 Chips", "CHANGED 2 Ribeye was medium", "1 Wings"]
    assert len(card.sections) == 1
    assert [kind for _, kind in card.unseen] == [Unseen.CHANGED]
    screen.see()
    assert words(screen.card()) == ["1 Chips", "CHANGED 2 Ribeye was medium", "1 Wings"]
    assert screen.card().unseen == ()


def test_a_change_of_a_started_dish_says_what_was_happening() -> None:
    """The medium one is on the grill already, and a different number is wanted."""
    screen = Screen()
    order = an_order(an_item("Ribeye", 2, line=3, modifiers=("Temp=medium",), status=STARTED, changed="19:35"))
    screen.read(order)
    negative = a_negative("Ribeye", 2, of=("o1", 1), line=3, modifiers=("Temp=medium",))
    changed = an_order(negative, an_item("Ribeye", 3, modifiers=("Temp=rare",), line=3), id="o2", created="19:40")
    screen.read(order, changed)
    assert words(screen.card()) == ["CHANGED 3 Ribeye WAS 2 was medium on grill"]


def test_a_change_of_the_only_dish_keeps_its_place() -> None:
    """The card of a single changed dish stays the same card."""
    screen = Screen()
    order = an_order(an_item("Ribeye", line=3))
    key = screen.read(order)[0].key
    negative = a_negative("Ribeye", of=("o1", 1), line=3)
    changed = an_order(negative, an_item("Ribeye", line=3, comment="no salt"), id="o2", created="19:40")
    screen.read(with_status(order, Status.CANCELLED), changed)
    assert [card.key for card in screen.cards] == [key]
    screen.read(changed)
    assert [card.key for card in screen.cards] == [key]


def test_a_dish_sent_to_another_station_is_a_void_here_and_a_dish_there() -> None:
    """The grill reads VOID, the fryer gets an ordinary dish, the pass one CHANGED line."""
    order = an_order(an_item("Fish", line=3), an_item("Burger", line=4))
    moved = an_order(
        a_negative("Fish", of=("o1", 1), line=3), an_item("Fish", on="Fry", line=3), id="o2", created="19:40"
    )
    seen_by = {}
    for station in (a_station("GRILL"), a_station("FRY"), an_expo()):
        screen = Screen(station)
        screen.read(order)
        screen.read(with_status(order, Status.CANCELLED, item=1), moved)
        seen_by[station.name] = words(screen.card())
    assert seen_by == {
        "GRILL": ["VOID 1 Fish not started", "1 Burger"],
        "FRY": ["1 Fish"],
        "EXPO": ["1 Burger", "CHANGED 1 Fish"],
    }


def test_a_negative_against_a_held_order_is_silent() -> None:
    """Nobody was cooking it: the fired slip shows the net quantity without WAS and asks for nothing."""
    screen = Screen()
    order = an_order(an_item("Burger", 3), held=True)
    back = an_order(a_negative(amount=1, of=("o1", 1), status=Status.SERVED), id="o2", created="19:40", held=True)
    screen.read(order, back)
    assert screen.held[0].quantities == (("Burger", Decimal(2)),)
    screen.read(replace(order, is_processed=True), back)
    assert words(screen.card()) == ["2 Burger"]
    assert screen.card().unseen == ()


def test_a_void_read_on_another_screen_is_still_unread_here() -> None:
    """The fryer's screen acknowledged a shared void; the grill, which had painted the three, still has to read it."""
    screen = Screen(a_station("GRILL"))
    order = an_order(an_item("Fish pie", 3, on=("Grill", "Fry")))
    screen.read(order)
    seen_there = a_negative("Fish pie", 1, of=("o1", 1), on=("Grill", "Fry"), status=Status.SERVED, changed="19:41")
    screen.read(order, an_order(seen_there, id="o2", created="19:40"))
    assert words(screen.card()) == ["2 Fish pie WAS 3"]
    assert screen.card().unseen
    screen.see()
    screen.read(order)
    assert screen.card().unseen == ()


def test_a_deleted_order_stays_as_a_void_until_seen() -> None:
    """The order was deleted at the till: read by id, not found, so the cook reads `VOID 1 Burger on grill`."""
    screen = Screen()
    order = an_order(an_item("Burger", status=STARTED, changed="19:35"))
    key = screen.read(order)[0].key
    screen.read(gone={"o1": None})
    assert screen.asked == ("o1",)
    assert words(screen.card()) == ["VOID 1 Burger on grill"]
    assert screen.card().key == key
    screen.read()
    screen.see()
    screen.read()
    assert screen.cards == ()
    assert screen.marks.kept == {}


def test_a_cancelled_order_stays_as_a_void_until_seen() -> None:
    """An order set to Cancelled at the till leaves its list; the cook reads what was lost and what was happening to it."""
    screen = Screen()
    order = an_order(an_item("Burger"), an_item("Wings", status=STARTED, changed="19:35"))
    screen.read(order)
    screen.read(gone={"o1": with_status(order, Status.CANCELLED)})
    assert words(screen.card()) == ["VOID 1 Burger not started", "VOID 1 Wings on grill"]


def test_an_order_served_elsewhere_is_gone() -> None:
    """The pass sent the table; the cook's card goes without a word."""
    screen = Screen()
    order = an_order(an_item("Burger"))
    screen.read(order)
    assert screen.read(gone={"o1": with_status(order, Status.SERVED)}) == ()
    assert screen.marks.kept == {}


def test_a_reduced_dish_of_a_deleted_order_is_told_whole() -> None:
    """One of three was taken back and read, then the order was deleted: the other two are told too."""
    screen = Screen()
    order = an_order(an_item("Burger", 3))
    back = an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40")
    screen.read(order, back)
    screen.see()
    screen.read(order)
    screen.read(gone={"o1": None})
    assert words(screen.card()) == ["VOID 2 Burger not started"]


def test_a_void_never_painted_here_of_a_slip_never_seen_is_nobodys_news() -> None:
    """A screen that starts after everything was cancelled shows nothing of it."""
    screen = Screen()
    screen.read(with_status(an_order(an_item("Burger"), an_item("Wings")), Status.CANCELLED, item=1))
    assert words(screen.card()) == ["1 Wings"]


def test_a_void_without_its_dish_on_this_board_says_what_it_takes_back() -> None:
    """A screen that starts late knows only the void: a card of its own."""
    screen = Screen()
    screen.read(an_order(a_negative("Burger", 2, of=("long-gone", 1)), id="o2", created="19:40"))
    assert words(screen.card()) == ["VOID 2 Burger"]


def test_a_void_of_a_shared_dish_says_what_happens_at_this_station() -> None:
    """The grill has not begun what the fryer has."""
    pairs = (a_pair("Grill"), a_pair("Fry", STARTED, changed="19:35"))
    order = an_order(an_item("Fish pie", 1, pairs=pairs))
    back = an_order(a_negative("Fish pie", 1, of=("o1", 1), on=("Grill", "Fry")), id="o2", created="19:40")
    fates = {}
    for station in (a_station("GRILL"), a_station("FRY")):
        screen = Screen(station)
        screen.read(order)
        screen.read(order, back)
        fates[station.name] = words(screen.card())
    assert fates == {"GRILL": ["VOID 1 Fish pie not started"], "FRY": ["VOID 1 Fish pie on fry"]}


def test_the_slip_with_the_negative_belongs_to_the_card() -> None:
    """A bump of the card covers the slip that took something back, so that the till hears of both."""
    screen = Screen()
    screen.read(an_order(an_item("Burger", 3)), an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    assert [order.id for order in screen.card().orders] == ["o1", "o2"]


def test_a_held_change_of_a_fired_dish_waits_with_its_slip() -> None:
    """The old dish was fired by hand, its change is still held: nothing to cook here, one ribeye in the held row."""
    screen = Screen()
    order = an_order(an_item("Ribeye", line=3))
    negative = a_negative("Ribeye", of=("o1", 1), line=3, status=Status.SERVED)
    changed = an_order(
        negative, an_item("Ribeye", line=3, comment="rare"), id="o2", created="19:25", held=True, fired=None
    )
    screen.read(order, changed)
    assert screen.cards == ()
    assert screen.held[0].quantities == (("Ribeye", Decimal(1)),)


def test_a_deleted_void_gives_the_dish_back() -> None:
    """The slip that took one burger back was deleted at the till: three burgers are wanted again."""
    screen = Screen()
    order = an_order(an_item("Burger", 3))
    screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    screen.see()
    screen.read(order, gone={"o2": None})
    assert screen.asked == ("o2",)
    assert words(screen.card()) == ["3 Burger"]


def test_a_till_that_confuses_its_slips_hides_nothing() -> None:
    """Two changes that name each other's dishes: both dishes are still drawn."""
    screen = Screen()
    first = an_order(a_negative("Ribeye", of=("o2", 2), line=3), an_item("Ribeye", 2, line=3), id="o1")
    second = an_order(a_negative("Ribeye", of=("o1", 2), line=3), an_item("Ribeye", 2, line=3), id="o2")
    screen.read(first, second)
    assert sum(line.quantity for line in screen.card().lines) == 2
