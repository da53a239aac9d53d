"""What the board costs on a pseudo-terminal: key to painted bytes, the tick, idling, memory, start, and order to paint."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kds.bench.figures import Figure, measured
from kds.bench.terminal import Terminal
from kds.bench.till import Till, order_server

COLUMNS, ROWS = 200, 60
OPEN_ORDERS, LINES = 60, 10
READY_SECONDS = 20.0
EMPTY_APP = "from textual.app import App; App().run()"
POLL_SECONDS = 1.0


def board_command(url: str, folder: Path, *extra: str) -> list[str]:
    """Give the command line of a board that watches three stations of a bench server."""
    password = folder / "password"
    password.write_text("3333")
    password.chmod(0o600)
    config = folder / "kds.toml"
    config.write_text(f'state_dir = "{folder / "state"}"\n')
    command = ["board", "--config", str(config), "--server", url, "--user", "expo", "--device", "KDS2"]
    return [
        sys.executable, "-m", "kds", *command, "--password-file", str(password),
        "--station", "Bench", "--endpoints", "Grill,Fry,Cold", "--role", "prep", *extra,
    ]  # fmt: skip


def plain(painted: bytes) -> str:
    """Give the words that were painted, without control sequences."""
    return re.sub(r"\x1b\[[0-9;:?<>=]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b.", " ", painted.decode(errors="replace"))


def first_paint_seconds(command: list[str], folder: Path) -> float:
    """Give the time from fork to the first visible cells of a program."""
    with Terminal(command, columns=COLUMNS, rows=ROWS, environment={"HOME": str(folder)}) as terminal:
        terminal.wait_for(lambda painted: painted.count(b"\x1b[") > 20 and len(painted) > 1500, READY_SECONDS)
        return time.perf_counter() - terminal.started_at


def start_figures(rounds: int = 7) -> list[Figure]:
    """Measure the first paint against an empty Textual app's, interleaved."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        board = board_command("http://127.0.0.1:9", folder)
        ours, empty = [], []
        for _ in range(rounds):
            empty.append(first_paint_seconds([sys.executable, "-c", EMPTY_APP], folder) * 1000)
            ours.append(first_paint_seconds(board, folder) * 1000)
    ratios = [one / other for one, other in zip(ours, empty, strict=True)]
    return [
        measured("first paint, empty Textual app", empty, "ms"),
        measured("first paint, board", ours, "ms"),
        measured("first paint, board : empty app", ratios, "x", at_most=1.3),
    ]


def board_figures(say: Callable[[str], None], *, keys: int = 160, bumps: int = 1200) -> list[Figure]:
    """Measure a running board with 60 open orders of 10 lines and a poll each second."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name, order_server(Path(name)) as (url, _):
        till = Till(url)
        expo = Till(url, "expo", "3333", "KDS3")
        waiter = Kitchen(till, expo)
        waiter.fill()
        with Terminal(board_command(url, Path(name)), columns=COLUMNS, rows=ROWS) as terminal:
            if not terminal.wait_for(lambda painted: "Ribeye".upper() in plain(painted).upper(), READY_SECONDS):
                raise RuntimeError(f"The board showed no order: {plain(terminal.take())[-500:]}")
            terminal.settle(1.5, 10)
            terminal.take()
            for measure in (idle_figures, cursor_figures, arrival_figures):
                say(f"{measure.__name__.removesuffix('_figures')} …")
                figures += measure(terminal, waiter, keys)
            say("bumps …")
            figures += bump_figures(terminal, waiter, keys, bumps)
        till.close()
        expo.close()
    return figures


class Kitchen:
    """Keeps the number of open orders at 60 while a board bumps them."""

    def __init__(self, till: Till, expo: Till) -> None:
        self.till = till
        self._expo = expo
        self._bills = 0

    def fill(self) -> None:
        """Serve what is ready and write bills until 60 orders of 10 lines are open and not ready."""
        waiting = 0
        for order in self._expo.open_orders():
            if order["status"] == "Ready":
                self._expo.set_status(order["id"], "Served")
            else:
                waiting += 1
        for _ in range(OPEN_ORDERS - waiting):
            self.write()

    def write(self) -> str:
        """Write one bill of ten lines; give its table."""
        self._bills += 1
        table = f"B{self._bills}"
        self.till.write_bill(table, LINES, first_dish=self._bills)
        return table


def idle_figures(terminal: Terminal, _kitchen: Kitchen, _keys: int) -> list[Figure]:
    """Measure twelve windows of five seconds without a key."""
    shares, sizes = [], []
    for _ in range(12):
        terminal.take()
        used, start = terminal.cpu_seconds(), time.perf_counter()
        while (left := start + 5 - time.perf_counter()) > 0:
            terminal.read(left)
        shares.append((terminal.cpu_seconds() - used) / (time.perf_counter() - start) * 100)
        sizes.append(len(terminal.take()) / 5)
    return [
        measured("idle, poll of 60 orders each second", shares, "% of a core", at_most=1.2),
        measured("idle, bytes to the terminal", sizes, "bytes/s"),
        measured("memory of the board process", [terminal.memory_mb()], "MB RSS", at_most=76),
        measured("memory of the board process, shared pages divided", [terminal.memory_mb("Pss")], "MB PSS"),
    ]


def cursor_figures(terminal: Terminal, _kitchen: Kitchen, keys: int) -> list[Figure]:
    """Measure digits that choose one card after the other."""
    latencies, sizes = [], []
    for number in range(keys):
        burst = terminal.press(str(1 + number % 9))
        if burst.size_bytes:
            latencies.append(burst.first_seconds * 1000)
            sizes.append(float(burst.size_bytes))
        terminal.settle(0.05, 0.3)
    return [
        measured("key to painted bytes, choose a card", latencies, "ms", at_most=10, p99_at_most=45),
        measured("bytes, choose a card", sizes, "bytes"),
    ]


def arrival_figures(terminal: Terminal, kitchen: Kitchen, _keys: int) -> list[Figure]:
    """Measure from the till's request to the painted counter: a bill changes the number of open orders in the header."""
    waits = []
    for number in range(15):
        terminal.settle(0.3, 3)
        terminal.take()
        time.sleep(0.13 * (number % 7))
        posted = time.perf_counter()
        kitchen.write()
        if terminal.wait_for(lambda painted: re.search(r"\d+ open|\+\d+ more", plain(painted)) is not None, 5):
            waits.append((time.perf_counter() - posted) * 1000)
    return [measured("order written to painted, poll each second", waits, "ms", at_most=POLL_SECONDS * 1000 + 50)]


def bump_figures(terminal: Terminal, kitchen: Kitchen, keys: int, bumps: int) -> list[Figure]:
    """Measure digit and Enter, then bump on until `bumps` are done and read the memory again."""
    before_mb = terminal.memory_mb()
    latencies: list[float] = []
    sizes: list[float] = []
    done = 0
    while done < bumps:
        kitchen.fill()
        terminal.settle(1.1, 4)
        for slot in "123456789":
            terminal.press(slot)
            terminal.settle(0.02, 0.1)
            burst = terminal.press(b"\r")
            if burst.size_bytes and len(latencies) < keys:
                latencies.append(burst.first_seconds * 1000)
                sizes.append(float(burst.size_bytes))
            done += 1
            time.sleep(0.21)
    terminal.settle(1.0, 3)
    grown = terminal.memory_mb() - before_mb
    return [
        measured("key to painted bytes, bump", latencies, "ms", at_most=20, p99_at_most=50),
        measured(f"memory grown over {done:,} bumps", [grown], "MB", at_most=5),
        measured("bytes, bump", sizes, "bytes"),
    ]
