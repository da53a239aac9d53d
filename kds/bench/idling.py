"""What a board costs while nobody touches it: the tick of the ages in both modes, the poll, and its memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from kds.bench.board import EMPTY_APP, board_command, card_count, full_board, on_terminal
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.terminal import Terminal

RARE_POLLS = "poll_seconds = 5"
"""Leaves most seconds without a poll, and the board LIVE (reliability 5.7)."""


def idle_figures(extent: Extent, folder: Path, url: str) -> list[Figure]:
    """Measure an empty app and three boards side by side, second by second.

    A tick's CPU time is that of a second without a poll, less the empty app's; the median of all seconds is one such.
    """
    commands = {
        "minutes": board_command(url, folder / "minutes", device="KDS3", settings=RARE_POLLS),
        "m:ss": board_command(
            url, folder / "seconds", device="KDS4", settings=RARE_POLLS, station="minutes_seconds = true"
        ),
        "polling": board_command(url, folder / "polling", device="KDS2"),
    }
    with ExitStack() as running:
        programs = {"empty": running.enter_context(on_terminal(EMPTY_APP, folder))}
        programs |= {mode: running.enter_context(full_board(command, folder)) for mode, command in commands.items()}
        cards = card_count(programs["m:ss"].text())
        cpu_ms, sizes = _seconds(programs, extent.seconds)
        memory = [
            measured("memory of the board", [programs["polling"].memory_mb()], "MB RSS", at_most=76),
            measured("memory of the board, shared pages divided", [programs["polling"].memory_mb("Pss")], "MB PSS"),
        ]
    floor = statistics.median(cpu_ms["empty"])
    idle = [ms / 10 for ms in _means(cpu_ms["polling"], 5)]
    return [
        measured("tick, ages as m:ss, CPU over an empty app's", [ms - floor for ms in cpu_ms["m:ss"]], "ms", at_most=6),
        measured(f"tick, ages as m:ss, bytes per card ({cards} cards)", [size / cards for size in sizes["m:ss"]], "bytes", at_most=55),
        measured("tick, ages in minutes, CPU over an empty app's", [ms - floor for ms in cpu_ms["minutes"]], "ms"),
        measured(f"tick, ages in minutes, bytes per card ({cards} cards)", [size / cards for size in sizes["minutes"]], "bytes"),
        measured("idle, poll of 60 orders each second", idle, "% of a core", at_most=1.2),
        measured("idle, an empty Textual app", [ms / 10 for ms in _means(cpu_ms["empty"], 5)], "% of a core"),
        *memory,
    ]  # fmt: skip


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
