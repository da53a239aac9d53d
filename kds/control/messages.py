"""What may be asked of a running board, and what it answers: one JSON object a line, told apart by `kind`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kds.domain.board import Board
from kds.domain.connection import Connection
from kds.domain.intents import Intent
from kds.domain.times.facts import Fact
from kds.kitchen.ports import StoredCommand
from kds.kitchen.waiting import Progress

SOCKET_FILE = "control"
"""Name of the socket in the state folder."""

REQUEST_BYTES = 1024 * 1024
"""Longest request line."""

ANSWER_BYTES = 64 * 1024 * 1024
"""Longest answer line: a whole board."""


@dataclass(frozen=True, slots=True)
class Perform:
    """Carry out an intent and wait at most that long for its delivery."""

    intent: Intent
    wait_seconds: float = 5.0
    kind: Literal["perform"] = "perform"


@dataclass(frozen=True, slots=True)
class AskStatus:
    """Tell how the board is."""

    kind: Literal["status"] = "status"


@dataclass(frozen=True, slots=True)
class AskOutbox:
    """Tell what has not ended."""

    kind: Literal["outbox"] = "outbox"


@dataclass(frozen=True, slots=True)
class AskBoard:
    """Show the whole board, for a read-only look at it."""

    kind: Literal["board"] = "board"


@dataclass(frozen=True, slots=True)
class AskView:
    """Show what another screen needs to look like this one, again and again.

    Attributes:
        known: the `ViewShown.state` that the asker has; the board is left out while it is still that one.
    """

    known: str = ""
    kind: Literal["view"] = "view"


@dataclass(frozen=True, slots=True)
class AskTimes:
    """Tell what is remembered of the speed of service from `since` to before `until`; a day at a time."""

    since: datetime
    until: datetime
    kind: Literal["times"] = "times"


@dataclass(frozen=True, slots=True)
class AskFile:
    """Check the file of the outbox; only its holder may open it."""

    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class Retry:
    """Send a parked command again."""

    command_id: str
    kind: Literal["retry"] = "retry"


@dataclass(frozen=True, slots=True)
class Discard:
    """Give up a parked or waiting command, and say why."""

    command_id: str
    why: str
    kind: Literal["discard"] = "discard"


@dataclass(frozen=True, slots=True)
class Leave:
    """End; unless something of the outbox has not ended, where `only_when_done` is set.

    Attributes:
        only_when_done: an upgrade waits until the till has everything and nothing needs a decision.
    """

    only_when_done: bool = False
    kind: Literal["leave"] = "leave"


Request = Perform | AskStatus | AskOutbox | AskBoard | AskView | AskTimes | AskFile | Retry | Discard | Leave


@dataclass(frozen=True, slots=True)
class Performed:
    """How far an intent came within the time it was given."""

    progress: Progress
    reason: str = ""
    kind: Literal["performed"] = "performed"


@dataclass(frozen=True, slots=True)
class Status:
    """How the board is."""

    station: str
    process: int
    device: str
    connection: Connection
    banner: str = ""
    kind: Literal["status"] = "status"


@dataclass(frozen=True, slots=True)
class OutboxList:
    """The commands that have not ended, oldest first."""

    commands: tuple[StoredCommand, ...]
    kind: Literal["outbox"] = "outbox"


@dataclass(frozen=True, slots=True)
class BoardShown:
    """The newest board."""

    board: Board
    kind: Literal["board"] = "board"


@dataclass(frozen=True, slots=True)
class ViewShown:
    """The board as another screen shows it.

    Attributes:
        state: names the board; another one in each run of the board.
        now: the till's time.
        connection: how alive the board's own connection is.
        board: None while the asker has it.
        is_watched: whether it stands on its own screen; while somebody practises there it does not.
        commands: what has not ended, oldest first.
    """

    state: str
    now: datetime
    connection: Connection
    board: Board | None = None
    is_watched: bool = True
    commands: tuple[StoredCommand, ...] = ()
    kind: Literal["view"] = "view"


@dataclass(frozen=True, slots=True)
class TimesGiven:
    """Facts of the speed of service, oldest first."""

    facts: tuple[Fact, ...]
    kind: Literal["times"] = "times"


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What came of a check of the outbox's file: `ok`, the first damage, or why it was not checked; "" where there is none."""

    verdict: str
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class Accepted:
    """It was done."""

    kind: Literal["accepted"] = "accepted"


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not done, and why."""

    sentence: str
    kind: Literal["failed"] = "failed"


Answer = Performed | Status | OutboxList | BoardShown | ViewShown | TimesGiven | FileChecked | Accepted | Failed
