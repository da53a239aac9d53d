"""The first screen of an installation with several stations, where nobody said which one this is: a numbered list."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from kds.domain.station import ALL_ENDPOINTS, Role, Station
from kds.language import mark, tr
from kds.ui.key_names import key_name
from kds.ui.keys import Action, KeyProfile
from kds.ui.locked import LockedApp
from kds.ui.screens.list_rows import Entry, entry_rows, foot_row, page_of, title_row
from kds.ui.themes import ChosenTheme
from kds.ui.widgets.rows_view import RowsView

WAIT_SECONDS = 15.0
"""How long a person may choose before the last choice is taken: after a power cut nobody presses a key."""

_ROLES = {
    Role.PREP: mark("prep"),
    Role.EXPO: mark("expo"),
    Role.RUNNER: mark("runner"),
    Role.DOOR: mark("door"),
}
_ROWS_AROUND = 3
"""The title, a blank row and the foot."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which station is this?

    Attributes:
        stations: those that fit, in the order of the configuration.
        last: name of the last choice, empty where there is none.
        may_leave: whether a key ends the question without an answer; a kiosk's does not.
    """

    stations: tuple[Station, ...]
    last: str = ""
    may_leave: bool = True


def station_words(station: Station) -> str:
    """Say what a station is in one row of a list: `GRILL   prep   Grill, Wok`."""
    endpoints = tr("all endpoints") if ALL_ENDPOINTS in station.endpoints else ", ".join(station.endpoints)
    return f"{station.name}   {tr(_ROLES[station.role])}   {endpoints}"


class PickerApp(LockedApp, inherit_bindings=False):
    """Asks once and ends; `picked` is the answer."""

    TITLE = "kds"
    CSS_PATH = "kds.tcss"

    def __init__(
        self,
        question: Question,
        profile: KeyProfile,
        theme: ChosenTheme,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the question.

        Args:
            question: what can be chosen.
            profile: the keys; digits choose at once.
            theme: the colours.
            monotonic: seconds that never step.
        """
        super().__init__()
        self.question = question
        self.profile = profile
        self.monotonic = monotonic
        self.picked: str | None = None
        self.register_theme(theme.theme.textual())
        self.theme = theme.theme.registered_name

    def get_default_screen(self) -> Screen[None]:
        """Start with the question."""
        return PickerScreen()

    def pick(self, name: str) -> None:
        """End with that answer."""
        self.picked = name
        self.exit()


class PickerScreen(Screen[None], inherit_bindings=False):
    """The list itself."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._view = RowsView()
        self._columns = 0
        self._rows = 0
        self._index = 0
        self._deadline: float | None = None

    @property
    def _picker(self) -> PickerApp:
        return cast("PickerApp", self.app)

    def compose(self) -> ComposeResult:
        """Put the one view on the screen."""
        yield self._view

    def on_mount(self) -> None:
        """Begin at the last choice, and take it by itself after a while."""
        question = self._picker.question
        names = [station.name for station in question.stations]
        if question.last in names:
            self._index = names.index(question.last)
            self._deadline = self._picker.monotonic() + WAIT_SECONDS
        self.set_interval(1.0, self.tick)

    def on_rows_view_resized(self, message: RowsView.Resized) -> None:
        """Draw for the new size."""
        self._columns, self._rows = message.columns, message.rows
        self._paint()

    def on_rows_view_clicked(self, message: RowsView.Clicked) -> None:
        """A tap on a row takes that station."""
        entries = self._page_entries()
        if 2 <= message.row < 2 + len(entries):
            self._picker.pick(entries[message.row - 2].key)

    def on_key(self, event: events.Key) -> None:
        """Choose by digit or arrows; any key stops the clock."""
        event.stop()
        self._deadline = None
        profile, stations = self._picker.profile, self._picker.question.stations
        key = key_name(event.key, event.character)
        slot = profile.slot(key)
        entries = self._page_entries()
        if slot is not None and slot <= len(entries):
            self._picker.pick(entries[slot - 1].key)
            return
        match profile.action(key):
            case Action.DONE:
                self._picker.pick(stations[self._index].name)
            case Action.UP | Action.LEFT | Action.PAGE_UP:
                self._index = max(self._index - 1, 0)
            case Action.DOWN | Action.RIGHT | Action.PAGE_DOWN:
                self._index = min(self._index + 1, len(stations) - 1)
            case Action.BACK | Action.QUIT if self._picker.question.may_leave:
                self._picker.exit()
        self._paint()

    def tick(self) -> None:
        """Draw this second, or take the last choice when nobody pressed a key."""
        if self._deadline is not None and self._picker.monotonic() >= self._deadline:
            self._picker.pick(self._picker.question.stations[self._index].name)
        else:
            self._paint()

    def _entries(self) -> Sequence[Entry]:
        last = self._picker.question.last
        return [
            Entry(each.name, station_words(each) + (f"   ({tr('last time')})" if each.name == last else ""))
            for each in self._picker.question.stations
        ]

    def _page_entries(self) -> tuple[Entry, ...]:
        return page_of(self._entries(), self._index, max(self._rows - _ROWS_AROUND, 1)).entries

    def _paint(self) -> None:
        if not self._rows:
            return
        profile, question = self._picker.profile, self._picker.question
        page = page_of(self._entries(), self._index, max(self._rows - _ROWS_AROUND, 1))
        body = entry_rows(page, question.stations[self._index].name, self._columns)
        legend = [(profile.cap(Action.DONE), tr("take it"))]
        if question.may_leave:
            legend.append((profile.cap(Action.QUIT), tr("leave")))
        said = ""
        if self._deadline is not None:
            left = max(round(self._deadline - self._picker.monotonic()), 0)
            name = question.stations[self._index].name
            said = tr("{station} starts by itself in {seconds} s", station=name, seconds=left)
        blank = ((),) * max(self._rows - _ROWS_AROUND - len(body), 0)
        title = title_row(tr("WHICH STATION IS THIS?"), page, self._columns)
        self._view.show((title, (), *body, *blank, foot_row(said, legend, self._columns))[: self._rows])
