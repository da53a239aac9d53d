"""What all screens share: one view, keys as actions of the profile, and access to the kitchen; no screen's own decisions."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from kds.domain.board import Board
from kds.errors import KdsError
from kds.ui.keys import Action
from kds.ui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from kds.ui.app import KdsApp
    from kds.ui.drawing.spans import Row
    from kds.ui.drawing.touch import PlacedKey


class KitchenScreen(Screen[None], inherit_bindings=False):
    """A screen that draws rows and turns keys into actions.

    Attributes:
        view: the one widget, for whoever draws around what this screen paints.
    """

    ALLOW_SELECT = False

    undoes: ClassVar[bool] = False
    """Whether UNDO takes something back on this page; elsewhere a pad without digits leaves by it."""

    def __init__(self) -> None:
        super().__init__()
        self.view = self._view = RowsView()
        self._columns = 0
        self._rows = 0
        self._touch_keys: tuple[PlacedKey, ...] = ()
        self._turn = asyncio.Lock()
        self._acts: set[asyncio.Task[None]] = set()

    @property
    def board_app(self) -> KdsApp:
        """The application this screen belongs to."""
        return cast("KdsApp", self.app)

    @property
    def board(self) -> Board:
        """The newest board."""
        return self.board_app.board

    @property
    def columns(self) -> int:
        """Width of the screen in cells."""
        return self._columns

    def now(self) -> datetime:
        """Give the server's time, this machine's until the kitchen is there."""
        kitchen = self.board_app.kitchen
        return kitchen.now() if kitchen is not None else self.board_app.options.wall()

    def compose(self) -> ComposeResult:
        """Put the one view on the screen."""
        if self.board_app.options.touch:
            from kds.ui.drawing.touch import TOUCH_ROWS

            self._view.keep_free(TOUCH_ROWS)
        self.board_app.standing.draw(self)
        yield self._view

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give blanks: the one view covers every cell of the screen, so what would stand below it is never seen."""
        return [Strip.blank(crop.width)] * crop.height

    @abstractmethod
    def paint(self) -> None:
        """Draw what there is to see now; called at each tick and after each change."""

    def tick(self) -> None:
        """Draw this second."""
        self.paint()

    @abstractmethod
    def act(self, action: Action) -> None:
        """Do what a person asked for."""

    def choose_slot(self, slot: int) -> None:
        """Do what a digit asks for; `slot` counts from 1."""

    def takes_key(self, event: events.Key) -> bool:
        """Whether this screen has used a key by itself, before it means anything to the profile."""
        del event
        return False

    def on_key(self, event: events.Key) -> None:
        """Turn a key into what the profile says it means."""
        event.stop()
        self.board_app.keypad.press(self, event)

    def on_rows_view_resized(self, message: RowsView.Resized) -> None:
        """Draw for the new size."""
        self._columns, self._rows = message.columns, message.rows
        self.board_app.standing.draw(self)
        if self.board_app.options.touch:
            from kds.ui.screens.touching import stand_on_keys

            self._touch_keys = stand_on_keys(self)
        self.paint()

    def on_rows_view_foot_pressed(self, message: RowsView.FootPressed) -> None:
        """Do what a key of the strip for fingers asks for."""
        from kds.ui.screens.touching import press_key

        press_key(self, self._touch_keys, message.column)

    def on_screen_resume(self) -> None:
        """Draw what happened while another screen was in front."""
        self.board_app.standing.draw(self)
        if self._rows:
            self.paint()

    def in_turn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do work that has to wait for the disk, one after the other, while keys and paint go on."""
        task = asyncio.create_task(self._guarded(work), name=f"{type(self).__name__} act")
        self._acts.add(task)
        task.add_done_callback(self._acts.discard)

    async def finish_acts(self) -> None:
        """Wait until everything that was pressed has reached the kitchen."""
        while self._acts:
            await asyncio.gather(*self._acts)

    @abstractmethod
    def tell(self, sentence: str) -> None:
        """Say something to the person in front of the screen."""

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            async with self._turn:
                await work()
        except KdsError as error:
            self.tell(str(error))
        except Exception as error:  # noqa: BLE001 - a task's error would otherwise be lost, or end as a traceback
            self.board_app.stop_for(error)


def show_rows(screen: KitchenScreen, rows: tuple[Row, ...]) -> None:
    """Draw the rows of a page, in ASCII where nothing else can be drawn."""
    if screen.board_app.options.ascii_only:
        from kds.ui.drawing.parties import in_ascii

        rows = in_ascii(rows)
    screen.view.show(rows)


def cap_to_leave(screen: KitchenScreen) -> str:
    """Give what is printed on the key that leaves a page."""
    profile = screen.board_app.profile
    return profile.cap(Action.MENU) if screen.undoes and not profile.slots else profile.cap_to_leave
