"""Keys of the board that tell the other screens something: rush, make again; the pages they open are made with the first press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.domain.actions.noting import AGAIN_REASONS, press_again, press_rush, recall_again
from kds.domain.cards import Card, CardLine, LineKind, Recallable
from kds.domain.intents import Refusal
from kds.domain.order import Item
from kds.domain.wording import amount_words
from kds.language import tr
from kds.ui.screens import choosing
from kds.ui.screens.acting import performed
from kds.ui.screens.again import AgainScreen, Dish

if TYPE_CHECKING:
    from kds.ui.app import KdsApp
    from kds.ui.screens.board import BoardScreen

_DISHES = (LineKind.DISH, LineKind.CHANGED)


def rush(screen: BoardScreen) -> None:
    """Let the chosen card go first, a second time no longer."""
    card = screen.chosen()
    if card is None:
        screen.tell(tr("Choose a card first."))
        return

    async def carry_out() -> None:
        refused = await performed(screen, lambda board, now: press_rush(board, card, now))
        screen.tell(refused.sentence if refused is not None else "")

    screen.in_turn(carry_out)


def make_again(screen: BoardScreen) -> None:
    """Ask why the chosen line is made once more; with no line chosen first which."""
    card = screen.chosen()
    if card is None:
        screen.tell(tr("Choose a card first."))
        return
    line = choosing.chosen_line(screen.state, card)
    said = again_of_card(screen.board_app, card, line)
    if said:
        screen.tell(said)


def again_of_card(app: KdsApp, card: Card, line: CardLine | None = None) -> str:
    """Open the question for a card's line, or for all its dishes; give why not where there is none."""
    lines = (line,) if line is not None else tuple(each for each in card.lines if each.kind in _DISHES)
    return _ask(app, card.title, [_line_dish(card, each) for each in lines])


def again_of_recalled(app: KdsApp, recallable: Recallable) -> str:
    """Open the question for the dishes of a finished order; give why not where there is none."""
    return _ask(app, recallable.title, [_finished_dish(recallable, item) for item in recallable.items])


def _line_dish(card: Card, line: CardLine) -> Dish:
    words = f"{amount_words(line.quantity)}x {line.name}"
    return Dish(words, lambda reason, board, now: press_again(board, card, line, reason, now))


def _finished_dish(recallable: Recallable, item: Item) -> Dish:
    words = f"{amount_words(item.amount)}x {item.name}"
    return Dish(words, lambda reason, board, now: recall_again(board, recallable, item, reason, now))


def _ask(app: KdsApp, title: str, dishes: list[Dish]) -> str:
    """Open the question with the dishes that can be made again now; where there is none, give why before anything is asked."""
    if not dishes:
        return tr("{title} has no dish to make again.", title=title)
    kitchen = app.kitchen
    if kitchen is not None:
        now = kitchen.now()
        outcomes = [dish.decide(AGAIN_REASONS[0], kitchen.board, now) for dish in dishes]
        refused = list(dict.fromkeys(each.sentence for each in outcomes if isinstance(each, Refusal)))
        dishes = [dish for dish, each in zip(dishes, outcomes, strict=True) if not isinstance(each, Refusal)]
        if not dishes:
            nothing = tr("Nothing of {title} is begun yet: there is nothing to make again.", title=title)
            return refused[0] if len(refused) == 1 else nothing
    if not app.is_screen_installed(AgainScreen.list_name):
        app.install_screen(AgainScreen(), AgainScreen.list_name)
    page = app.get_screen(AgainScreen.list_name, AgainScreen)
    page.ask_for(title, dishes)
    app.push_screen(page)
    return ""
