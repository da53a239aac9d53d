"""The rail and the details of the pass, where the drawings leave a question open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kds.domain.cards import Allergy, Card, LineKind, Unseen
from kds.domain.lens import Layout, Lens
from kds.domain.order import Endpoint
from kds.domain.terms import Purchase, Status
from kds.ui.drawing.view import ViewState
from tests.builders import an_expo, at
from tests.ui.drawing import boards
from tests.ui.drawing.boards import NOW, READY, a_card, a_line, live, progress
from tests.ui.drawing.screens import frame_at_rest, texts

NUTS = Allergy("nuts", "a", "3")


def rail_of(*cards: Card, columns: int = 80, rows: int = 24) -> list[str]:
    """Give the rail's rows, without the row of names, to the last one with text."""
    found = texts(frame_at_rest(live(an_expo(), cards), columns, rows))[2:-2]
    rail = [row.partition("│")[0].rstrip() for row in found]
    while rail and not rail[-1]:
        rail.pop()
    return rail


def test_an_allergy_stays_when_its_table_is_complete() -> None:
    """The allergy keeps its row, the word COMPLETE stands beside it."""
    card = a_card("T1", "19:40", a_line("1x Corn", status=READY), others=(progress("Fry", 1, 1),), allergies=(NUTS,))
    rows = rail_of(replace(card, complete_since=NOW - timedelta(seconds=30)), columns=61, rows=18)
    assert rows[1] == "     ## ALLERGY NUTS seat 3 ##  COMPLETE 0:30 on pass"


def test_an_allergy_and_a_void_have_a_row_each() -> None:
    """Neither drives the other away."""
    void = a_line("1x Burger", kind=LineKind.VOID, fate="on grill", fate_at="grill", unseen=["v"])
    card = a_card("T1", "19:40", void, allergies=(NUTS,), unseen=(("v", Unseen.VOID),))
    assert rail_of(card)[1:] == ["     ## ALLERGY NUTS seat 3 ##", "     VOID 1x Burger, seen?    ENTER"]


def test_an_unread_allergy_asks_whether_it_was_seen() -> None:
    """The key alone beside an allergy would say nothing; where there is no room for the word, the key stays."""
    card = a_card("T1", "19:40", a_line("1x Corn"), allergies=(NUTS,), unseen=(("a", Unseen.ALLERGY),))
    assert rail_of(card)[1].endswith("## ALLERGY NUTS seat 3 ## seen? ENTER")
    longer = replace(card, allergies=(Allergy("cashew nuts", "a", "3"),))
    assert rail_of(longer)[1].endswith("## ALLERGY CASHEW NUTS seat 3 ## ENTER")


def test_a_dish_that_came_from_another_table_says_so_on_the_rail() -> None:
    """The word MOVED stands there, not only `1x Cola, seen?`."""
    cola = replace(a_line("1x Cola", unseen=["m"]), notice="MOVED from T7, don't cook twice")
    rows = rail_of(a_card("T1", "19:40", cola, unseen=(("m", Unseen.CHANGED),)))
    assert " ".join(" ".join(rows[1:]).split()) == "1x Cola MOVED from T7, don't cook twice, seen? ENTER"


def test_a_long_title_has_a_row_of_its_own() -> None:
    """The rail's five cells show the beginning, the row below all of it."""
    card = a_card("Birthday party", "19:40", a_line("1x Corn"), others=(progress("Fry", 0, 1),))
    assert rail_of(card)[:2] == [" [1] Birthday       2  -   1   -   -   -", "     Birthday party"]


def test_one_order_of_a_delivery_is_told_in_its_two_rows() -> None:
    """A card for each order: the number stands in the sentence, and no title is cut for it."""
    card = a_card(
        "DELIVERY #131",
        "19:40",
        a_line("1x Corn"),
        key="D",
        purchase=Purchase.DELIVERY,
        due_at=at("19:50:30"),
        numbers=(131,),
    )
    rows = rail_of(card)
    assert rows[0].startswith(" [1] DELIV ")
    assert "#131" in rows[1]
    assert len(rows) == 2


def test_more_stations_than_columns_share_the_last_one() -> None:
    """What the last column stands for is still missing from a table."""
    names = [f"Station{index}" for index in range(12)]
    card = a_card("T1", "19:40", others=tuple(progress(name, 0, 1) for name in names))
    board = replace(live(an_expo(), [card]), endpoints=tuple(Endpoint(name) for name in names))
    rows = texts(frame_at_rest(board, 61, 18))
    assert rows[1].endswith("OTH")
    assert sum(int(number) for number in rows[2].split()[3:]) == 12


def test_with_nothing_chosen_the_details_show_the_complete_table_that_has_waited_longest() -> None:
    """The next send needs no key; without a complete table it is the oldest."""
    assert "M2   Main" in texts(frame_at_rest(boards.the_pass()))[1]
    waiting = live(an_expo(), [boards.t7(), boards.m12()])
    assert "│  T7" in texts(frame_at_rest(waiting))[1]


def test_the_details_offer_to_send_only_what_is_chosen() -> None:
    """E acts on the chosen table: of one that only stands there for a look it is not told."""
    card = a_card(
        "T1",
        "19:40",
        a_line("1x Corn", status=READY),
        a_line("1x Fish", endpoint="Fry"),
        others=(progress("Grill", 1, 1),),
    )
    board = live(an_expo(), (card,))
    assert "E send" not in "\n".join(texts(frame_at_rest(board))[:-1])
    assert "E send" in "\n".join(texts(frame_at_rest(board, view=ViewState(selected="T1")))[:-1])


def test_details_that_don_t_fit_say_where_the_rest_is() -> None:
    """A table of forty lines ends in the key of the whole card."""
    lines = tuple(a_line(f"{number}x Corn", endpoint="Fry") for number in range(1, 41))
    card = a_card("T1", "19:40", *lines, others=(progress("Fry", 0, 40),))
    assert texts(frame_at_rest(live(an_expo(), [card])))[21].endswith("│ MORE: D")


def test_the_chosen_line_is_marked_in_the_details() -> None:
    """The bar stands beside the line that Space acts on."""
    view = ViewState(selected="T7", line=("T7", 1))
    rows = texts(frame_at_rest(boards.the_pass(), view=view))
    assert rows[5][44:60] == "│█>2x RIBEYE 300"


def test_a_line_sent_before_the_others_says_sent() -> None:
    """The plate check looks for what is still there."""
    lines = (a_line("1x Corn", status=Status.SERVED, endpoint="Fry"), a_line("1x Chips", endpoint="Fry"))
    card = a_card("T1", "19:40", *lines, others=(progress("Fry", 1, 2),))
    rows = texts(frame_at_rest(live(an_expo(), [card])))
    assert any(row.endswith("│ ok 1x CORN           sent") for row in rows)


def test_a_plate_over_two_minutes_on_the_pass_is_an_alarm() -> None:
    """It stands reverse in the runner's list."""
    card = a_card("T1", "19:30", a_line("1x Corn", status=READY, endpoint="Fry"), others=(progress("Fry", 1, 1),))
    card = replace(card, complete_since=NOW - timedelta(seconds=121))
    frame = frame_at_rest(live(an_expo(), [card]), 123, 36)
    row = next(row for row in frame.rows if any("1 plate" in span.text for span in row))
    assert any(span.look.reverse and "1 plate" in span.text for span in row)


def test_the_biggest_screen_has_no_column_wider_than_forty_cells() -> None:
    """200x60: more rows, still ten digits, columns of at most forty cells."""
    cards = [a_card(f"T{index}", "19:40", *(a_line("1x Corn") for _ in range(10))) for index in range(30)]
    rows = texts(frame_at_rest(boards.grill(*cards), 200, 60))
    assert [row.find("[2]") for row in rows if "[2]" in row] == [1]
    starts = [row.find("[6]") for row in rows if "[6]" in row]
    assert starts == [41]
    assert "[0]" in "".join(rows)
    assert "NEXT PAGE  +20" in " ".join(" ".join(rows).split()).replace("NEXT PAGE +20", "NEXT PAGE  +20")


def test_the_next_page_of_a_pass_of_cards_is_told_in_full() -> None:
    """How many, the key, how old and how many are complete: on two rows where a column is too narrow for one."""
    cards = [a_card(f"T{index}", "19:40", a_line("1x Corn")) for index in range(40)]
    caps = {"page_down": "PgDn"}
    rows = texts(frame_at_rest(live(an_expo(), cards), 123, 36, ViewState(lens=Lens(layout=Layout.FLOW), caps=caps)))
    at = next(index for index, row in enumerate(rows) if "NEXT PAGE" in row)
    assert "+30 PgDn" in rows[at]
    assert "oldest 2m, 0 complete" in rows[at + 1]
