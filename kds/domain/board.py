"""The whole state of one screen as one frozen value; whoever draws it needs nothing else but the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kds.domain.connection import Connection
from kds.domain.marks import Marks
from kds.domain.modes import Mode
from kds.domain.notes import NO_NOTES, Shared
from kds.domain.station import Rights, Station

if TYPE_CHECKING:  # an empty board is painted before cards and intents are loaded
    from kds.domain.cards import Card, HeldTable, Recallable, Sync
    from kds.domain.inquiries.facts import InquiryFacts
    from kds.domain.intents import Intent
    from kds.domain.lens import ZoneTab
    from kds.domain.order import Endpoint, Order
    from kds.domain.past import Former
    from kds.domain.venue.facts import VenueFacts
    from kds.domain.yesterday import LeftOver


@dataclass(frozen=True, slots=True)
class DoneIntent:
    """An intent of this screen that can still be looked at or taken back.

    Attributes:
        delivered: all its commands reached the till.
        refused: the till's reason, empty unless one was refused.
        released: False while its commands wait for `not_before` (a fire can still be stopped).
    """

    intent: Intent
    delivered: bool = False
    refused: str = ""
    released: bool = True


@dataclass(frozen=True, slots=True)
class Board:
    """One station's board: always `overlay(last reading, intents not yet confirmed)` turned into cards.

    Attributes:
        cards: every card of the station in sort order (pages are the layout's business).
        promised: cards that are kept off the board until it is time for them, the next promised first.
        left_over: what an earlier business day left open and is not on the board; None before anybody looked.
        stations: all stations of this installation, this one among them.
        held: entries of the held row of a prep board, oldest first.
        orders: the overlaid open orders behind it, all stations.
        reducing: finished orders whose Negatives still reduce a dish of an open one.
        sync: order id → what is still on its way.
        done: this screen's own intents of the last minutes, newest first; the first not undone is what `u` takes back.
        former: order id → what its dishes were before, as far as this screen has watched.
        recallable: finished orders, newest change first.
        known: a good answer arrived in this run; only then may "no orders" be drawn.
        cached_at: server time of the board shown from disk before the first answer, None afterwards.
        banner: a problem of this installation to be shown over the full width (unknown endpoint, corrupt store), or "".
        endpoints: the till's endpoints in its order.
        device: device name of the login, empty before it.
        user: user name of the login, empty before it; tells our own changes from others'.
        shared: what the screens of this kitchen told each other beside the orders.
        sides: name and connection of each second system.
        venue: the show at the venue, None where there is none.
        inquiries: what customers ask in the web shop; None on a cook's station, and where no shop is set up.
        tabs: every zone, while a person looks at one of them; empty while all are shown.
        mode: whether it is the real board.
    """

    station: Station
    cards: tuple[Card, ...] = ()
    promised: tuple[Card, ...] = ()
    left_over: LeftOver | None = None
    stations: tuple[Station, ...] = ()
    held: tuple[HeldTable, ...] = ()
    orders: tuple[Order, ...] = ()
    reducing: tuple[Order, ...] = ()
    marks: Marks = field(default_factory=Marks)
    sync: Mapping[str, Sync] = field(default_factory=dict)
    done: tuple[DoneIntent, ...] = ()
    former: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
    recallable: tuple[Recallable, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    connection: Connection = field(default_factory=Connection)
    rights: Rights = field(default_factory=Rights)
    known: bool = False
    cached_at: datetime | None = None
    banner: str = ""
    device: str = ""
    user: str = ""
    shared: Shared = NO_NOTES
    sides: tuple[tuple[str, Connection], ...] = ()
    venue: VenueFacts | None = None
    inquiries: InquiryFacts | None = None
    tabs: tuple[ZoneTab, ...] = ()
    mode: Mode = Mode.REAL

    @property
    def slips(self) -> tuple[Order, ...]:
        """Every order that cards and totals are made of: the open ones, and finished ones that still reduce them."""
        return self.orders + self.reducing if self.reducing else self.orders

    @property
    def away(self) -> frozenset[str]:
        """Ids of the slips that are not counted today: an earlier business day left them behind."""
        return self.left_over.away if self.left_over is not None else frozenset()

    def card(self, key: str) -> Card | None:
        """Give the card with that key, None when it is not on the board."""
        return next((card for card in self.cards if card.key == key), None)

    def order(self, order_id: str) -> Order | None:
        """Give the overlaid order with that id, None when it is not open."""
        return next((order for order in self.orders if order.id == order_id), None)


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """A fact for whoever draws: the whole board, so that only the newest one matters.

    Attributes:
        arrived, changed, voided: card keys that should ring.
    """

    board: Board
    arrived: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    voided: frozenset[str] = frozenset()
