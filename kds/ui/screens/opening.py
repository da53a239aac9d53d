"""Which page a key opens from the board, and what has to be known before it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.language import tr
from kds.ui.keys import Action

if TYPE_CHECKING:
    from kds.domain.cards import Card
    from kds.ui.app import KdsApp


def open_page(app: KdsApp, action: Action, board: Board, card: Card | None) -> str:
    """Open the page of an action; give the sentence that says why it stays closed, empty when it opened.

    Args:
        app: shows the page.
        action: recall, outbox, help, details or fire.
        board: the newest board.
        card: the chosen card, None when none is.
    """
    if action is Action.TIMES:
        from kds.ui.screens.times import open_times

        return open_times(app)
    if action is Action.INQUIRIES:
        if board.inquiries is None:
            return tr("No web shop is set up for this station.")
        from kds.ui.screens.inquiries import install_inquiries

        install_inquiries(app)
    if not app.is_screen_installed(action.value):
        return tr("The board is still starting. Press again.")
    # these pages are loaded after the first paint
    from kds.domain.actions import fire_plan
    from kds.domain.intents import Refusal
    from kds.ui.screens.details import DetailsScreen
    from kds.ui.screens.fire import FireScreen

    match action:
        case Action.RECALL | Action.OUTBOX | Action.HELP | Action.INQUIRIES:
            app.push_screen(action.value)
        case Action.DETAILS if card is not None:
            details = app.get_screen(DetailsScreen.list_name, DetailsScreen)
            details.look_at(card.key, card.title)
            app.push_screen(details)
        case Action.FIRE if card is not None or board.held:
            plan = fire_plan(board, card or board.held[0])
            if isinstance(plan, Refusal):
                return plan.sentence
            fires = app.get_screen(FireScreen.list_name, FireScreen)
            fires.ask_for(plan)
            app.push_screen(fires)
        case _:
            return tr("Choose a card first.")
    return ""


def open_inquiry(app: KdsApp, key: str) -> None:
    """Open the page of one inquiry, by its card's key; most boards never load it."""
    from kds.ui.screens import inquiries

    inquiries.open_inquiry(app, key)
