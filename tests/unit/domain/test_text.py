"""Text from outside: nothing of it reaches the terminal as a command, and its width is the screen's own."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from kds.domain.text import MARKS_PER_BASE, cell_width, clean, cut_cells, visible, wrap_cells

HARMFUL = (
    "\x00\x07\x08\t\n\r\x1b\x7f\x80\x9b\x9d\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069"
)
HARMFUL += "\ufeff\u00ad\u3164\uffa0\ufff9\U000e0067\U000e007f\ud800"
PIECES = [
    "a",
    " ",
    "ß",
    "日",
    "本",
    "ا",
    "ש",
    "👩",
    "🍳",
    "❤",
    "1",
    "\u20e3",
    "🇵",
    "🇱",
    "👍",
    "🏽",
    "\ufe0f",
    "\u0301",
    *HARMFUL,
]
ANYTHING = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=20))
FAMILIAR = st.lists(st.sampled_from([piece for piece in PIECES if piece not in HARMFUL]), max_size=12).map("".join)
"""Texts of characters that every version of the width tables agrees on."""


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b]52;c;eA==\x07", "�]52;c;eA==�"),
        ("\x9b31mred", "�31mred"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("a\u200db", "ab"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("👩🏽\u200d🍳", "👩🏽\u200d🍳"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("👩\u200d", "👩"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("\u0301e\u0301", "e\u0301"),
        ("line\none", "line�one"),
        ("\ud800", "�"),
        ("Žemľa 日本 شاي", "Žemľa 日本 شاي"),
    ],
)
def test_known_texts_are_shown_as_they_should(raw: str, shown: str) -> None:
    """Commands are seen as what they are, letters of every language stay, emoji stay whole."""
    assert clean(raw) == shown


@given(ANYTHING)
@example("👩\u200d🏽")
@example("👩🏽\u200d🏽")
@example("\x80\u0302\u200d🔥")
@example("e" + "\u0301" * 50)
def test_a_cleaned_text_has_nothing_left_to_clean(text: str) -> None:
    """Cleaning again, and the last filter before the screen, change nothing any more."""
    once = clean(text)
    assert clean(once) == once
    assert visible(once) == once


@given(ANYTHING)
def test_no_harmful_character_survives(text: str) -> None:
    """Neither a control nor a bidi control nor an invisible character reaches a card."""
    shown = clean(text)
    assert not set(shown) & (set(HARMFUL) - {"\u200d"})
    assert all(unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") for char in shown)


@given(st.integers(0, 60))
def test_a_flood_of_marks_stays_on_its_letter(count: int) -> None:
    """A name of a hundred accents does not run over the rows above it."""
    shown = clean("e" + "\u0301" * count + "n")
    assert shown.count("\u0301") == min(count, MARKS_PER_BASE)


@given(ANYTHING)
def test_the_last_filter_keeps_the_width(text: str) -> None:
    """What the filter takes out, it makes up for: the columns to the right stay where they are."""
    shown = visible(text)
    assert cell_width(shown) == cell_width(text)
    assert not any(unicodedata.category(char) == "Cc" for char in shown)


@given(FAMILIAR)
@example("👩\u200d🍳 日本 🇵🇱 1\ufe0f\u20e3")
@example("🇱\ufe0f")
def test_widths_are_those_of_the_screen(text: str) -> None:
    """A padded row is as wide as the screen thinks."""
    assert cell_width(text) == cell_len(text)
    assert cell_width(clean(text)) == cell_len(clean(text))


@given(FAMILIAR, st.integers(0, 20))
def test_a_cut_text_fits_and_is_the_longest_that_does(text: str, cells: int) -> None:
    """No half character, no cell too much, and no room given away but the half of a wide one."""
    short = cut_cells(text, cells)
    assert text.startswith(short)
    assert cell_width(short) <= cells
    assert short == text or cell_width(short) >= cells - 1


@given(FAMILIAR, st.integers(1, 12))
def test_wrapped_lines_fit_and_lose_no_word(text: str, cells: int) -> None:
    """Every line fits; in lines of two cells or more every character is still there."""
    lines = wrap_cells(text, cells)
    assert all(line and cell_width(line) <= cells for line in lines)
    if cells >= 2:
        assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_words_break_at_spaces() -> None:
    """A comment reads like a sentence."""
    assert wrap_cells("no onions, extra hot", 10) == ("no onions,", "extra hot")
    assert wrap_cells("Donaudampfschiff", 8) == ("Donaudam", "pfschiff")
    assert wrap_cells("", 8) == ()


@pytest.mark.parametrize(("limit", "shown"), [(9, "Cappuccin"), (0, "")])
def test_a_limit_shows_that_something_was_cut(limit: int, shown: str) -> None:
    """The end of a cut name is an ellipsis, so that nobody takes it for the whole."""
    assert clean("Cappuccino", limit_cells=limit) == (shown[:-1] + "…" if shown else "")
    assert clean("Cappuccino", limit_cells=10) == "Cappuccino"


@given(ANYTHING, st.integers(0, 10))
def test_a_limit_always_holds(text: str, limit: int) -> None:
    """However odd the text, it is not wider than asked for."""
    assert cell_width(clean(text, limit_cells=limit)) <= limit
