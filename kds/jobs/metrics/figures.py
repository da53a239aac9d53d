"""The figures of one moment, taken from the kitchen as it stands; nothing is read from disk or asked of the till."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kds.domain.board import Board, BoardChanged
from kds.domain.clock import Clock
from kds.domain.connection import Connection
from kds.domain.intents import Intent, IntentKind
from kds.domain.pace import Level, level_of
from kds.jobs.rounds import Rounds
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState

TILL = "till"
"""What the till is called among the systems."""
HELD = "held"
"""The cards of orders that nobody has fired, beside those of each `Level`."""


@dataclass(frozen=True, slots=True)
class Link:
    """How one system is heard.

    Attributes:
        connection: its header facts.
        silent_seconds: since its last good answer or sign of life; None before the first.
    """

    connection: Connection
    silent_seconds: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A board in numbers.

    Attributes:
        station: its name.
        taken_at: wall time, seconds since 1970.
        poll_age_seconds: since the last good poll; None before the first.
        poll_seconds: how long the last poll took; None before the first.
        polls: `good` and `failed` → how many in this run.
        is_pushed: whether the till tells of changes by itself.
        links: system → how it is heard.
        outbox: state → commands that have not ended.
        oldest_seconds: age of the oldest command that has not reached the till; 0 where none waits.
        presses: kind of key press → how many in this run.
        bumps: endpoint → bumps of its lines in this run; `""` is a line without one.
        cards: `fresh`, `due`, `late`, `held` → cards on the board.
        skew_seconds: this machine's clock minus the till's.
        has_banner: whether a problem stands over the full width.
    """

    station: str
    taken_at: float
    poll_age_seconds: float | None
    poll_seconds: float | None
    polls: Mapping[str, int]
    is_pushed: bool
    links: Mapping[str, Link]
    outbox: Mapping[str, int]
    oldest_seconds: float
    presses: Mapping[str, int]
    bumps: Mapping[str, int]
    cards: Mapping[str, int]
    skew_seconds: float
    has_banner: bool

    @property
    def late_share(self) -> float:
        """The part of the fired cards that is late, 0 to 1; 0 on an empty board."""
        fired = sum(count for name, count in self.cards.items() if name != HELD)
        return self.cards[Level.LATE.name.lower()] / fired if fired else 0.0


class Presses:
    """Counts the key presses of this screen as the board tells of them; those of an earlier run do not count again."""

    def __init__(self, board: Board) -> None:
        self.by_kind: Counter[str] = Counter({kind.value: 0 for kind in IntentKind})
        self.bumps: Counter[str] = Counter()
        self._counted = frozenset(done.intent.id for done in board.done)

    def hear(self, changed: BoardChanged) -> None:
        """Count what is new."""
        done = changed.board.done
        if not done or done[0].intent.id in self._counted:
            return
        for each in done:
            if each.intent.id not in self._counted:
                self._count(each.intent)
        self._counted = frozenset(each.intent.id for each in done)

    def _count(self, intent: Intent) -> None:
        self.by_kind[intent.kind.value] += 1
        if intent.kind is IntentKind.BUMP:
            self.bumps.update({pair.endpoint or "" for command in intent.commands for pair in command.before})


def figures_of(kitchen: Kitchen, clock: Clock, rounds: Rounds, presses: Presses) -> Figures:
    """Take the figures of this moment."""
    board, rows = kitchen.board, kitchen.outbox_view()
    states = Counter(row.state for row in rows)
    waiting = [row.created_at for row in rows if row.state not in (CommandState.PARKED, CommandState.CONFIRMING)]
    oldest = (clock.now() - min(waiting)).total_seconds() if waiting else 0.0
    return Figures(
        station=board.station.name,
        taken_at=clock.now().timestamp(),
        poll_age_seconds=None if rounds.good_at is None else clock.monotonic() - rounds.good_at,
        poll_seconds=rounds.last_seconds,
        polls={"good": rounds.good, "failed": rounds.failed},
        is_pushed=kitchen.push.is_regular,
        links=_links(kitchen),
        outbox={state.value: states[state] for state in CommandState if state.is_open or state is CommandState.PARKED},
        oldest_seconds=max(oldest, 0.0),
        presses=dict(presses.by_kind),
        bumps=dict(presses.bumps),
        cards=_cards(kitchen),
        skew_seconds=board.connection.skew_seconds,
        has_banner=bool(board.banner),
    )


def _links(kitchen: Kitchen) -> dict[str, Link]:
    now, board = kitchen.now(), kitchen.board
    links = {}
    for name, connection in ((TILL, board.connection), *board.sides):
        answered = connection.last_answer_at
        links[name] = Link(connection, None if answered is None else max((now - answered).total_seconds(), 0.0))
    return links


def _cards(kitchen: Kitchen) -> dict[str, int]:
    board, now = kitchen.board, kitchen.now()
    counts = Counter(HELD if card.all_held else level_of(card, board.station, now).name.lower() for card in board.cards)
    return {name: counts[name] for name in (*(level.name.lower() for level in Level), HELD)}
