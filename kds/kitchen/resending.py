"""Finds what the till had confirmed and has lost again with a restored state (reliability 3.3); pure, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kds.domain.intents import Change, Command, Delete, SetStatus
from kds.domain.order import Order
from kds.domain.overlay import is_meant, is_met, targeted
from kds.kitchen.ports import StoredCommand
from kds.kitchen.queue import Lane


def overtaken(
    confirmed: Sequence[StoredCommand], waiting: Mapping[Lane, Sequence[StoredCommand]], shown: Mapping[Lane, Order]
) -> tuple[StoredCommand, ...]:
    """Give the confirmed commands that the till's orders don't show any more, oldest first.

    Args:
        confirmed: commands that have ended well lately, oldest first.
        waiting: what has not ended; what those will set is theirs to decide.
        shown: the orders that the till knows now. A command of any other order is never given.
    """
    lanes: dict[Lane, list[StoredCommand]] = {}
    for row in confirmed:
        lanes.setdefault((row.command.source, row.command.order_id), []).append(row)
    found: list[StoredCommand] = []
    for lane, rows in lanes.items():
        order = shown.get(lane)
        if order is None or not is_meant(rows[0].command, order):
            continue
        newer: list[Change] = [row.command.change for row in waiting.get(lane, ())]
        for row in reversed(rows):
            if is_met(order, row.command.change, newer) is False and _is_older(order, row.command, newer):
                found.append(row)
            newer.append(row.command.change)
    return tuple(sorted(found, key=lambda row: row.position))


def _is_older(order: Order, command: Command, newer: Sequence[Change]) -> bool:
    """Whether an order stands as it did before a command, so that nobody decided otherwise since.

    Where the till names no times of changes, its version tells. A deletion is never repeated by itself.
    """
    change = command.change
    if isinstance(change, Delete):
        return False
    if not isinstance(change, SetStatus):
        return True
    missed = [
        pair
        for item, pair in targeted(order, change.target)
        if is_met(replace(order, items=(replace(item, pairs=(pair,)),)), change, newer) is False
    ]
    return all(
        order.version <= command.base_version
        if pair.changed_at is None
        else command.at is not None and pair.changed_at < command.at
        for pair in missed
    )
