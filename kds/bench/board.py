"""A real board and an empty Textual app on pseudo-terminals of 200x60: starts them and says what stands on the screen."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kds.bench.guests import OPEN_ORDERS
from kds.bench.terminal import Terminal
from kds.errors import KdsError

COLUMNS, ROWS = 200, 60
"""Size of every terminal, in cells."""

EMPTY_APP = (sys.executable, "-c", "from textual.app import App; App().run()")
"""What a program costs that draws with Textual and does nothing."""

READY_SECONDS = 30.0
"""How long a program may take until it shows what is waited for."""


def board_command(
    url: str, folder: Path, *, device: str = "KDS2", settings: str = "", station: str = "", push: bool = False
) -> list[str]:
    """Give the command line of a prep board that watches three endpoints of a bench server.

    Args:
        url: address of the server.
        folder: for its password, configuration and state; made where it is missing.
        device: what it logs in on.
        settings: more lines of its configuration file.
        station: more lines of its station's table.
        push: it listens to the server's hub, and polls each five seconds; without it each second.
    """
    folder.mkdir(exist_ok=True)
    password, config = folder / "password", folder / "kds.toml"
    password.write_text("3333")
    password.chmod(0o600)
    config.write_text(
        f'server = "{url}"\nuser = "expo"\ndevice = "{device}"\npassword_file = "{password}"\n'
        f'state_dir = "{folder / "state"}"\nstation = "Bench"\n{settings}\n'
        f"[portos]\npush = {str(push).lower()}\n"
        f'[stations.Bench]\nendpoints = ["Grill", "Fry", "Cold"]\nrole = "prep"\nmash_lock = false\n{station}\n'
    )
    return [sys.executable, "-m", "kds", "board", "--config", str(config)]


def on_terminal(command: list[str] | tuple[str, ...], folder: Path) -> Terminal:
    """Start a program on a terminal of true colours, away from this person's own settings and with compiled modules."""
    environment = {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
    }
    return Terminal(command, columns=COLUMNS, rows=ROWS, environment=environment)


@contextmanager
def full_board(command: list[str], folder: Path) -> Iterator[Terminal]:
    """Run a board that has painted all open orders.

    Raises:
        KdsError: it did not, in `READY_SECONDS`.
    """
    with on_terminal(command, folder) as terminal:
        if not terminal.wait_for(lambda _: open_count(terminal.row(0)) == OPEN_ORDERS, READY_SECONDS):
            raise KdsError(f"The board under test never showed {OPEN_ORDERS} orders: {terminal.text()[:300]}")
        terminal.settle(1.5, 10)
        yield terminal


def open_count(header: str) -> int | None:
    """Give the number of open orders that the first row tells, None when it tells none."""
    found = re.search(r"(\d+) open", header)
    return int(found.group(1)) if found else None


def card_count(screen: str) -> int:
    """Give how many cards with a digit stand on a screen."""
    return len(set(re.findall(r"\[(\d)\]", screen)))
