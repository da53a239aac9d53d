"""What a finger asks for: the keys of the strip at the foot, and what a tap on a list or a page means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.domain.routing import is_pass
from kds.language import mark, tr
from kds.ui.drawing.targets import hit_at
from kds.ui.drawing.touch import PlacedKey, TouchKey, placed_keys, touch_rows
from kds.ui.keys import Action

if TYPE_CHECKING:
    from kds.ui.drawing.frame import Frame, Hit
    from kds.ui.screens.base import KitchenScreen
    from kds.ui.screens.board import BoardScreen
    from kds.ui.screens.list_rows import Page
    from kds.ui.widgets.rows_view import RowsView

_Keys = tuple[tuple[Action, str], ...]

_PREP: _Keys = (
    (Action.DONE, mark("BUMP")),
    (Action.UNDO, mark("UNDO")),
    (Action.RECALL, mark("RECALL")),
    (Action.PAGE_DOWN, mark("PAGE")),
    (Action.DOWN, mark("LINE")),
    (Action.LINE, mark("TICK")),
    (Action.HELP, mark("MORE")),
)
_PASS: _Keys = (
    (Action.DONE, mark("SEND")),
    (Action.UNDO, mark("UNDO")),
    (Action.RECALL, mark("RECALL")),
    (Action.PAGE_DOWN, mark("PAGE")),
    (Action.SEND_READY, mark("READY")),
    (Action.FIRE, mark("FIRE")),
    (Action.HELP, mark("MORE")),
)
_PAGE: _Keys = (
    (Action.BACK, mark("BACK")),
    (Action.PAGE_UP, mark("PAGE -")),
    (Action.PAGE_DOWN, mark("PAGE +")),
    (Action.DONE, mark("OK")),
)


def keys_of(screen: KitchenScreen) -> tuple[TouchKey, ...]:
    """Give the keys for fingers of a screen."""
    from kds.ui.screens.board import BoardScreen

    chosen = _PAGE
    if isinstance(screen, BoardScreen):
        chosen = _PASS if is_pass(screen.board.station) else _PREP
    return tuple(TouchKey(action.value, tr(label)) for action, label in chosen)


def stand_on_keys(screen: KitchenScreen) -> tuple[PlacedKey, ...]:
    """Draw the strip at the foot of a screen as wide as it is now; give where its keys are."""
    placed = placed_keys(keys_of(screen), screen.columns)
    screen.view.stand_on(touch_rows(placed, screen.columns))
    return placed


def press_key(screen: KitchenScreen, placed: tuple[PlacedKey, ...], column: int) -> None:
    """Do what the key at a column of the strip asks for."""
    hit = next((each for each in placed if each.x <= column < each.x + each.width), None)
    if hit is None:
        return
    press_action(screen, Action(hit.key.action))


def hit_on(screen: BoardScreen, frame: Frame, tap: RowsView.Clicked) -> Hit | None:
    """Give what a tap on the board hits, None when nothing is there."""
    return hit_at(frame, screen.seen_board(), screen.state, screen.now(), (tap.column, tap.row))


def press_action(screen: KitchenScreen, action: Action) -> None:
    """Do what a finger asks for; after the last page comes the first one, since a finger has no page before."""
    from kds.ui.screens.board import BoardScreen

    if action is Action.PAGE_DOWN and isinstance(screen, BoardScreen) and not screen.state.places.after:
        for _ in range(screen.state.places.page):
            screen.act(Action.PAGE_UP)
        return
    screen.board_app.keypad.ask(screen, action)


def tapped_entry(page: Page, row: int) -> str | None:
    """Give the key of the entry of a list's page that stands in a row; None where there is none.

    Args:
        row: from the first row of the first entry.
    """
    top = 0
    for entry in page.entries:
        if top <= row < top + entry.height:
            return entry.key
        top += entry.height
    return None
