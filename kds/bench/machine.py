"""On what the figures were taken, and how much else that machine had to do meanwhile; it knows no figure."""

from __future__ import annotations

import os
import platform
import statistics
import time
from importlib import metadata
from pathlib import Path

_ROUNDS = 7
_TURNS = 100_000


class Pace:
    """How fast this machine is now and then: on a shared one the same work takes twice as long in the next minute."""

    def __init__(self) -> None:
        self._looks_ms: list[float] = []

    def look(self) -> None:
        """Do a fixed piece of work some times and remember the median of the times it took."""
        self._looks_ms.append(statistics.median(_work_ms() for _ in range(_ROUNDS)))

    def told(self) -> str:
        """Give the fastest and the slowest look in words; there was one at least."""
        least, most = min(self._looks_ms), max(self._looks_ms)
        return f"{least:.1f} to {most:.1f} ms for a fixed piece of Python, looked at before each part and at the end"


def _work_ms() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(_TURNS):
        total += number * number % 7
    return (time.perf_counter() - began) * 1000


def machine() -> dict[str, str]:
    """Say on what the figures were taken, and how busy it was with other work in the last minutes."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith(("model name", "Model"))
        ),
        platform.machine(),
    )
    memory_kb = int(Path("/proc/meminfo").read_text().split(maxsplit=2)[1])
    return {
        "processor": f"{model}, {os.cpu_count()} cores",
        "memory": f"{memory_kb * 1024 / 1e9:.0f} GB",
        "load": "{:.1f} {:.1f} {:.1f} (processes that wanted to run, in the last 1, 5 and 15 minutes)".format(
            *os.getloadavg()
        ),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "textual": metadata.version("textual"),
    }
