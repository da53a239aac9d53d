"""Does what a page or a key asks of the kitchen: decided on the newest board when its turn comes, then performed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.domain.intents import Intent, Refusal
from kds.language import tr

if TYPE_CHECKING:
    from kds.ui.screens.base import KitchenScreen

Decide = Callable[[Board, datetime], Intent | Refusal]
"""What a press comes to on a board, at a server time."""


async def performed(screen: KitchenScreen, decide: Decide) -> Refusal | None:
    """Perform what is decided; give the reason where nothing was done.

    Args:
        screen: whose application has the kitchen.
        decide: asked with the board as it is when the turn comes.
    """
    kitchen = screen.board_app.kitchen
    if kitchen is None:
        return Refusal(tr("The kitchen is still starting. Nothing done."))
    outcome = decide(kitchen.board, kitchen.now())
    if isinstance(outcome, Refusal):
        return outcome
    refused = await kitchen.perform(outcome)
    if refused is not None:
        screen.app.bell()
    screen.board_app.board = kitchen.board
    return refused
