"""Finds what the till had confirmed and has lost again with a restored state (reliability 3.3); pure, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kds.domain.intents import Change, Delete, Errand, SetStatus
from kds.domain.order import Order
from kds.domain.overlay import is_meant, is_met, targeted
from kds.kitchen.ports import StoredCommand
from kds.kitchen.queue import Lane


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ended as done or obsolete, and when that was by the till's clock."""

    row: StoredCommand
    at: datetime


def overtaken(
    ended: Sequence[Ended], waiting: Mapping[Lane, Sequence[StoredCommand]], shown: Mapping[Lane, Order]
) -> tuple[StoredCommand, ...]:
    """Give the commands that the till's orders don't show any more, in the order they were pressed.

    Args:
        ended: commands that have ended lately, oldest first; an obsolete one, because the till did not know its order.
        waiting: what has not ended; what the later ones of those will set is theirs to decide.
        shown: the orders that the till knows now. A command of any other order is never given.
    """
    lanes: dict[Lane, list[Ended]] = {}
    for each in ended:
        lanes.setdefault((each.row.command.source, each.row.command.order_id), []).append(each)
    names_times = any(pair.changed_at for order in shown.values() for item in order.items for pair in item.pairs)
    found: list[StoredCommand] = []
    for lane, history in lanes.items():
        order = shown.get(lane)
        if order is not None and is_meant(history[0].row.command, order):
            found += _of_one_order(order, history, waiting.get(lane, ()), names_times=names_times)
    return tuple(sorted(found, key=lambda row: row.position))


def _of_one_order(
    order: Order, history: Sequence[Ended], waiting: Sequence[StoredCommand], *, names_times: bool
) -> list[StoredCommand]:
    """Give what must go again: the oldest change that is lost, and all later ones, since its repetition may undo them.

    What somebody else has decided since is left out.
    """
    lost: list[StoredCommand] = []
    kept: list[StoredCommand] = []
    ended_later: list[Change] = []
    for each in reversed(history):
        change = each.row.command.change
        newer = [row.command.change for row in waiting if row.position > each.row.position] + ended_later
        if is_met(order, change, newer) is not False:
            kept.append(each.row)
        elif _is_older(order, each, newer, names_times=names_times):
            lost.append(each.row)
        ended_later.append(change)
    first = min((row.position for row in lost), default=0)
    again = [row for row in kept if row.position > first and isinstance(row.command.change, SetStatus)]
    return lost + again if lost else []


def _is_older(order: Order, ended: Ended, newer: Sequence[Change], *, names_times: bool) -> bool:
    """Whether an order stands as it did before a command, so that nobody decided otherwise since.

    Where the till names no times of changes, its version tells. A deletion is never repeated by itself.
    """
    command = ended.row.command
    change = command.change
    if isinstance(change, Delete | Errand):
        return False
    if not isinstance(change, SetStatus):
        return True
    missed = [
        pair
        for item, pair in targeted(order, change.target)
        if is_met(replace(order, items=(replace(item, pairs=(pair,)),)), change, newer) is False
    ]
    if not names_times:
        return order.version <= command.base_version
    return all(pair.changed_at is None or pair.changed_at < ended.at for pair in missed)
