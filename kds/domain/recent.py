"""Remembers the cards of groups of slips for which nothing changed, so that a press costs one card and not sixty.

It only saves work: whatever it gives is what composing would give again, since everything that cards depend on is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kds.domain.cards import Card, Sync
from kds.domain.grouping import ticket_of
from kds.domain.marks import Marks
from kds.domain.order import Endpoint, Item, Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.domain.unseen import order_of, ticket_of_mark


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the cards of a group depend on.

    Attributes:
        same: values that must be the very same objects.
        equal: small values that must be equal.
    """

    same: tuple[object, ...]
    equal: tuple[object, ...]

    def matches(self, other: Inputs) -> bool:
        """Whether both give the same cards."""
        return (
            len(self.same) == len(other.same)
            and all(mine is theirs for mine, theirs in zip(self.same, other.same, strict=True))
            and self.equal == other.equal
        )


def inputs_of(
    station: Station, group: Sequence[Order], marks: Marks, sync: Mapping[str, Sync], endpoints: Sequence[Endpoint]
) -> Inputs:
    """Give what the cards of a group depend on; what was painted counts only where something was taken back."""
    taken_back = any(_is_taken_back(item) for order in group for item in order.items)
    seen = _by_owner(marks.seen)
    painted = _by_owner(marks.painted) if taken_back else {}
    facts = (
        value
        for order in group
        for value in (
            marks.card_of.get(order.id),
            marks.added_at.get(order.id),
            marks.first_seen.get(order.id),
            sync.get(order.id),
            seen.get(order.id),
            painted.get(order.id),
        )
    )
    seen_of_tickets = (seen.get(ticket) for ticket in {ticket_of(order): None for order in group})
    same = (station, marks.ticked, marks.former_table, marks.again, marks.moved_here, marks.allergies, *group)
    return Inputs(same, (*facts, *seen_of_tickets, *endpoints))


@dataclass(slots=True)
class RecentCards:
    """The last cards of each group of slips."""

    entries: dict[tuple[str, str], tuple[Inputs, Sequence[Card]]] = field(default_factory=dict)

    def get(self, key: tuple[str, str], inputs: Inputs) -> Sequence[Card] | None:
        """Give the cards made from the same inputs, None when something changed."""
        found = self.entries.get(key)
        return found[1] if found is not None and found[0].matches(inputs) else None

    def put(self, key: tuple[str, str], inputs: Inputs, cards: Sequence[Card]) -> None:
        """Keep the cards made from these inputs."""
        self.entries[key] = (inputs, cards)

    def keep_only(self, station: str, groups: Collection[str]) -> None:
        """Forget the groups of a station that are gone, so that an evening's orders don't pile up in memory."""
        for key in [key for key in self.entries if key[0] == station and key[1] not in groups]:
            del self.entries[key]


@lru_cache(maxsize=16)
def _by_owner(marks: frozenset[str]) -> dict[str, frozenset[str]]:
    """Give unseen marks by the order or ticket they belong to."""
    owners: dict[str, set[str]] = {}
    for mark in marks:
        owners.setdefault(order_of(mark) or ticket_of_mark(mark) or "", set()).add(mark)
    return {owner: frozenset(theirs) for owner, theirs in owners.items()}


def _is_taken_back(item: Item) -> bool:
    return item.is_negative or any(pair.status is Status.CANCELLED for pair in item.pairs)
