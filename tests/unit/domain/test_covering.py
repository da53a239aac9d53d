"""One station covers another: what it may take over, whose limits a card has, and how it is given back."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.covering import covering, to_cover, uncovered, unwatched
from kds.domain.pace import Level, level_of, limits_of
from kds.domain.station import DEFAULT_THRESHOLDS, Station
from kds.domain.terms import Purchase
from tests.builders import a_board, a_station, an_expo, an_item, an_order, at, endpoints

GRILL, FRY, EXPO = a_station("GRILL"), a_station("FRY"), an_expo()


def covered(*names: str) -> Station:
    """Give the grill covering these."""
    return covering(GRILL, to_cover(GRILL, (GRILL, FRY, EXPO), endpoints()), names)


def test_other_stations_and_endpoints_without_one_can_be_covered() -> None:
    """The pass is none of them; what has a station goes by its name, the rest by the endpoint's."""
    offered = to_cover(GRILL, (GRILL, FRY, EXPO), endpoints())
    assert [(each.name, each.endpoints) for each in offered] == [
        ("FRY", ("Fry",)),
        ("Cold", ("Cold",)),
        ("Bar", ("Bar",)),
        ("Pastry", ("Pastry",)),
    ]
    assert to_cover(EXPO, (GRILL, FRY, EXPO), endpoints()) == ()


def test_a_covering_station_says_so_and_sees_both() -> None:
    """`GRILL + FRY` shows the cards of both, and giving it back leaves the grill as it was."""
    both = covered("FRY")
    order = an_order(an_item("Chips", on="Fry"))
    assert both.title == "GRILL + FRY"
    assert (len(a_board(GRILL, order).cards), len(a_board(both, order).cards)) == (0, 1)
    assert uncovered(both) == GRILL
    assert covering(both, to_cover(both, (GRILL, FRY), endpoints()), ()) == GRILL


def test_several_can_be_covered_and_given_back_one_by_one() -> None:
    """The order in which they were taken over is the order in the header."""
    three = covered("FRY", "Cold")
    assert (three.title, three.endpoints) == ("GRILL + FRY + COLD", ("Grill", "Fry", "Cold"))
    back = covering(three, to_cover(three, (GRILL, FRY), endpoints()), ("Cold",))
    assert (back.title, back.endpoints) == ("GRILL + COLD", ("Grill", "Cold"))


def test_a_covered_card_keeps_its_own_stations_limits() -> None:
    """Ten minutes old, the fryer's card is due and the grill's is not; a card of both follows the stricter."""
    both = covered("FRY")
    chips = an_order(an_item("Chips", on="Fry"), id="o1", table="T1")
    steak = an_order(an_item("Ribeye"), id="o2", table="T2")
    mixed = an_order(an_item("Ribeye"), an_item("Chips", on="Fry"), id="o3", table="T3")
    levels = {card.title: level_of(card, both, at("19:40")) for card in a_board(both, chips, steak, mixed).cards}
    assert levels == {"T1": Level.DUE, "T2": Level.FRESH, "T3": Level.DUE}
    (card,) = a_board(both, chips).cards
    assert limits_of(card, both) == DEFAULT_THRESHOLDS["fry"] == FRY.limits(Purchase.WALK_IN)


def test_a_station_that_is_gone_from_the_configuration_is_left_out() -> None:
    """A name nobody knows any more covers nothing and breaks nothing."""
    assert covered("PIZZA") == GRILL


def test_only_what_nobody_watches_is_offered() -> None:
    """The fryer has a screen, the cold station has none; what is covered here already is not offered again."""
    offered = to_cover(GRILL, (GRILL, FRY), endpoints("Grill", "Fry", "Cold"))
    assert [each.name for each in unwatched(GRILL, offered, frozenset({"Grill", "Fry"}))] == ["Cold"]
    assert unwatched(covered("FRY", "Cold"), offered, frozenset({"Grill"})) == ()


def test_paper_is_never_covered() -> None:
    """An endpoint with a printer needs no screen."""
    station = replace(GRILL, paper_endpoints=frozenset({"Pastry"}))
    assert "Pastry" not in [each.name for each in to_cover(station, (), endpoints())]
