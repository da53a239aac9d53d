"""Which card stands in which slot, and how long already: places that stay put under a cook's fingers (board 5).

A pure value, and what a press asks of it; `placing` makes it. Times are seconds of one monotonic clock, so that a stepping wall clock moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kds.language import mark, tr

if TYPE_CHECKING:  # a board without cards is painted before the layout is loaded
    from kds.domain.layout import Block, Part, Shape

GUARD_SECONDS = 0.5
"""A digit acts only on an order that has stood in its slot for so long."""
SELECTION_SECONDS = 10.0
"""A selection without a further key lapses after so long."""
ALWAYS = float("-inf")
"""`since` of what stood there when the board was drawn for the first time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A slot in use.

    Attributes:
        slot: 0 for the digit 1, 9 for the digit 0.
        since: monotonic seconds since when this card stands in this slot.
        parts: where it stands; of a ghost, the room it left behind.
        former: title of the card that stood in the slot before, for the message.
        is_ghost: the card is gone and its place is kept.
    """

    slot: int
    key: str
    title: str
    parts: tuple[Part, ...]
    since: float = ALWAYS
    former: str = ""
    is_ghost: bool = False

    @property
    def digit(self) -> str:
        """The key that chooses it: 1 to 9, then 0."""
        return str((self.slot + 1) % 10)

    @property
    def is_whole(self) -> bool:
        """Whether the card stands on this page from its first to its last row."""
        return self.parts[0].start == 0 and self.parts[-1].is_last


@dataclass(frozen=True, slots=True)
class Places:
    """One page of places.

    Attributes:
        shape: the room they were made for; None before there was any.
        page, page_count: the page shown, from 0, and how many there are.
        standings: by slot, ghosts included.
        before: keys on the pages before this one.
        after: keys that are on no page up to this one, in sort order; the first that fits a gap takes it.
        closed_up: the blocks, when they stand as they would anew; then the same blocks need not be placed again.
    """

    shape: Shape | None = None
    page: int = 0
    page_count: int = 1
    standings: tuple[Standing, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    closed_up: tuple[Block, ...] | None = field(default=None, compare=False)

    def standing(self, slot: int) -> Standing | None:
        """Give what stands in a slot, a ghost too; None when the slot is empty."""
        return next((standing for standing in self.standings if standing.slot == slot), None)

    def place_of(self, key: str) -> Standing | None:
        """Give where a card stands on this page; None when it does not, or is a ghost."""
        return next((each for each in self.standings if each.key == key and not each.is_ghost), None)


@dataclass(frozen=True, slots=True)
class SlotChanged:
    """A digit whose slot was given away a moment ago: nothing happened, and `sentence` says so."""

    slot: int
    sentence: str


def chosen(places: Places, slot: int, at: float) -> str | SlotChanged | None:
    """Give the key of the card that a digit chooses; `SlotChanged` within the guard time, None for an empty slot."""
    standing = places.standing(slot)
    if standing is None or standing.is_ghost:
        return None
    if at - standing.since < GUARD_SECONDS:
        sentence = mark("{digit} IS NOW {title}. Nothing done - press again.")
        if standing.former:
            sentence = mark("{digit} IS NOW {title} (was {former}). Nothing done - press again.")
        words = tr(sentence, digit=standing.digit, title=standing.title, former=standing.former)
        return SlotChanged(slot, words)
    return standing.key


def anew(places: Places) -> Places:
    """Give places whose cards are all to be placed again from the first page on; the guard knows what stood where."""
    return replace(places, shape=None, page=0, closed_up=None)


def beside(places: Places, key: str | None, step: int) -> str | None:
    """Give the card `step` slots after that one (before it, for a negative step), the first or last at the ends."""
    keys = [standing.key for standing in places.standings if not standing.is_ghost]
    if not keys:
        return None
    if key not in keys:
        return keys[0 if step > 0 else -1]
    return keys[min(max(keys.index(key) + step, 0), len(keys) - 1)]


def selection_lapsed(last_key_at: float, at: float) -> bool:
    """Whether a selection is over because nobody pressed a key."""
    return at - last_key_at >= SELECTION_SECONDS
