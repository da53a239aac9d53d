"""What stands on a cook's board: whose lines, which slips together, and who else is on the table (board 2 and 5)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kds.domain.cards import LineKind, Sync, Unseen
from kds.domain.composing import cards_for
from kds.domain.marks import Marks, tick_key
from kds.domain.order import Order
from kds.domain.station import Process
from kds.domain.terms import Purchase, Status
from tests.builders import a_negative, a_pair, a_station, an_item, an_order, at, endpoints, with_status
from tests.unit.domain.watching import Screen, words

GRILL, FRY = a_station("GRILL"), a_station("FRY")


def titles(screen: Screen) -> list[str]:
    """Give the titles on a board in sort order."""
    return [card.title for card in screen.cards]


def test_a_station_sees_its_own_lines_and_how_far_the_others_are() -> None:
    """The grill's card has the ribeye, and `Fry 0/2  Cold ok` in the till's order of endpoints."""
    screen = Screen(GRILL)
    order = an_order(
        an_item("Caesar", on="Cold", status=Status.READY), an_item("Chips", 2, on="Fry"), an_item("Ribeye", 2)
    )
    card = screen.read(order)[0]
    assert words(card) == ["2 Ribeye"]
    assert [(each.endpoint, each.done, each.all, each.missing) for each in card.others] == [
        ("Fry", 0, 2, 2),
        ("Cold", 1, 1, 0),
    ]
    assert not card.is_last


def test_the_last_station_is_told() -> None:
    """All others are ready, one on paper is not waited for: `LAST: all wait for you`."""
    screen = Screen(a_station("GRILL", paper=("Pastry",)))
    chips = an_item("Chips", on="Fry", status=Status.READY)
    order = an_order(an_item("Ribeye"), chips, an_item("Tart", on="Pastry"))
    assert screen.read(order)[0].is_last


def test_what_was_changed_elsewhere_is_still_waited_for() -> None:
    """The lamb is ordered anew on a slip of its own: the fryer reads `Grill 0/4`, and is not told that all wait for it."""
    old = an_order(an_item("Lamb", 4, status=Status.IN_PROGRESS), an_item("Chips", on="Fry"))
    changed = an_order(a_negative("Lamb", 4, of=("o1", 1)), an_item("Lamb", 4), id="o2", created="19:35", fired="19:35")
    caesar = an_order(an_item("Caesar", on="Cold", status=Status.READY), id="o3", created="19:36", fired="19:36")
    (card,) = Screen(FRY).read(old, changed, caesar)
    assert [(each.endpoint, each.done, each.all) for each in card.others] == [("Grill", 0, 4), ("Cold", 1, 1)]
    assert not card.is_last


def test_nobody_is_last_alone() -> None:
    """A slip of one station makes nobody wait."""
    assert not Screen().read(an_order())[0].is_last


def test_a_shared_line_says_also_at() -> None:
    """A dish of two stations names the other one, and each is done with its own part."""
    screen = Screen(GRILL)
    pairs = (a_pair("Fry", Status.READY), a_pair("Grill"))
    card = screen.read(an_order(an_item("Fish pie", pairs=pairs)))[0]
    assert (card.lines[0].also_at, card.lines[0].status) == (("Fry",), Status.NEW)
    assert Screen(FRY).read(an_order(an_item("Fish pie", pairs=pairs))) == ()


@pytest.mark.parametrize("name", ["GRILL", "FRY", "BAR"])
def test_an_unrouted_line_is_on_every_station(name: str) -> None:
    """A dish without an endpoint is shown everywhere rather than nowhere."""
    card = Screen(a_station(name)).read(an_order(an_item("Mystery", on=None)))[0]
    assert words(card) == ["1 Mystery"]


def test_a_line_of_a_switched_off_endpoint_is_on_every_station_and_says_so() -> None:
    """The grill is off at the till: the fryer sees its dish with the notice."""
    order = an_order(an_item("Ribeye"), an_item("Chips", on="Fry"), off=("Grill",))
    lines = Screen(FRY).read(order)[0].lines
    assert [(line.name, line.notice) for line in lines] == [("Ribeye", "GRILL IS OFF AT THE TILL"), ("Chips", "")]


def test_a_shared_line_with_one_endpoint_off_belongs_to_the_other() -> None:
    """The fryer makes it alone; the bar doesn't see it."""
    order = an_order(an_item("Fish pie", on=("Grill", "Fry")), off=("Grill",))
    assert words(Screen(FRY).read(order)[0]) == ["1 Fish pie"]
    assert Screen(a_station("BAR")).read(order) == ()


def test_a_card_leaves_when_the_stations_part_is_done() -> None:
    """Ready on the grill, the card is gone there; the done line stays as `ok` while another is open."""
    screen = Screen(GRILL)
    order = an_order(an_item("Ribeye"), an_item("Burger"))
    half = with_status(order, Status.READY, item=1)
    assert words(screen.read(half)[0]) == ["ok 1 Ribeye", "1 Burger"]
    assert screen.read(with_status(order, Status.READY)) == ()


def test_later_slips_are_add_ons_while_the_card_is_there() -> None:
    """Corn for the same bill stands under ADD-ON on the same card, to be read."""
    screen = Screen()
    first = an_order(an_item("Ribeye"))
    key = screen.read(first, when="19:31")[0].key
    corn = an_order(an_item("Corn"), id="o2", created="19:42", fired="19:42")
    screen.read(first, corn, when="19:42")
    card = screen.card()
    assert [section.added_at for section in card.sections] == [None, at("19:42")]
    assert [line.name for line in card.sections[1].lines] == ["Corn"]
    assert (card.key, card.age_from) == (key, at("19:30"))
    assert card.unseen == (("add-on:o2", Unseen.ADD_ON),)
    screen.see()
    assert screen.card().unseen == ()


def test_later_slips_are_a_card_of_their_own_when_the_first_has_left() -> None:
    """The starter was bumped; the main course is a new card, without ADD-ON."""
    screen = Screen()
    first = an_order(an_item("Scallops"))
    key = screen.read(first)[0].key
    done = with_status(first, Status.READY)
    screen.read(done)
    screen.read(done, an_order(an_item("Ribeye"), id="o2", created="19:50", fired="19:50"))
    card = screen.card()
    assert words(card) == ["1 Ribeye"]
    assert card.key != key
    assert (len(card.sections), card.unseen) == (1, ())


def test_what_is_an_add_on_is_decided_once() -> None:
    """The add-on stays one although the first slip was done meanwhile, and comes back with it after a recall."""
    screen = Screen()
    first, corn = an_order(an_item("Ribeye")), an_order(an_item("Corn"), id="o2", created="19:42")
    screen.read(first)
    screen.read(first, corn)
    assert len(screen.card().sections) == 2
    screen.read(with_status(first, Status.READY), corn)
    assert [len(section.lines) for section in screen.card().sections] == [1, 1]
    screen.read(first, corn)
    assert len(screen.cards) == 1


def test_courses_fired_together_are_one_slip_to_the_cook() -> None:
    """Two slips of one bill that appear in the same second stand together without ADD-ON."""
    screen = Screen()
    screen.read(an_order(an_item("Soup")), an_order(an_item("Ribeye"), id="o2"))
    assert words(screen.card()) == ["1 Soup", "1 Ribeye"]
    assert len(screen.card().sections) == 1


def test_a_screen_that_starts_late_knows_add_ons_by_their_times() -> None:
    """After a restart without memory a slip fired ten minutes later is still an add-on."""
    screen = Screen()
    screen.read(an_order(an_item("Soup")), an_order(an_item("Corn"), id="o2", created="19:40", fired="19:40"))
    assert [section.added_at for section in screen.card().sections] == [None, at("19:40")]


def test_held_slips_are_not_cards_but_the_held_row() -> None:
    """A held slip is one entry with its quantities; fired while the card is there it is an add-on."""
    screen = Screen()
    first = an_order(an_item("Soup"))
    main = an_order(an_item("Ribeye", 2), an_item("Chips", on="Fry"), id="o2", held=True, created="19:33")
    screen.read(first, main)
    assert words(screen.card()) == ["1 Soup"]
    row = screen.held[0]
    assert (row.title, row.quantities) == ("T7", (("Ribeye", Decimal(2)),))
    assert (row.held_since, row.order_ids) == (at("19:33"), ("o2",))
    fired = an_order(an_item("Ribeye", 2), an_item("Chips", on="Fry"), id="o2", created="19:33", fired="19:45")
    screen.read(first, fired, when="19:45")
    assert [section.added_at for section in screen.card().sections] == [None, at("19:45")]
    assert screen.held == ()


def test_the_held_row_is_by_table_oldest_first_and_only_of_this_station() -> None:
    """Two held slips of T4 are one entry; the bar's drinks are not on the grill's row."""
    screen = Screen()
    screen.read(
        an_order(an_item("Lamb", 4), id="o1", table="M7", held=True, created="19:38"),
        an_order(an_item("Ribeye", 1), id="o2", table="T4", held=True, created="19:33"),
        an_order(an_item("Ribeye", 1), id="o3", table="T4", held=True, created="19:34"),
        an_order(an_item("Beer", on="Bar"), id="o4", table="B1", held=True),
    )
    assert [(row.title, row.quantities[0][1]) for row in screen.held] == [("T4", Decimal(2)), ("M7", Decimal(4))]


def test_where_the_till_never_processes_nothing_is_held() -> None:
    """`process = never`: an unprocessed slip is a card like any other."""
    screen = Screen(a_station("GRILL", process=Process.NEVER))
    screen.read(an_order(held=True))
    assert titles(screen) == ["T7"]
    assert screen.held == ()


def test_cards_of_other_zones_are_left_out_but_never_those_without_a_zone() -> None:
    """A station of the Terrace shows take away too, since nobody else might."""
    screen = Screen(a_station("GRILL", zones=("Terrace",)))
    takeaway = an_order(id="o3", table=None, purchase=Purchase.TAKE_AWAY)
    screen.read(an_order(id="o1"), an_order(id="o2", table="M1", zone="Main"), takeaway)
    assert titles(screen) == ["T7", "TAKE AWAY"]


@pytest.mark.parametrize(
    ("order", "title"),
    [
        (an_order(table="T7"), "T7"),
        (an_order(table="T7", purchase=Purchase.TAKE_AWAY), "T7 TAKE AWAY"),
        (an_order(table=None, purchase=Purchase.DELIVERY, ticket_name="131"), "DELIVERY"),
        (an_order(table=None, ticket_name="Smith party"), "Smith party"),
        (an_order(table=None, number=118), "#118"),
    ],
)
def test_a_card_is_called_what_a_kitchen_shouts(order: Order, title: str) -> None:
    """Table and order type, else the bill's name, else the number."""
    assert Screen().read(order)[0].title == title


def test_an_order_that_does_not_fit_is_a_card_that_says_so_on_every_station() -> None:
    """A slip we can't read stands there with its reason and hides nobody else's, held or not."""
    for station in (GRILL, FRY):
        screen = Screen(station)
        broken = an_order(id="o2", table=None, oddity="Order o2 has no items list.", held=True)
        screen.read(an_order(an_item(on=("Grill", "Fry"))), broken)
        odd = [card for card in screen.cards if card.oddity]
        assert [line.kind for line in odd[0].lines] == [LineKind.ODDITY]
        assert odd[0].oddity == "Order o2 has no items list."
        assert len(screen.cards) == 2


def test_an_unknown_status_word_is_shown_and_open() -> None:
    """`Plated` is not a word we know: the line waits and says so."""
    pair = a_pair("Grill", Status.OTHER, word="Plated")
    line = Screen().read(an_order(an_item(pairs=(pair,))))[0].lines[0]
    assert line.notice == "STATUS Plated"


def test_a_tick_of_a_shared_line_is_local() -> None:
    """Ticked here it looks done here, still keeps the card, and is no tick any more once the till has it."""
    order = an_order(an_item("Fish pie", on=("Grill", "Fry")))
    marks = Marks(ticked=frozenset({tick_key("o1", 1, "Ready")}))
    (card,) = cards_for(GRILL, (order,), marks, {}, endpoints())
    assert (card.lines[0].status, card.lines[0].shown_status) == (Status.NEW, Status.READY)
    screen = Screen()
    screen.marks = marks
    screen.read(with_status(order, Status.READY, endpoint="Grill"))
    assert screen.marks.ticked == frozenset()


def test_a_card_says_what_is_still_on_its_way() -> None:
    """One unsure command marks the whole card, its lines each their own slip."""
    orders = (an_order(), an_order(an_item("Corn"), id="o2"))
    sync = {"o1": Sync.PENDING, "o2": Sync.UNKNOWN}
    (card,) = cards_for(GRILL, orders, Marks(), sync, endpoints())
    assert card.sync is Sync.UNKNOWN
    assert [line.sync for line in card.lines] == [Sync.PENDING, Sync.UNKNOWN]


def test_modifiers_read_like_a_docket() -> None:
    """`NO butter` for a removal, `+ bacon` for an addition, plain words for a choice, counts where portions differ."""
    item = an_item("Ribeye", 2, modifiers=("Doneness=rare", "Doneness=well done", "no butter", "bacon", "Egg=without"))
    line = Screen().read(an_order(item))[0].lines[0]
    assert line.modifiers == ("1 rare", "1 well done", "NO butter", "+ bacon", "NO Egg")


def test_age_starts_when_it_was_fired() -> None:
    """Fired, else created, else first seen by this screen."""
    screen = Screen()
    screen.read(
        an_order(id="o1", table="T1", created="19:00", fired="19:30"),
        an_order(id="o2", table="T2", created="19:10", fired=None),
        an_order(id="o3", table="T3", created=None, fired=None),
    )
    starts = {card.title: card.age_from for card in screen.cards}
    assert starts == {"T1": at("19:30"), "T2": at("19:10"), "T3": at("19:42")}


def test_the_oldest_card_stands_first() -> None:
    """Cards are sorted by age."""
    screen = Screen()
    screen.read(
        an_order(id="o1", table="T1", fired="19:40"),
        an_order(id="o2", table="T2", fired="19:20"),
        an_order(id="o3", table="T3", fired="19:30"),
    )
    assert titles(screen) == ["T2", "T3", "T1"]


def test_a_card_nobody_has_touched_is_new() -> None:
    """New until a line of it is started."""
    screen = Screen()
    order = an_order(an_item("Burger"), an_item("Wings"))
    assert screen.read(order)[0].is_new
    assert not screen.read(with_status(order, Status.IN_PROGRESS, item=2))[0].is_new


def test_courses_are_counted_over_all_slips_of_the_ticket() -> None:
    """Course 2 of 3, the third one being held."""
    screen = Screen()
    screen.read(an_order(an_item(course=2)), an_order(an_item(course=3), id="o2", held=True))
    assert (screen.card().course, screen.card().courses) == (2, 3)


def test_a_note_that_is_an_allergy_is_not_said_twice() -> None:
    """`courier is here` is a note; an allergy has its own row."""
    screen = Screen()
    screen.read(an_order(note="courier is here"), an_order(id="o2", note="allergy: nuts"))
    assert screen.card().note == "courier is here"
