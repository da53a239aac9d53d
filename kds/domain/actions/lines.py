"""Space and start on one line: the item route where the line is ours alone, a local tick where it is shared (board 6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from kds.domain.actions.bumping import part_commands
from kds.domain.actions.checks import (
    ORDER_UPDATE,
    fired_orders,
    refuse_card,
    refuse_held,
    refuse_read_only,
    refuse_without,
)
from kds.domain.actions.commands import card_intent, commands_for, ticks_of
from kds.domain.actions.parts import is_dish, part_pairs, raised
from kds.domain.actions.routes import a_task, item_route_fits, routes_for
from kds.domain.actions.seeing import seen_intent
from kds.domain.actions.sending import can_send, waits_for
from kds.domain.board import Board
from kds.domain.cards import Card, CardLine
from kds.domain.intents import Command, Direction, Intent, IntentKind, OneItem, Refusal, SetStatus
from kds.domain.marks import tick_key
from kds.domain.order import Item, Order
from kds.domain.routing import is_pass
from kds.domain.terms import Status
from kds.language import tr

JUST_FINISHED = timedelta(seconds=1)
"""A second Space this soon after the first is a slip of the finger (board 6)."""


def press_line(board: Board, card: Card, line: CardLine, now: datetime) -> Intent | Refusal:
    """Give what Space means on a painted line: done, or back again where it was done a while ago."""
    chosen = chosen_line(board, card, line, now)
    if not isinstance(chosen, tuple):
        return chosen
    order, item = chosen
    on_pass = is_pass(board.station)
    done = Status.SERVED if on_pass else board.station.bump_to
    if line.shown_status.rank >= done.rank:
        if _finished_lately(board, line, now):
            return Refusal(
                tr("{dish} was only just finished: a second later the same key takes it back", dish=line.name)
            )
        return _take_back(board, card, line, order, item, now)
    return _send_line(board, card, order, item, now) if on_pass else forward(board, card, line, order, item, done, now)


def press_start(board: Board, card: Card, line: CardLine | None, now: datetime) -> Intent | Refusal:
    """Give what `s` means: the chosen line is started, else all of this station's part that nobody has begun."""
    if line is not None:
        chosen = chosen_line(board, card, line, now)
        if not isinstance(chosen, tuple):
            return chosen
        if line.shown_status.rank >= Status.IN_PROGRESS.rank:
            return Refusal(tr("{dish} is started already", dish=line.name))
        return forward(board, card, line, *chosen, Status.IN_PROGRESS, now)
    first = _first(board, card, now) or refuse_without(board, ORDER_UPDATE, tr("start"))
    if first is not None:
        return first
    orders = fired_orders(board, card)
    commands = part_commands(board, card, orders, Status.IN_PROGRESS, now)
    if isinstance(commands, Refusal):
        return commands
    if not commands:
        return Refusal(tr("{title} is started already", title=card.title))
    return card_intent(board, card, IntentKind.START, now, commands, unticked=_start_ticks(board, orders))


def chosen_line(board: Board, card: Card, line: CardLine, now: datetime) -> tuple[Order, Item] | Intent | Refusal:
    """Find what a painted line stands for; *seen* first, and a sentence where it can't be changed."""
    first = _first(board, card, now)
    if first is not None:
        return first
    if not is_dish(line):
        return Refusal(tr("{dish}: there is nothing to do on this line", dish=line.name))
    order = next((each for each in fired_orders(board, card) if each.id == line.order_id), None)
    item = order.item(line.item_id) if order is not None else None
    if order is None or item is None:
        known = board.order(line.order_id)
        return refuse_held(line.name) if known is not None else Refusal(tr("{dish} is no longer open", dish=line.name))
    return order, item


def forward(
    board: Board, card: Card, line: CardLine, order: Order, item: Item, status: Status, now: datetime
) -> Intent | Refusal:
    """Set one line to a status: at the till where it is ours alone, else here until the whole part is there."""
    kind = IntentKind.START if status is Status.IN_PROGRESS else IntentKind.BUMP
    part = raised(board.station, order, status)
    mine = {key: goal for key, goal in part.items() if key[0] == item.id}
    if not mine:
        return Refusal(tr("{dish} stands there already", dish=line.name))
    fits = item_route_fits(a_task(order, mine, board.station), item, status)
    refusal = refuse_without(board, ORDER_UPDATE, tr("start") if kind is IntentKind.START else tr("bump"))
    others = [each for each in card.lines if is_dish(each) and each.order_id == order.id and each.item_id != item.id]
    is_last = all(each.shown_status.rank >= status.rank for each in others)
    if is_last and not (fits and len(mine) == len(part)):
        commands = refusal or part_commands(board, card, [order], status, now)
        if not isinstance(commands, Refusal):
            ticks = ticks_of(board, [order]) if kind is IntentKind.BUMP else _start_ticks(board, [order])
            return card_intent(board, card, kind, now, commands, unticked=ticks)
        if kind is IntentKind.BUMP:
            return commands
    if fits:
        return refusal or card_intent(board, card, kind, now, _calls(order, item, status, now))
    if is_pass(board.station):
        return Refusal(tr("{dish} is begun already at one of its stations", dish=line.name))
    key = tick_key(order.id, item.id, status.value)
    return card_intent(board, card, IntentKind.TICK, now, ticked={key})


def _first(board: Board, card: Card, now: datetime) -> Intent | Refusal | None:
    """Give what comes before any change of a status; a tick needs no right, so that is asked later."""
    return refuse_read_only(board) or seen_intent(board, card, now) or refuse_card(board, card)


def _send_line(board: Board, card: Card, order: Order, item: Item, now: datetime) -> Intent | Refusal:
    refusal = refuse_without(board, ORDER_UPDATE, tr("send"))
    if refusal is not None:
        return refusal
    waiting = waits_for(board.station, order, item)
    if waiting is not None and board.station.expo_waits:
        places = tr(" and ").join(name.upper() for name in waiting)
        if not places:
            return Refusal(tr("{dish} is not ready", dish=item.name))
        words = tr("{dish} is not ready: {title} waits for {places}", dish=item.name, title=card.title, places=places)
        return Refusal(words)
    if not can_send(board.station, order, item):
        return Refusal(tr("{dish} can't be sent alone, send {title} as a whole", dish=item.name, title=card.title))
    return card_intent(board, card, IntentKind.BUMP, now, _calls(order, item, Status.SERVED, now))


def _take_back(board: Board, card: Card, line: CardLine, order: Order, item: Item, now: datetime) -> Intent | Refusal:
    """Un-bump a line: a local tick is taken off, a sent one goes back by the item route."""
    station = board.station
    if line.ticked is not None and line.ticked.rank > line.status.rank:
        keys = {tick_key(order.id, item.id, status.value) for status in Status} & board.marks.ticked
        return card_intent(board, card, IntentKind.TICK, now, unticked=keys)
    refusal = refuse_without(board, ORDER_UPDATE, tr("take anything back"))
    if refusal is not None:
        return refusal
    on_pass = is_pass(station)
    if not on_pass and line.status.rank > station.bump_to.rank:
        return Refusal(tr("{dish} was served already: the pass can bring it back", dish=line.name))
    status = Status.READY if on_pass else Status.IN_PROGRESS
    wanted = {
        (item.id, pair.endpoint): status
        for pair in part_pairs(station, order, item)
        if pair.status is not Status.CANCELLED and pair.status.rank > status.rank
    }
    task = a_task(order, wanted, station, Direction.BACKWARD)
    if item_route_fits(task, item, status):
        calls = [task.call(OneItem(item.id), status)]
    else:
        routes = routes_for(task)
        calls = [] if routes.lost else list(routes.changes)
    if not calls:
        return Refusal(
            tr("{dish} is also made elsewhere and can't be taken back alone: UNDO takes back the bump", dish=line.name)
        )
    return card_intent(board, card, IntentKind.RECALL, now, commands_for(order, calls, now))


def _calls(order: Order, item: Item, status: Status, now: datetime) -> tuple[Command, ...]:
    return commands_for(order, [SetStatus(OneItem(item.id), status)], now)


def _finished_lately(board: Board, line: CardLine, now: datetime) -> bool:
    """Whether this screen, or anybody, finished the line less than a second ago."""
    if line.changed_at is not None and timedelta() <= now - line.changed_at < JUST_FINISHED:
        return True
    ticks = {tick_key(line.order_id, line.item_id, status.value) for status in Status}
    moved = (
        done.intent.ticked & ticks
        or any(
            (state.order_id, state.item_id) == (line.order_id, line.item_id)
            and state.status.rank < line.shown_status.rank
            for command in done.intent.commands
            for state in command.before
        )
        for done in board.done
        if now - done.intent.at < JUST_FINISHED
    )
    return any(moved)


def _start_ticks(board: Board, orders: list[Order] | tuple[Order, ...]) -> frozenset[str]:
    """Give the local *started* ticks of some orders; *done* ticks stay until the part is done."""
    return frozenset(key for key in ticks_of(board, orders) if key.endswith(f"/{Status.IN_PROGRESS.value}"))
