"""An inquiry as a card: what it says, how long it waits, what is on its way, which food it is about; pure, no looks.

Cards are made of inquiries that are fit for cards already (`privacy.fit_for_cards`) and overlaid (`laying_over.laid_over`).
All times on a card are the board's, so that its age runs with the food's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from kds.domain.cards import Card
from kds.domain.inquiries.finding import (
    ALERT_WORDS,
    ORDER_PATTERN,
    Alert,
    Concern,
    alerts_of,
    order_numbers,
    unacknowledged,
)
from kds.domain.inquiries.inquiry import Author, Inquiry, InquiryFlags, InquiryMessage
from kds.domain.inquiries.laying_over import lane_of
from kds.domain.inquiries.linking import FoodLink, links_of
from kds.domain.inquiries.phases import InquiryPhase, phase_of, waiting_since
from kds.domain.inquiries.versions import version_of
from kds.domain.inquiries.web_order import WebOrder

MOST_ON_LANE = 5
"""Cards beside the rail (sources 6.4)."""
TO_DOS_FIRST_FOR = timedelta(minutes=30)
"""How long after the start of a shift to-dos come first (sources 6.5)."""
WAITS = (timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=15))
"""Waiting times at which a card changes its colour (sources 6.4)."""


class Wait(IntEnum):
    """How long a customer has waited: below, from 5, from 10, and from 15 minutes on."""

    FRESH = 0
    WAITING = 1
    LONG = 2
    TOO_LONG = 3


@dataclass(frozen=True, slots=True)
class StuckErrand:
    """A command that needs a person: what it would do, why it did not, and what a person may decide about it.

    Attributes:
        command_id: the command that is sent again when a person wants that.
        words: what it does: `reply`, `close`.
        reason: why it did not, a sentence.
        text: the words of a reply or a memo.
    """

    command_id: str
    words: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class InquiryCard:
    """One inquiry on the lane.

    Attributes:
        key: `inquiry:2546`; also the lane of its commands.
        inquiry_id: the source's own.
        title: its subject, else `#2546`.
        customer: name or initials, "" when unknown.
        language: the source's code of the customer's language, `us`.
        locale: language for templates, `en`.
        phase: where it stands, with everything unsent laid over it.
        flags: likewise.
        version: what the person sees, for commands (`versions.version_of`).
        waits_since: since when the customer waits, by the board's clock.
        thread: cleaned messages, oldest first; None as long as they were not read.
        memo: lines of the internal note, oldest first.
        numbers: order numbers in its texts.
        web_orders: what the web shop says about them.
        alerts: texts that concern food, each once, for its gravest reason.
        unsent: what is on its way, in words.
        stuck: what needs a decision.
        food: cards of the board that it is about.
        unread: alerts that nobody at this station has acknowledged on a food card, empty without one.
    """

    key: str
    inquiry_id: int
    title: str
    customer: str
    language: str
    locale: str
    phase: InquiryPhase
    flags: InquiryFlags
    version: int
    waits_since: datetime
    thread: tuple[InquiryMessage, ...] | None = None
    memo: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    web_orders: tuple[WebOrder, ...] = ()
    alerts: tuple[Alert, ...] = ()
    unsent: tuple[str, ...] = ()
    stuck: tuple[StuckErrand, ...] = ()
    food: tuple[FoodLink, ...] = ()
    unread: tuple[Alert, ...] = ()

    @property
    def newest(self) -> InquiryMessage | None:
        """The customer's newest message, else the newest of all, None in an empty or unread thread."""
        thread = self.thread or ()
        asked = [message for message in thread if message.author is not Author.SHOP]
        return next(reversed(asked or thread), None)

    @property
    def needs_us(self) -> bool:
        """Whether somebody here has to do something about it."""
        return bool(self.stuck) or self.phase in (InquiryPhase.UNANSWERED, InquiryPhase.TO_DO)


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts of inquiries are read.

    Attributes:
        pattern: of order numbers, from `finding.order_pattern`.
        words: word lists of alerts.
    """

    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile(ORDER_PATTERN, re.IGNORECASE))
    words: Mapping[Concern, Mapping[str, tuple[str, ...]]] = field(default_factory=lambda: ALERT_WORDS)


def card_of(
    inquiry: Inquiry,
    reading: Reading,
    *,
    ahead: timedelta = timedelta(0),
    unsent: tuple[str, ...] = (),
    stuck: tuple[StuckErrand, ...] = (),
    web_orders: Iterable[WebOrder] = (),
) -> InquiryCard:
    """Give the card of an inquiry; food comes from `food_of`, which needs the board.

    Args:
        inquiry: fit for cards, with everything unsent laid over it.
        reading: how its texts are read.
        ahead: how far its source's clock is ahead of the board's.
        unsent: what is on its way, in words.
        stuck: what needs a decision.
        web_orders: what the web shop says about the numbers in its texts.
    """
    return InquiryCard(
        key=lane_of(inquiry.id),
        inquiry_id=inquiry.id,
        title=inquiry.title,
        customer=inquiry.customer_name,
        language=inquiry.language_code or inquiry.language,
        locale=inquiry.language,
        phase=phase_of(inquiry),
        flags=inquiry.flags,
        version=version_of(inquiry),
        waits_since=waiting_since(inquiry) - ahead,
        thread=inquiry.messages,
        memo=inquiry.memo_lines,
        numbers=order_numbers(inquiry, reading.pattern),
        web_orders=tuple(web_orders),
        alerts=_told_once(alerts_of(inquiry, reading.words)),
        unsent=unsent,
        stuck=stuck,
    )


def wait_of(card: InquiryCard, now: datetime) -> Wait:
    """Give how long a card has waited for us; one that does not need us is never late."""
    if card.phase not in (InquiryPhase.UNANSWERED, InquiryPhase.TO_DO):
        return Wait.FRESH
    return Wait(sum(now - card.waits_since >= limit for limit in WAITS))


def lane_of_cards(
    cards: Iterable[InquiryCard], now: datetime, *, to_dos_first_until: datetime | None = None
) -> tuple[InquiryCard, ...]:
    """Give the cards that need somebody here, in the order in which they stand on the lane.

    What needs a decision and an unread allergy come before all, because one that is off the lane would be missed; then
    the oldest waiting. At the start of a shift to-dos come before the others, later the other way round.

    Args:
        cards: all cards.
        now: the board's time.
        to_dos_first_until: end of the start of the shift.
    """
    start = to_dos_first_until is not None and now < to_dos_first_until

    def place(card: InquiryCard) -> tuple[bool, bool, bool, datetime, int]:
        is_to_do = card.phase is InquiryPhase.TO_DO
        is_allergy = any(alert.concern is Concern.ALLERGY for alert in card.unread)
        return (not card.stuck, not is_allergy, is_to_do is not start, card.waits_since, card.inquiry_id)

    return tuple(sorted((card for card in cards if card.needs_us), key=place))


def in_list_order(cards: Iterable[InquiryCard]) -> tuple[InquiryCard, ...]:
    """Give all cards for the list: by phase, the longest waiting first."""
    ranks = list(InquiryPhase)
    return tuple(
        sorted(cards, key=lambda card: (not card.stuck, ranks.index(card.phase), card.waits_since, card.inquiry_id))
    )


def food_of(
    card: InquiryCard, cards: Sequence[Card], seen: frozenset[str]
) -> tuple[tuple[FoodLink, ...], tuple[Alert, ...]]:
    """Give the food cards that an inquiry is about, and its alerts that nobody has acknowledged on one of them.

    Args:
        card: the inquiry.
        cards: the board's cards.
        seen: what this station has acknowledged.
    """
    food = links_of(card.numbers, cards)
    if not food:
        return (), ()
    return food, unacknowledged(card.inquiry_id, card.alerts, seen)


def _told_once(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Give one alert for each text, the gravest; none for a subject whose concern a message tells with more words."""
    told: dict[int | None, Alert] = {}
    for alert in alerts:
        told.setdefault(alert.message_id, alert)
    subject = told.get(None)
    if subject is not None and any(each.concern is subject.concern for each in told.values() if each is not subject):
        del told[None]
    return tuple(told.values())
