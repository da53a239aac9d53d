"""One card in every state a cook can meet, and where a finger lands on it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kds.domain.cards import Allergy, Card, LineKind, Sync, Unseen
from kds.domain.terms import Status
from kds.ui.drawing.spans import text_of
from kds.ui.drawing.view import ViewState
from tests.ui.drawing import boards
from tests.ui.drawing.boards import a_card, a_line
from tests.ui.drawing.screens import frame_at_rest, texts


def body_of(card: Card, columns: int = 80, rows: int = 24) -> list[str]:
    """Give the first column's rows of a board with that card alone, without the bar, to its last row with text."""
    width = (columns - 2) // 3 if columns >= 80 else 30
    column = [row[1:width].rstrip() for row in texts(frame_at_rest(boards.grill(card, held=()), columns, rows))[1:-1]]
    while column and not column[-1]:
        column.pop()
    return column


def test_a_changed_line_says_what_it_was() -> None:
    """CHANGED stands before the dish and the former choice below it."""
    line = replace(a_line("1x Ribeye", "rare", kind=LineKind.CHANGED, unseen=["c"]), former="was medium")
    rows = body_of(a_card("T1", "19:40", line, unseen=(("c", Unseen.CHANGED),)))
    assert rows == ["[1] T1                 2", "CHANGED 1x RIBEYE", "     rare", "     was medium", " seen? ENTER"]


@pytest.mark.parametrize(
    ("status", "row"), [(Status.IN_PROGRESS, "CHANGED >1x RIBEYE"), (Status.READY, "CHANGED ok 1x RIBEYE")]
)
def test_a_changed_dish_still_says_how_far_it_is(status: Status, row: str) -> None:
    """Begun and finished are read beside CHANGED too: what is ready is not cooked twice."""
    line = replace(a_line("1x Ribeye", kind=LineKind.CHANGED, status=status), former="was medium")
    assert row in body_of(a_card("T1", "19:40", line))


def test_a_line_made_elsewhere_too_says_where() -> None:
    """A shared dish names the other station; ticked here only it has a circle."""
    line = replace(a_line("1x Fish pie"), also_at=("Fry",), ticked=Status.READY)
    assert body_of(a_card("T1", "19:40", line))[1:] == ["◌1x FISH PIE", "     also at: Fry"]


def test_a_line_whose_station_is_off_says_so() -> None:
    """Nowhere is never allowed: it stands on every station with the reason."""
    line = replace(a_line("1x Ribeye"), notice="GRILL IS OFF AT THE TILL", contains=("nuts",))
    assert body_of(a_card("T1", "19:40", line))[1:] == [
        " 1x RIBEYE",
        "     CONTAINS NUTS",
        "     GRILL IS OFF AT THE",
        "     TILL",
    ]


def test_quantities_are_as_ordered() -> None:
    """Halves and weights are no pieces."""
    half = replace(a_line("1x Pizza"), quantity=Decimal("0.5"))
    weighed = replace(a_line("1x Beef"), quantity=Decimal("0.35"), unit="kg")
    assert body_of(a_card("T1", "19:40", half, weighed, a_line("12x Oyster")))[1:] == [
        " 0.5x PIZZA",
        " 0.35kg BEEF",
        " 12x OYSTER",
    ]


def test_what_is_on_its_way_has_a_sign() -> None:
    """`~` pending, `?` unknown, REFUSED with the reason."""
    card = a_card("T1", "19:40", a_line("1x Corn"))
    assert body_of(replace(card, sync=Sync.PENDING))[0] == "[1] T1 ~               2"
    assert body_of(replace(card, sync=Sync.UNKNOWN))[0] == "[1] T1 ?               2"
    refused = body_of(replace(card, sync=Sync.REFUSED, refusal="the cook may not"))
    assert refused[1:] == [" REFUSED the cook may", " not", " 1x CORN"]


def test_a_slip_that_does_not_fit_says_why() -> None:
    """It is a card with its reason, in full."""
    line = replace(a_line("0x item 3 has no name"), kind=LineKind.ODDITY)
    card = replace(a_card("#118", None, line), oddity="item 3 has no name")
    assert body_of(card) == ["[1] #118               ?", " item 3 has no name"]


def test_a_late_card_has_a_second_reverse_row() -> None:
    """Amount of reverse is amount of alarm."""
    frame = frame_at_rest(boards.grill(a_card("T1", "19:20", a_line("1x Corn")), held=()))
    reverse = [sum(span.width for span in row if span.look.reverse) for row in frame.rows[1:4]]
    assert reverse == [25, 25, 0]


def test_a_long_title_is_never_cut() -> None:
    """The name of a ticket takes the rows it needs, its age stands in the last of them."""
    rows = body_of(a_card("Birthday party of Kowalski", "19:40", a_line("1x Corn")))
    assert rows == ["[1] Birthday party of", "    Kowalski           2", " 1x CORN"]


def test_a_comment_over_its_cap_says_where_the_rest_is() -> None:
    """Six rows of a comment, then the key of the details."""
    rows = body_of(a_card("T1", "19:40", a_line("1x Corn", comment="word " * 60)))
    assert len(rows) == 8
    assert rows[-1].endswith("MORE: D")


def test_an_allergy_is_never_cut() -> None:
    """A long one has as many rows with edges as it needs."""
    text = "peanuts, hazelnuts, walnuts and all traces of sesame"
    rows = body_of(a_card("T1", "19:40", a_line("1x Corn"), allergies=(Allergy(text, "a", "2"),)))
    assert all(row.startswith("## ") and row.endswith("#") for row in rows[1:-1])
    assert " ".join(row.strip("# ") for row in rows[1:-1]) == f"ALLERGY {text.upper()}  seat 2"


def test_the_seat_of_an_allergy_is_not_parted_from_its_number() -> None:
    """`SEAT 2` in a waiter's own words stays together where it has no room beside the rest."""
    rows = body_of(a_card("T1", "19:40", a_line("1x Corn"), allergies=(Allergy("celery, seat 2", "a"),)))
    assert [row.strip("# ") for row in rows[1:3]] == ["ALLERGY CELERY,", "SEAT 2"]


def test_a_note_of_the_order_stands_above_the_lines() -> None:
    """What a waiter wrote about the whole order is quoted."""
    assert body_of(a_card("T1", "19:40", a_line("1x Corn"), note="all together"))[1] == ' "all together"'


def test_the_chosen_line_has_the_thick_bar() -> None:
    """Arrows down: the bar of the card is thin, thick only at the line."""
    view = ViewState(selected="T7", line=("T7", 2))
    rows = texts(frame_at_rest(boards.grill(boards.t7(), held=()), view=view))
    assert "".join(row[:1] for row in rows[1:7]) == "│││││█"
    plain = texts(frame_at_rest(boards.grill(boards.t7(), held=()), view=replace(view, ascii_only=True)))
    assert "".join(row[:1] for row in plain[1:7]) == "|||||>"


def test_a_flashing_slot_loses_its_brackets() -> None:
    """The eye sees that the digit was heard."""
    frame = frame_at_rest(boards.grill(boards.t7(), held=()), view=ViewState(flashing=0))
    assert text_of(frame.rows[1]).startswith("  1  T7")


def test_a_finger_on_a_card_hits_its_line_or_its_enter() -> None:
    """Title, line and `seen? ENTER` are three things on one card; the blank around it is none."""
    card = boards.t3()
    frame = frame_at_rest(boards.grill(card, held=()))
    title, line, enter = frame.hit(5, 1), frame.hit(5, 3), frame.hit(5, 5)
    assert title is not None
    assert (title.key, title.slot, title.line, title.bumps) == ("T3", 0, None, False)
    assert line is not None
    assert line.line == ("T3", 2)
    assert enter is not None
    assert enter.bumps
    assert frame.hit(40, 3) is None


def test_a_torn_card_counts_as_shown_only_when_all_of_it_was() -> None:
    """A bump covers what was painted: a part of a long order is not the whole."""
    long = a_card("T1", "19:40", *(a_line(f"{number}x Corn") for number in range(1, 41)))
    frame = frame_at_rest(boards.grill(long, held=()), 61, 18)
    assert frame.painted == frozenset()
    assert 0 < len(frame.lines) < 40
    assert "1 goes on, PgDn" in texts(frame)[15]
    whole = frame_at_rest(boards.grill(long, held=()), 80, 24)
    assert whole.painted == {"T1"}
    assert len(whole.lines) == 40
