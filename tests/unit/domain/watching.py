"""A screen without a kitchen behind it: reads slips, paints cards and remembers, so that a test can tell an evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kds.domain.cards import Card, HeldTable
from kds.domain.composing import cards_for, held_tables
from kds.domain.leaving import to_look_up
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.remembering import painted, remembered
from kds.domain.station import Station
from tests.builders import a_station, at, endpoints


class Screen:
    """One station's screen over an evening; each reading is painted at once."""

    def __init__(self, station: Station | None = None) -> None:
        self.station = station or a_station()
        self.marks = Marks()
        self.orders: tuple[Order, ...] = ()
        self.asked: tuple[str, ...] = ()

    def read(
        self, *orders: Order, when: str | datetime = "19:42", gone: dict[str, Order | None] | None = None
    ) -> tuple[Card, ...]:
        """Take in a reading, with the answers to reads by id, and paint it; give the cards."""
        now = at(when) if isinstance(when, str) else when
        self.asked = to_look_up(self.marks, self.orders, orders, self.station)
        self.marks = remembered(self.marks, self.orders, orders, self.station, now, gone or {})
        self.orders = orders
        self.marks = painted(self.marks, self.cards)
        return self.cards

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards on the screen."""
        return cards_for(self.station, self.orders, self.marks, {}, endpoints())

    @property
    def held(self) -> tuple[HeldTable, ...]:
        """The held row."""
        return held_tables(self.station, self.orders, self.marks)

    def card(self, title: str = "T7") -> Card:
        """Give the only card of a table."""
        (found,) = [card for card in self.cards if card.title == title]
        return found

    def see(self, title: str = "T7") -> None:
        """Press Enter on a card with something unread."""
        marks = {mark for card in self.cards if card.title == title for mark, _ in card.unseen}
        self.marks = replace(self.marks, seen=self.marks.seen | marks)


def words(card: Card) -> list[str]:
    """Give a card's lines as short texts: `VOID 1 Burger on grill`, `2 Ribeye WAS 3`, `ok 1 Chips`."""
    texts = []
    for line in card.lines:
        parts = ["ok"] if line.status.rank >= 2 and line.kind.value in ("dish", "changed") else []
        parts += [line.kind.value.upper()] if line.kind.value != "dish" else []
        parts += [f"{line.quantity.normalize():f}", line.name]
        parts += [f"WAS {line.was.normalize():f}"] if line.was is not None else []
        parts += [line.former] if line.former else []
        parts += [line.fate] if line.fate else []
        texts.append(" ".join(parts))
    return texts
