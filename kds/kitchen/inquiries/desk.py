"""The inquiries of a web shop as a second system beside the till: asks, remembers, and puts its facts on the board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.business_day import BusinessDay
from kds.domain.cards import Card
from kds.domain.clock import Clock
from kds.domain.connection import Connection
from kds.domain.errands import AddMemo, Reply, words_of
from kds.domain.inquiries.cards import (
    MOST_ON_LANE,
    TO_DOS_FIRST_FOR,
    InquiryCard,
    Reading,
    StuckErrand,
    card_of,
    in_list_order,
)
from kds.domain.inquiries.facts import DEFAULT_TEMPLATES, InquiryFacts, InquiryRights
from kds.domain.inquiries.finding import inquiry_of_mark
from kds.domain.inquiries.food_notes import with_notes
from kds.domain.inquiries.inquiry import Inquiry
from kds.domain.inquiries.laying_over import deed_of, laid_over, lane_of
from kds.domain.inquiries.privacy import fit_for_cards
from kds.domain.inquiries.replies import ReplyTemplates
from kds.domain.inquiries.reporting import shift_report
from kds.domain.order import Order
from kds.domain.routing import is_pass
from kds.kitchen.inquiries.errands import InquiryErrands
from kds.kitchen.inquiries.inbox import Inbox
from kds.kitchen.inquiries.ports import Shop
from kds.kitchen.inquiries.rounds import Pace, Rounds
from kds.kitchen.ports import CommandState, StoredCommand

STEADY = timedelta(seconds=2)
"""The shop's clock is taken to have moved against the board's only by more than this."""


@dataclass(frozen=True, slots=True)
class DeskHabits:
    """How a station deals with inquiries.

    Attributes:
        rights: what it may do.
        templates: replies by language.
        reading: how texts are read: order numbers, words that concern food.
        pace: how often the shop is asked.
        day: when a shift's numbers begin.
        shows_web_orders: whether the status of named web-shop orders is read.
    """

    rights: InquiryRights = field(default_factory=InquiryRights)
    templates: ReplyTemplates = DEFAULT_TEMPLATES
    reading: Reading = field(default_factory=Reading)
    pace: Pace = field(default_factory=Pace)
    day: BusinessDay = field(default_factory=BusinessDay)
    shows_web_orders: bool = True


class InquiryDesk:
    """One shop beside the till (`kds.kitchen.sides.Side`).

    Args:
        shop: where customers write.
        clock: this machine's clocks.
        board_now: gives the board's time.
        habits: how this station deals with inquiries.
    """

    orders: tuple[Order, ...] = ()
    """Inquiries are no slips."""
    finished: tuple[Order, ...] = ()
    """Likewise."""
    waits_for_parked = True
    """A refused reply holds back the *answered* behind it."""

    def __init__(
        self, shop: Shop, clock: Clock, board_now: Callable[[], datetime], habits: DeskHabits | None = None
    ) -> None:
        self.name = shop.name
        self.errands = InquiryErrands(shop, inbox := Inbox(), board_now)
        self._shop = shop
        self._board_now = board_now
        self._habits = habits or DeskHabits()
        self._inbox = inbox
        self._rounds = Rounds(shop, inbox, clock, self._habits.pace)
        self._ahead = timedelta(0)
        self._started_at: datetime | None = None
        self._facts = InquiryFacts(shop.name)
        self._made_of: tuple[object, ...] = ()
        self._cards: dict[int, tuple[tuple[object, ...], InquiryCard]] = {}
        self._put: tuple[tuple[object, ...], InquiryFacts, tuple[Card, ...]] | None = None

    async def start(self, waiting: Sequence[StoredCommand]) -> None:
        """Note when the shift of this screen began; the outbox has all that an earlier run left."""
        self._started_at = self._board_now()
        self._bring_up_to_date(tuple(waiting))

    async def refresh(self, waiting: Sequence[StoredCommand]) -> None:
        """Ask the shop for what is due most; never raises."""
        lane = self.facts(waiting).lane(self._board_now())[:MOST_ON_LANE]
        numbers = [number for card in lane for number in card.numbers] if self._habits.shows_web_orders else []
        await self._rounds.step([card.inquiry_id for card in lane], numbers)

    def wake(self, inquiry_id: int) -> None:
        """Read an inquiry soon: a webhook named it. Nothing else of the webhook is believed."""
        self._rounds.wake(inquiry_id)

    def connection(self, *, unsent: int, parked: int) -> Connection:
        """Give how alive the shop is now."""
        return self._rounds.connection(unsent=unsent, parked=parked)

    def facts(self, waiting: Sequence[StoredCommand]) -> InquiryFacts:
        """Give all inquiries with the unsent laid over them, without food; the same object while nothing changed."""
        self._bring_up_to_date(tuple(waiting))
        return self._facts

    def put_on(self, board: Board, waiting: Sequence[StoredCommand]) -> Board:
        """Give the board with the lane, on stations of the pass only, and with notes on the food that inquiries name."""
        facts, seen = self.facts(waiting), board.marks.seen
        made_of = (facts, board.cards, seen)
        if self._put is None or not all(
            new is old or new == old for new, old in zip(made_of, self._put[0], strict=True)
        ):
            linked = facts.beside(board.cards, seen)
            self._put = (made_of, linked, with_notes(board.cards, linked.cards, seen))
        _, linked, cards = self._put
        shown = linked if is_pass(board.station) else None
        if board.inquiries == shown and (board.cards is cards or board.cards == cards):
            return board
        return replace(board, cards=cards, inquiries=shown)

    def is_over(self, mark: str) -> bool:
        """Whether a mark belongs to an inquiry that does not matter any more."""
        inquiry_id = inquiry_of_mark(mark)
        return inquiry_id is not None and self._rounds.knows_all and self._inbox.inquiry(inquiry_id) is None

    async def stop(self) -> None:
        """Close the connections."""
        await self._shop.aclose()

    def _bring_up_to_date(self, waiting: tuple[StoredCommand, ...]) -> None:
        ahead = self._shop.server_now() - self._board_now()
        if abs(ahead - self._ahead) > STEADY:
            self._ahead = ahead
        since = self._habits.day.start(self._board_now()) + self._ahead
        made_of = (self._inbox.version, waiting, self._shop.write_right, self._ahead, since)
        if made_of == self._made_of:
            return
        self._made_of = made_of
        start = self._started_at
        inquiries = self._inbox.inquiries
        known = {inquiry.id for inquiry in inquiries}
        self._cards = {key: made for key, made in self._cards.items() if key in known}
        self._facts = InquiryFacts(
            source=self.name,
            cards=in_list_order(self._card(inquiry, waiting) for inquiry in inquiries),
            rights=self._habits.rights,
            write=self._shop.write_right,
            templates=self._habits.templates,
            to_dos_first_until=None if start is None else start + TO_DOS_FIRST_FOR,
            report=shift_report(inquiries, since),
        )

    def _card(self, inquiry: Inquiry, waiting: Sequence[StoredCommand]) -> InquiryCard:
        rows = tuple(row for row in waiting if row.command.order_id == lane_of(inquiry.id))
        made_of = (inquiry, rows, self._ahead)
        former = self._cards.get(inquiry.id)
        if former is None or former[0] != made_of:
            former = self._cards[inquiry.id] = (made_of, _card_of(inquiry, rows, self._ahead, self._habits))
        card = former[1]
        orders = tuple(order for number in card.numbers if (order := self._inbox.web_orders.get(number)) is not None)
        return replace(card, web_orders=orders) if orders else card


def _card_of(inquiry: Inquiry, rows: Sequence[StoredCommand], ahead: timedelta, habits: DeskHabits) -> InquiryCard:
    open_rows = [row for row in rows if row.state.is_open]
    laid = laid_over(inquiry, (row.command for row in open_rows))
    return card_of(
        fit_for_cards(laid, sees_names=habits.rights.see_names),
        habits.reading,
        ahead=ahead,
        unsent=tuple(map(_words, open_rows)),
        stuck=tuple(_stuck(row) for row in rows if row.state is CommandState.PARKED),
    )


def _words(row: StoredCommand) -> str:
    deed = deed_of(row.command)
    return words_of(deed) if deed is not None else ""


def _stuck(row: StoredCommand) -> StuckErrand:
    deed = deed_of(row.command)
    text = deed.text if isinstance(deed, Reply) else deed.line if isinstance(deed, AddMemo) else ""
    return StuckErrand(row.command.id, _words(row), row.reason, text)
