"""A real board and an empty Textual app on pseudo-terminals of 200x60: starts them and says what stands on the screen."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kds.bench.extent import WARM_SECONDS
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
    url: str,
    folder: Path,
    *,
    device: str = "KDS2",
    settings: str = "",
    station: str = "",
    role: str = "prep",
    push: bool = False,
) -> list[str]:
    """Give the command line of a board that watches three endpoints of a bench server.

    Args:
        url: address of the server.
        folder: for its password, configuration and state; made where it is missing.
        device: what it logs in on.
        settings: more lines of its configuration file.
        station: more lines of its station's table.
        role: of its station.
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
        f'[stations.Bench]\nendpoints = ["Grill", "Fry", "Cold"]\nrole = "{role}"\nmash_lock = false\n{station}\n'
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
def full_board(command: list[str], folder: Path, warm_seconds: float = WARM_SECONDS) -> Iterator[Terminal]:
    """Run a board that has painted all open orders.

    Raises:
        KdsError: it did not, in `READY_SECONDS`.
    """
    with full_boards({"": command}, folder, warm_seconds) as boards:
        yield boards[""]


@contextmanager
def full_boards(commands: Mapping[str, list[str]], folder: Path, warm_seconds: float) -> Iterator[dict[str, Terminal]]:
    """Run several boards that have painted all open orders, and whatever they load after that.

    Raises:
        KdsError: one did not, in `READY_SECONDS`.
    """
    with ExitStack() as running:
        boards = {name: running.enter_context(on_terminal(command, folder)) for name, command in commands.items()}
        for board in boards.values():
            if not board.wait_for(lambda _, board=board: open_count(board.row(0)) == OPEN_ORDERS, READY_SECONDS):  # type: ignore[misc]
                raise KdsError(f"The board under test never showed {OPEN_ORDERS} orders: {board.text()[:300]}")
        end = time.perf_counter() + warm_seconds
        while time.perf_counter() < end:
            for board in boards.values():
                board.watch(0.05)
        yield boards


def open_count(header: str) -> int | None:
    """Give the number of open orders that the first row tells, None when it tells none."""
    found = re.search(r"(\d+) open", header)
    return int(found.group(1)) if found else None


def card_count(screen: str) -> int:
    """Give how many cards with a digit stand on a screen."""
    return len(set(re.findall(r"\[(\d)\]", screen)))
