"""The last cleaning before the terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.geometry import Region

from kds.domain.board import Board
from kds.domain.text import cell_width, clean
from kds.ui.cleaning import TerminalCleaner
from kds.ui.drawing.spans import ALLERGY, PLAIN, Span
from kds.ui.widgets.rows_view import RowsView
from tests.ui.evenings import grill
from tests.ui.showing import StillKitchen, an_app, settled

BLACK = Color.parse("#000000")
KNOWN = st.characters(exclude_categories=["Cn"])
"""Characters that every version of the width tables knows."""
PIECES = (
    "[/]", "[@click=app.quit]x[/]", "[red]", "\\[", "[", "]", "$0", "\x1b[31m", "\x1b]52;c;RVZJTA==\x07", "\x9b2J", "\u202e", "\u200b",
    "\U000e0041", "\u200d", "\ufe0f", "e\u0301\u0301\u0301\u0301\u0301", "鮪", "🍣", "👨\u200d👩\u200d👧", "🇸🇰", "👍🏽", "é", "\u0634", "\ud800", "\x00", "\x7f",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(KNOWN, max_size=8)), max_size=12).map("".join)
"""Anything, with much of what terminals and markup mind in it."""


def cleaned(text: str) -> str:
    """Send a text through the filter."""
    return "".join(segment.text for segment in TerminalCleaner().apply([Segment(text)], BLACK))


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_nothing_a_terminal_obeys_gets_through_and_no_cell_moves(text: str) -> None:
    """Whatever stands in an order, no control character reaches the terminal and the width stays."""
    result = cleaned(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in result)
    assert cell_width(result) == cell_width(text)


def test_escape_sequences_lose_their_escape() -> None:
    """A title change, a clipboard write and a screen reset in a dish's name are only letters on the screen."""
    assert cleaned("\x1b]0;owned\x07\x9b2J\x1bc Soup") == "]0;owned2Jc Soup"


def test_text_that_reads_backwards_is_set_straight() -> None:
    """Bidi overrides and invisible characters are taken out."""
    assert cleaned("\u202eenob-T\u202c\u200b\ufeff") == "enob-T"


def test_pictures_keep_their_joiner_and_letters_lose_it() -> None:
    """A joined emoji stays one picture; letters that a joiner hides in one cell stay hidden, so that no cell moves."""
    text = "\U0001f469\u200d\U0001f373 a\u200db"
    assert cleaned(text) == "\U0001f469\u200d\U0001f373 a"
    assert cell_len(cleaned(text)) == cell_len(text)


def test_clean_rows_are_passed_on_as_they_are() -> None:
    """The usual row costs a look and no copy."""
    segments = [Segment("2x RIBEYE"), Segment(" café")]
    assert TerminalCleaner().apply(segments, BLACK) is segments


async def test_what_is_drawn_is_the_cleaned_text() -> None:
    """Whatever a text holds, the cells on the screen are the cleaned text, none more and none less: no markup is read."""
    columns, rows = 60, 4
    app = an_app(StillKitchen(Board(grill())))
    async with app.run_test(size=(columns, rows)) as pilot:
        await settled(pilot)
        view = app.screen.query_one(RowsView)

        @settings(max_examples=2000, deadline=None)
        @given(first=TEXTS, second=TEXTS)
        def draw(first: str, second: str) -> None:
            words = [clean(text, limit_cells=columns // 2) for text in (first, second)]
            view.show(((Span(words[0], PLAIN), Span(words[1], ALLERGY)),))
            (strip,) = view.render_lines(Region(0, 0, columns, 1))
            drawn = "".join(segment.text for segment in strip)
            written = "".join(words)
            assert drawn == written + " " * (columns - cell_width(written))
            assert strip.cell_length == columns
            assert not any(segment.control for segment in strip)
            assert not any(segment.style and (segment.style.meta or segment.style.link) for segment in strip)

        draw()
