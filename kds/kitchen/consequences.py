"""What happens to a command after each answer: the actions of the table in `answers.py` (reliability 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kds.domain.intents import Change, Command, Delete, Errand, Fire, SetStatus
from kds.domain.order import Order
from kds.domain.overlay import is_meant, is_met, targeted
from kds.domain.wording import status_word
from kds.errors import Forbidden, SourceError, StateError
from kds.kitchen.alarms import Alarm, Alarms
from kds.kitchen.answers import Answer, Meaning, meaning_of
from kds.kitchen.coalescing import covers
from kds.kitchen.confirming import Confirming
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import CommandState, Source, StoredCommand
from kds.kitchen.queue import Lane, Queue, lane_of
from kds.language import tr


def right_for(change: Change) -> str:
    """Name the right that a change needs (contract 1, routes)."""
    match change:
        case SetStatus():
            return "orderUpdate"
        case Fire():
            return "orderProcess"
        case Delete():
            return "orderDelete"
        case Errand():
            return ""  # another system's right, which its desk knows


class Consequences:
    """Moves commands on after an answer, pauses the lanes, and tells people."""

    def __init__(
        self,
        source: Source,
        queue: Queue,
        lanes: Lanes,
        confirming: Confirming,
        alarms: Alarms,
        *,
        withdraw: Callable[[str], None],
        let_go: Callable[[str], None],
    ) -> None:
        self._source = source
        self._queue = queue
        self._lanes = lanes
        self._confirming = confirming
        self._alarms = alarms
        self._withdraw = withdraw
        self._let_go = let_go
        self._unknown_kinds: dict[str, str] = {}

    async def is_stopped(self, row: StoredCommand) -> bool:
        """Park a command of a kind that the till does not know."""
        reason = self._unknown_kinds.get(_kind(row.command))
        if reason is None:
            return False
        await self._park(row, reason)
        return True

    def try_all_again(self) -> None:
        """Forget which kinds of command the till does not know: a person wants to try."""
        self._unknown_kinds.clear()
        self._alarms.end(Alarm.CONTRACT)

    def ended_well(self) -> None:
        """Take note of a good answer to a command."""
        self._alarms.end(Alarm.PORTAL, Alarm.TLS, Alarm.LOGIN, Alarm.STORE, Alarm.SENDING)

    async def order_gone(self, command: Command, *, reason: str = "") -> None:
        """End a command whose order the till does not know any more; its card leaves with it."""
        self._let_go(command.order_id)
        end = CommandState.DONE if isinstance(command.change, Delete) else CommandState.OBSOLETE
        await self._queue.move(command.id, end, reason=reason)

    def unforeseen(self, error: Exception) -> None:
        """Tell that sending failed in a way that nobody thought of; it is tried again."""
        self._alarms.set_off(
            Alarm.SENDING,
            tr("A change could not be sent ({error}). It is kept and tried again.", error=type(error).__name__),
        )

    def disk_failed(self, error: StateError) -> None:
        """Tell that the outbox could not be written."""
        self._alarms.set_off(Alarm.STORE, str(error))

    def reading_failed(self, lane: Lane, error: SourceError) -> None:
        """Follow a failed look at an order before anything was sent."""
        answer = meaning_of(error)
        if answer.meaning is Meaning.RIGHT:
            answer = replace(answer, meaning=Meaning.LOGIN)
        self._pause(lane, answer)

    async def sending_failed(self, lane: Lane, before: StoredCommand, error: SourceError) -> None:
        """Follow a command that was not acknowledged.

        Args:
            lane: its lane.
            before: the command as it stood before this attempt.
            error: what came instead of an acknowledgement.
        """
        answer = meaning_of(error)
        command_id = before.command.id
        match answer.meaning:
            case Meaning.NOT_SENT | Meaning.TLS | Meaning.LOGIN:
                await self._queue.move(command_id, before.state, reason=answer.reason, attempts=before.attempts)
                self._pause(lane, answer)
            case Meaning.PORTAL | Meaning.LATER:
                await self._queue.move(command_id, before.state, reason=answer.reason)
                self._pause(lane, answer)
            case Meaning.UNKNOWN:
                self._confirming.in_doubt(lane)
                await self._queue.move(command_id, CommandState.UNKNOWN, reason=answer.reason)
                self._pause(lane, answer)
            case Meaning.RIGHT:
                await self._without_right(lane, before, answer)
            case Meaning.GONE | Meaning.CONFLICT:
                await self._look(lane, before, answer)
            case Meaning.CONTRACT:
                self._unknown_kinds[_kind(before.command)] = answer.reason
                await self._report(before, answer)
            case Meaning.OVERSIZED:
                await self._report(before, answer)
            case Meaning.REFUSED:
                await self._refused(before, answer)

    def _pause(self, lane: Lane, answer: Answer) -> None:
        self._lanes.failed(lane, wait_seconds=answer.wait_seconds)
        match answer.meaning:
            case Meaning.TLS:
                self._lanes.stopped = answer.reason
                self._alarms.set_off(Alarm.TLS, answer.reason)
            case Meaning.LOGIN:
                self._lanes.stopped = answer.reason
                self._alarms.set_off(Alarm.LOGIN, answer.reason)
            case Meaning.PORTAL:
                self._alarms.set_off(Alarm.PORTAL, answer.reason)

    async def _without_right(self, lane: Lane, before: StoredCommand, answer: Answer) -> None:
        """Tell a missing right from a login that is worth nothing any more: that one may not even read."""
        try:
            await self._source.read_order(before.command.order_id)
        except Forbidden:
            await self._queue.move(before.command.id, before.state, reason=answer.reason, attempts=before.attempts)
            self._pause(lane, replace(answer, meaning=Meaning.LOGIN))
        except SourceError as error:
            await self._queue.move(before.command.id, before.state, reason=answer.reason, attempts=before.attempts)
            self.reading_failed(lane, error)
        else:
            self._withdraw(right_for(before.command.change))
            await self._park(before, answer.reason)

    async def _look(self, lane: Lane, before: StoredCommand, answer: Answer) -> None:
        """Read the order before deciding what an unknown part or a newer version means."""
        command = before.command
        try:
            fresh = await self._source.read_order(command.order_id)
        except SourceError as error:
            await self._queue.move(command.id, before.state, reason=answer.reason)
            self.reading_failed(lane, error)
            return
        if fresh is None or not is_meant(command, fresh):
            await self.order_gone(command, reason=answer.reason)
        elif answer.meaning is Meaning.GONE:
            await self._park(
                before,
                tr(
                    "The till knows order {number} but not this part of it: {reason}",
                    number=command.number,
                    reason=answer.reason,
                ),
            )
        else:
            await self._rebase(before, fresh, answer)

    async def _rebase(self, before: StoredCommand, fresh: Order, answer: Answer) -> None:
        command = before.command
        met = is_met(fresh, command.change)
        if met is None:
            await self._queue.move(command.id, CommandState.OBSOLETE, reason=answer.reason)
        elif met:
            self._confirming.acknowledged(before, (fresh,))
            await self._queue.move(command.id, CommandState.CONFIRMING)
        elif before.rounds:
            await self._park(
                before,
                tr(
                    "Order {number} changes at the till faster than here: {states}",
                    number=command.number,
                    states=_both(command, fresh),
                ),
            )
        else:
            again = replace(command, base_version=fresh.version)
            await self._queue.send_again(command.id, reason=answer.reason, rounds=1, command=again)

    async def _report(self, before: StoredCommand, answer: Answer) -> None:
        self._alarms.set_off(Alarm.CONTRACT, tr("The till does not work as expected: {reason}", reason=answer.reason))
        await self._park(before, answer.reason)

    async def _refused(self, before: StoredCommand, answer: Answer) -> None:
        lane = self._queue.lanes().get(lane_of(before), [])
        newer = any(
            row.position > before.position and covers(row.command.change, before.command.change) for row in lane
        )
        if newer:
            await self._queue.move(before.command.id, CommandState.SUPERSEDED, reason=answer.reason)
        else:
            await self._park(before, answer.reason)

    async def _park(self, row: StoredCommand, reason: str) -> None:
        await self._queue.move(row.command.id, CommandState.PARKED, reason=reason)


def _both(command: Command, fresh: Order) -> str:
    """Name both states, for a person who must choose."""
    change = command.change
    if not isinstance(change, SetStatus):
        return tr("the till says otherwise.")
    found = dict.fromkeys(status_word(pair.status) for _, pair in targeted(fresh, change.target))
    return tr(
        "it has {found} there, {wanted} was asked for here.", found=", ".join(found), wanted=status_word(change.status)
    )


def _kind(command: Command) -> str:
    change = command.change
    return f"{change.kind}/{change.target.kind}" if isinstance(change, SetStatus) else change.kind
