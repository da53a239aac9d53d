"""The list of what is sold out and how many are left: a digit or letters choose a product, Enter and Space say it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from textual import events

from kds.domain.notes import NoteKind
from kds.domain.products import product_name, products_of
from kds.domain.wording import amount_words
from kds.language import tr
from kds.ui.drawing.sold_out import counted_down
from kds.ui.drawing.spans import BOLD, Row, line_of
from kds.ui.drawing.words import joined
from kds.ui.key_names import key_name
from kds.ui.keys import Action
from kds.ui.screens.acting import Decide, performed
from kds.ui.screens.list_rows import Entry, sentence_rows
from kds.ui.screens.listing import ListScreen
from kds.ui.screens.sold_out_rows import product_entries
from kds.ui.screens.typed_line import typed

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_MOST_LETTERS = 24
_MOST_DIGITS = 3


class SoldOutScreen(ListScreen):
    """What is gone, what is counted down, then every product of the open and the last orders."""

    list_name: ClassVar[str] = "sold_out"
    opened_by: ClassVar[Action] = Action.SOLD_OUT

    def __init__(self) -> None:
        super().__init__()
        self._search = ""
        self._digits: str | None = None

    def heading(self) -> str:
        """Name the list, and say where nobody else learns of it."""
        gone, left = len(self.board.shared.sold_out), len(counted_down(self.board))
        where = tr("THIS SCREEN ONLY") if self.board.shared.is_offered is False else ""
        return joined(
            tr("86 LIST"), tr("sold out: {gone}, counted down: {left}", gone=gone, left=left), where, by="   "
        )

    def above(self) -> Sequence[Row]:
        """Say what is typed, and why nothing can be changed where that is so."""
        if self._digits is not None:
            asked = tr("How many {name} are left?  {digits}_", name=self._name_of(self._chosen), digits=self._digits)
            return (line_of(f" {asked}", self._columns, BOLD),)
        if self._search:
            return (line_of(f" {tr('Find: {text}_', text=self._search)}", self._columns, BOLD),)
        refusal = self._refusal()
        return sentence_rows(refusal, self._columns) if refusal else ()

    def entries(self) -> Sequence[Entry]:
        """Give what is sold out, what is counted down, then the other products; only what the letters find."""
        is_refused = bool(self._refusal())
        local = self.board_app.options.local
        return product_entries(self.board, self._search, self._columns, local, is_refused=is_refused)

    def nothing(self) -> str:
        """Say why the list is empty."""
        if self._search:
            return tr("No product that was ordered lately is called so.")
        return tr("Nothing is sold out, and nothing was ordered yet.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys of this list."""
        profile = self.board_app.profile
        done, back = profile.cap(Action.DONE), profile.cap_to_leave
        if self._digits is not None:
            return ((done, tr("set") if self._digits else tr("count no more")), (back, tr("leave it")))
        if self._refusal():
            return ((back, tr("back")), (tr("letters"), tr("find")))
        is_gone = self._code() in self.board.shared.sold_out
        return (
            (done, tr("there is some again") if is_gone else tr("sold out")),
            (profile.cap(Action.LINE), tr("how many are left")),
            (back, tr("back")),
            (tr("letters"), tr("find")),
        )

    def on_screen_resume(self) -> None:
        """Begin with nothing typed."""
        self._search, self._digits = "", None
        super().on_screen_resume()

    def takes_key(self, event: events.Key) -> bool:
        """Take letters as a search, and digits as a number while one is asked for."""
        if self._digits is not None:
            return self._takes_digit(event)
        is_closing = (
            self.board_app.profile.action(key_name(event.key, event.character)) is self.opened_by and not self._search
        )
        is_letter = bool(event.character) and (event.character or "").isalpha()
        if is_closing or not (is_letter or self._search):
            return False
        longer = typed(self._search, event.key, event.character if is_letter else None, most_cells=_MOST_LETTERS)
        if longer is None:
            return False
        self._search = longer
        self._said = ""
        self._chosen = next((entry.key for entry in self.entries()), None)
        self.paint()
        return True

    def act(self, action: Action) -> None:
        """Ask how many are left, take letters back, or what every list does."""
        match action:
            case Action.DONE if self._digits is not None:
                self._set_number(self._digits)
            case _ if self._digits is not None:
                self._digits = None
                self.tell(tr("Nothing done."))
            case Action.LINE if self._chosen is not None:
                self._ask_number()
            case Action.BACK if self._search:
                self._search = ""
                self.paint()
            case _:
                super().act(action)

    def open_entry(self, key: str) -> None:
        """Say that the product is sold out, or that there is some again."""
        code, name = int(key), self._name_of(key)
        note = self.board.shared.sold_out.get(code)
        from kds.domain.actions.noting import end_note, sold_out

        if note is None:
            self._do(lambda board, now: sold_out(board, code, name, now), tr("{name} is sold out.", name=name))
        else:
            self._do(lambda board, now: end_note(board, note, now), tr("There is {name} again.", name=name))

    def _takes_digit(self, event: events.Key) -> bool:
        slot = self.board_app.profile.slot(key_name(event.key, event.character))
        if slot is None and event.key not in ("backspace", "ctrl+h"):
            return False
        digit = None if slot is None else str(slot % 10)
        self._digits = typed(self._digits or "", event.key, digit, most_cells=_MOST_DIGITS) or ""
        self.paint()
        return True

    def _ask_number(self) -> None:
        refusal = self._refusal()
        if refusal:
            self.tell(refusal)
            return
        self._digits = ""
        self.tell("")

    def _set_number(self, digits: str) -> None:
        from kds.domain.actions.noting import count_down, end_note

        self._digits = None
        code, name = self._code(), self._name_of(self._chosen)
        if digits:
            amount = Decimal(digits)
            said = tr("{amount} left of {name}.", amount=amount_words(amount), name=name)
            if not amount:
                said = tr("{name} is sold out.", name=name)
            self._do(lambda board, now: count_down(board, code, name, amount, now), said)
            return
        note = self.board.shared.countdowns.get(code)
        if note is None:
            self.tell(tr("Nothing done."))
            return
        self._do(lambda board, now: end_note(board, note, now), tr("{name} is not counted any more.", name=name))

    def _do(self, decide: Decide, said: str) -> None:
        async def carry_out() -> None:
            refused = await performed(self, decide)
            is_local = self.board.shared.is_offered is False
            only = f" {tr('Known to this screen only.')}" if is_local and refused is None else ""
            self.tell(refused.sentence if refused is not None else f"{said}{only}")

        self.in_turn(carry_out)

    def _refusal(self) -> str:
        """Give why nothing can be said here, empty where it can."""
        from kds.domain.actions.telling import refuse_note

        refusal = refuse_note(self.board, NoteKind.SOLD_OUT, tr("say what is sold out"))
        return refusal.sentence if refusal is not None else ""

    def _code(self) -> int:
        return int(self._chosen or 0)

    def _name_of(self, key: str | None) -> str:
        code = int(key or 0)
        shared = self.board.shared
        note = shared.sold_out.get(code) or shared.countdowns.get(code)
        if note is not None:
            return product_name(self.board, note)
        return next((each.name for each in products_of(self.board) if each.code == code), f"#{code}")


def open_sold_out(board_screen: BoardScreen) -> None:
    """Open the list; it is made with the first press."""
    app = board_screen.board_app
    if not app.is_screen_installed(SoldOutScreen.list_name):
        app.install_screen(SoldOutScreen(), SoldOutScreen.list_name)
    app.push_screen(SoldOutScreen.list_name)
