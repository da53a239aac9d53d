"""The last cleaning before the terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from kds.domain.text import cell_width
from kds.ui.cleaning import TerminalCleaner

BLACK = Color.parse("#000000")


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
