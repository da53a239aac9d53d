"""The board: keys choose cards and ask the domain what a press means; drawing and deciding live elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events

from kds.domain.board import Board
from kds.domain.lens import seen_through
from kds.domain.places import selection_lapsed
from kds.language import tr
from kds.ui.drawing.arranging import arranged
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.view import ViewState
from kds.ui.keys import Action
from kds.ui.screens import choosing
from kds.ui.screens.base import KitchenScreen
from kds.ui.screens.board_actions import do_own
from kds.ui.screens.leaving import Leaving
from kds.ui.screens.opening import open_inquiry, open_page
from kds.ui.screens.resting import rested
from kds.ui.screens.said import said_over
from kds.ui.screens.stillness import WHOLE_SECONDS, edges_redrawn, is_still, only_time_passed
from kds.ui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from kds.domain.actions import Missing
    from kds.domain.cards import Card
    from kds.ui.kitchen_face import KitchenFace
    from kds.ui.screens.deciding import Outcome, Press

MESSAGE_SECONDS = 6.0
"""How long an answer stays in the last row when no key takes its place."""

COMPLAINT_SECONDS = 60.0
"""The same for what is wrong with the settings of this screen."""

_NEVER = float("-inf")


class BoardScreen(KitchenScreen):
    """The station's cards, one page at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._state = ViewState()
        self._frame: Frame | None = None
        self._page: int | None = None
        self._missing: Missing | None = None
        self._asked_to_undo = False
        self._last_key_at = _NEVER
        self._said_at = _NEVER
        self._drawn_at = _NEVER
        self._drawn: Board | None = None
        self._returned: frozenset[str] = frozenset()
        self._reported: tuple[object, ...] = ()
        self._lines_shown: frozenset[tuple[str, int]] = frozenset()
        self._leaving = Leaving(self)

    @property
    def state(self) -> ViewState:
        """What the screen shows beside the board."""
        return self._state

    def seen_board(self) -> Board:
        """Give the board as the person in front of it has chosen to look at it."""
        return seen_through(self.board, self._state.lens)

    def chosen(self) -> Card | None:
        """Give the chosen card, None when none is."""
        return choosing.chosen_card(self._state, self.seen_board())

    def on_mount(self) -> None:
        """Take the caps of the profile and the habits of this terminal."""
        app = self.board_app
        self._leaving.open_door()
        self._state = replace(
            self._state,
            caps=app.profile.caps_by_action(),
            local=app.options.local,
            ascii_only=app.options.ascii_only,
            message=app.complaint,
        )
        self._said_at = app.options.monotonic() + COMPLAINT_SECONDS - MESSAGE_SECONDS

    def tick(self) -> None:
        """Draw this second: the whole board, or its first and last row where nothing else can have changed."""
        frame, at = self._frame, self.board_app.options.monotonic()
        board = self.seen_board()
        is_recent = at - self._drawn_at < WHOLE_SECONDS and selection_lapsed(self._last_key_at, self._drawn_at)
        if (
            frame is None
            or not is_recent
            or self.board_app.flashing
            or not is_still(frame, self._state)
            or not only_time_passed(self._drawn, self.board)
        ):
            self.paint()
            return
        self._frame = edges_redrawn(frame, board, self._state, self.now(), self._columns)
        self._view.show(self._frame.rows)

    def paint(self) -> None:
        """Draw the page; what was said or chosen too long ago is let go."""
        if not self._rows:
            return
        at, now = self.board_app.options.monotonic(), self.now()
        self._drawn, self._drawn_at = self.board, at
        board = self.seen_board()
        state = choosing.still_there(self._state, board)
        if state.message and at - self._said_at >= MESSAGE_SECONDS:
            state = replace(state, message="", flashing=None)
        if selection_lapsed(self._last_key_at, at):
            state = replace(state, selected=None, line=None)
            self._returned = frozenset()
        state = rested(state, self.board, now, at - self._last_key_at)
        highlighted = self._returned | self.board_app.flashing
        state = replace(state, highlighted=highlighted, foot_rows=self._view.foot_rows)
        self._state = arranged(
            board, state, now, self._columns, self._rows, at=at, last_key_at=self._last_key_at, page=self._page
        )
        self._page = None
        self._frame = board_frame(board, self._state, now, self._columns, self._rows)
        self._view.show(said_over(self._frame.rows, self._state.message, self._columns))
        self._report_painted(board, self._frame)

    def takes_key(self, event: events.Key) -> bool:
        """End the calm screen with any key; give a key to the kiosk's door while it asks for its PIN."""
        if self._state.is_idle:
            self.begin_key()
            self.paint()
        return self._leaving.takes_key(event)

    def choose_slot(self, slot: int) -> None:
        """Choose the card in a slot."""
        self.begin_key()
        self.say(choosing.choose_slot(self._state, slot, self.board_app.options.monotonic()))

    def act(self, action: Action) -> None:
        """Do what a key asks for."""
        leaving = self._leaving.is_asked
        undoing, self._asked_to_undo = self._asked_to_undo, False
        missing = self._missing
        self.begin_key()
        match action:
            case Action.DONE if leaving:
                self._leaving.leave()
            case Action.DONE if (asked := choosing.chosen_inquiry(self._state, self.board)) is not None:
                open_inquiry(self.board_app, asked)
            case Action.DONE if self.board.left_over and self.chosen() is None:
                do_own(self, action)
            case Action.DONE | Action.LINE | Action.START | Action.SEND_READY:
                self._press(action, missing=missing)
            case Action.UNDO:
                self._press(action, confirmed=undoing)
            case Action.LEFT | Action.RIGHT | Action.UP | Action.DOWN:
                self.say(choosing.moved(self._state, self.seen_board(), self._frame, action))
            case Action.PAGE_UP | Action.PAGE_DOWN:
                self._page = self._state.places.page + (1 if action is Action.PAGE_DOWN else -1)
                self.say(choosing.choose_nothing(self._state))
            case Action.BACK:
                self._page = 0 if self._state.selected is None else None
                self.say(choosing.choose_nothing(self._state))
            case Action.QUIT:
                self._leaving.ask()
            case _ if not do_own(self, action):
                self.tell(open_page(self.board_app, action, self.board, self.chosen()))

    def tell(self, sentence: str, *, for_seconds: float | None = None) -> None:
        """Answer in the last row, for `MESSAGE_SECONDS` where nothing else is said."""
        self.say(replace(self._state, message=sentence))
        self._said_at += for_seconds - MESSAGE_SECONDS if for_seconds is not None else 0.0

    def on_rows_view_last_row_pressed(self) -> None:
        """A finger on the row of practice asks to leave it, a second one does."""
        self.act(Action.DONE if self._leaving.is_asked else Action.QUIT)

    def on_rows_view_clicked(self, message: RowsView.Clicked) -> None:
        """A click on a card chooses it; a click on the chosen one's ENTER is Enter."""
        if self._frame is None:
            return
        self.begin_key()
        from kds.ui.screens.touching import hit_on, press_action

        hit = hit_on(self, self._frame, message)
        if hit is None:
            self.paint()
            return
        if hit.action:
            press_action(self, Action(hit.action))
        elif hit.slot < 0:
            open_inquiry(self.board_app, hit.key)
        elif hit.bumps:
            self.say(choosing.choose_card(self._state, hit.key))
            self._press(Action.DONE)
        else:
            self.choose_slot(hit.slot + 1)

    def begin_key(self) -> None:
        """Take a press as the person's newest: what was asked and answered before is over."""
        self._last_key_at = self.board_app.options.monotonic()
        self._leaving.forget()
        self._missing = None
        self._state = replace(self._state, message="", flashing=None)

    def say(self, state: ViewState) -> None:
        """Show this view from now on; its message stays for `MESSAGE_SECONDS`."""
        self._state = state
        self._said_at = self.board_app.options.monotonic()
        self.paint()

    def _press(self, action: Action, *, missing: Missing | None = None, confirmed: bool = False) -> None:
        from kds.ui.screens.deciding import Press

        state = self._state
        card = self.chosen()
        line = choosing.chosen_line(state, card) if card is not None else None
        if action is Action.LINE and card is not None and line is None and not self.board.station.read_only:
            self.say(choosing.choose_open_line(state, card, self.board))
            return
        if action is Action.DONE and card is not None and choosing.goes_on(card, self._lines_shown):
            self.tell(tr("{title} goes on below. Look at all of it first, then press again.", title=card.title))
            return
        press = Press(action, card, line, missing, confirmed)
        standing = state.places.place_of(card.key) if card is not None else None
        if standing is not None:
            self.say(replace(state, flashing=standing.slot))
        kitchen = self.board_app.kitchen
        self.in_turn(lambda: self._carry_out(press, kitchen))

    async def _carry_out(self, press: Press, kitchen: KitchenFace | None) -> None:
        from kds.domain.intents import Intent, IntentKind, Refusal
        from kds.ui.screens.deciding import decide

        if kitchen is None:
            self._answer(press, Refusal(tr("The kitchen is still starting. Nothing done.")))
            return
        before = {card.key for card in kitchen.board.cards}
        outcome = decide(press, kitchen.board, kitchen.now())
        refused = await kitchen.perform(outcome) if isinstance(outcome, Intent) else None
        if refused is not None:
            self.app.bell()
        if kitchen is self.board_app.kitchen:
            self.board_app.board = kitchen.board
        if isinstance(outcome, Intent) and outcome.kind is IntentKind.UNDO:
            self._returned |= frozenset(card.key for card in kitchen.board.cards) - before
        self._answer(press, refused or outcome)

    def _answer(self, press: Press, outcome: Outcome) -> None:
        from kds.domain.actions import Ask, Missing
        from kds.domain.intents import Intent, IntentKind, Refusal

        state = replace(self._state, flashing=None)
        match outcome:
            case Intent(kind=kind, remark=remark):
                if kind is IntentKind.BUMP and press.card is not None and press.card.key == state.selected:
                    state = replace(state, selected=None if press.line is None else state.selected, line=None)
                state = replace(state, message=remark)
            case Missing(sentence=sentence):
                self._missing = outcome
                state = replace(state, message=sentence)
            case Ask(sentence=sentence):
                self._asked_to_undo = True
                state = replace(state, message=sentence)
            case Refusal(sentence=sentence):
                state = replace(state, message=sentence)
        self.say(state)

    def _report_painted(self, board: Board, frame: Frame) -> None:
        kitchen = self.board_app.kitchen
        shown = (board.cards, frame.painted, frame.lines, frame.marks)
        if kitchen is None or shown == self._reported:
            return
        self._reported = shown
        self._lines_shown = choosing.lines_on(board) & (self._lines_shown | frame.lines)
        readable = choosing.readable_keys(board.cards, frame)
        if readable:
            self.in_turn(lambda: kitchen.painted(readable))
