"""The pass: sends whole tables once nothing is missing, and single lines that are ready everywhere (board 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kds.domain.actions.checks import fired_orders, refuse_change, refuse_read_only
from kds.domain.actions.commands import card_intent, commands_for, ticks_of
from kds.domain.actions.parts import is_dish, painted_items, raised
from kds.domain.actions.plans import Missing, MissingLine
from kds.domain.actions.routes import a_task, item_route_fits, routes_for
from kds.domain.actions.seeing import seen_intent
from kds.domain.board import Board
from kds.domain.cards import Card, CardLine
from kds.domain.intents import Command, Intent, IntentKind, OneItem, Refusal, SetStatus
from kds.domain.order import Item, Order
from kds.domain.routing import is_pass
from kds.domain.station import Station
from kds.domain.status import counted_pairs
from kds.domain.terms import Status
from kds.language import number_words, tr

FORCE_AFTER = timedelta(seconds=0.5)
"""A second press sooner than this after the list is a double press, not a decision (board 6)."""

FORCE_UNTIL = timedelta(seconds=3)
"""A second press later than this starts again with the list (board 6)."""


def forces(missing: Missing | None, card: Card, now: datetime) -> bool:
    """Whether Enter now forces what was just refused: the same card, 0.5 to 3 s after its list."""
    return missing is not None and missing.card_key == card.key and FORCE_AFTER <= now - missing.at <= FORCE_UNTIL


def send_table(board: Board, card: Card, now: datetime, *, forced: bool = False) -> Intent | Refusal | Missing:
    """Send the fired orders of a painted card, or list what it waits for; held orders stay where they are."""
    refusal = refuse_change(board, card, tr("send"))
    if refusal is not None:
        return refusal
    missing = missing_lines(board, card)
    if missing and board.station.expo_waits and not forced:
        return Missing(
            card.key, missing, tr("{title} waits for {dishes}", title=card.title, dishes=_words(missing)), now
        )
    orders = fired_orders(board, card)
    commands: list[Command] = []
    for order in orders:
        wanted = raised(board.station, order, Status.SERVED, painted_items(card.orders, order.id))
        routes = routes_for(a_task(order, wanted, board.station, whole=True))
        commands.extend(commands_for(order, routes.changes, now))
    if not commands:
        return Refusal(tr("{title}: nothing is left to send", title=card.title))
    return card_intent(board, card, IntentKind.BUMP, now, commands, unticked=ticks_of(board, orders))


def press_send_ready(board: Board, card: Card, now: datetime) -> Intent | Refusal:
    """Give what `e` means: send the lines that are ready on all their endpoints, each by the item route."""
    if not is_pass(board.station):
        return Refusal(tr("E sends what is ready, and only from the pass"))
    refusal = refuse_read_only(board)
    if refusal is not None:
        return refusal
    seen = seen_intent(board, card, now)
    if seen is not None:
        return seen
    refusal = refuse_change(board, card, tr("send"))
    if refusal is not None:
        return refusal
    commands: list[Command] = []
    for order in fired_orders(board, card):
        items = [item for _, item in _dishes(card, order) if _is_ready(board.station, order, item)]
        calls = [SetStatus(OneItem(item.id), Status.SERVED) for item in items if can_send(board.station, order, item)]
        commands.extend(commands_for(order, calls, now))
    if not commands:
        return Refusal(tr("{title}: no line is ready on all its stations", title=card.title))
    return card_intent(board, card, IntentKind.BUMP, now, commands)


def missing_lines(board: Board, card: Card) -> tuple[MissingLine, ...]:
    """Give the painted lines that somebody still cooks; voided ones, held ones and those on paper are not waited for."""
    return tuple(
        MissingLine(order.id, item.id, item.name, line.quantity, waiting)
        for order in fired_orders(board, card)
        for line, item in _dishes(card, order)
        if (waiting := waits_for(board.station, order, item)) is not None
    )


def waits_for(station: Station, order: Order, item: Item) -> tuple[str, ...] | None:
    """Give the endpoints a line is not ready at, empty for one without endpoints; None when it is ready everywhere."""
    waiting = [
        pair.endpoint
        for pair in counted_pairs(item, order.inactive_endpoints)
        if pair.status.rank < Status.READY.rank and pair.endpoint not in station.paper_endpoints
    ]
    return tuple(name for name in waiting if name is not None) if waiting else None


def can_send(station: Station, order: Order, item: Item) -> bool:
    """Whether the item route to `Served` would move something and wake nothing."""
    wanted = raised(station, order, Status.SERVED, {item.id})
    return bool(wanted) and item_route_fits(a_task(order, wanted, station), item, Status.SERVED)


def _is_ready(station: Station, order: Order, item: Item) -> bool:
    return waits_for(station, order, item) is None


def _dishes(card: Card, order: Order) -> Iterator[tuple[CardLine, Item]]:
    """Give an order's painted dishes once each, with the item as it is now."""
    lines = {line.item_id: line for line in card.lines if line.order_id == order.id and is_dish(line)}
    for item_id, line in lines.items():
        item = order.item(item_id)
        if item is not None:
            yield line, item


def _words(missing: tuple[MissingLine, ...]) -> str:
    """Write `GRILL 2x Ribeye, FRY 1x Chips`."""
    return ", ".join(
        " ".join([*(name.upper() for name in line.endpoints), f"{number_words(line.quantity)}x {line.name}"])
        for line in missing
    )
