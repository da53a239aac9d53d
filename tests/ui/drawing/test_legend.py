"""The legend names only keys that do something now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.board import Board
from kds.domain.station import Rights
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.legend import legend_spans
from kds.ui.drawing.spans import text_of
from tests.builders import an_item, an_order
from tests.ui.drawing import boards
from tests.ui.drawing.boards import COOKING, READY, a_card, a_line

CAPS = {**DEFAULT_CAPS, "all_day": "A"}


def legend(board: Board, title: str = "", columns: int = 123) -> str:
    """Give the legend with the card of that title chosen, none for an empty one."""
    chosen = next((card for card in board.cards if card.title == title), None)
    return " ".join(text_of(legend_spans(board, chosen, columns, CAPS, 0)).split())


def test_without_a_chosen_card_no_key_is_told_that_needs_one() -> None:
    """Digits choose first; with a card chosen come done, line and start."""
    board = boards.grill(a_card("T1", "19:40", a_line("1x Corn")))
    assert legend(board) == "1-9,0 pick R recall A all-day ? help"
    assert legend(board, "T1") == "1-9,0 pick ENTER done SPACE line S start R recall A all-day ? help"


def test_an_empty_board_has_nothing_to_pick() -> None:
    """No card, no digit."""
    assert legend(boards.grill()) == "R recall A all-day ? help"


def test_the_pass_sends_what_is_ready_and_fires_what_is_held_only_where_there_is_some() -> None:
    """E stands on a table with a ready dish, F on one with a held course."""
    cooking = a_card("T1", "19:40", a_line("1x Corn", status=COOKING))
    ready = a_card("T2", "19:40", a_line("1x Corn", status=READY), a_line("1x Fish"))
    later = a_card("T3", "19:40", a_line("1x Corn"), held=(an_order(an_item("Sorbet"), held=True),))
    board = replace(boards.the_pass(), cards=(cooking, ready, later))
    assert "send ready" not in legend(board, "T1")
    assert "fire" not in legend(board, "T1")
    assert "E send ready" in legend(board, "T2")
    assert "F fire" in legend(board, "T3")
    assert "fire" not in legend(replace(board, held=()))


@pytest.mark.parametrize(
    ("right", "denied"), [("orderUpdate", {"F fire"}), ("orderProcess", {"ENTER send", "R recall"})]
)
def test_what_the_login_may_not_do_stays_dim(right: str, denied: set[str]) -> None:
    """The key answers with the reason; it does not vanish from one login to the next."""
    later = a_card("T3", "19:40", a_line("1x Corn"), held=(an_order(an_item("Sorbet"), held=True),))
    board = replace(boards.the_pass(), cards=(later,), rights=Rights(frozenset({right}), known=True))
    spans = legend_spans(board, later, 123, CAPS, 0)
    dim = {span.text for span in spans if span.look.dim}
    assert denied <= dim
    assert "? help" not in dim
