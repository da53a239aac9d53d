"""A guest's allergy is found wherever a waiter can type it, shown whole, and never denied by the board (board 3)."""

from __future__ import annotations

import pytest

from kds.domain.allergy import allergies_of, contained, look_for, names_allergy, plain_words
from kds.domain.allergy_words import ENGLISH, LANGUAGES
from kds.domain.cards import Allergy, Unseen
from kds.domain.terms import Status
from tests.builders import a_station, an_expo, an_item, an_order
from tests.unit.domain.watching import Screen


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("Allergy: nuts", "nuts"),
        ("ALLERGY NUTS", "NUTS"),
        ("allergic to shellfish", "shellfish"),
        ("nut allergy, seat by the window", "nut allergy, seat by the window"),
        ("Alergia na orechy", "orechy"),
        ("ALERGIA: lepok", "lepok"),
        ("alergička na mlieko", "alergička na mlieko"),
        ("coeliac!", "coeliac!"),
        ("Gluten-free please", "Gluten-free please"),
        ("bez lepku", "bez lepku"),
        ("lactose intolerance", "lactose intolerance"),
        ("carries an EpiPen", "carries an EpiPen"),
        ("Notenallergie, en: allergisch voor pinda's", "Notenallergie, en: allergisch voor pinda's"),
        ("graag glutenvrij", "graag glutenvrij"),
        ("Аллергия на орехи", "Аллергия на орехи"),
        ("Ребёнку всё без глютена", "Ребёнку всё без глютена"),
    ],
)
def test_an_allergy_in_a_note_is_found(note: str, shown: str) -> None:
    """Notes in each language, in any spelling, show what the guest must not eat."""
    assert [allergy.text for allergy in allergies_of(an_order(note=note))] == [shown]


@pytest.mark.parametrize(
    "note",
    [
        "no onion",
        "birthday",
        "No known allergies",
        "bez alergií",
        "extra nuts",
        "geen allergieën",
        "Аллергий нет",
        "без лука",
        None,
    ],
)
def test_other_notes_are_no_allergies(note: str | None) -> None:
    """A wish or a denial raises no alarm."""
    assert allergies_of(an_order(note=note)) == ()


def test_a_denial_beside_an_allergy_does_not_hide_it() -> None:
    """`No allergies for seat 1, nut allergy seat 2` still warns."""
    assert names_allergy("No allergies for seat 1, nut allergy seat 2")


def test_comments_and_modifiers_tell_the_seat() -> None:
    """An allergy on a dish is shown with the seat of that dish."""
    order = an_order(
        an_item("Ribeye", comment="nut allergy", seat="3"), an_item("Fries", modifiers=("Allergy=Gluten",), seat="2")
    )
    assert [(allergy.text, allergy.seat) for allergy in allergies_of(order)] == [("nut allergy", "3"), ("Gluten", "2")]


def test_the_word_list_can_be_replaced() -> None:
    """A restaurant with other words of its own finds those and not ours."""
    order = an_order(note="unverträglich: Nüsse")
    assert allergies_of(order) == ()
    assert [each.text for each in allergies_of(order, ("unvertraglich",))] == ["unverträglich: Nüsse"]


def test_a_restaurant_adds_words_of_its_own() -> None:
    """Words of the settings are found beside the built-in ones, in any spelling."""
    order = an_order(note="Unverträglich: Nüsse")
    look_for(("unverträglich", " "))
    try:
        assert [each.text for each in allergies_of(order)] == ["Unverträglich: Nüsse"]
        assert [each.text for each in allergies_of(an_order(note="Allergy: nuts"))] == ["nuts"]
        assert allergies_of(an_order(note="birthday")) == ()
    finally:
        look_for(())
    assert allergies_of(order) == ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_of_each_language_are_spelled_as_they_are_compared(code: str) -> None:
    """A word that somebody adds with a capital or an accent would never be found."""
    words = LANGUAGES[code]
    stems = [stem for listed in words.allergens.values() for stem in listed.split()]
    written = [*words.names, *words.denials, *stems]
    assert [word for word in written if plain_words(word) != word] == []
    assert words.allergens.keys() == ENGLISH.allergens.keys()


@pytest.mark.parametrize(
    ("allergen", "text"),
    [
        ("Milk", "alergia na mlieko"),
        ("nuts", "Notenallergie"),
        ("Арахис", "peanut allergy"),
        ("Eggs", "аллергия на яйца"),
    ],
)
def test_a_dish_meets_an_allergy_of_another_language(allergen: str, text: str) -> None:
    """The till's word for an allergen and the guest's need not be of one language."""
    allergy = Allergy(text, "mark")
    assert contained(an_item("Dish", allergens=(allergen,)), [allergy]) == (allergen,)


def test_an_allergy_of_another_stations_line_is_on_every_card_of_the_ticket() -> None:
    """The grill sees the allergy that was typed on the bar's drink."""
    screen = Screen(a_station("GRILL"))
    screen.read(an_order(an_item("Ribeye"), an_item("Orgeat", on="Bar", comment="ALLERGY NUTS", seat="3")))
    card = screen.card()
    assert [(each.text, each.seat, each.confirmed) for each in card.allergies] == [("NUTS", "3", False)]
    assert card.unseen[0][1] is Unseen.ALLERGY


def test_an_allergy_of_another_slip_of_the_ticket_is_on_the_card() -> None:
    """What was typed on the held dessert is known to the cook of the main course."""
    screen = Screen(a_station("GRILL"))
    dessert = an_order(an_item("Fondant", on="Pastry"), id="o2", held=True, note="allergy: milk")
    screen.read(an_order(an_item("Ribeye")), dessert)
    assert [each.text for each in screen.card().allergies] == ["milk"]


def test_an_allergy_stays_known_when_its_slip_was_served() -> None:
    """The starter that carried the note is gone; the main course still warns."""
    screen = Screen(a_station("GRILL"))
    starter = an_order(an_item("Soup", on="Cold"), note="allergy: milk")
    screen.read(starter)
    screen.read(when="19:50")
    screen.read(an_order(an_item("Ribeye"), id="o2", created="20:00", fired="20:00"), when="20:00")
    assert [each.text for each in screen.card().allergies] == ["milk"]


def test_an_allergy_is_confirmed_once_per_ticket_and_text() -> None:
    """Read once, it is not asked again when the same words come with an add-on; new words are."""
    screen = Screen(a_station("GRILL"))
    first = an_order(an_item("Ribeye"), note="Allergy: nuts")
    screen.read(first)
    screen.see()
    assert screen.card().unseen == ()
    assert screen.card().allergies[0].confirmed
    same = an_order(an_item("Corn"), id="o2", note="allergy NUTS", created="19:43", fired="19:43")
    screen.read(first, same, when="19:43")
    assert [kind for _, kind in screen.card().unseen] == [Unseen.ADD_ON]
    other = an_order(an_item("Wings"), id="o3", note="allergy: fish", created="19:44", fired="19:44")
    screen.read(first, same, other, when="19:44")
    assert screen.card().unseen[0][1] is Unseen.ALLERGY


def test_the_same_words_of_two_seats_are_one_row() -> None:
    """Two guests with the same allergy stand in one row that names both seats."""
    screen = Screen()
    screen.read(an_order(an_item(comment="nut allergy", seat="1"), an_item("Wings", comment="Nut allergy", seat="4")))
    assert [each.seat for each in screen.card().allergies] == ["1, 4"]


@pytest.mark.parametrize(
    ("allergy", "allergens", "shown"),
    [
        ("allergy: nuts", ("milk", "nuts"), ("nuts",)),
        ("allergy: almonds", ("nuts",), ("nuts",)),
        ("coeliac", ("gluten",), ("gluten",)),
        ("alergia na orechy", ("nuts", "peanuts"), ("nuts", "peanuts")),
        ("allergy: kiwi", ("kiwi",), ("kiwi",)),
        ("allergy: fish", ("milk",), ()),
        ("allergy, use a separate fryer", ("gluten",), ()),
    ],
)
def test_a_dish_that_contains_it_says_so(allergy: str, allergens: tuple[str, ...], shown: tuple[str, ...]) -> None:
    """`CONTAINS NUTS` appears where a dish's allergens meet the guest's words, and nowhere else."""
    screen = Screen()
    screen.read(an_order(an_item("Cake", allergens=allergens), note=allergy))
    assert screen.card().lines[0].contains == shown


def test_what_a_dish_contains_is_not_on_the_card_without_an_allergy() -> None:
    """Allergens of a dish alone raise nothing."""
    screen = Screen()
    screen.read(an_order(an_item("Cake", allergens=("nuts",))))
    assert screen.card().lines[0].contains == ()


def test_the_pass_shows_the_allergies_of_all_tickets_of_a_table() -> None:
    """Two bills at one table: both guests' allergies stand on the table's card, each to be read."""
    screen = Screen(an_expo())
    screen.read(
        an_order(an_item(), id="o1", ticket="a", note="allergy: nuts"),
        an_order(an_item(status=Status.READY), id="o2", ticket="b", note="allergy: fish"),
    )
    card = screen.card()
    assert {each.text for each in card.allergies} == {"nuts", "fish"}
    assert len([kind for _, kind in card.unseen if kind is Unseen.ALLERGY]) == 2
