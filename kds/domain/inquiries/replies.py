"""Replies: templates in the customer's language, and whether a reply already stands in the thread; it sends nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kds.domain.inquiries.inquiry import Author, InquiryMessage
from kds.domain.inquiries.plain_text import one_line, plain_text
from kds.errors import SettingsError
from kds.language import tr

MESSAGE_CELLS = 4000
"""Longest text kept of a message; what is drawn of it is cut later, with words that say so, so that no allergy is lost."""
REPLY_SKEW = timedelta(minutes=2)
"""How far the shop system's clock may lag behind the time of a press, after correction by its `Date`."""
TIME, NUMBER = "{time}", "{n}"
"""What a template may leave open: a time of day such as `18:40`, and a number of minutes."""

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Your order is in preparation and will be ready at {time}.",
        "Your order is on its way.",
        "We are sorry, your order is delayed by {n} minutes.",
    ),
    "sk": (
        "Vašu objednávku pripravujeme, bude hotová o {time}.",
        "Vaša objednávka je na ceste.",
        "Ospravedlňujeme sa, vaša objednávka mešká {n} minút.",
    ),
}
"""Replies by language: in preparation, on its way, delayed (sources 6.4)."""

_OPEN = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class ReplyTemplate:
    """A text with places left open."""

    text: str

    @property
    def needs_time(self) -> bool:
        """Whether a time of day must be given."""
        return TIME in self.text

    @property
    def needs_number(self) -> bool:
        """Whether a number of minutes must be given."""
        return NUMBER in self.text

    def filled(self, *, time: str = "", number: int | None = None) -> str:
        """Give the text to send; a place for which nothing is given stays open, for the person to see."""
        text = self.text.replace(TIME, time) if time else self.text
        return text.replace(NUMBER, str(number)) if number is not None else text


class ReplyTemplates:
    """The templates of one installation.

    Args:
        overrides: language → texts; replaces the built-in ones of that language.
        fallback: language of the shop, for customers whose language has none.

    Raises:
        SettingsError: a text leaves something open that nobody can fill in, or the fallback has no templates.
    """

    def __init__(self, overrides: Mapping[str, tuple[str, ...]] | None = None, *, fallback: str = "en") -> None:
        texts = {**TEMPLATES, **{language.lower(): own for language, own in (overrides or {}).items()}}
        for language, own in texts.items():
            for unknown in {place for text in own for place in _OPEN.findall(text)} - {TIME, NUMBER}:
                raise SettingsError(
                    tr(
                        "A reply template for {language!r} holds {unknown}. Only {time} and {number} can be filled in.",
                        language=language,
                        unknown=unknown,
                        time=TIME,
                        number=NUMBER,
                    )
                )
        if not texts.get(fallback):
            raise SettingsError(
                tr(
                    "There are no reply templates for {language!r}. Write some, or choose another language.",
                    language=fallback,
                )
            )
        self._templates = {language: tuple(map(ReplyTemplate, own)) for language, own in texts.items()}
        self._fallback = fallback

    def of(self, *languages: str) -> tuple[ReplyTemplate, ...]:
        """Give the templates in the first of these languages that has some, else in the shop's."""
        for language in languages:
            if self._templates.get(language.lower()):
                return self._templates[language.lower()]
        return self._templates[self._fallback]


def sent_reply(
    messages: Iterable[InquiryMessage],
    text: str,
    *,
    pressed_at: datetime,
    skew: timedelta = REPLY_SKEW,
    seen: Collection[int] = (),
) -> InquiryMessage | None:
    """Find a reply of ours in the thread, so that it is sent once although the answer was lost (lightspeed 8).

    Args:
        messages: the thread as read just now.
        text: the reply as it was sent.
        pressed_at: when it was pressed, by the source's clock.
        skew: how much earlier its message may have been written.
        seen: ids of messages that stood there before the press; none of them is the reply.
    """
    wanted = {
        _compared(plain_text(text, limit_cells=MESSAGE_CELLS)),
        _compared(one_line(text, limit_cells=MESSAGE_CELLS)),
    }
    for message in messages:
        is_ours = message.author is Author.SHOP and message.id not in seen and message.at >= pressed_at - skew
        if is_ours and _compared(message.text) in wanted:
            return message
    return None


def _compared(text: str) -> str:
    """Give a text as it is compared: letters composed in one way."""
    return unicodedata.normalize("NFC", text)
