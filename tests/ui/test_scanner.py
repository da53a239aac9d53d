"""A scanner and a person at one keyboard: who typed what, and that nothing is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.ui.scanner import GAP_SECONDS, LEAST_CHARACTERS, Heard, Pressed, Scanned, Scanner, Typed, as_digits

CODE = "871234567890"
FAST, SLOW = 0.004, 0.12


def typed(
    scanner: Scanner, text: str, apart: float, *, at: float = 0.0, end: str = "", in_dialog: bool = False
) -> list[Heard]:
    """Type a text with so many seconds between its keys, then one more key; give what was heard in the end."""
    heard: list[Heard] = []
    for char in text:
        heard += scanner.press(char, char, at, in_dialog=in_dialog)
        at += apart
    if end:
        heard += scanner.press(end, None, at, in_dialog=in_dialog)
    return [*heard, *scanner.settle(at + 1)]


def a_scanner(*known: str) -> Scanner:
    """Give a scanner whose list has these codes."""
    return Scanner(lambda text: text in known)


@pytest.mark.parametrize("end", ["enter", "tab", "ctrl+j"])
def test_a_burst_is_a_scan(end: str) -> None:
    """Twelve digits within fifty milliseconds and an Enter are a scan, wherever they are typed."""
    assert typed(a_scanner(), CODE, FAST, end=end) == [Scanned(CODE)]


def test_slow_typing_is_a_persons() -> None:
    """The same digits typed by hand go to the search line, letter by letter, with their Enter."""
    assert typed(a_scanner(), CODE, SLOW, end="enter") == [*map(Typed, CODE), Pressed("enter")]


def test_a_short_burst_is_no_code() -> None:
    """Seven quick characters are somebody drumming on the keys."""
    assert typed(a_scanner(), "1234567", FAST, end="enter") == [Typed("1234567"), Pressed("enter")]


def test_a_burst_without_an_end_is_no_code() -> None:
    """What is never ended is given back as typed."""
    assert typed(a_scanner(), CODE, FAST) == [Typed(CODE)]


def test_a_letter_typed_before_the_scanner_fires_is_not_part_of_the_code() -> None:
    """A person rests a finger on a key, then scans: the code is whole, the letter is theirs."""
    scanner = a_scanner()
    heard = typed(scanner, "p", SLOW)
    assert (heard, typed(scanner, CODE, FAST, at=5, end="enter")) == ([Typed("p")], [Scanned(CODE)])


def test_a_dialog_takes_only_codes_that_are_known() -> None:
    """While a name is typed a known code is still a scan; an unknown burst does not end up in the name."""
    assert typed(a_scanner(CODE), CODE, FAST, end="enter", in_dialog=True) == [Scanned(CODE)]
    assert typed(a_scanner(), CODE, FAST, end="enter", in_dialog=True) == []
    assert typed(a_scanner(), "No", SLOW, in_dialog=True) == [Typed("N"), Typed("o")]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("(&é\"'(-è_çà", "51234567890"),
        ("+ľščťžýáíé", "1234567890"),
        ("+ěščřžýáíé", "1234567890"),
        ("VIP-0001", "VIP-0001"),
    ],
)
def test_a_keyboard_of_another_language_spoils_no_code(text: str, digits: str) -> None:
    """A scanner presses the number keys; on a French, Slovak or Czech keyboard they type something else."""
    assert as_digits(text) == digits


keys = st.lists(
    st.tuples(st.sampled_from("ab1 é"), st.sampled_from((0.0, 0.01, GAP_SECONDS, 0.3))) | st.just(("enter", 0.01)),
    max_size=40,
)


@given(keys)
def test_no_key_is_lost_or_heard_twice(pressed: list[tuple[str, float]]) -> None:
    """Whatever is typed at whatever speed: every character comes out once and in order."""
    scanner, at, heard = a_scanner(), 0.0, list[Heard]()
    for key, apart in pressed:
        at += apart
        heard += scanner.press(key, key if len(key) == 1 else None, at)
    heard += scanner.settle(at + 1)
    out = "".join(each.text if isinstance(each, Typed | Scanned) else "" for each in heard)
    assert out == "".join(key for key, _ in pressed if len(key) == 1)
    ends = sum(isinstance(each, Pressed | Scanned) for each in heard)
    assert ends == sum(key == "enter" for key, _ in pressed)
    assert all(len(each.text) >= LEAST_CHARACTERS for each in heard if isinstance(each, Scanned))
    assert not scanner.is_waiting
