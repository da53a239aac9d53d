"""What the kitchen needs from the world, as protocols; the wiring plugs in the real things, tests plug in honest fakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from kds.domain.board import BoardChanged
from kds.domain.intents import Command, Intent
from kds.domain.marks import Marks
from kds.domain.order import Endpoint, Order
from kds.domain.times.facts import Fact

MOST_ORDERS = 2000
"""Open orders that a source reads at most, the oldest ones: ten times a busy evening, and a press still takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One good answer of a source.

    Attributes:
        orders: the open orders, all pages; the very same tuple object as before when nothing changed.
        server_time: the answer's `Date`, None when it sent none.
        instance: identity of the source's database (`X-KDS-Instance`), None when it sends none.
        pages: how many answers it was put together from; with more than one an order may be missing by chance.
        left_out: how many more open orders there are than were read.
    """

    orders: tuple[Order, ...]
    server_time: datetime | None = None
    instance: str | None = None
    pages: int = 1
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """Who we are at the source and what we may do."""

    user: str
    device: str
    rights: frozenset[str]


class Source(Protocol):
    """A system that orders come from. Every method raises `kds.errors.SourceError` and nothing else."""

    @property
    def name(self) -> str:
        """The name that its orders and commands carry in `source`."""
        ...

    async def profile(self) -> Profile:
        """Log in where needed and give the login's rights."""
        ...

    async def read_open(self) -> Reading:
        """Read all open orders, held ones included."""
        ...

    async def read_order(self, order_id: str) -> Order | None:
        """Read one order, None when the source does not know it."""
        ...

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Read the newest finished orders, for the recall list."""
        ...

    async def read_endpoints(self) -> tuple[Endpoint, ...]:
        """Read the order endpoints, in the source's order."""
        ...

    async def send(self, command: Command, *, key: str) -> tuple[Order, ...]:
        """Carry out one command and give the affected orders as they are now.

        Args:
            command: what to do; an absolute status, so repeating it is harmless.
            key: idempotency key of this attempt (contract 5).
        """
        ...

    async def aclose(self) -> None:
        """Close connections; the source is not used afterwards."""
        ...


class CommandState(StrEnum):
    """Where a command of the outbox stands (reliability 3.1).

    pending → in flight → confirming → done; `unknown` when it may have arrived; `parked` needs a person;
    `superseded`, `obsolete`, `taken_back` and `discarded` are ends without effect.
    """

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    UNKNOWN = "unknown"
    CONFIRMING = "confirming"
    PARKED = "parked"
    DONE = "done"
    SUPERSEDED = "superseded"
    OBSOLETE = "obsolete"
    TAKEN_BACK = "taken_back"
    DISCARDED = "discarded"

    @property
    def is_open(self) -> bool:
        """Whether the command still lies over the board (a parked one does not: its card has come back)."""
        return self in (CommandState.PENDING, CommandState.IN_FLIGHT, CommandState.UNKNOWN, CommandState.CONFIRMING)


@dataclass(frozen=True, slots=True)
class StoredCommand:
    """A command as the outbox keeps it.

    Attributes:
        position: rowid; the FIFO order, never the wall clock.
        key: idempotency key of the current attempt.
        attempts: how often it may have reached the source; 0 means that nobody but us knows of it.
        rounds: how often reconcile sent it again.
        reason: last error, for people.
        created_at: wall time of the press, or of a person's "send anyway"; `boot` and `monotonic` (seconds) tell whether
            that clock can be trusted.
        not_before: server time before which it must not go out.
        replaces: it stands for an older command that was never sent, so taking it back must still send something.
    """

    position: int
    intent_id: str
    command: Command
    state: CommandState
    key: str
    created_at: datetime
    boot: str = ""
    monotonic: float = 0.0
    not_before: datetime | None = None
    attempts: int = 0
    rounds: int = 0
    reason: str = ""
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class EndedCommand:
    """A command that has ended, and how long ago: by a clock that never steps, unless the machine was started since."""

    row: StoredCommand
    ago: timedelta


class Outbox(Protocol):
    """Durable commands: a row exists on disk before anybody is told that a key worked. Raises `kds.errors.StateError`."""

    async def add(
        self,
        intent: Intent,
        *,
        station: str,
        marks: Marks | None,
        ended: Mapping[str, CommandState],
        replacing: frozenset[str],
    ) -> tuple[StoredCommand, ...]:
        """Store in one transaction: the intent, its commands, the marks, and the ends of commands it replaces.

        Args:
            intent: the key press; `intent.commands` become rows in that order.
            station: whose marks they are.
            marks: the station's marks after the press, None when it changed none.
            ended: command id → its end, of older commands.
            replacing: ids of new commands that stand for an older one (`StoredCommand.replaces`).
        """
        ...

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
        """Move one command to another state; what is None stays as it was.

        Args:
            command_id: id of the command.
            state: where it stands now.
            reason: why, for people.
            key: a new idempotency key, for a command that was re-based or queued again.
            attempts: see `StoredCommand`.
            rounds: see `StoredCommand`.
            command: the same command on a fresh version.
            created_at: the time of a person's "send anyway".
        """
        ...

    async def open_commands(self) -> tuple[StoredCommand, ...]:
        """Give everything that has not ended, parked ones included, oldest first."""
        ...

    async def done_since_board(self) -> tuple[Command, ...]:
        """Give the commands that were confirmed after the last board was kept, oldest first: it does not show them."""
        ...

    async def ended_within(self, period: timedelta) -> tuple[EndedCommand, ...]:
        """Give the commands that ended as done or obsolete no longer ago than that, in the order they were pressed."""
        ...

    async def recent_intents(self, since: datetime) -> tuple[Intent, ...]:
        """Give the intents stored since then, oldest first, for undo after a restart."""
        ...


class TimesMemory(Protocol):
    """What is remembered of the speed of service, in the same file. Raises `kds.errors.StateError`."""

    async def keep(self, facts: Sequence[Fact], more: Sequence[Fact] = ()) -> None:
        """Keep facts in one transaction; a known one is merged with what was kept of it.

        Args:
            facts: new ones, or more of known ones.
            more: these count only where the fact is known already.
        """
        ...

    async def between(self, since: datetime, until: datetime) -> tuple[Fact, ...]:
        """Give the facts from `since` to before `until`, oldest first."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget the facts older than that."""
        ...


class Memory(Protocol):
    """What a station remembers beside the outbox, in the same file. Raises `kds.errors.StateError`."""

    @property
    def times(self) -> TimesMemory:
        """What is remembered of the speed of service."""
        ...

    async def load_marks(self, station: str) -> Marks:
        """Give the station's marks, empty ones at first."""
        ...

    async def save_marks(self, station: str, marks: Marks) -> None:
        """Keep the marks."""
        ...

    async def load_board(self) -> tuple[tuple[Order, ...], tuple[Endpoint, ...], datetime | None]:
        """Give the last known orders and endpoints with the server time of the answer, for a start without the till."""
        ...

    async def save_board(self, orders: Sequence[Order], endpoints: Sequence[Endpoint], at: datetime) -> None:
        """Keep the last known orders."""
        ...

    async def tidy(self, before: datetime) -> int:
        """Forget ended commands and marks older than that; give how many rows went."""
        ...

    async def fullness(self) -> float:
        """Give the used part of the largest allowed size, 0 to 1."""
        ...


class Listener(Protocol):
    """Whoever wants to know that the board changed; called on the event loop, must return at once."""

    def __call__(self, changed: BoardChanged, /) -> None:
        """Take the newest board."""
        ...
