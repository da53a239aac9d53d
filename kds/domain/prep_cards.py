"""A cook's cards of one ticket: its fired slips, later ones as add-ons while the card is on the board (board 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kds.domain.card_facts import card_of, sections_of
from kds.domain.cards import Card, CardLine, LineKind
from kds.domain.folding import TakenBack
from kds.domain.homes import Homes, homes_of, standing_keys
from kds.domain.lines import Sight, changed_line, dish_lines, is_open_line, loose_line, oddity_line
from kds.domain.order import Item, ItemRef, Order
from kds.domain.progress import all_wait_for_this, progress_of
from kds.domain.routing import is_fired
from kds.domain.status import is_processable

Dishes = Mapping[ItemRef, tuple[Order, Item]]
"""The ordered items of some slips, by name."""
PlacedLine = tuple[Order, CardLine]
"""A line and the slip in whose section it stands."""


def ticket_cards(sight: Sight, slips: Sequence[Order]) -> list[Card]:
    """Give the cards of one ticket at a prep station, none when nothing waits there.

    Args:
        slips: all known slips of the ticket, oldest first; held ones make no card.
    """
    fired = [order for order in slips if is_fired(sight.station, order)]
    homes = homes_of(sight, fired)
    if not homes.card_of:
        return []
    sight = replace(sight, apart=_told_apart(sight, fired, homes))
    placed = placed_lines(sight, fired, homes)
    cards = []
    for key, lines in placed.items():
        if not stays_up(sight, lines):
            continue
        orders = slips_behind(sight, fired, lines)
        sections = sections_of(
            lines, {each.id: homes.added_at[each.id] for each in orders if each.id in homes.added_at}
        )
        card = card_of(sight, key, orders, sections)
        # what replaces or follows a dish elsewhere is a slip of its own: without it the table looks further than it is
        behind = {each.id for each in orders}
        counted = [each for each in fired if each.id in behind or is_processable(each)]
        others = progress_of(sight, counted, others_only=True)
        waits_here = any(is_open_line(sight.station, line) for _, line in lines)
        cards.append(replace(card, others=others, is_last=waits_here and all_wait_for_this(others)))
    return cards


def placed_lines(sight: Sight, fired: Sequence[Order], homes: Homes) -> dict[str, list[PlacedLine]]:
    """Give the lines of each card key, each with the slip in whose section it stands.

    A `CHANGED` line takes the place of what it replaces; what takes back from a dish that is not here stands with its
    own slip.
    """
    plain = not sight.folded.taken and not sight.folded.loose
    dishes: Dishes = {} if plain else _by_name(fired)
    moved = _moved_to(sight, dishes, homes)
    at_dish: dict[ItemRef, list[ItemRef]] = {}
    for positive, dish in moved.items():
        at_dish.setdefault(dish, []).append(positive)
    placed: dict[str, list[PlacedLine]] = {}
    for order in fired:
        key = homes.card_of.get(order.id)
        if key is None:
            continue
        lines = placed.setdefault(key, [])
        if order.oddity is not None:
            lines.append((order, oddity_line(order)))
        finished = not is_processable(order)
        for item in order.items:
            ref = ItemRef(order.id, item.id) if moved else None
            if item.is_negative or ref in moved:
                continue
            rows = _dish_or_change(sight, order, item, dishes)
            lines.extend([(order, line) for line in rows if line.unseen or not finished])
            for positive in at_dish.get(ref, ()) if ref else ():
                lines.extend((order, line) for line in _dish_or_change(sight, *dishes[positive], dishes))
    for part, target in _rows_of_their_own(sight, dishes):
        key = homes.card_of.get(part.order.id)
        line = loose_line(sight, part, target)
        if key is not None and line is not None:
            placed.setdefault(key, []).append((part.order, line))
    return placed


def stays_up(sight: Sight, lines: Sequence[PlacedLine]) -> bool:
    """Whether a card is on the board: something waits here, something was not read, or a slip could not be understood."""
    return any(line.unseen or line.kind is LineKind.ODDITY or is_open_line(sight.station, line) for _, line in lines)


def slips_behind(sight: Sight, fired: Sequence[Order], lines: Sequence[PlacedLine]) -> list[Order]:
    """Give the slips of a card, oldest first: those of its lines, and those that take something back from them."""
    ids = {line.order_id for _, line in lines}
    for _, line in lines if sight.folded.taken else ():
        ids.update(part.order.id for part in sight.folded.taken.get(ItemRef(line.order_id, line.item_id), ()))
    return [order for order in fired if order.id in ids]


def _by_name(orders: Sequence[Order]) -> Dishes:
    return {
        ItemRef(order.id, item.id): (order, item) for order in orders for item in order.items if not item.is_negative
    }


def _told_apart(sight: Sight, fired: Sequence[Order], homes: Homes) -> frozenset[ItemRef]:
    """Give the Negatives whose dish's card has left the board, so that they need a row on a card of their own."""
    if not sight.folded.taken:
        return frozenset()
    standing = standing_keys(sight, fired, homes)
    return frozenset(
        part.ref
        for ref, parts in sight.folded.taken.items()
        for part in parts
        if homes.card_of.get(ref.order_id) not in standing
        and homes.card_of.get(part.order.id) != homes.card_of.get(ref.order_id)
    )


def _moved_to(sight: Sight, dishes: Dishes, homes: Homes) -> dict[ItemRef, ItemRef]:
    """Give where each replacing Positive stands: at the dish that it replaces, when that is on the same card."""
    if not sight.replaced:
        return {}
    told_by = {part.ref: ref for ref, parts in sight.folded.taken.items() for part in parts}
    places: dict[ItemRef, ItemRef] = {}
    for negative, positive in sight.replaced.items():
        dish = told_by.get(negative)
        if dish is None or dish not in dishes or dish in sight.replacing:
            continue
        if homes.card_of.get(dish.order_id) == homes.card_of.get(positive.order_id):
            places.setdefault(positive, dish)
    return places


def _dish_or_change(sight: Sight, order: Order, item: Item, dishes: Dishes) -> tuple[CardLine, ...]:
    """Give an ordered item's rows; one that replaces something is a `CHANGED` line with its own voids above it."""
    lines = dish_lines(sight, order, item)
    if not sight.replacing or ItemRef(order.id, item.id) not in sight.replacing:
        return lines
    changed = changed_line(sight, order, item, dishes)
    dish = next((line for line in lines if line.kind is LineKind.DISH), None)
    if dish is not None:
        was = changed.was if dish.was is None else dish.was
        changed = replace(changed, was=was, unseen=changed.unseen | dish.unseen)
    return (*(line for line in lines if line.kind is LineKind.VOID), changed)


def _rows_of_their_own(sight: Sight, dishes: Dishes) -> list[tuple[TakenBack, tuple[Order, Item] | None]]:
    rows: list[tuple[TakenBack, tuple[Order, Item] | None]] = [(part, None) for part in sight.folded.loose]
    for ref, parts in sight.folded.taken.items() if sight.apart else ():
        rows.extend((part, dishes.get(ref)) for part in parts if part.ref in sight.apart)
    return rows
