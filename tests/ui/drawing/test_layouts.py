"""Tiles, large letters and lists: what each is for, where a finger lands on it, and what a hidden zone must not hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.lens import COOK_LAYOUTS, PASS_LAYOUTS, Layout, Lens, ZoneTab, seen_through
from kds.domain.terms import Purchase
from kds.ui.drawing.arranging import arranged
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import text_of, width_of
from kds.ui.drawing.view import ViewState
from kds.ui.drawing.wide import letters_of
from kds.ui.drawing.zones import zone_row
from tests.ui.drawing.boards import NOW, a_card, a_line, live
from tests.ui.drawing.screens import frame_at_rest, texts
from tests.ui.evenings import board_of, crowd, evening, grill, the_pass

SIZES = [(61, 18), (80, 24), (92, 26), (123, 36), (200, 60), (250, 70)]


def laid_out(layout: Layout, *size: int, board: Board | None = None) -> tuple[ViewState, Frame]:
    """Give the busy grill in a layout, nobody has touched it."""
    board = board or board_of(grill(), *evening())
    view = ViewState(local=UTC, lens=Lens(layout=layout))
    view = arranged(board, view, NOW, *size, at=0, last_key_at=-100)
    return view, board_frame(board, view, NOW, *size)


@pytest.mark.parametrize("size", SIZES)
def test_tiles_are_equal_and_never_touch(size: tuple[int, int]) -> None:
    """Every card begins at the top of a tile of its own; a long one takes the next tiles under its digit."""
    view, _ = laid_out(Layout.TILES, *size, board=board_of(grill(), *evening(), *crowd(12)))
    tiles = [part.column for standing in view.places.standings for part in standing.parts]
    assert len(tiles) == len(set(tiles))
    assert {part.top for standing in view.places.standings for part in standing.parts} == {0}


@pytest.mark.parametrize("layout", COOK_LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
def test_a_finger_lands_on_the_card_it_touches(layout: Layout, size: tuple[int, int]) -> None:
    """In each layout and size the slot box of every card is a cell of that card, and each line one of that line."""
    view, frame = laid_out(layout, *size)
    rows = [text_of(row) for row in frame.rows]
    for standing in view.places.standings:
        box = f"[{standing.digit}]"
        y = next(number for number, row in enumerate(rows) if box in row)
        hit = frame.hit(rows[y].index(box), y)
        assert hit is not None
        assert (hit.slot, hit.key) == (standing.slot, standing.key)
    named = {hit.line for hit in frame.hits if hit.line is not None}
    assert named == frame.lines


def test_a_list_has_one_row_for_each_dish() -> None:
    """Modifiers and a comment that fits stand behind the name; the title stands at the left."""
    card = a_card("B1", "19:40", a_line("2x Mojito", "NO sugar", comment="two straws"), a_line("1x Cola"))
    rows = texts(frame_at_rest(live(grill(), [card]), 80, 24, ViewState(lens=Lens(layout=Layout.LIST))))
    assert rows[1:4] == [
        ' [1] B1             2   2x MOJITO  NO sugar  "two straws"',
        "                        1x COLA",
        "",
    ]


def test_large_letters_are_what_is_called_out() -> None:
    """The table, else the name of who fetches it; a name with a sign that has no letter gives way to the number."""
    fmt = Format(60, letter_rows=5)
    away = replace(a_card("TAKE AWAY", "19:40", a_line("1x Cola")), purchase=Purchase.TAKE_AWAY, numbers=(31,))
    bare = letters_of(replace(away, orders=()), fmt)
    named = letters_of(replace(away, orders=(), pickup_name="Novak"), fmt)
    foreign = letters_of(replace(away, orders=(), pickup_name="漢字", title="漢字"), fmt)
    numbered = letters_of(replace(away, orders=(), title="#31"), fmt)
    assert len({bare, named, numbered}) == 3
    assert foreign == numbered


def test_a_late_card_is_the_largest_thing_of_a_wide_board() -> None:
    """Title, letters and the row below them are reverse: seven rows, where a due card has one."""
    _, frame = laid_out(Layout.WIDE, 80, 24)
    first_column = [row for row in frame.rows[1:-2] if any(span.look.reverse and span.width > 20 for span in row[:4])]
    assert len(first_column) >= 7


@pytest.mark.parametrize("layout", [each for each in PASS_LAYOUTS if each is not Layout.RAIL])
def test_the_pass_as_cards_says_complete_and_held(layout: Layout) -> None:
    """What stands on the pass has its time there; a held course is named and has no digit of its own dishes."""
    text = "\n".join(texts(laid_out(layout, 200, 60, board=board_of(the_pass(), *evening()))[1]))
    assert "COMPLETE 1:20" in text
    assert "HELD: 2x RIBEYE 300, 2x CHIPS" in text


def test_a_runner_is_offered_nothing_to_send() -> None:
    """A screen that only shows says COMPLETE and names no key for it."""
    runner = replace(the_pass(), read_only=True)
    text = "\n".join(texts(laid_out(Layout.FLOW, 123, 36, board=board_of(runner, *evening()))[1]))
    assert "COMPLETE 1:20 on pass" in text
    assert "SEND" not in text
    able = "\n".join(texts(laid_out(Layout.FLOW, 123, 36, board=board_of(the_pass(), *evening()))[1]))
    assert "ENTER = SEND" in able


def test_what_waits_on_the_pass_stands_beside_its_cards() -> None:
    """On a wide screen the side column of the pass lists what waits there and what each station owes."""
    text = "\n".join(texts(laid_out(Layout.FLOW, 123, 36, board=board_of(the_pass(), *evening()))[1]))
    assert "ON THE PASS" in text
    assert "NEXT PROMISED" in text


@pytest.mark.parametrize("columns", [61, 80, 92, 123, 200])
@given(names=st.lists(st.text(min_size=1, max_size=30), min_size=2, max_size=8, unique=True), late=st.integers(0, 40))
def test_trouble_in_a_hidden_zone_is_always_told(columns: int, names: list[str], late: int) -> None:
    """However many zones there are and whatever their names, the row says how many cards are late elsewhere."""
    old = a_card("T1", "18:00", a_line("1x Cola"))
    tabs = [ZoneTab(name, (old,) * (late if index == 1 else 0), index == 0) for index, name in enumerate(names)]
    board = replace(live(grill(), []), tabs=tuple(tabs))
    row = zone_row(board, NOW, columns, DEFAULT_CAPS)
    assert width_of(row) == columns
    assert (f"{late} LATE" in text_of(row)) == (late > 0)


def test_a_zone_shows_tabs_and_gives_the_row_back() -> None:
    """One row more while a zone is chosen; without one the board is what it was."""
    board = board_of(grill(), *evening())
    lens = Lens(zone="Main")
    seen = seen_through(board, lens)
    view = arranged(seen, ViewState(local=UTC, lens=lens), NOW, 80, 24, at=0, last_key_at=-100)
    rows = texts(board_frame(seen, view, NOW, 80, 24))
    assert rows[1].startswith(" Bar 1  Main 2  Terrace 3 ")
    assert "1 LATE  1 NOT SEEN  in Terrace" in rows[1]
    hit = board_frame(seen, view, NOW, 80, 24).hit(40, 1)
    assert hit is not None
    assert hit.action == "next_zone"
    assert "in Terrace" not in "\n".join(texts(frame_at_rest(board)))


def test_a_card_of_many_rows_tears_between_lines_where_a_page_ends() -> None:
    """In small tiles each dish stands whole on one page, so that it can be read and bumped there."""
    dishes = [a_line(f"1x Dish{number}", "NO a", "NO b", "+ c", comment="x " * 60) for number in range(8)]
    card: Card = a_card("T1", "19:40", *dishes)
    board = live(grill(), [card])
    view = ViewState(lens=Lens(layout=Layout.TILES), local=UTC)
    shown: set[tuple[str, int]] = set()
    for page in range(12):
        view = arranged(board, view, NOW, 61, 18, at=float(page), last_key_at=-100, page=page)
        shown |= board_frame(board, view, NOW, 61, 18).lines
    assert shown == {(line.order_id, line.item_id) for line in card.lines}
