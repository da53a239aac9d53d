"""What the last row says of the newest press, and whether it offers to take it back."""

from __future__ import annotations

import pytest

from kds.domain.board import DoneIntent
from kds.domain.intents import Intent, IntentKind
from kds.ui.drawing.last_done import last_words
from tests.ui.drawing import boards
from tests.ui.drawing.boards import NOW

CAPS = {"undo": "U"}


def words(kind: IntentKind, *, released: bool) -> str:
    """Give the last row after a press of that kind."""
    intent = Intent(id="i1", kind=kind, station="EXPO", label="T4", card_key="o1", at=NOW)
    return last_words(boards.the_pass(done=(DoneIntent(intent, delivered=released, released=released),)), NOW, 80, CAPS)


def test_a_fire_is_offered_back_only_while_it_is_held() -> None:
    """Once the stations have it no key takes it back, so none is named."""
    assert words(IntentKind.FIRE, released=False) == "FIRED T4 goes in a moment  U takes it back"
    assert words(IntentKind.FIRE, released=True) == "FIRED T4 0:00 ago"


@pytest.mark.parametrize("kind", [kind for kind in IntentKind if kind is not IntentKind.SEEN])
def test_every_kind_of_press_has_its_words(kind: IntentKind) -> None:
    """An answer to a customer is told like a bump; no press leaves the board without words."""
    told = words(kind, released=True)
    assert "T4" in told or not told
