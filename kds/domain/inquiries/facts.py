"""What the board knows of a web shop's inquiries, as one frozen value; hidden when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kds.domain.cards import Card
from kds.domain.inquiries.cards import InquiryCard, food_of, in_list_order, lane_of_cards
from kds.domain.inquiries.news import WriteRight
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.inquiries.replies import ReplyTemplates
from kds.domain.inquiries.reporting import ShiftReport

DEFAULT_TEMPLATES = ReplyTemplates()
"""The templates of an installation that wrote none."""


@dataclass(frozen=True, slots=True)
class InquiryRights:
    """What a station may do, beside what the shop lets its key do (sources 4.3).

    Attributes:
        reply: write to customers (`inquiry.reply`).
        flag: mark, close, reopen, and write memos (`inquiry.flag`).
        notify: let the shop system tell a customer of an answer (`inquiry.notify`); it may send an e-mail.
        see_names: names instead of initials.
    """

    reply: bool = True
    flag: bool = True
    notify: bool = False
    see_names: bool = False


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """All inquiries that matter now.

    Attributes:
        source: what their commands carry in `source`.
        cards: every inquiry, those that wait first.
        rights: of this station.
        write: whether the shop accepts changes from our key, as far as is known.
        templates: replies by language.
        to_dos_first_until: end of the start of the shift, by the board's clock.
        report: the shift so far.
    """

    source: str = "lightspeed"
    cards: tuple[InquiryCard, ...] = ()
    rights: InquiryRights = field(default_factory=InquiryRights)
    write: WriteRight = field(default_factory=WriteRight)
    templates: ReplyTemplates = DEFAULT_TEMPLATES
    to_dos_first_until: datetime | None = None
    report: ShiftReport = field(default_factory=ShiftReport)

    def card(self, key: str) -> InquiryCard | None:
        """Give the card with that key, None when the inquiry does not matter any more."""
        return next((card for card in self.cards if card.key == key), None)

    def lane(self, now: datetime) -> tuple[InquiryCard, ...]:
        """Give all cards that need somebody here, in the lane's order; empty means that there is no lane."""
        return lane_of_cards(self.cards, now, to_dos_first_until=self.to_dos_first_until)

    def count(self, phase: InquiryPhase) -> int:
        """Give how many stand in a phase."""
        return sum(card.phase is phase for card in self.cards)

    def beside(self, cards: Sequence[Card], seen: frozenset[str]) -> InquiryFacts:
        """Give the facts with the food cards of the board that inquiries are about.

        Args:
            cards: the board's cards.
            seen: what this station has acknowledged.
        """
        linked = (
            replace(card, food=food, unread=unread)
            for card in self.cards
            for food, unread in [food_of(card, cards, seen)]
        )
        return replace(self, cards=in_list_order(linked))
