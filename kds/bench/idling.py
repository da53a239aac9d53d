"""What a board costs while nobody touches it: the tick of the ages in both modes, the poll, and its memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from kds.bench.board import EMPTY_APP, board_command, card_count, full_boards, on_terminal
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import evening
from kds.bench.terminal import Terminal

RARE_POLLS = "poll_seconds = 5"
"""Leaves most seconds without a poll, and the board LIVE (reliability 5.7)."""


def tick_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure an empty app and a board in each mode of ages side by side, second by second.

    A tick's CPU time is that of a second without a poll, less the empty app's; the median of all seconds is one such.
    """
    with evening(folder, extent) as (url, _guests), ExitStack() as running:
        seconds = board_command(
            url, folder / "seconds", device="KDS4", settings=RARE_POLLS, station="minutes_seconds = true"
        )
        minutes = board_command(url, folder / "minutes", device="KDS3", settings=RARE_POLLS)
        programs = {
            "empty": running.enter_context(on_terminal(EMPTY_APP, folder)),
            **running.enter_context(full_boards({"m:ss": seconds, "minutes": minutes}, folder, extent.warm_seconds)),
        }
        cards = card_count(programs["m:ss"].text())
        cpu_ms, sizes = _seconds(programs, extent.seconds)
    floor = statistics.median(cpu_ms["empty"])
    return [
        measured("tick, ages as m:ss, CPU over an empty app's", [ms - floor for ms in cpu_ms["m:ss"]], "ms", at_most=6),
        measured(f"tick, ages as m:ss, bytes per card ({cards} cards)", [size / cards for size in sizes["m:ss"]], "bytes", at_most=55),
        measured("tick, ages in minutes, CPU over an empty app's", [ms - floor for ms in cpu_ms["minutes"]], "ms"),
        measured(f"tick, ages in minutes, bytes per card ({cards} cards)", [size / cards for size in sizes["minutes"]], "bytes"),
    ]  # fmt: skip


def idle_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure an empty app and boards that poll each second side by side; their memory is looked at at the end."""
    with evening(folder, extent) as (url, _guests), ExitStack() as running:
        empty = running.enter_context(on_terminal(EMPTY_APP, folder))
        names = [f"KDS{2 + number}" for number in range(extent.boards)]
        commands = {name: board_command(url, folder / name, device=name) for name in names}
        boards = running.enter_context(full_boards(commands, folder, extent.warm_seconds))
        cpu_ms, sizes = _seconds({"empty": empty, **boards}, extent.seconds)
        resident = [board.memory_mb() for board in boards.values()]
        shared = [board.memory_mb("Pss") for board in boards.values()]
        bare = empty.memory_mb()
    idle = [ms / 10 for name in names for ms in _means(cpu_ms[name], 5)]
    return [
        measured("idle, poll of 60 orders each second", idle, "% of a core", at_most=1.2),
        measured("idle, painted", [statistics.fmean(sizes[name]) * 60 for name in names], "bytes per minute"),
        measured("idle, an empty Textual app", [ms / 10 for ms in _means(cpu_ms["empty"], 5)], "% of a core"),
        measured("memory of the board", resident, "MB RSS", at_most=76),
        measured("memory of the board, shared pages divided", shared, "MB PSS"),
        measured("memory of an empty Textual app", [bare], "MB RSS"),
    ]


def _seconds(programs: dict[str, Terminal], count: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Give CPU milliseconds and bytes of each program in each of that many seconds."""
    cpu_ms: dict[str, list[float]] = {mode: [] for mode in programs}
    sizes: dict[str, list[float]] = {mode: [] for mode in programs}
    drain(programs.values())
    for program in programs.values():
        program.take()
    used = {mode: program.cpu_seconds() for mode, program in programs.items()}
    start = time.perf_counter()
    for second in range(1, count + 1):
        while (left := start + second - time.perf_counter()) > 0:
            time.sleep(min(left, 0.1))
            drain(programs.values())
        for mode, program in programs.items():
            now = program.cpu_seconds()
            cpu_ms[mode].append((now - used[mode]) * 1000)
            used[mode] = now
            sizes[mode].append(float(len(program.take())))
    return cpu_ms, sizes


def drain(programs: Iterable[Terminal]) -> None:
    """Read what lies ready, so that nobody waits for a full pipe."""
    for program in programs:
        while program.read(0):
            pass


def _means(values: Sequence[float], width: int) -> list[float]:
    """Give the mean of each `width` values in a row."""
    return [statistics.fmean(values[start : start + width]) for start in range(0, len(values) - width + 1, width)]
