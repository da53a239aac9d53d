"""All stations at a glance: open, oldest, late, who watches; and the notices to all screens, which are written and ended here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events

from kds.domain.actions.noting import LONGEST_NOTICE, end_note, post_notice
from kds.domain.actions.telling import refuse_note
from kds.domain.modes import Mode
from kds.domain.notes import Note, NoteKind
from kds.domain.text import clean, wrap_cells
from kds.language import tr, trn
from kds.ui.drawing.spans import BOLD, DIM, Row, line_of
from kds.ui.drawing.stations import loads, overview_rows
from kds.ui.drawing.words import joined, short_clock
from kds.ui.key_names import key_name
from kds.ui.keys import Action
from kds.ui.screens.acting import Decide, performed
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen
from kds.ui.screens.typed_line import typed

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_WRITE = "write"
_ROWS_BELOW = 7
_INDENT = 6


class StationsScreen(ListScreen):
    """The table of the stations, and below it the notices; a word to all screens is one line of typing."""

    list_name: ClassVar[str] = "stations"
    opened_by: ClassVar[Action] = Action.STATIONS

    def __init__(self) -> None:
        super().__init__()
        self._text: str | None = None

    def heading(self) -> str:
        """Name the page."""
        return tr("STATIONS")

    def above(self) -> Sequence[Row]:
        """Give the table; stations without room are counted. What is typed stands below it."""
        shared = self.board.shared
        rows = overview_rows(loads(self.board, self.now()), self._columns)
        room = max(self._rows - _ROWS_BELOW, 2)
        if len(rows) > room:
            hidden = len(rows) - room + 1
            more = trn("+{count} more row of stations", "+{count} more rows of stations", hidden)
            rows = (*rows[: room - 1], line_of(f" {more}", self._columns, BOLD))
        if shared.is_offered is False:
            told = tr("Who watches is not known: this till has no place for notes.")
            if self.board.mode is not Mode.REAL:
                told = tr("Who watches is not known here: practice and trials tell the other screens nothing.")
            rows = (*rows, line_of(f" {told}", self._columns, DIM))
        if self._text is None:
            return rows
        asked = tr("TO ALL SCREENS: {text}_", text=self._text)
        texts = wrap_cells(asked, self._columns - 2)
        return (*rows, (), *(line_of(f" {text}", self._columns, BOLD) for text in texts))

    def entries(self) -> Sequence[Entry]:
        """Give the way to write a notice, then the notices, newest first."""
        refusal = refuse_note(self.board, NoteKind.NOTICE, tr("write notices"))
        words = refusal.sentence if refusal is not None else tr("write a notice to all screens")
        if self.board.shared.is_offered is False and refusal is None:
            words = tr("write a notice, on this screen only")
        return [Entry(_WRITE, words, quiet=refusal is not None), *map(self._entry, self._notices())]

    def nothing(self) -> str:
        """Say why the list is empty: it never is."""
        return ""

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys of this page."""
        profile = self.board_app.profile
        done, back = profile.cap(Action.DONE), profile.cap_to_leave
        if self._text is not None:
            return ((done, tr("show it")), (back, tr("leave it")))
        return ((done, tr("write") if self._chosen in (None, _WRITE) else tr("end this notice")), (back, tr("back")))

    def on_screen_resume(self) -> None:
        """Begin with nothing typed."""
        self._text = None
        super().on_screen_resume()

    def takes_key(self, event: events.Key) -> bool:
        """Take what is typed while a notice is written."""
        if self._text is None or self.board_app.profile.action(key_name(event.key, event.character)) in (
            Action.DONE,
            Action.BACK,
        ):
            return False
        longer = typed(self._text, event.key, event.character, most_cells=LONGEST_NOTICE)
        if longer is None:
            return False
        self._text = longer
        self.paint()
        return True

    def act(self, action: Action) -> None:
        """Show or leave what was typed, or what every list does."""
        text, self._text = self._text, None
        match action:
            case Action.DONE if text:
                self._do(lambda board, now: post_notice(board, text, now), tr("All screens show it."))
            case _ if text is not None:
                self.tell(tr("Nothing was told."))
            case _:
                super().act(action)

    def open_entry(self, key: str) -> None:
        """Begin to write, or end a notice."""
        if key == _WRITE:
            refusal = refuse_note(self.board, NoteKind.NOTICE, tr("write notices"))
            self._text = "" if refusal is None else None
            self.tell(refusal.sentence if refusal is not None else "")
            return
        note = next((note for note in self._notices() if note.id == key), None)
        if note is not None:
            self._do(lambda board, now: end_note(board, note, now), tr("The notice has ended."))

    def _do(self, decide: Decide, said: str) -> None:
        async def carry_out() -> None:
            refused = await performed(self, decide)
            self._chosen = _WRITE
            self.tell(refused.sentence if refused is not None else said)

        self.in_turn(carry_out)

    def _notices(self) -> Sequence[Note]:
        return self.board.shared.of(NoteKind.NOTICE)[::-1]

    def _entry(self, note: Note) -> Entry:
        time = short_clock(note.at, self.board_app.options.local)
        words = f"{joined(time, clean(note.station), clean(note.by), by=' ')}: {clean(note.text)}"
        first, *more = wrap_cells(words, max(self._columns - _INDENT, 1))
        return Entry(note.id, first, tuple(more), loud=True)


def open_stations(board_screen: BoardScreen) -> None:
    """Open the page; it is made with the first press."""
    app = board_screen.board_app
    if not app.is_screen_installed(StationsScreen.list_name):
        app.install_screen(StationsScreen(), StationsScreen.list_name)
    app.push_screen(StationsScreen.list_name)
