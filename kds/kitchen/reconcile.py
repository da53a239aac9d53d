"""Compares what the till shows with what it acknowledged (reliability 3.1.6 and 3.3); pure, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kds.domain.intents import Change, Direction, SetStatus
from kds.domain.order import Order, Pair
from kds.domain.overlay import is_met, targeted
from kds.kitchen.ports import CommandState, StoredCommand

ROUNDS = 2
"""How often a command that the till acknowledged but does not show is sent again before a person is asked."""


@dataclass(frozen=True, slots=True)
class Ack:
    """What is known of an acknowledged command.

    Attributes:
        poll: number of the last poll that had started by then; only later ones prove anything.
        orders: the orders as the answer gave them.
        in_doubt: an earlier request of the same order may still land at the till and undo this one.
    """

    poll: int = 0
    orders: tuple[Order, ...] = ()
    in_doubt: bool = False


class Verdict(StrEnum):
    """What becomes of an acknowledged command; `LOOK`: read the order by its id and judge again."""

    WAIT = "wait"
    DONE = "done"
    AGAIN = "again"
    OBSOLETE = "obsolete"
    PARK = "park"
    LOOK = "look"


def verdicts(
    lane: Sequence[StoredCommand],
    order: Order | None,
    acks: Mapping[str, Ack],
    *,
    poll: int,
    user: str,
    is_whole: bool = True,
) -> dict[str, Verdict]:
    """Judge the acknowledged commands of one order after a poll.

    Args:
        lane: the order's commands that have not ended, oldest first.
        order: the order as the poll showed it, None when it was not in it.
        acks: command id → its acknowledgement; one of an earlier run is unknown and older than any poll.
        poll: number of the poll.
        user: our user name at the till, to tell our changes from others'.
        is_whole: an order that is not in the poll has left the list of open orders; else it may be missing by chance.

    Returns:
        Command id → verdict. `LOOK` asks for a reading of the order by its id, where only its absence is known.
        When one goes again, all later ones of the lane do, since its repetition may overwrite them.
    """
    judged: dict[str, Verdict] = {}
    again = False
    for number, row in enumerate(lane):
        if row.state is not CommandState.CONFIRMING:
            continue
        ack = acks.get(row.command.id, Ack())
        if again:
            judged[row.command.id] = Verdict.AGAIN
        elif ack.poll >= poll:
            judged[row.command.id] = Verdict.WAIT
        else:
            verdict = _verdict(row, lane[number + 1 :], order, ack, user, is_whole=is_whole)
            judged[row.command.id] = verdict
            again = verdict is Verdict.AGAIN
    return judged


def _verdict(
    row: StoredCommand, later: Sequence[StoredCommand], order: Order | None, ack: Ack, user: str, *, is_whole: bool
) -> Verdict:
    change = row.command.change
    if order is None:
        is_backward = isinstance(change, SetStatus) and change.direction is Direction.BACKWARD
        return Verdict.LOOK if is_backward or not is_whole else Verdict.DONE
    newer = [each.command.change for each in later if each.state.is_open]
    met = is_met(order, change, newer)
    if met is None:
        return Verdict.OBSOLETE if is_met(order, change) is None else Verdict.DONE
    if met or (isinstance(change, SetStatus) and _is_somebody_elses(order, change, newer, ack, user)):
        return Verdict.DONE
    return Verdict.AGAIN if row.rounds < ROUNDS else Verdict.PARK


def _is_somebody_elses(order: Order, change: SetStatus, newer: Sequence[Change], ack: Ack, user: str) -> bool:
    """Whether another screen has moved a pair since our acknowledgement; then it wins and we do not fight."""
    answered = {
        (item.id, pair.endpoint): pair
        for acked in ack.orders
        if acked.id == order.id
        for item, pair in targeted(acked, change.target)
    }
    for item, pair in targeted(order, change.target):
        alone = replace(order, items=(replace(item, pairs=(pair,)),))
        is_missed = is_met(alone, change, newer) is False
        if is_missed and _is_foreign(pair, answered.get((item.id, pair.endpoint)), ack, user):
            return True
    return False


def _is_foreign(pair: Pair, answered: Pair | None, ack: Ack, user: str) -> bool:
    if pair.changed_by is not None and user and pair.changed_by != user:
        return True
    if ack.in_doubt or answered is None or pair.changed_at is None or answered.changed_at is None:
        return False
    return pair.changed_at > answered.changed_at
