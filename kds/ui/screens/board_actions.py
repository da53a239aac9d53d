"""What keys do on the board beside choosing and bumping: each action's own module is loaded with its first press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.ui.keys import Action

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen


def do_own(screen: BoardScreen, action: Action) -> bool:
    """Do an action that changes how the board is shown; False when the action is none of these.

    Args:
        screen: the board; `say` shows another view of it, `tell` answers in the last row.
        action: what the key asks for.
    """
    match action:
        case Action.NEXT_ZONE:
            from kds.ui.screens.looking import next_zone

            next_zone(screen)
        case _:
            return False
    return True
