"""What keys do on the board beside choosing and bumping: each action's own module is loaded with its first press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.domain.modes import Mode
from kds.domain.places import chosen
from kds.language import tr
from kds.ui.keys import Action

if TYPE_CHECKING:
    from kds.ui.screens.base import KitchenScreen
    from kds.ui.screens.board import BoardScreen


def press_slot(screen: KitchenScreen, slot: int, action: Action) -> None:
    """Do an action at once to the card in a slot; in a list a digit only chooses.

    Args:
        slot: from 1.
    """
    from kds.ui.screens.board import BoardScreen

    if not isinstance(screen, BoardScreen):
        screen.choose_slot(slot)
        return
    key = chosen(screen.state.places, slot - 1, screen.board_app.options.monotonic())
    if key is None or key != screen.state.selected:
        screen.choose_slot(slot)
    if isinstance(key, str):
        screen.act(action)


def do_own(screen: BoardScreen, action: Action) -> bool:
    """Do an action that changes how the board is shown; False when the action is none of these.

    Args:
        screen: the board; `say` shows another view of it, `tell` answers in the last row.
        action: what the key asks for.
    """
    match action:
        case Action.NEXT_ZONE | Action.SORT | Action.LAYOUT | Action.GROUPING:
            _look_otherwise(screen, action)
        case Action.ALL_DAY:
            from kds.ui.screens.all_day import open_all_day

            open_all_day(screen)
        case Action.SEARCH:
            from kds.ui.screens.searching import open_search

            open_search(screen)
        case Action.PICKING:
            from kds.ui.screens.picking import open_picking

            screen.tell(open_picking(screen.board_app, screen.board))
        case Action.RUSH:
            from kds.ui.screens.noting import rush

            rush(screen)
        case Action.AGAIN:
            from kds.ui.screens.noting import make_again

            make_again(screen)
        case Action.SOLD_OUT:
            from kds.ui.screens.sold_out import open_sold_out

            open_sold_out(screen)
        case Action.MENU:
            from kds.ui.screens.menu import open_menu

            open_menu(screen)
        case Action.STATIONS:
            from kds.ui.screens.stations import open_stations

            open_stations(screen)
        case Action.DONE:
            from kds.ui.screens.yesterday import open_yesterday

            open_yesterday(screen)
        case Action.STATION | Action.COVER if screen.board.mode in (Mode.PRACTICE, Mode.VIEW):
            screen.tell(tr("Only the real board becomes another station or covers one."))
        case Action.STATION:
            from kds.ui.screens.stations_list import open_stations_list

            open_stations_list(screen)
        case Action.COVER:
            from kds.ui.screens.covering import open_covering

            open_covering(screen)
        case _:
            return False
    return True


def _look_otherwise(screen: BoardScreen, action: Action) -> None:
    """Show the same cards in another way."""
    from kds.ui.screens import looking

    match action:
        case Action.NEXT_ZONE:
            looking.next_zone(screen)
        case Action.SORT:
            looking.next_sort(screen)
        case Action.LAYOUT:
            looking.next_layout(screen)
        case _:
            looking.other_grouping(screen)
