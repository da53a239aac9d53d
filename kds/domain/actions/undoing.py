"""`u`: takes back this screen's newest intent, each line to its own former status, and says what it had to leave (board 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.actions.checks import ORDER_UPDATE, refuse_read_only, refuse_without
from kds.domain.actions.commands import commands_for, new_id
from kds.domain.actions.parts import part_pairs
from kds.domain.actions.plans import Ask
from kds.domain.actions.routes import PairKey, a_task, routes_for, statuses_of
from kds.domain.actions.telling import kind_of, refuse_taking_back, taken_back
from kds.domain.board import Board, DoneIntent
from kds.domain.intents import Command, Direction, Intent, IntentKind, PairState, Refusal, SetStatus, WholeOrder
from kds.domain.order import Item, Order, Pair
from kds.domain.overlay import applied, is_meant, targeted
from kds.domain.routing import is_pass
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.language import mark, tr

UNDO_FOR = timedelta(seconds=60)
"""How long a bump can be taken back (board 6)."""

CLOCK_SLACK = timedelta(seconds=2)
"""How far the till's time of a change may lie before the press that caused it: `Date` has whole seconds only."""

_UNDOABLE = (
    IntentKind.BUMP,
    IntentKind.START,
    IntentKind.TICK,
    IntentKind.RECALL,
    IntentKind.FIRE,
    IntentKind.ERRAND,
    IntentKind.RUSH,
    IntentKind.AGAIN,
    IntentKind.NOTE,
)
_FOR_GOOD = {
    IntentKind.FIRE: mark("{label} is fired and can't be taken back: tell the stations"),
    IntentKind.ERRAND: mark("{label} has been sent and can't be taken back"),
}
"""What can be taken back only while it is held here."""


@dataclass(frozen=True, slots=True)
class Review:
    """What became of one order since the intent.

    Attributes:
        order: as it is known now.
        back: pairs that are still ours → their former statuses.
        served: pairs that somebody served meanwhile → their former statuses.
        kept: pairs of this station's part that stand as they did at the press; they may end lower with the others.
        others: items that somebody else changed meanwhile; they are left alone.
    """

    order: Order
    back: Mapping[PairKey, Status]
    served: Mapping[PairKey, Status]
    kept: frozenset[PairKey]
    others: tuple[Item, ...]


def press_undo(board: Board, now: datetime, *, confirmed: bool = False) -> Intent | Refusal | Ask:
    """Take back the newest intent of this screen that still stands.

    Args:
        now: server time.
        confirmed: the person was asked, since something was served meanwhile, and pressed again.
    """
    refusal = refuse_read_only(board)
    if refusal is not None:
        return refusal
    done = newest_standing(board)
    if done is None:
        return Refusal(tr("there is nothing to take back"))
    intent = done.intent
    if intent.kind in _FOR_GOOD and done.released:
        return Refusal(tr(_FOR_GOOD[intent.kind], label=intent.label))
    if intent.kind in _FOR_GOOD:
        return _taken_back(board, intent, now, (), ())
    if now - intent.at > UNDO_FOR:
        return Refusal(tr("{label} was more than 60 s ago: RECALL brings it back", label=intent.label))
    if not intent.commands:
        return _taken_back(board, intent, now, (), ())
    notes = taken_back(intent.commands, now)
    if notes and all(kind_of(command) for command in intent.commands):
        return refuse_taking_back(board, notes) or _taken_back(board, intent, now, notes, ())
    refusal = refuse_without(board, ORDER_UPDATE, tr("take anything back"))
    return refusal or _restored(board, intent, now, confirmed=confirmed)


def newest_standing(board: Board) -> DoneIntent | None:
    """Give the intent that `u` would take back: the newest one not refused and not taken back already."""
    undone = {done.intent.undoes for done in board.done}
    standing = (
        done
        for done in board.done
        if done.intent.kind in _UNDOABLE and not done.refused and done.intent.id not in undone
    )
    return next(standing, None)


def _restored(board: Board, intent: Intent, now: datetime, *, confirmed: bool) -> Intent | Refusal | Ask:
    lanes: dict[tuple[str, str], list[Command]] = {}
    for command in intent.commands:
        if kind_of(command) is None:
            lanes.setdefault((command.source, command.order_id), []).append(command)
    reviews = [review for lane in lanes.values() if (review := _review(board, intent, lane)) is not None]
    if len(reviews) < len(lanes):
        return Refusal(tr("{label} has left the board meanwhile: RECALL lists what was finished", label=intent.label))
    served = [review for review in reviews if review.served]
    if served and not confirmed:
        names = _names(_items(review.order, review.served) for review in served)
        return Ask(
            tr(
                "{label}: {names} was served meanwhile. UNDO again takes it back all the same",
                label=intent.label,
                names=names,
            ),
            intent.id,
        )
    commands: list[Command] = []
    lost: list[Sequence[Item]] = []
    for review in reviews:
        wanted = {**review.back, **review.served}
        forward = all(status.rank > statuses_of(review.order)[key].rank for key, status in wanted.items())
        direction = Direction.FORWARD if forward else Direction.BACKWARD
        task = a_task(review.order, wanted, board.station, direction, whole=True)
        routes = routes_for(replace(task, yielding=review.kept), wide_first=True)
        commands.extend(commands_for(review.order, routes.changes, now))
        lost.append(_items(review.order, routes.lost))
    commands.extend(taken_back(intent.commands, now))
    remarks = _remarks(_names(review.others for review in reviews), _names(lost))
    if not commands:
        why = "; ".join(remarks) or tr("it stands where it stood before")
        return Refusal(tr("{label} can't be taken back: {reason}", label=intent.label, reason=why))
    return _taken_back(board, intent, now, commands, remarks)


def _remarks(changed: str, lost: str) -> list[str]:
    remarks = []
    if changed:
        remarks.append(tr("{dishes} was changed by others since and stays", dishes=changed))
    if lost:
        remarks.append(tr("{dishes} is made at several stations and can't be set back exactly", dishes=lost))
    return remarks


def _review(board: Board, intent: Intent, lane: Sequence[Command]) -> Review | None:
    """Compare what an intent did to one order with how it stands now; None when the order is nowhere to be found."""
    before = {(state.item_id, state.endpoint): state.status for state in lane[0].before}
    known = known_order(board, lane[0].source, lane[0].order_id)
    if known is not None and not is_meant(lane[0], known):
        return None
    after = _right_after(known or _skeleton(board, lane[0]), before, lane)
    ours = {key: status for key, status in statuses_of(after).items() if before.get(key, status) is not status}
    if known is None and any(status is not Status.SERVED for status in ours.values()):
        return None
    current = known or after
    back: dict[PairKey, Status] = {}
    served: dict[PairKey, Status] = {}
    others: dict[int, Item] = {}
    for item, pair in targeted(current, WholeOrder()):
        key = (item.id, pair.endpoint)
        if key not in ours or item.is_negative or pair.status is before[key]:
            continue
        if pair.status is ours[key] and _is_ours(board, intent, pair):
            back[key] = _settable(before[key])
        elif pair.status is Status.SERVED and ours[key] is not Status.SERVED:
            served[key] = _settable(before[key])
        else:
            others[item.id] = item
    return Review(current, back, served, _kept(board.station, current, before), tuple(others.values()))


def _right_after(order: Order, before: Mapping[PairKey, Status], lane: Sequence[Command]) -> Order:
    """Give an order as the commands of one intent left it, from the statuses it had at the press."""
    after = _at_press(order, before)
    for command in lane:
        if isinstance(command.change, SetStatus):
            after = applied(after, command.change)
    return after


def _kept(station: Station, order: Order, before: Mapping[PairKey, Status]) -> frozenset[PairKey]:
    """Give the pairs of a station's part that stand as they did at the press, but none that a guest has got already."""
    furthest = Status.READY if is_pass(station) else station.bump_to
    return frozenset(
        (item.id, pair.endpoint)
        for item in order.items
        for pair in part_pairs(station, order, item)
        if pair.status.rank <= furthest.rank and pair.status is before.get((item.id, pair.endpoint))
    )


def _settable(status: Status) -> Status:
    """Give a status the till can be asked for: a word we don't know counts as new, as everywhere on the board."""
    return Status.NEW if status is Status.OTHER else status


def _is_ours(board: Board, intent: Intent, pair: Pair) -> bool:
    """Whether the last change of a pair can be the one this intent made."""
    if pair.changed_by is not None and board.user and pair.changed_by.lower() != board.user.lower():
        return False
    return pair.changed_at is None or pair.changed_at >= intent.at - CLOCK_SLACK


def known_order(board: Board, source: str, order_id: str) -> Order | None:
    """Give an order as it is known now, open or finished lately."""
    rows = (*board.orders, *(row.order for row in board.recallable))
    return next((order for order in rows if (order.source, order.id) == (source, order_id)), None)


def _at_press(order: Order, before: Mapping[PairKey, Status]) -> Order:
    """Give an order with the statuses it had at the press."""
    items = tuple(
        replace(
            item,
            pairs=tuple(replace(pair, status=before.get((item.id, pair.endpoint), pair.status)) for pair in item.pairs),
        )
        for item in order.items
    )
    return replace(order, items=items)


def _skeleton(board: Board, command: Command) -> Order:
    """Rebuild an order that was finished and left, as far as choosing routes needs it."""
    pairs: dict[int, list[PairState]] = {}
    for state in command.before:
        pairs.setdefault(state.item_id, []).append(state)
    return Order(
        id=command.order_id,
        number=command.number,
        items=tuple(
            Item(item_id, "", Decimal(1), tuple(Pair(state.endpoint, state.status) for state in states))
            for item_id, states in pairs.items()
        ),
        inactive_endpoints=frozenset(endpoint.name for endpoint in board.endpoints if not endpoint.is_active),
        created_at=command.created_at,
        version=command.base_version,
        source=command.source,
    )


def _items(order: Order, keys: Iterable[PairKey]) -> list[Item]:
    ids = {key[0] for key in keys}
    return [item for item in order.items if item.id in ids]


def _names(groups: Iterable[Sequence[Item]]) -> str:
    return ", ".join(dict.fromkeys(item.name for group in groups for item in group))


def _taken_back(
    board: Board, intent: Intent, now: datetime, commands: Iterable[Command], remarks: Iterable[str]
) -> Intent:
    """Bundle an undo; it also sets the local ticks as they were."""
    return Intent(
        id=new_id(now),
        kind=IntentKind.UNDO,
        station=board.station.name,
        label=intent.label,
        card_key=intent.card_key,
        at=now,
        commands=tuple(commands),
        ticked=intent.unticked,
        unticked=intent.ticked,
        undoes=intent.id,
        remark="; ".join(remarks),
    )
