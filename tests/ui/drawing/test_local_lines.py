"""Progress that only this installation knows of is drawn with a hollow circle, on any terminal (sources 2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.order import Order
from kds.domain.terms import Status
from kds.ui.drawing.arranging import arranged
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.spans import text_of
from kds.ui.drawing.view import ViewState
from tests.builders import a_board, a_station, an_item, an_order, at

NOW = at("19:42:07")
BAR = a_station("Bar", "Bar")


def drawn(status: Status, *, source: str = "qtickets", ascii_only: bool = False) -> str:
    """Give the row of the one line of an order, without blanks around it."""
    order: Order = replace(
        an_order(an_item("Prosecco", 2, on="Bar", status=status), an_item("Beer", on="Bar")), source=source
    )
    board = a_board(BAR, order)
    view = arranged(board, ViewState(ascii_only=ascii_only), NOW, 80, 24, at=1000.0, last_key_at=0.0)
    rows = (text_of(row) for row in board_frame(board, view, NOW, 80, 24).rows)
    return next(row for row in rows if "PROSECCO" in row).strip(" │|")


@pytest.mark.parametrize(
    ("status", "here", "there"),
    [(Status.NEW, "2x", "2x"), (Status.IN_PROGRESS, "◌>2x", ">2x"), (Status.READY, "◌ok 2x", "ok 2x")],
)
def test_local_progress_is_hollow(status: Status, here: str, there: str) -> None:
    """A started and a finished line of a party carry the circle, those of the till don't; ASCII draws an o."""
    assert drawn(status).startswith(f"{here} PROSECCO")
    assert drawn(status, source="portos").startswith(f"{there} PROSECCO")
    assert drawn(status, ascii_only=True).startswith(f"{here.replace('◌', 'o')} PROSECCO")
