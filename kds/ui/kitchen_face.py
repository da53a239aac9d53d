"""What the screens need from the kitchen, as a protocol; the wiring hands in the real one after the first paint."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from kds.domain.board import Board

if TYPE_CHECKING:
    from kds.domain.business_day import BusinessDay
    from kds.domain.intents import Intent, Refusal
    from kds.domain.times.figures import Figures
    from kds.kitchen.ports import Listener, StoredCommand


class TimesFace(Protocol):
    """The speed of service as a screen sees it."""

    @property
    def day(self) -> BusinessDay:
        """How the restaurant counts its days and hours."""
        ...

    async def today(self, endpoints: Collection[str] | None = None) -> Figures:
        """Give the figures of this business day so far, of those endpoints or of all; raises StateError."""
        ...


class KitchenFace(Protocol):
    """The kitchen as a screen sees it; all times are the server's, aware UTC."""

    @property
    def board(self) -> Board:
        """The newest board."""
        ...

    @property
    def times(self) -> TimesFace:
        """The speed of service."""
        ...

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` on this event loop at every change, until the returned function is called."""
        ...

    async def perform(self, intent: Intent) -> Refusal | None:
        """Store an intent, then show it; give the reason when it was not taken."""
        ...

    def now(self) -> datetime:
        """Give the server's time."""
        ...

    async def painted(self, keys: Collection[str]) -> None:
        """Take note that these cards stood on the screen."""
        ...

    async def refresh_recall(self) -> None:
        """Read the finished orders for the recall list; never raises."""
        ...

    def outbox_view(self) -> tuple[StoredCommand, ...]:
        """Give the commands that have not ended, oldest first."""
        ...

    async def retry(self, command_id: str) -> None:
        """Send a parked command again."""
        ...

    async def discard(self, command_id: str, why: str) -> None:
        """Give up a command for good; the reason is logged."""
        ...
