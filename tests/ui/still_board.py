"""A board on this terminal with orders that stand still: `python -m tests.ui.still_board WISH [THEME]`; for tests of the terminal.

Wishes: `crash`, `hostile`, `locked`, `offline`, `pass`, or nothing. Without a theme the one that suits the terminal is taken.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from datetime import datetime

from kds.bootstrap.looks import theme_name
from kds.domain.board import Board
from kds.errors import StateLocked
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.app import KdsApp, Options
from kds.ui.kitchen_face import KitchenFace
from kds.ui.profiles import load_profile
from kds.ui.themes import choose_theme
from tests.builders import an_item, an_order
from tests.ui.evenings import board_of, evening, grill, the_pass
from tests.ui.showing import StillKitchen
from tests.ui.test_pictures import OFFLINE

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31mSoup\u202e"


class Crashing(StillKitchen):
    """A kitchen that breaks when it is asked for the time the third time."""

    asked: int = 0

    def now(self) -> datetime:
        """Break at last."""
        self.asked += 1
        if self.asked > 2:
            raise RuntimeError(HOSTILE)
        return super().now()


def main(wish: str = "", theme: str | None = None) -> int:
    """Show the board until it is ended."""
    orders = (an_order(an_item(HOSTILE), table="T9"),) if wish == "hostile" else evening()
    board = board_of(the_pass() if wish == "pass" else grill(), *orders)
    if wish == "offline":
        board = replace(board, connection=OFFLINE)
    chosen = choose_theme(theme_name(theme, None), (shipped_themes(),))

    async def start() -> KitchenFace:
        if wish == "locked":
            raise StateLocked("Another board runs on this state folder. Close it first, or choose another folder.")
        return Crashing(board) if wish == "crash" else StillKitchen(board)

    app = KdsApp(
        first_board=Board(grill()),
        start=start,
        profile=load_profile("keyboard", (shipped_profiles(),)),
        theme=chosen,
        options=Options(ascii_only=chosen.theme.ascii_only),
    )
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    logging.disable()
    sys.exit(main(*sys.argv[1:]))
