"""What a test of the screen needs: an evening's orders, a kitchen that stands still, and the application around it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from textual.pilot import Pilot

from kds.domain.board import Board, BoardChanged
from kds.domain.business_day import BusinessDay
from kds.domain.connection import Connection, Link
from kds.domain.intents import Intent, Refusal
from kds.domain.times.facts import Fact
from kds.domain.times.figures import Figures, figures
from kds.kitchen.ports import Listener, StoredCommand
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.app import KdsApp, Options
from kds.ui.kitchen_face import KitchenFace
from kds.ui.profiles import load_profile
from kds.ui.screens.board import BoardScreen
from kds.ui.themes import choose_theme
from tests.builders import at

NOW = at("19:42:07")
SIZES = ((61, 18), (80, 24), (123, 36), (200, 60))
LIVE = Connection(link=Link.LIVE, last_answer_at=at("19:42:06"))


@dataclass
class StillTimes:
    """The speed of service of facts that stand still."""

    facts: tuple[Fact, ...] = ()
    time: datetime = NOW
    day: BusinessDay = field(default_factory=lambda: BusinessDay(zone=UTC))
    asked: int = 0

    async def today(self, endpoints: Collection[str] | None = None) -> Figures:
        """Give the figures of all facts."""
        self.asked += 1
        return figures(self.facts, self.day, self.time, endpoints=endpoints)


@dataclass
class StillKitchen:
    """A kitchen whose board changes only when a test says so; it remembers what it was asked to do."""

    board: Board
    time: datetime = NOW
    refusal: Refusal | None = None
    outbox: tuple[StoredCommand, ...] = ()
    performed: list[Intent] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    discarded: list[tuple[str, str]] = field(default_factory=list)
    seen_on_screen: set[str] = field(default_factory=set)
    listeners: list[Listener] = field(default_factory=list)
    times: StillTimes = field(default_factory=StillTimes)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Remember who listens."""
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    async def perform(self, intent: Intent) -> Refusal | None:
        """Remember an intent and change nothing."""
        self.performed.append(intent)
        return self.refusal

    def now(self) -> datetime:
        """Give the time that stands still."""
        return self.time

    async def painted(self, keys: Collection[str]) -> None:
        """Remember which cards were on the screen."""
        self.seen_on_screen |= set(keys)

    async def refresh_recall(self) -> None:
        """Read nothing: the list is on the board."""

    def outbox_view(self) -> tuple[StoredCommand, ...]:
        """Give what lies in the outbox."""
        return self.outbox

    async def retry(self, command_id: str) -> None:
        """Remember a retry."""
        self.retried.append(command_id)

    async def discard(self, command_id: str, why: str) -> None:
        """Remember what was given up, and why."""
        self.discarded.append((command_id, why))

    def becomes(self, board: Board, *, arrived: frozenset[str] = frozenset()) -> None:
        """Change the board and tell everybody."""
        self.board = board
        for listener in tuple(self.listeners):
            listener(BoardChanged(board, arrived=arrived))


@dataclass
class Seconds:
    """A monotonic clock that moves only when told."""

    value: float = 1000.0

    def __call__(self) -> float:
        """Give the seconds."""
        return self.value


def an_app(
    kitchen: KitchenFace,
    *,
    first: Board | None = None,
    theme: str = "default",
    kiosk: bool = False,
    read_pin: Callable[[], str] | None = None,
    seconds: Callable[[], float] | None = None,
    start: Callable[[], object] | None = None,
    keys: str = "keyboard",
    touch: bool = False,
    mash_lock: bool = False,
) -> KdsApp:
    """Give the application around a kitchen, with clocks that stand still."""

    async def begin() -> KitchenFace:
        if start is not None:
            start()
        return kitchen

    chosen = choose_theme(theme, (shipped_themes(),))
    return KdsApp(
        first_board=first or Board(kitchen.board.station),
        start=begin,
        profile=load_profile(keys, (shipped_profiles(),)),
        theme=chosen,
        options=Options(
            ascii_only=chosen.theme.ascii_only,
            kiosk=kiosk,
            read_pin=read_pin,
            touch=touch,
            mash_lock=mash_lock,
            local=UTC,
            monotonic=seconds or Seconds(),
            wall=lambda: NOW,
        ),
    )


async def settled(pilot: Pilot[None]) -> None:
    """Wait until the kitchen has started, everything pressed is carried out, and the screen shows it."""
    for _ in range(3):
        await pilot.pause()
        screen = pilot.app.screen
        if hasattr(screen, "finish_acts"):
            await screen.finish_acts()
    await pilot.pause()


def shown(app: KdsApp) -> str:
    """Give the characters on the screen."""
    view = app.screen.query_one("RowsView")
    return "\n".join("".join(span.text for span in row) for row in getattr(view, "rows", ()))


def board_screen(app: KdsApp) -> BoardScreen:
    """Give the screen with the board."""
    screen = app.screen_stack[0]
    assert isinstance(screen, BoardScreen)
    return screen
