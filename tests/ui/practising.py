"""What a test of practice needs: a real kitchen that stands still, another one with invented orders, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC

from kds.domain.board import Board
from kds.domain.modes import Mode
from kds.errors import KdsError
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.alarm import Alarm, Event
from kds.ui.app import KdsApp, Options
from kds.ui.kitchen_face import KitchenFace
from kds.ui.profiles import load_profile
from kds.ui.themes import choose_theme
from tests.ui.evenings import board_of, evening, grill, late_table
from tests.ui.showing import NOW, Seconds, StillKitchen


@dataclass
class StillPractice:
    """Practice whose orders stand still.

    Attributes:
        kitchen: what it opens.
        fails: raised instead of opening it.
        begun, ended: how often.
    """

    kitchen: StillKitchen
    fails: KdsError | None = None
    begun: int = 0
    ended: int = 0

    async def begin(self, real: Board) -> KitchenFace:
        """Open it."""
        del real
        if self.fails is not None:
            raise self.fails
        self.begun += 1
        return self.kitchen

    async def end(self) -> None:
        """Close it."""
        self.ended += 1


@dataclass
class Practising:
    """An application with a real board and practice beside it, and what it rang for."""

    app: KdsApp
    real: StillKitchen
    practice: StillPractice
    seconds: Seconds
    rung: list[Event] = field(default_factory=list)


def practice_board() -> Board:
    """Give a board of invented orders."""
    return replace(board_of(grill(), *evening()), mode=Mode.PRACTICE, device="PRACTICE")


def practising(
    real: Board | None = None,
    *,
    mode: Mode = Mode.PRACTICE,
    kiosk: bool = False,
    touch: bool = False,
    read_pin: Callable[[], str] | None = None,
    invented: Board | None = None,
) -> Practising:
    """Give an application that begins in a mode, with practice at hand unless it is a view.

    Args:
        real: the real board; one late table where None.
        invented: the practice board; a busy grill where None.
    """
    kitchen, seconds = StillKitchen(real or board_of(grill(), late_table())), Seconds()
    practice = StillPractice(StillKitchen(invented or practice_board()))
    rung: list[Event] = []

    async def begin() -> KitchenFace:
        return kitchen

    app = KdsApp(
        first_board=Board(kitchen.board.station, mode=mode),
        start=begin,
        profile=load_profile("keyboard", (shipped_profiles(),)),
        theme=choose_theme("default", (shipped_themes(),)),
        options=Options(
            kiosk=kiosk,
            touch=touch,
            read_pin=read_pin,
            mash_lock=False,
            local=UTC,
            monotonic=seconds,
            wall=lambda: NOW,
            mode=mode,
            practice=lambda: practice if mode is not Mode.VIEW else None,
        ),
    )
    app.real_alarm = Alarm(rung.append)
    return Practising(app, kitchen, practice, seconds, rung)
