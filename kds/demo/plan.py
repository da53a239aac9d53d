"""What a demo is asked to do; a plain value that whoever starts the demo fills in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kds.demo.visits import PACES
from kds.errors import UsageError
from kds.language import tr

ALL_ENDPOINTS = "*"
"""Shown endpoints of an expo's board."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What a demo is to do.

    Attributes:
        server_url: address of the order server, with or without `/api`.
        pace: `quiet`, `busy` or `slammed`.
        speed: simulated seconds per real second, above 0.
        seed: the same seed gives the same guests; None draws one.
        shown_endpoints: endpoints a person works on a board, so that no simulated cook does; None when no board is
            shown; `("*",)` for the expo's board: cooks work all endpoints and nobody else stands at the pass.
        replay: CSV file of recorded orders instead of invented guests.
        menu: CSV file of their menu.
        hands_on: in a replay, leave the shown endpoints to the person.
    """

    server_url: str
    pace: str
    speed: float
    seed: int | None
    shown_endpoints: tuple[str, ...] | None
    replay: Path | None
    menu: Path | None
    hands_on: bool

    @property
    def endpoints_of_people(self) -> tuple[str, ...]:
        """Give the endpoints that no simulated person works; `*` stands for the pass alone."""
        if self.replay is not None and not self.hands_on:
            return ()
        return self.shown_endpoints or ()

    def check(self) -> None:
        """Refuse a plan that can't be carried out.

        Raises:
            UsageError: there is no such pace, the speed isn't above 0, or only one of the two replay files is named.
        """
        if self.pace not in PACES:
            known = ", ".join(PACES)
            raise UsageError(tr("There is no pace {pace!r}; choose one of {known}.", pace=self.pace, known=known))
        if not 0 < self.speed < float("inf"):
            raise UsageError(
                tr("--speed {speed} is not a clock factor; choose a number above 0, such as 4.", speed=self.speed)
            )
        if (self.replay is None) != (self.menu is None):
            raise UsageError(tr("A replay needs both files: --replay ORDERS.csv --menu MENU.csv."))
