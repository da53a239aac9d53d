"""The interval's page: row after row of seats as a waiter walks them; Space ends a row, Enter a party; draws nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from kds.domain.actions import Ask, press_undo
from kds.domain.actions.carrying import press_carried
from kds.domain.board import Board
from kds.domain.intents import Intent, IntentKind, Refusal
from kds.domain.venue.walk import Stop, WalkRow, walk_of
from kds.language import tr, trn
from kds.ui.drawing.header import header_row
from kds.ui.drawing.spans import Row
from kds.ui.drawing.walk import page_with, walk_lines
from kds.ui.drawing.words import joined, minutes, short_clock
from kds.ui.keys import Action
from kds.ui.screens.base import KitchenScreen, cap_to_leave, show_rows
from kds.ui.screens.list_rows import Page, foot_row, sentence_rows, title_row
from kds.ui.screens.said import said_over

if TYPE_CHECKING:
    from kds.ui.app import KdsApp

Outcome = Intent | Refusal | Ask
"""What a key comes to."""

_ROWS_AROUND = 4
"""The board's header, the title, a blank row and the foot."""


class PickingScreen(KitchenScreen):
    """What was ordered for the interval, seat by seat in walking order; the one with the bar is chosen."""

    list_name: ClassVar[str] = "picking"
    undoes: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._chosen = ""
        self._said = ""
        self._asked_to_undo = False

    def on_screen_resume(self) -> None:
        """Begin at the first seat that still waits, with nothing said."""
        self._said, self._chosen = "", ""
        super().on_screen_resume()

    def paint(self) -> None:
        """Draw the page with the chosen seat; one that is gone gives its place to the next."""
        if not self._rows:
            return
        walk = self._walk()
        self._chosen = _still_there(_stops(walk), self._chosen)
        height = max(self._rows - _ROWS_AROUND, 1)
        lines = walk_lines(walk, self._chosen, self._columns, ascii_only=self.board_app.options.ascii_only)
        shown, number, count = page_with(lines, self._chosen, height)
        body: Sequence[Row] = [line.row for line in shown] or sentence_rows(self._nothing(), self._columns)
        blank: tuple[Row, ...] = ((),) * max(height - len(body), 0)
        head = header_row(self.board, self.now(), self._columns, local=self.board_app.options.local)
        title = title_row(self._heading(walk), Page((), number, count), self._columns)
        foot = foot_row(self._said, self._legend(), self._columns)
        rows = (head, title, (), *body, *blank, foot)[: self._rows]
        show_rows(self, said_over(rows, self._said, self._columns))

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._said = sentence
        self.paint()

    def act(self, action: Action) -> None:
        """Move, carry, take back, or close."""
        asked, self._asked_to_undo = self._asked_to_undo, False
        match action:
            case Action.UP | Action.LEFT | Action.DOWN | Action.RIGHT:
                self._move(-1 if action in (Action.UP, Action.LEFT) else 1)
            case Action.PAGE_UP | Action.PAGE_DOWN:
                self._jump(1 if action is Action.PAGE_DOWN else -1)
            case Action.LINE:
                self._carry(_row_of)
            case Action.DONE:
                self._carry(_party_of)
            case Action.UNDO:
                self.in_turn(lambda: self._perform(lambda board: press_undo(board, self.now(), confirmed=asked)))
            case Action.BACK | Action.QUIT | Action.PICKING:
                self.app.pop_screen()

    def _walk(self) -> tuple[WalkRow, ...]:
        return walk_of(self.board, self.now())

    def _heading(self, walk: Sequence[WalkRow]) -> str:
        venue, now = self.board.venue, self.now()
        interval = venue.interval if venue is not None else None
        when = ""
        if interval is not None:
            zone = self.board_app.options.local
            left = tr("in {time}", time=minutes(interval.at - now)) if interval.at > now else tr("now")
            when = joined(short_clock(interval.at, zone), left, by=" ")
        open_rows = [row for row in walk if not row.is_done]
        seats = sum(not stop.is_done for row in open_rows for stop in row.stops)
        counted = trn("{count} row", "{count} rows", len(open_rows)) if open_rows else ""
        return joined(tr("INTERVAL"), when, counted, trn("{count} seat", "{count} seats", seats) if seats else "")

    def _nothing(self) -> str:
        venue = self.board.venue
        if venue is None or venue.interval is None:
            return tr("No interval is set up for this show.")
        if not venue.picking:
            return tr("Nobody has ordered anything for the interval.")
        if not self._walk():
            return tr("Nothing of the interval is made at this station.")
        return tr("Everything was carried.")

    def _legend(self) -> list[tuple[str, str]]:
        profile = self.board_app.profile
        return [
            (profile.cap(Action.LINE), tr("whole row")),
            (profile.cap(Action.DONE), tr("whole party")),
            (profile.cap(Action.UNDO), tr("take back")),
            (cap_to_leave(self), tr("back")),
        ]

    def _move(self, step: int) -> None:
        stops = _stops(self._walk())
        keys = [stop.key for stop in stops]
        if keys:
            index = keys.index(self._chosen) if self._chosen in keys else 0
            self._chosen = keys[min(max(index + step, 0), len(keys) - 1)]
        self.paint()

    def _jump(self, step: int) -> None:
        """Go to the first seat of the row of seats before or after."""
        rows = [row for row in self._walk() if not row.is_done]
        at = next((n for n, row in enumerate(rows) if any(stop.key == self._chosen for stop in row.stops)), 0)
        if rows:
            self._chosen = rows[min(max(at + step, 0), len(rows) - 1)].stops[0].key
        self.paint()

    def _carry(self, chosen_of: Callable[[Sequence[WalkRow], str], tuple[str, tuple[Stop, ...]]]) -> None:
        venue, now = self.board.venue, self.now()
        label, stops = chosen_of(self._walk(), self._chosen)
        if not stops or venue is None or venue.interval is None:
            self.tell(self._nothing())
        elif now < venue.interval.opens_at:
            opens_at = short_clock(venue.interval.opens_at, self.board_app.options.local)
            self.tell(tr("Nothing is made yet: these come up at {time}.", time=opens_at))
        else:
            self.in_turn(lambda: self._perform(lambda board: press_carried(board, stops, label, self.now())))

    async def _perform(self, deciding: Callable[[Board], Outcome]) -> None:
        kitchen = self.board_app.kitchen
        if kitchen is None:
            self.tell(tr("The kitchen is still starting. Nothing done."))
            return
        outcome = deciding(kitchen.board)
        refused = await kitchen.perform(outcome) if isinstance(outcome, Intent) else None
        if refused is not None:
            self.app.bell()
        self._asked_to_undo = isinstance(outcome, Ask)
        self.board_app.board = kitchen.board
        self.tell(_answer(refused or outcome))


def _answer(outcome: Outcome) -> str:
    match outcome:
        case Intent(kind=IntentKind.SEEN, label=label):
            return tr("{place}: seen. Press again when it was carried.", place=label)
        case Intent(kind=IntentKind.UNDO):
            return tr("Taken back.")
        case Intent(label=label):
            return tr("{place}: carried.", place=label)
        case Refusal(sentence=sentence) | Ask(sentence=sentence):
            return sentence


def _stops(walk: Sequence[WalkRow]) -> list[Stop]:
    return [stop for row in walk if not row.is_done for stop in row.stops]


def _still_there(stops: Sequence[Stop], chosen: str) -> str:
    """Give the chosen seat while anything is left there or on its row, else the first one that waits."""
    if any(stop.key == chosen for stop in stops):
        return chosen
    return next((stop.key for stop in stops if not stop.is_done), "")


def _row_of(walk: Sequence[WalkRow], chosen: str) -> tuple[str, tuple[Stop, ...]]:
    """Give the row of seats with the chosen one, and what people call it."""
    row = next((row for row in walk if any(stop.key == chosen for stop in row.stops)), None)
    return (row.place, row.stops) if row is not None else ("", ())


def _party_of(walk: Sequence[WalkRow], chosen: str) -> tuple[str, tuple[Stop, ...]]:
    """Give all seats of the chosen one's party, in whichever rows they are, and what people call it."""
    found = next(((row, stop) for row in walk for stop in row.stops if stop.key == chosen), None)
    if found is None:
        return "", ()
    row, chosen_stop = found
    stops = tuple(stop for each in walk for stop in each.stops if stop.party == chosen_stop.party)
    seat = tr("seat {seat}", seat=chosen_stop.seat) if chosen_stop.seat else ""
    return joined(row.place, chosen_stop.guest or seat, by=" "), stops


def open_picking(app: KdsApp, board: Board) -> str:
    """Open the page; give the sentence that says why it stays closed, empty when it opened."""
    if board.venue is None:
        return tr("No venue is set up for this station.")
    if not app.is_screen_installed(PickingScreen.list_name):
        app.install_screen(PickingScreen(), PickingScreen.list_name)
    app.push_screen(PickingScreen.list_name)
    return ""
