"""The all-day page: every dish that is open here, to cook and held, in the house or in one zone; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kds.domain.allday import board_all_day, zones_counted
from kds.domain.connection import Link
from kds.language import tr
from kds.ui.drawing.all_day import LEAST_WIDTH, column_rows, dish_blocks
from kds.ui.drawing.spans import Row
from kds.ui.keys import Action
from kds.ui.screens.list_rows import sentence_rows
from kds.ui.screens.paging import ROWS_AROUND, PagedScreen

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_BETWEEN = 2


class AllDayScreen(PagedScreen):
    """The totals a cook works from, on as many columns as the screen has room for."""

    list_name: ClassVar[str] = "all_day"
    opened_by: ClassVar[Action] = Action.ALL_DAY

    def __init__(self) -> None:
        super().__init__()
        self._zone: str | None = None

    def look_at(self, zone: str | None) -> None:
        """Choose the zone before the page is opened, None for all of the station's."""
        self._zone = zone

    def heading(self) -> str:
        """Name the page and the zone it counts."""
        zone = tr("zone {zone}", zone=self._zone) if self._zone else tr("all zones")
        return tr("ALL DAY   {station}, {zone}", station=self.board.station.title, zone=zone)

    def legend(self) -> Sequence[tuple[str, str]]:
        """Offer the next zone where there are several."""
        cap = self.board_app.profile.caps_by_action().get(Action.NEXT_ZONE.value, "")
        return ((cap, tr("zone")),) if zones_counted(self.board) else ()

    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give all dishes in columns, or say that there are none, but only while the till answers."""
        board = self.board
        counted = board_all_day(board, self._zone)
        if not counted:
            answers = board.known and board.connection.link is Link.LIVE
            return sentence_rows(tr("Nothing is open here.") if answers else tr("The till does not answer."), columns)
        beside = max(columns // (LEAST_WIDTH + _BETWEEN), 1)
        width = columns // beside - _BETWEEN
        blocks = dish_blocks(counted, width, upper=board.station.upper_case_items)
        return column_rows(blocks, width, max(self._rows - ROWS_AROUND, 2), beside)

    def act(self, action: Action) -> None:
        """Count the next zone, or what every page does."""
        if action is not Action.NEXT_ZONE:
            super().act(action)
            return
        zones = (None, *zones_counted(self.board))
        index = zones.index(self._zone) if self._zone in zones else 0
        self._zone = zones[(index + 1) % len(zones)]
        self.paint()


def open_all_day(board_screen: BoardScreen) -> None:
    """Open the page at the zone that the board shows; it is made with the first press."""
    app = board_screen.board_app
    if not app.is_screen_installed(AllDayScreen.list_name):
        app.install_screen(AllDayScreen(), AllDayScreen.list_name)
    page = app.get_screen(AllDayScreen.list_name, AllDayScreen)
    page.look_at(board_screen.state.lens.zone)
    app.push_screen(page)
