"""The board under a page: where a page that closes leaves its last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.ui.screens.board import BoardScreen

if TYPE_CHECKING:
    from kds.ui.app import KdsApp


def board_below(app: KdsApp) -> BoardScreen | None:
    """Give the board under the open pages; None at a door."""
    below = app.screen_stack[0]
    return below if isinstance(below, BoardScreen) else None


def tell_below(app: KdsApp, sentence: str) -> None:
    """Say something in the last row of the board under the page that closes."""
    board = board_below(app)
    if board is not None:
        board.tell(sentence)
