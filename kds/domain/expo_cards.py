"""The pass's card of one table: all its slips, by endpoint, held ones beside them (board 2 and 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kds.domain.card_facts import card_of, sections_of
from kds.domain.cards import Card, CardLine, LineKind, Section
from kds.domain.grouping import age_start
from kds.domain.homes import homes_of
from kds.domain.lines import Sight
from kds.domain.order import Order
from kds.domain.prep_cards import PlacedLine, placed_lines, slips_behind, stays_up
from kds.domain.progress import progress_of
from kds.domain.routing import is_fired
from kds.domain.status import is_processable
from kds.domain.terms import Status


def table_cards(sight: Sight, slips: Sequence[Order]) -> list[Card]:
    """Give the card of one table (without a table: of one ticket), none when nothing of it is open.

    Args:
        slips: all known slips of the table, oldest first.
    """
    homes = homes_of(sight, slips)
    fired = [order for order in slips if is_fired(sight.station, order)]
    held = tuple(
        net
        for order in slips
        if order.id in homes.card_of and not is_fired(sight.station, order) and is_processable(order)
        if (net := sight.folded.net(order)).items
    )
    placed = [pair for lines in placed_lines(sight, fired, homes).values() for pair in lines]
    lines = sorted(placed, key=lambda pair: sight.endpoint_rank(pair[1].endpoint))
    shown = lines if stays_up(sight, lines) else []
    if not shown and not held:
        return []
    behind = slips_behind(sight, fired, shown)
    orders = [order for order in slips if order in behind or any(order.id == each.id for each in held)]
    return [_card(sight, homes.card_of[orders[0].id], orders, shown, held)]


def complete_since(sight: Sight, orders: Iterable[Order], lines: Iterable[CardLine]) -> datetime | None:
    """Give when the last line became ready, None while something is missing or nothing stands on the pass.

    Voids and lines on paper don't count; sent lines are complete but tell no time.
    """
    starts = {order.id: age_start(order, sight.marks.first_seen) for order in orders}
    counted = [line for line in lines if line.kind is not LineKind.VOID and not _on_paper(sight, line)]
    if any(line.kind is LineKind.ODDITY or line.status.rank < Status.READY.rank for line in counted):
        return None
    waiting = [line.changed_at or starts.get(line.order_id) for line in counted if line.status is Status.READY]
    return max((time for time in waiting if time is not None), default=None)


def _card(
    sight: Sight, key: str, orders: Sequence[Order], lines: Sequence[PlacedLine], held: tuple[Order, ...]
) -> Card:
    homes = homes_of(sight, orders)
    sections = sections_of(lines, homes.added_at) or (Section((), tuple(order.id for order in held)),)
    card = card_of(sight, key, orders, sections)
    return replace(
        card,
        held=held,
        all_held=not lines,
        others=progress_of(sight, orders),
        complete_since=complete_since(sight, orders, card.lines),
    )


def _on_paper(sight: Sight, line: CardLine) -> bool:
    paper = sight.station.paper_endpoints
    return bool(paper) and bool(line.endpoints) and all(name in paper for name in line.endpoints)
