"""Switches the keys off for wiping and takes back what the cloth has pressed; when that is so is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kds.language import tr

if TYPE_CHECKING:
    from kds.domain.board import DoneIntent
    from kds.domain.lens import Lens
    from kds.ui.app import KdsApp
    from kds.ui.screens.board import BoardScreen
    from kds.ui.wiping import WipingLock


@dataclass(frozen=True, slots=True)
class Before:
    """What the screen was like before a key: what had been done, and how the board was looked at."""

    done: tuple[DoneIntent, ...]
    lens: Lens | None


def before(app: KdsApp) -> Before:
    """Give what the screen is like now."""
    return Before(app.board.done, _lens(app))


def switch_off(app: KdsApp, burst_from: Before | None = None) -> None:
    """Switch the keys off, close every page, and take back what a burst of keys did.

    Args:
        burst_from: what the screen was like before the burst; None where a person asked for it.
    """
    from kds.ui.screens.board import BoardScreen

    while len(app.screen_stack) > 1:
        app.pop_screen()
    lock = app.keypad.lock
    lock.begin(app.options.monotonic())
    screen = app.screen_stack[0]
    if burst_from is not None and isinstance(screen, BoardScreen):
        lens = burst_from.lens or screen.state.lens
        screen.say(replace(screen.state, lens=lens, selected=None, line=None, message=""))
        screen.in_turn(lambda: _take_back(screen, lock, burst_from))


async def _take_back(screen: BoardScreen, lock: WipingLock, burst_from: Before) -> None:
    from kds.domain.actions import newest_standing, press_undo
    from kds.domain.intents import Intent

    kitchen = screen.board_app.kitchen
    if kitchen is None:
        return
    former = {done.intent.id for done in burst_from.done}
    labels: list[str] = []
    newest = newest_standing(kitchen.board)
    while newest is not None and newest.intent.id not in former:
        outcome = press_undo(kitchen.board, kitchen.now(), confirmed=True)
        refused = await kitchen.perform(outcome) if isinstance(outcome, Intent) else outcome
        if refused is not None:
            lock.note = getattr(refused, "sentence", "")
            return
        former.add(newest.intent.id)
        labels.append(newest.intent.label)
        newest = newest_standing(kitchen.board)
    screen.board_app.board = kitchen.board
    if labels:
        lock.note = tr("Taken back, the cloth had pressed it: {names}", names=", ".join(labels))
        screen.paint()


def _lens(app: KdsApp) -> Lens | None:
    from kds.ui.screens.board import BoardScreen

    screen = app.screen_stack[0]
    return screen.state.lens if isinstance(screen, BoardScreen) else None
