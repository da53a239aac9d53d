"""Which slips of the kitchen an inquiry is about: order numbers found in its texts meet what the slips are called; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kds.domain.cards import Card
from kds.domain.inquiries.web_order import same_number
from kds.domain.order import Order


@dataclass(frozen=True, slots=True)
class FoodLink:
    """A card of the board that an inquiry is about.

    Attributes:
        number: the order number as the customer wrote it.
        card_key: the card.
        title: what the kitchen calls it.
    """

    number: str
    card_key: str
    title: str


def links_of(numbers: Sequence[str], cards: Iterable[Card]) -> tuple[FoodLink, ...]:
    """Give the cards that order numbers name, each once, in the order of the board."""
    if not numbers:
        return ()
    found: dict[str, FoodLink] = {}
    for card in cards:
        for number in numbers:
            if any(is_about(number, order) for order in (*card.orders, *card.held)):
                found.setdefault(card.key, FoodLink(number, card.key, card.title))
    return tuple(found.values())


def is_about(number: str, order: Order) -> bool:
    """Whether an order number names a slip: by its own number, its ticket's name, or the id of either."""
    named = (str(order.number), order.id, order.ticket_id, *order.ticket_name.replace("#", " ").split())
    return any(name and same_number(number, name) for name in named)
