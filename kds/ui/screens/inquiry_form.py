"""Where a person is on an inquiry's page: choosing, filling in a reply, typing; values and what a key makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import Enum

from kds.domain.board import Board
from kds.domain.inquiries.actions import LONGEST_TYPED, Act, Choice, choices_of, memo_intent, reply_intent
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.facts import InquiryFacts
from kds.domain.inquiries.memo import MEMO_LINE_CELLS
from kds.domain.inquiries.replies import ReplyTemplate
from kds.domain.intents import Intent, Refusal
from kds.language import mark, tr
from kds.ui.screens.typed_line import likely_time, read_number, read_time, typed

OWN_WORDS = mark("your own words")
"""Last entry of the templates."""
_LIKELY_MINUTES = "10"
_SHORT_CELLS = 5


class Step(Enum):
    """What the keys mean now; its value stands over what is being typed."""

    CHOOSING = ""
    ASKING = mark("SURE?")
    TEMPLATES = mark("REPLY")
    TIME = mark("READY AT")
    MINUTES = mark("MINUTES LATE")
    REPLY = mark("REPLY TO THE CUSTOMER")
    MEMO = mark("MEMO, customers never see it")

    @property
    def is_typed(self) -> bool:
        """Whether keys type text."""
        return self in _LONGEST


_LONGEST = {
    Step.TIME: _SHORT_CELLS,
    Step.MINUTES: _SHORT_CELLS,
    Step.REPLY: LONGEST_TYPED,
    Step.MEMO: MEMO_LINE_CELLS,
}


_EMPTY = ReplyTemplate("")


@dataclass(frozen=True, slots=True)
class Form:
    """One state of the page.

    Attributes:
        step: what the keys mean.
        chosen: index of the entry with the bar.
        text: what was typed.
        is_offer: the text is a proposal: the first key that types replaces it.
        asked: what Enter does after a question.
        template: the reply as far as it is filled in.
    """

    step: Step = Step.CHOOSING
    chosen: int = 0
    text: str = ""
    is_offer: bool = False
    asked: Act | None = None
    template: ReplyTemplate = _EMPTY

    def after_key(self, key: str, character: str | None) -> Form | None:
        """Give the form with what a key types, None when it types nothing."""
        if key == "escape":
            return Form() if self.step is Step.MEMO else Form(Step.TEMPLATES)
        before = "" if self.is_offer and character and character.isprintable() else self.text
        text = typed(before, key, character, most_cells=_LONGEST[self.step])
        return None if text is None else replace(self, text=text, is_offer=False)

    def moved(self, by: int, count: int) -> Form:
        """Give the form with the bar further up or down among `count` entries."""
        return replace(self, chosen=min(max(self.chosen + by, 0), max(count - 1, 0)))


def filling(template: ReplyTemplate, now: datetime, local: tzinfo | None) -> Form:
    """Give the form for what a template leaves open, one thing after the other; then for the whole reply."""
    if template.needs_time:
        return Form(Step.TIME, text=likely_time(now, local), is_offer=True, template=template)
    if template.needs_number:
        return Form(Step.MINUTES, text=_LIKELY_MINUTES, is_offer=True, template=template)
    return Form(Step.REPLY, text=template.text, template=template)


def templates_of(card: InquiryCard, facts: InquiryFacts) -> tuple[ReplyTemplate, ...]:
    """Give the replies in the customer's language, and an empty one for own words."""
    return (*facts.templates.of(card.locale, card.language), _EMPTY)


def entries_of(form: Form, card: InquiryCard, board: Board) -> Sequence[Choice | ReplyTemplate]:
    """Give what the digits stand for."""
    facts = board.inquiries
    if facts is None or form.step.is_typed:
        return ()
    return templates_of(card, facts) if form.step is Step.TEMPLATES else choices_of(card, facts, board.station)


def entered(
    form: Form, card: InquiryCard, board: Board, now: datetime, local: tzinfo | None
) -> Form | Intent | Refusal:
    """Give what Enter makes of a typed line: the next step, what goes out, or what is wrong with it.

    Args:
        form: where the person is.
        card: the inquiry as it is shown.
        board: the newest board.
        now: the board's time.
        local: the restaurant's time zone, None for the machine's.
    """
    facts = board.inquiries
    if facts is None:
        return Refusal(tr("There are no inquiries any more."))
    match form.step:
        case Step.TIME:
            time = read_time(form.text)
            filled = form.template.filled(time=time)
            return (
                filling(ReplyTemplate(filled), now, local) if time else Refusal(tr("A time such as 18:40 is needed."))
            )
        case Step.MINUTES:
            number = read_number(form.text)
            filled = form.template.filled(number=number)
            return Refusal(tr("A number is needed.")) if number is None else filling(ReplyTemplate(filled), now, local)
        case Step.MEMO:
            zone = local or now.astimezone().tzinfo or UTC
            author = board.user or board.station.name
            return memo_intent(card, form.text, facts, board.station, now, author=author, zone=zone)
        case _:
            return reply_intent(card, form.text, facts, board.station, now)
