"""The outbox and the memory of a terminal without a disk, honest down to the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kds.domain.intents import Command, Intent
from kds.domain.marks import Marks
from kds.domain.order import Endpoint, Order
from kds.kitchen.ports import CommandState, EndedCommand, StoredCommand
from tests.fake_times import FakeTimes
from tests.fakes import FakeClock

OPEN_STATES = tuple(state for state in CommandState if state.is_open or state is CommandState.PARKED)


@dataclass(slots=True)
class FakeStore:
    """The outbox and the memory of a terminal without a disk; `broken` makes every write fail.

    Attributes:
        rows: command id → row, ended ones included.
        intents: everything that was pressed.
        broken: raised by every write while it is set.
        moved: command id → when it was moved last, in monotonic seconds.
        times: the speed of service.
    """

    clock: FakeClock
    rows: dict[str, StoredCommand] = field(default_factory=dict)
    intents: list[Intent] = field(default_factory=list)
    marks: dict[str, Marks] = field(default_factory=dict)
    board: tuple[tuple[Order, ...], tuple[Endpoint, ...], datetime | None] = ((), (), None)
    done_at_board: frozenset[str] = frozenset()
    boards_saved: int = 0
    broken: Exception | None = None
    moved: dict[str, float] = field(default_factory=dict)
    full: float = 0.0
    times: FakeTimes = field(default_factory=FakeTimes)

    def __post_init__(self) -> None:
        """Let a broken disk take no times either."""
        self.times.write = self._write

    async def add(
        self,
        intent: Intent,
        *,
        station: str,
        marks: Marks | None,
        ended: Mapping[str, CommandState],
        replacing: frozenset[str],
    ) -> tuple[StoredCommand, ...]:
        """Keep an intent and its commands."""
        self._write()
        rows = tuple(
            StoredCommand(
                position=len(self.rows) + number,
                intent_id=intent.id,
                command=command,
                state=CommandState.PENDING,
                key=command.id,
                created_at=self.clock.now(),
                not_before=intent.not_before,
                replaces=command.id in replacing,
            )
            for number, command in enumerate(intent.commands, start=1)
        )
        for command_id, state in ended.items():
            self.rows[command_id] = replace(self.rows[command_id], state=state)
        self.rows.update({row.command.id: row for row in rows})
        self.intents.append(intent)
        if marks is not None:
            self.marks[station] = marks
        return rows

    async def move(
        self,
        command_id: str,
        state: CommandState,
        *,
        reason: str = "",
        key: str | None = None,
        attempts: int | None = None,
        rounds: int | None = None,
        command: Command | None = None,
        created_at: datetime | None = None,
    ) -> None:
        """Move a command."""
        self._write()
        row = self.rows[command_id]
        self.moved[command_id] = self.clock.monotonic()
        self.rows[command_id] = replace(
            row,
            state=state,
            reason=reason,
            key=row.key if key is None else key,
            attempts=row.attempts if attempts is None else attempts,
            rounds=row.rounds if rounds is None else rounds,
            command=command or row.command,
            created_at=created_at or row.created_at,
        )

    async def open_commands(self) -> tuple[StoredCommand, ...]:
        """Give what has not ended."""
        return tuple(
            sorted((row for row in self.rows.values() if row.state in OPEN_STATES), key=lambda row: row.position)
        )

    async def done_since_board(self) -> tuple[Command, ...]:
        """Give what was done after the last board was kept."""
        if self.board[2] is None:
            return ()
        return tuple(row.command for row in self._done() if row.command.id not in self.done_at_board)

    async def ended_within(self, period: timedelta) -> tuple[EndedCommand, ...]:
        """Give what ended as done or obsolete; how long ago is kept for every row that was moved."""
        now = self.clock.monotonic()
        ended = (
            EndedCommand(row, timedelta(seconds=now - self.moved[key]))
            for key, row in self.rows.items()
            if row.state in (CommandState.DONE, CommandState.OBSOLETE)
        )
        return tuple(sorted((each for each in ended if each.ago <= period), key=lambda each: each.row.position))

    async def recent_intents(self, since: datetime) -> tuple[Intent, ...]:
        """Give the newest intents."""
        return tuple(intent for intent in self.intents if intent.at >= since)

    async def load_marks(self, station: str) -> Marks:
        """Give a station's marks."""
        return self.marks.get(station, Marks())

    async def save_marks(self, station: str, marks: Marks) -> None:
        """Keep a station's marks."""
        self._write()
        self.marks[station] = marks

    async def load_board(self) -> tuple[tuple[Order, ...], tuple[Endpoint, ...], datetime | None]:
        """Give the last board."""
        return self.board

    async def save_board(self, orders: Sequence[Order], endpoints: Sequence[Endpoint], at: datetime) -> None:
        """Keep the last board."""
        self._write()
        self.boards_saved += 1
        self.board = (tuple(orders), tuple(endpoints), at)
        self.done_at_board = frozenset(row.command.id for row in self._done())

    async def tidy(self, before: datetime) -> int:
        """Forget old rows."""
        old = [key for key, row in self.rows.items() if row.state not in OPEN_STATES and row.created_at < before]
        for key in old:
            del self.rows[key]
        return len(old)

    async def fullness(self) -> float:
        """Give how full it is."""
        return self.full

    def _done(self) -> list[StoredCommand]:
        return [row for row in self.rows.values() if row.state is CommandState.DONE]

    def _write(self) -> None:
        if self.broken is not None:
            raise self.broken
