"""Finds what matters to the kitchen in the texts of an inquiry: order numbers, and words that concern food."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kds.domain.allergy import ALLERGY_WORDS, names_allergy, plain_words
from kds.domain.inquiries.inquiry import Author, Inquiry
from kds.domain.text import cell_width, clean
from kds.errors import SettingsError
from kds.language import tr

ORDER_PATTERN = r"\b(ORD)?\d{4,8}\b"
"""What an order number looks like where nothing is configured (sources 6.4)."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
MOST_NUMBERS = 5
"""Order numbers that are looked at in one inquiry; more of them is a list that somebody pasted."""


class Concern(StrEnum):
    """Why an inquiry concerns food that may be in the making, the gravest first."""

    ALLERGY = "allergy"
    CANCEL = "cancel"
    CHANGE = "change"


ALERT_WORDS: Mapping[Concern, Mapping[str, tuple[str, ...]]] = {
    Concern.ALLERGY: ALLERGY_WORDS,
    Concern.CANCEL: {
        "en": ("cancel", "call off", "no longer want", "do not make", "don t make", "refund"),
        "nl": ("annule", "afbestel", "afzeg", "niet meer maken", "wil niet meer", "terugbeta"),
        "sk": ("zrus", "storn", "odvola", "odhlas", "uz nechc", "nerobte", "nepripravujte"),
    },
    Concern.CHANGE: {
        "en": ("change", "without ", "instead", "swap", "replace", "leave out", "leave off", "remove", "substitut"),
        "nl": ("wijzig", "verander", "zonder ", "in plaats van", "vervang", "weglaten", "omruil"),
        "sk": ("zmen", "bez ", "namiesto", "miesto ", "vymen", "nahrad", "vynecha", "odober", "nedavajte"),
    },
}
"""Beginnings of words by concern and language, spelled like `ALLERGY_WORDS`; with a space at its end it is a whole word."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A text of a customer that concerns food.

    Attributes:
        concern: why.
        text: the whole cleaned text.
        message_id: which message, None for the subject.
    """

    concern: Concern
    text: str
    message_id: int | None = None

    def mark(self, inquiry_id: int) -> str:
        """Name the alert for `Marks.seen`; another message raises another alert."""
        return f"inquiry:{inquiry_id}/{self.message_id or 'subject'}:{self.concern}"


def inquiry_of_mark(mark: str) -> int | None:
    """Give the inquiry that an alert's mark belongs to, None for any other mark."""
    kind, _, rest = mark.partition(":")
    number = rest.partition("/")[0]
    return int(number) if kind == "inquiry" and number.isdecimal() else None


def order_pattern(text: str = ORDER_PATTERN) -> re.Pattern[str]:
    """Read the pattern of order numbers from the settings; capitals don't matter.

    Raises:
        SettingsError: it is no pattern, or one that fits an empty text.
    """
    try:
        pattern = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise SettingsError(
            tr("The pattern of order numbers {pattern!r} can't be read: {reason}.", pattern=text, reason=error)
        ) from error
    if pattern.fullmatch(""):
        raise SettingsError(
            tr("The pattern of order numbers {pattern!r} fits everything. Write one that needs a digit.", pattern=text)
        )
    return pattern


def order_numbers(inquiry: Inquiry, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Give the order numbers in subject and messages, each once, the first `MOST_NUMBERS`."""
    texts = [inquiry.subject, *(message.text for message in inquiry.messages or ())]
    numbers = dict.fromkeys(found.group().upper() for text in texts for found in pattern.finditer(text))
    return tuple(number for number in numbers if number)[:MOST_NUMBERS]


def alerts_of(
    inquiry: Inquiry, words: Mapping[Concern, Mapping[str, tuple[str, ...]]] = ALERT_WORDS
) -> tuple[Alert, ...]:
    """Give the texts of the customer that concern food, the gravest concern first; what the shop wrote raises none.

    All languages are looked for, because nobody must write in the language of the account.

    Args:
        inquiry: with its thread; without it only the subject is looked at.
        words: the word lists; a concern that is left out is not looked for.
    """
    texts = tuple(_asked(inquiry))
    return tuple(
        Alert(concern, text, message_id)
        for concern in Concern
        for text, message_id in texts
        if _names(concern, text, tuple(word for own in words.get(concern, {}).values() for word in own))
    )


def essence(
    alert: Alert, limit_cells: int, words: Mapping[Concern, Mapping[str, tuple[str, ...]]] = ALERT_WORDS
) -> str:
    """Give an alert's text where it is short, else its sentences that name the concern, cut with `…` where need be.

    Args:
        alert: what was found.
        limit_cells: longest result.
        words: the word lists it was found with.
    """
    if cell_width(alert.text) <= limit_cells:
        return alert.text
    listed = tuple(word for own in words.get(alert.concern, {}).values() for word in own)
    telling = [each for each in _SENTENCE_END.split(alert.text) if _names(alert.concern, each, listed)]
    return clean(" … ".join(telling) or alert.text, limit_cells=limit_cells)


def unacknowledged(inquiry_id: int, alerts: Iterable[Alert], seen: frozenset[str]) -> tuple[Alert, ...]:
    """Give the alerts that no cook has acknowledged; while there is one, the inquiry can't be closed (sources 6.4)."""
    return tuple(alert for alert in alerts if alert.mark(inquiry_id) not in seen)


def _asked(inquiry: Inquiry) -> Iterator[tuple[str, int | None]]:
    yield inquiry.subject, None
    for message in inquiry.messages or ():
        if message.author is not Author.SHOP:
            yield message.text, message.id


def _names(concern: Concern, text: str, words: tuple[str, ...]) -> bool:
    if concern is Concern.ALLERGY:
        return names_allergy(text, words)
    plain = f" {plain_words(text)} "
    return any(f" {word}" in plain for word in words)
