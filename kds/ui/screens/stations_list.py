"""Becomes another station of this installation without a restart: a numbered list, a digit takes it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from kds.domain.intents import Refusal
from kds.domain.station import Role
from kds.language import tr
from kds.ui.drawing.view import ViewState
from kds.ui.keypad import Keypad
from kds.ui.keys import Action
from kds.ui.picker import station_words
from kds.ui.screens.below import board_below
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen

if TYPE_CHECKING:
    from kds.domain.station import Station
    from kds.ui.app import KdsApp
    from kds.ui.screens.board import BoardScreen
    from kds.ui.stations_face import Outfit


def open_stations_list(screen: BoardScreen) -> None:
    """Open the list, or say why there is none."""
    app = screen.board_app
    if app.options.stations() is None:
        screen.tell(tr("The board is still starting. Press again."))
    elif len(screen.board.stations) < 2:
        screen.tell(tr("This installation has one station. More can be added under [stations] of its configuration."))
    else:
        app.push_screen(StationsListScreen())


def dress(app: KdsApp, outfit: Outfit, station: Station) -> None:
    """Take the keys, colours and signs of a station."""
    app.options = replace(app.options, ascii_only=outfit.ascii_only)
    app.profile = outfit.profile.worked_at(station)
    app.keypad = Keypad(app)
    app.complaint = outfit.theme.complaint
    theme = outfit.theme.theme
    app.register_theme(theme.textual())
    app.theme = theme.registered_name


class StationsListScreen(ListScreen):
    """The stations of this installation, this one marked."""

    list_name: ClassVar[str] = "station"
    opened_by: ClassVar[Action] = Action.STATION

    def heading(self) -> str:
        """Name the list."""
        return tr("BECOME ANOTHER STATION   unsent changes of this one still go out")

    def entries(self) -> Sequence[Entry]:
        """Give the stations in the order of the configuration."""
        own = self.board.station.name
        return [
            Entry(each.name, station_words(each) + (f"   ({tr('this one')})" if each.name == own else ""))
            for each in self.board.stations
        ]

    def nothing(self) -> str:
        """Say why the list is empty."""
        return tr("This installation has one station.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys that work here."""
        profile = self.board_app.profile
        return ((profile.cap(Action.DONE), tr("become it")), (profile.cap_to_leave, tr("stay")))

    def choose_slot(self, slot: int) -> None:
        """A digit takes the station at once: from the board it is the second key."""
        page = self._page()
        if slot <= len(page.entries):
            self.open_entry(page.entries[slot - 1].key)

    def open_entry(self, key: str) -> None:
        """Become that station."""
        station = next((each for each in self.board.stations if each.name == key), None)
        if station is None:
            return
        if Role.DOOR in (station.role, self.board.station.role) and station.name != self.board.station.name:
            self.tell(tr("A door has another screen: start it with kds board --station {station}.", station=key))
        elif key == self.board.station.name:
            self.close()
        else:
            self.in_turn(lambda: self._become(key))

    async def _become(self, name: str) -> None:
        app, face = self.board_app, self.board_app.options.stations()
        below = board_below(app)
        if face is None or app.kitchen is None or below is None:
            self.tell(tr("The board is still starting. Press again."))
            return
        await below.finish_acts()
        outfit = await face.become(name)
        if isinstance(outfit, Refusal):
            self.tell(outfit.sentence)
            return
        app.board = app.kitchen.board
        dress(app, outfit, app.board.station)
        self.close()
        said = app.complaint or tr("This is {station} now.", station=name)
        caps, options = app.profile.caps_by_action(), app.options
        below.say(ViewState(caps=caps, local=options.local, ascii_only=options.ascii_only, message=said))
