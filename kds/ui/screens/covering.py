"""Takes over another station's endpoints when it closed or died, and gives them back: a numbered list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kds.domain.covering import can_cover, to_cover, unwatched
from kds.domain.station import Station
from kds.language import tr
from kds.ui.keys import Action
from kds.ui.screens.below import tell_below
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen


def open_covering(screen: BoardScreen) -> None:
    """Open the list, or say why nothing can be covered here."""
    board = screen.board
    if screen.board_app.options.stations() is None:
        screen.tell(tr("The board is still starting. Press again."))
    elif not can_cover(board.station):
        screen.tell(tr("{station} sees the whole pass: there is nothing to cover.", station=board.station.name))
    elif not to_cover(board.station, board.stations, board.endpoints):
        screen.tell(tr("There is no other station to cover."))
    else:
        screen.board_app.push_screen(CoverScreen())


class CoverScreen(ListScreen):
    """The other stations, and endpoints without a station; those that are covered are marked."""

    list_name: ClassVar[str] = "cover"
    opened_by: ClassVar[Action] = Action.COVER

    def heading(self) -> str:
        """Name the list and what stands behind it."""
        return tr("COVER ANOTHER STATION   this screen: {station}", station=self.board.station.title)

    def entries(self) -> Sequence[Entry]:
        """Give what could be covered."""
        board = self.board
        offered = to_cover(board.station, board.stations, board.endpoints)
        taken = {each.name for each in board.station.covered}
        idle: tuple[Station, ...] = ()
        if board.shared.knows_screens:
            idle = unwatched(board.station, offered, board.shared.watched)
        return [
            Entry(each.name, _words(each, taken=each.name in taken, idle=each in idle), loud=each.name in taken)
            for each in offered
        ]

    def nothing(self) -> str:
        """Say why the list is empty."""
        return tr("There is no other station to cover.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys that work here."""
        profile = self.board_app.profile
        return ((profile.cap(Action.DONE), tr("cover it, or give it back")), (profile.cap_to_leave, tr("back")))

    def choose_slot(self, slot: int) -> None:
        """A digit takes the station over at once, or gives it back: from the board it is the second key."""
        page = self._page()
        if slot <= len(page.entries):
            self.open_entry(page.entries[slot - 1].key)

    def open_entry(self, key: str) -> None:
        """Cover it, or give it back, and show the board."""
        names = [each.name for each in self.board.station.covered]
        wanted = [name for name in names if name != key] if key in names else [*names, key]
        self.in_turn(lambda: self._take_over(wanted, key))

    async def _take_over(self, names: Sequence[str], key: str) -> None:
        face, kitchen = self.board_app.options.stations(), self.board_app.kitchen
        if face is None or kitchen is None:
            return
        refused = await face.cover(names)
        if refused is not None:
            self.tell(refused.sentence)
            return
        self.board_app.board = kitchen.board
        self.close()
        sentence = tr("{station} is shown here too.", station=key)
        tell_below(self.board_app, sentence if key in names else tr("{station} is given back.", station=key))


def _words(station: Station, *, taken: bool, idle: bool) -> str:
    endpoints = ", ".join(station.endpoints)
    parts = [station.name.upper(), "" if endpoints.casefold() == station.name.casefold() else endpoints]
    parts.append(tr("covered here") if taken else tr("NO SCREEN") if idle else "")
    return "   ".join(part for part in parts if part)
