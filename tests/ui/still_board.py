"""A board on this terminal with orders that stand still: `python -m tests.ui.still_board crash|hostile`; for tests of the terminal."""

from __future__ import annotations

import logging
import sys
from datetime import datetime

from kds.domain.board import Board
from kds.errors import StateLocked
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.app import KdsApp
from kds.ui.kitchen_face import KitchenFace
from kds.ui.profiles import load_profile
from kds.ui.themes import choose_theme
from tests.builders import an_item, an_order
from tests.ui.evenings import board_of, evening, grill
from tests.ui.showing import StillKitchen

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


def main(wish: str) -> int:
    """Show the board until it is ended."""
    orders = (an_order(an_item(HOSTILE), table="T9"),) if wish == "hostile" else evening()
    board = board_of(grill(), *orders)

    async def start() -> KitchenFace:
        if wish == "locked":
            raise StateLocked("Another board runs on this state folder. Close it first, or choose another folder.")
        return Crashing(board) if wish == "crash" else StillKitchen(board)

    app = KdsApp(
        first_board=Board(grill()),
        start=start,
        profile=load_profile("keyboard", (shipped_profiles(),)),
        theme=choose_theme("default", (shipped_themes(),)),
    )
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    logging.disable()
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
