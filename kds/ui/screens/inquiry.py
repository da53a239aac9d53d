"""One inquiry: its conversation and the numbered list of what can be done; words are typed here, sent by the kitchen."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events

from kds.domain.inquiries.actions import Act, Choice, flags_intent
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.replies import ReplyTemplate
from kds.domain.intents import Intent, Refusal
from kds.language import mark, tr
from kds.ui.drawing.header import header_row
from kds.ui.keys import Action
from kds.ui.screens.base import KitchenScreen, show_rows
from kds.ui.screens.details import DetailsScreen
from kds.ui.screens.inquiry_form import Form, Step, entered, entries_of, filling
from kds.ui.screens.inquiry_rows import body_rows, heading_of
from kds.ui.screens.list_rows import Page, foot_row, sentence_rows, title_row
from kds.ui.screens.said import said_over

_ROWS_AROUND = 3
"""The board's header, the title and the foot."""
_GONE = mark("This inquiry is not on the board any more.")


class InquiryScreen(KitchenScreen):
    """An inquiry and the list of Enter; a digit does what it stands for at once."""

    list_name: ClassVar[str] = "inquiry"

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._said = ""
        self._form = Form()
        self._is_sending = False

    def look_at(self, key: str) -> None:
        """Choose the inquiry, by its card's key, before the page is opened."""
        self._key = key

    @property
    def card(self) -> InquiryCard | None:
        """The inquiry as it is now, None when it does not matter any more."""
        facts = self.board.inquiries
        return facts.card(self._key) if facts is not None else None

    def on_screen_resume(self) -> None:
        """Begin with the list, nothing typed and nothing said."""
        self._said, self._form = "", Form()
        super().on_screen_resume()

    def paint(self) -> None:
        """Draw thread, facts and list; the list always stands, the thread's end gets the rest."""
        if not self._rows:
            return
        columns, local, card = self._columns, self.board_app.options.local, self.card
        room = max(self._rows - _ROWS_AROUND, 1)
        heading, body = tr("INQUIRY"), sentence_rows(tr(_GONE), columns)
        if card is not None:
            entries = entries_of(self._form, card, self.board)
            heading = heading_of(card, self.now())
            body = body_rows(card, self._form, entries, columns, room, local)
        head = header_row(self.board, self.now(), columns, local=local)
        title = title_row(heading, Page((), 0, 1), columns)
        foot = foot_row(self._said, self._legend(card), columns)
        blank = ((),) * max(room - len(body), 0)
        show_rows(self, said_over((head, title, *body, *blank, foot)[: self._rows], self._said, columns))

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._said = sentence
        self.paint()

    def takes_key(self, event: events.Key) -> bool:
        """Take keys as text while something is typed; Enter and Escape end that."""
        if self._is_sending:
            return True  # a bouncing Enter must not make a second message
        if not self._form.step.is_typed:
            return False
        if event.key in ("enter", "ctrl+j"):
            self._entered()
            return True
        form = self._form.after_key(event.key, event.character)
        if form is None:
            return False
        self._go(form)
        return True

    def choose_slot(self, slot: int) -> None:
        """Do what a digit stands for."""
        card = self.card
        if (
            card is not None
            and self._form.step is not Step.ASKING
            and slot <= len(entries_of(self._form, card, self.board))
        ):
            self._form = replace(self._form, chosen=slot - 1)
            self._open()

    def act(self, action: Action) -> None:
        """Move, choose, look at the food, or go back."""
        card = self.card
        count = len(entries_of(self._form, card, self.board)) if card is not None else 0
        match action:
            case _ if self._form.step.is_typed:
                return
            case Action.UP | Action.LEFT | Action.DOWN | Action.RIGHT if self._form.step is not Step.ASKING:
                self._go(self._form.moved(-1 if action in (Action.UP, Action.LEFT) else 1, count))
            case Action.DONE:
                self._open()
            case Action.DETAILS:
                self._look_at_food(card)
            case Action.BACK | Action.QUIT if self._form.step is Step.CHOOSING:
                self.app.pop_screen()
            case Action.BACK | Action.QUIT:
                self._go(Form())

    def _legend(self, card: InquiryCard | None) -> list[tuple[str, str]]:
        profile, step = self.board_app.profile, self._form.step
        done, back = profile.cap(Action.DONE), profile.cap_to_leave
        if step is Step.ASKING:
            return [(done, tr("yes")), (back, tr("no"))]
        if step.is_typed:
            return [
                (done, tr({Step.REPLY: mark("send"), Step.MEMO: mark("keep")}.get(step, mark("next")))),
                (back, tr("back")),
            ]
        food = [(profile.cap(Action.DETAILS), tr("the food"))] if card is not None and card.food else []
        return [("1-9", tr("do")), *food, (back, tr("back"))]

    def _go(self, form: Form, said: str = "") -> None:
        self._form, self._said = form, said
        self.paint()

    def _open(self) -> None:
        """Do what the chosen entry stands for."""
        card = self.card
        if card is None:
            self.app.pop_screen()
            return
        if self._form.step is Step.ASKING and self._form.asked is not None:
            self._send_flags(card, self._form.asked)
            return
        entries = entries_of(self._form, card, self.board)
        chosen = entries[min(self._form.chosen, len(entries) - 1)] if entries else None
        match chosen:
            case ReplyTemplate():
                self._go(filling(chosen, self.now(), self.board_app.options.local))
            case Choice():
                self._choose(chosen, card)

    def _choose(self, choice: Choice, card: InquiryCard) -> None:
        match choice:
            case Choice(reason=reason) if reason:
                self.app.bell()
                self.tell(f"{choice.words}: {reason}")
            case Choice(act=Act.REPLY):
                self._go(Form(Step.TEMPLATES))
            case Choice(act=Act.MEMO):
                self._go(Form(Step.MEMO))
            case Choice(act=Act.SEND_ANYWAY | Act.DROP as act):
                self.in_turn(lambda: self._decide(act, card))
            case Choice(asks=asks) if asks:
                self._go(Form(Step.ASKING, self._form.chosen, asked=choice.act), asks)
            case _:
                self._send_flags(card, choice.act)

    def _entered(self) -> None:
        card = self.card
        if card is None:
            self.app.pop_screen()
            return
        outcome = entered(self._form, card, self.board, self.now(), self.board_app.options.local)
        if isinstance(outcome, Form):
            self._go(outcome)
        else:
            self._send(outcome)

    def _send_flags(self, card: InquiryCard, act: Act) -> None:
        facts = self.board.inquiries
        if facts is not None:
            self._send(flags_intent(card, act, facts, self.board.station, self.now()))

    def _send(self, outcome: Intent | Refusal) -> None:
        if isinstance(outcome, Refusal):
            self.app.bell()
            self.tell(outcome.sentence)
        else:
            self._is_sending = True
            self.in_turn(lambda: self._perform(outcome))

    async def _perform(self, intent: Intent) -> None:
        try:
            kitchen = self.board_app.kitchen
            starting = Refusal(tr("The kitchen is still starting. Nothing done."))
            refused = await kitchen.perform(intent) if kitchen is not None else starting
        finally:
            self._is_sending = False
        if refused is not None:
            self.app.bell()
            self.tell(refused.sentence)
        else:
            key = self.board_app.profile.cap(Action.UNDO)
            self._leave(tr("{label}: goes out in 5 s, {key} takes it back.", label=intent.label, key=key))

    async def _decide(self, act: Act, card: InquiryCard) -> None:
        kitchen, stuck = self.board_app.kitchen, card.stuck[0]
        if kitchen is None:
            return
        if act is Act.SEND_ANYWAY:
            await kitchen.retry(stuck.command_id)
            self._leave(tr("{title}: our {what} goes out.", title=card.title, what=stuck.words))
            return
        await kitchen.discard(stuck.command_id, tr("somebody else was quicker"))
        self._leave(tr("{title}: our {what} is dropped.", title=card.title, what=stuck.words))

    def _leave(self, sentence: str) -> None:
        """Go back, and say there what was done."""
        if self.app.screen is not self:
            return
        self.app.pop_screen()
        if isinstance(self.app.screen, KitchenScreen):
            self.app.screen.tell(sentence)

    def _look_at_food(self, card: InquiryCard | None) -> None:
        if card is None or not card.food:
            self.tell(tr("No order of this board is named in it."))
            return
        details = self.app.get_screen(DetailsScreen.list_name, DetailsScreen)
        details.look_at(card.food[0].card_key, card.food[0].title)
        self.app.push_screen(details)
