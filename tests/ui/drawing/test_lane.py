"""The lane of inquiries beside the rail: what stands first, what gives way, and that nobody waiting means no lane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.facts import InquiryFacts
from kds.domain.text import cell_width
from kds.ui.drawing.lane import Lane, LanePlace, LaneView, columns_beside, lane, lane_place, lane_strip
from kds.ui.drawing.sizes import expo_grid
from kds.ui.drawing.spans import ALLERGY, DUE, LATE, VOID, Look, text_of
from tests.ui.inquiries import allergy, answered, inquiries_board, late, six, to_do, young
from tests.ui.showing import NOW
from tests.unit.domain.inquiry_builders import a_card, an_inquiry, said

CAPS = {"inquiries": "I"}


def facts_with(*cards: InquiryCard) -> InquiryFacts:
    facts = inquiries_board(*cards).inquiries
    assert facts is not None
    return facts


def drawn(*cards: InquiryCard, width: int = 30, height: int = 31, selected: str | None = None) -> Lane:
    return lane(facts_with(*cards), LaneView(NOW, width, height, selected, caps=CAPS))


def texts(made: Lane) -> list[str]:
    return [text_of(row).rstrip() for row in made.rows]


def looks(made: Lane, words: str) -> list[Look]:
    return [span.look for row in made.rows for span in row if words in span.text]


def strip(*cards: InquiryCard, columns: int = 80) -> str:
    row = lane_strip(facts_with(*cards), NOW, columns, CAPS)
    return "" if row is None else text_of(row)


@pytest.mark.parametrize(("width", "height"), [(28, 7), (30, 31), (34, 18), (40, 55), (28, 11), (60, 3)])
def test_rows_have_the_size_that_was_asked_for(width: int, height: int) -> None:
    """Every row is as wide and the lane as high as it was told, wide letters or not."""
    wide = a_card(an_inquiry(said("我的订单在哪里？ " * 20), subject="订单 " * 20, number=1))
    for cards in (six(), (wide, late())):
        made = drawn(*cards, width=width, height=height)
        assert len(made.rows) == height
        assert {cell_width(text_of(row)) for row in made.rows} == {width}


def test_nobody_waiting_means_no_lane() -> None:
    """Neither lane nor strip; the same without a shop, and where there is no room for one card."""
    assert drawn(answered()) == Lane()
    assert strip(answered()) == ""
    assert lane(None, LaneView(NOW, 30, 31)) == Lane()
    assert lane_strip(None, NOW, 80, CAPS) is None
    assert drawn(late(), width=27) == Lane()
    assert drawn(late(), height=2) == Lane()


def test_five_cards_stand_there_and_the_rest_is_counted() -> None:
    """The worst first; fingers find each card where it stands."""
    made = drawn(*six())
    assert texts(made)[0] == " INQUIRIES 6        +1 more I"
    assert [key for _, _, key in made.places] == [
        "inquiry:2550",
        "inquiry:2551",
        "inquiry:2546",
        "inquiry:2549",
        "inquiry:2552",
    ]
    for top, height, _ in made.places:
        assert texts(made)[top]
        assert height >= 2


def test_a_card_says_who_since_when_and_what() -> None:
    """Title and age, customer and language, the question's beginning, what the web shop says."""
    assert texts(drawn(late(), width=40))[1:6] == [
        " Waar blijft bestelling ORD..  LATE 17m",
        " J. B. · nl              awaiting pickup",
        "  Goedenavond, wanneer is bestelling",
        "  ORD10022 klaar om op te halen? Wij",
        "  staan al voor de deur.",
    ]


def test_waiting_has_words_and_colours() -> None:
    """From 5 minutes a mark, from 10 due, from 15 late."""
    made = drawn(late(), to_do(), young())
    assert (looks(made, "LATE 17m"), looks(made, "! 12m")) == ([LATE], [DUE])
    assert any(row.endswith("! 6m") for row in texts(made))
    assert texts(drawn(allergy()))[1].endswith(" 2m")


def test_what_must_be_read_is_loud() -> None:
    """An unread allergy, an allergy without known food, a decision: each has a row of its own, also on a low lane."""
    for height in (31, 11):
        made = drawn(*six(), height=height)
        assert looks(made, "## ALLERGY NOT READ") == [ALLERGY]
        assert looks(made, "## ALLERGY, NO ORDER KNOWN") == [ALLERGY]
        assert looks(made, "DECIDE: our reply waits") == [VOID]


def test_a_to_do_shows_the_memo_s_last_line() -> None:
    """The next shift reads it on the lane."""
    rows = texts(drawn(to_do(), width=40))
    assert rows[2].startswith(" TO-DO  O. H. · en")
    assert "  memo [19:05 Ana] Petra says yes, fro.." in rows


def test_the_food_is_named_and_the_bar_is_at_the_chosen_card() -> None:
    """The card's title at the right of who asks; the bar on all rows of the card."""
    made = drawn(allergy(), width=40, selected="inquiry:2551")
    ((top, height, _),) = made.places
    assert all(row.startswith("█") for row in texts(made)[top : top + height])
    assert any("for Web ORD10021" in row for row in texts(made))
    plain = lane(facts_with(allergy()), replace(LaneView(NOW, 40, 20, "inquiry:2551"), ascii_only=True))
    assert texts(plain)[1].startswith(">")


def test_a_small_screen_has_one_row() -> None:
    """How many, since when, and what is loud; the key that opens the list."""
    assert strip(late(), columns=61).rstrip() == " 1 inquiry, oldest 17m".ljust(54) + "I list"
    assert strip(*six()).startswith(" 6 inquiries, oldest 22m  ALLERGY NOT READ  DECIDE")
    assert cell_width(strip(*six(), columns=61)) == 61


def test_food_that_left_the_board_is_not_named() -> None:
    """Only cards of the board count; the allergy stays loud."""
    board = inquiries_board(allergy())
    facts = board.inquiries
    assert facts is not None
    gone = facts.beside((), frozenset())
    assert "for Web" not in "".join(texts(lane(gone, LaneView(NOW, 40, 20))))


@pytest.mark.parametrize(
    ("columns", "rows", "place"),
    [
        (61, 18, None),
        (80, 24, None),
        (123, 36, LanePlace(93, 2, 30, 32)),
        (200, 60, LanePlace(166, 2, 34, 56)),
    ],
)
def test_the_lane_stands_right_of_the_rail(columns: int, rows: int, place: LanePlace | None) -> None:
    """In the second detail's place, on a large screen in a column of its own; a small one has the row instead."""
    grid = expo_grid(columns_beside(columns), rows, 0, 5)
    assert lane_place(grid, columns) == place
    if place is not None:
        assert place.x > grid.rail
        assert place.x + place.width <= columns
        assert place.y + place.height <= rows - 2
