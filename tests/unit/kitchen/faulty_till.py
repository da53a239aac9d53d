"""What may go wrong between a board and its till in the state machine, and a till whose clock is set by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from kds.errors import Busy, Conflict, LoginRefused, Missing, NotTheSource, Refused, TlsFailure
from tests.fakes import FakeClock, Fault, duplicate, lost_reply, lost_request, refused_connection, zombie

MakesFault = Callable[[], Fault]
FAULTS: tuple[MakesFault, ...] = (
    lost_reply,
    lost_request,
    refused_connection,
    lambda: zombie(1.0),
    lambda: zombie(7.0),
    lambda: Fault(delay_seconds=3.0),
    lambda: Fault(error=Busy("Busy.", status=503)),
    lambda: Fault(error=Busy("It broke after it was done.", status=500), applied=True),
    lambda: Fault(error=Busy("Slow down.", status=429, retry_after=2)),
    lambda: Fault(error=Conflict("Still at it.", status=409, retry_after=1), late_seconds=1.0),
    lambda: Fault(error=NotTheSource("A login page.", status=200)),
    lambda: Fault(error=TlsFailure("Another certificate.")),
    lambda: Fault(error=LoginRefused("Who?", status=401)),
    lambda: Fault(error=Refused("Never.", status=400)),
    lambda: Fault(error=Missing("No such part.", status=404)),
)
"""What may happen to a command; some of it is carried out all the same."""
READ_FAULTS: tuple[MakesFault, ...] = (
    lost_request,
    lambda: Fault(error=NotTheSource("A login page.", status=200)),
    lambda: Fault(error=Busy("Busy.", status=503)),
)
"""What may happen to a poll."""
DUPLICATES: tuple[MakesFault, ...] = (lambda: duplicate(1.0), lambda: duplicate(7.0))
"""What is carried out, answered, and carried out once more."""


class TillClock(FakeClock):
    """The till's own clock: it goes with the board's, and is set apart from it."""

    def __init__(self, board: FakeClock) -> None:
        super().__init__()
        self._board = board
        self._started = board.monotonic()
        self._set_by = 0.0

    def now(self) -> datetime:
        """Give the till's wall time."""
        return self._wall + timedelta(seconds=self._board.monotonic() - self._started + self._set_by)

    def step_wall(self, seconds: float) -> None:
        """Set it."""
        self._set_by += seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until that much virtual time has passed."""
        await self._board.sleep(seconds)
