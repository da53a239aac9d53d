"""What one screen is for: its endpoints, its role and its habits (board 2); plain values, read from settings elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from kds.domain.lens import Layout, Sort
from kds.domain.terms import Purchase, Status

ALL_ENDPOINTS = "*"


class Role(StrEnum):
    """Who stands in front of the screen."""

    PREP = "prep"
    EXPO = "expo"
    RUNNER = "runner"
    DOOR = "door"


class Process(StrEnum):
    """Who fires orders (board 2, `process`)."""

    MANUAL = "manual"
    AUTO = "auto"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a card becomes due and late, counted from fire."""

    due: timedelta
    late: timedelta


DEFAULT_THRESHOLDS: dict[str, Thresholds] = {
    "bar": Thresholds(timedelta(minutes=3), timedelta(minutes=6)),
    "cold": Thresholds(timedelta(minutes=6), timedelta(minutes=10)),
    "fry": Thresholds(timedelta(minutes=8), timedelta(minutes=12)),
    "grill": Thresholds(timedelta(minutes=12), timedelta(minutes=18)),
    "prep": Thresholds(timedelta(minutes=8), timedelta(minutes=12)),
    "expo": Thresholds(timedelta(minutes=15), timedelta(minutes=22)),
}
"""Minutes of board 4 by lower-case station name; `prep` for other prep stations, `expo` for expo and runner."""


@dataclass(frozen=True, slots=True)
class Station:
    """A named view on one or more order endpoints.

    Attributes:
        name: what the header's box says, as configured.
        endpoints: raw endpoint names; `("*",)` sees all.
        bump_to: the status a bump sets: `READY` on prep, `SERVED` on expo.
        expo_waits: whether Enter on expo refuses while something is missing.
        paper_endpoints: endpoints without a screen: drawn `paper`, never waited for.
        zones: only these zones, empty for all.
        thresholds: by order type; `WALK_IN` is always present.
        preparation: how long before its promise an order of that type is shown; the late threshold where it is not set.
        covered: stations this screen took over, each with the endpoints that are not its own anyway; they are among
            `endpoints`.
        layout: how cards are placed, until a person chooses otherwise; None for the usual way of its role.
        sort: which card stands first, until a person chooses otherwise.
        pass_alarm: how long a complete table may stand on the pass.
        read_only: no action of this screen changes anything.
    """

    name: str
    endpoints: tuple[str, ...]
    role: Role = Role.PREP
    bump_to: Status = Status.READY
    expo_waits: bool = True
    process: Process = Process.MANUAL
    paper_endpoints: frozenset[str] = field(default_factory=frozenset)
    zones: frozenset[str] = field(default_factory=frozenset)
    thresholds: dict[Purchase, Thresholds] = field(
        default_factory=lambda: {Purchase.WALK_IN: DEFAULT_THRESHOLDS["prep"]}
    )
    preparation: dict[Purchase, timedelta] = field(default_factory=dict)
    covered: tuple[Station, ...] = ()
    layout: Layout | None = None
    sort: Sort = Sort.RUSH
    pass_alarm: timedelta = timedelta(minutes=2)
    minutes_seconds: bool = False
    upper_case_items: bool = True
    read_only: bool = False

    @property
    def title(self) -> str:
        """What the header's box says: `GRILL`, with what it covers `GRILL + FRY`, in the letters of its own name."""
        names = (each.name.upper() if self.name.isupper() else each.name for each in self.covered)
        return " + ".join((self.name, *names))

    @property
    def own_endpoints(self) -> tuple[str, ...]:
        """Its endpoints without those of what it covers."""
        foreign = {name for each in self.covered for name in each.endpoints}
        return tuple(name for name in self.endpoints if name not in foreign)

    @property
    def sees_all(self) -> bool:
        """Whether this is a station of the pass."""
        return ALL_ENDPOINTS in self.endpoints

    def watches(self, endpoint: str) -> bool:
        """Whether an item on `endpoint` belongs to this station."""
        return self.sees_all or endpoint in self.endpoints

    def limits(self, purchase: Purchase) -> Thresholds:
        """Give the thresholds of an order type, those of walk-in guests where it has none of its own."""
        return self.thresholds.get(purchase) or self.thresholds[Purchase.WALK_IN]

    def time_ahead(self, purchase: Purchase) -> timedelta:
        """Give how long before its promise an order is shown: as long as one may take here, where nothing is set."""
        return self.preparation.get(purchase, self.limits(purchase).late)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the login may do; names are the till's, compared without regard to case (contract 3).

    `known` is False until the first login: then everything is offered and the answer decides. `withdrawn` are rights
    that an answer 403 denied although the profile names them; the next profile read gives them back (board 6).
    """

    names: frozenset[str] = field(default_factory=frozenset)
    known: bool = False
    withdrawn: frozenset[str] = field(default_factory=frozenset)

    def has(self, right: str) -> bool:
        """Whether the login holds `right`; `admin` alone means all."""
        if right.lower() in {name.lower() for name in self.withdrawn}:
            return False
        held = {name.lower() for name in self.names}
        return not self.known or "admin" in held or right.lower() in held
