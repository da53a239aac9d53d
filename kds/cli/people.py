"""The processes of a demo beside the board: the order server, and the guests with their cooks; it shows nothing itself."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kds.cli.children import Child, tail
from kds.errors import ServerError
from kds.language import tr

START_SECONDS = 20.0
"""How long a server of the demo may take to listen."""
TILL = "till"
"""What the order server is called among the servers of a demo."""
STAND_INS = ("qtickets", "lightspeed")
"""The other systems that a demo can have beside the till."""
REPORT_MARK = "Replay report: "
"""Begins each line of the report, so that it is found among what the guests said."""


class Pace(StrEnum):
    """How many guests come."""

    QUIET = "quiet"
    BUSY = "busy"
    SLAMMED = "slammed"


@dataclass(frozen=True, slots=True)
class Demo:
    """What was asked for.

    Attributes:
        endpoint: the shown prep station's endpoint, None for the pass.
        board: whether a board is shown.
        beside: the other systems, of `STAND_INS`.
        door: the screen is the door of the venue.
    """

    endpoint: str | None
    pace: Pace
    speed: float
    seed: int
    replay: Path | None
    menu: Path | None
    hands_on: bool
    port: int
    board: bool
    beside: tuple[str, ...] = ()
    door: bool = False

    @property
    def servers(self) -> tuple[str, ...]:
        """All servers of the demo, the till first."""
        return (TILL, *self.beside)

    @property
    def shown(self) -> str:
        """The shown endpoints as `--shown` takes them; empty without a board."""
        return (self.endpoint or "*") if self.board else ""


class People:
    """The order server, stand-ins for other systems, and the guests, as children of this process."""

    def __init__(self, plan: Demo, folder: Path) -> None:
        self._plan = plan
        self._guests_log = folder / "guests.txt"
        self._folder = folder
        self._children: list[Child] = []
        self._servers: dict[str, Child] = {}
        self._guests: Child | None = None
        self._deadline = 0.0

    def start_servers(self) -> None:
        """Start the order server and the stand-ins; they do not listen yet."""
        self._deadline = time.monotonic() + START_SECONDS
        for name in self._plan.servers:
            kind = ["--port", str(self._plan.port)] if name == TILL else ["--stand-in", name, "--port", "0"]
            database = str(self._folder / f"{name}.db")
            with self._log_of(name).open("wb") as log:
                child = Child(["serve", *kind, "--database", database], output=log.fileno())
            self._children.append(child)
            self._servers[name] = child

    def addresses(self) -> dict[str, str] | None:
        """Give the servers' URLs once all of them listen, None before.

        Raises:
            ServerError: a server ended or took too long; the message holds what it said.
        """
        found: dict[str, str] = {}
        for name, server in self._servers.items():
            said = re.search(r"https?://[^\s]+:\d+", tail(self._log_of(name)))
            if said is not None:
                found[name] = said.group()
            elif server.process.poll() is not None or time.monotonic() > self._deadline:
                raise ServerError(
                    tail(self._log_of(name)) or tr("The {name} of the demo did not start. Try again.", name=name)
                )
        return found if len(found) == len(self._servers) else None

    def wait_for_server(self) -> None:
        """Wait until the order server ends."""
        self._servers[TILL].process.wait()

    def start_guests(self, urls: dict[str, str]) -> Child:
        """Start guests and cooks, and whoever lives at the other systems."""
        plan = self._plan
        arguments = [
            "--server",
            urls[TILL],
            "--pace",
            plan.pace.value,
            "--speed",
            str(plan.speed),
            "--seed",
            str(plan.seed),
        ]
        arguments += ["--folder", str(self._folder), "--shown", plan.shown]
        if plan.replay is not None and plan.menu is not None:
            arguments += ["--replay", str(plan.replay.absolute()), "--menu", str(plan.menu.absolute())]
        if plan.hands_on:
            arguments.append("--hands-on")
        for name in plan.beside:
            arguments += [f"--{name}", urls[name]]
        with self._guests_log.open("wb") as log:
            child = Child(["demo-guests", *arguments], output=log.fileno() if plan.board else None)
        self._children.append(child)
        self._guests = child
        return child

    def _log_of(self, server: str) -> Path:
        return self._folder / f"{server}.txt"

    def report(self) -> str:
        """Give the report of a replay that came to its end behind a board, else an empty text."""
        lines = self._guests_log.read_text(errors="replace").splitlines() if self._guests_log.exists() else []
        return "\n".join(line.removeprefix(REPORT_MARK) for line in lines if line.startswith(REPORT_MARK))

    def complaint(self) -> str:
        """Give what the guests said last when they gave up behind a board, else an empty text."""
        gave_up = self._guests is not None and (self._guests.process.returncode or 0) > 0
        return tail(self._guests_log, 1) if gave_up and self._plan.board and not self.report() else ""

    def stop(self) -> None:
        """End all children, the guests first."""
        for child in reversed(self._children):
            child.stop()
        self._children.clear()
