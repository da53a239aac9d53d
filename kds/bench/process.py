"""What a running process costs, read from the system: CPU time and memory; it starts and stops no process."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEDULER_CLOCK = 2


def cpu_seconds(pid: int) -> float:
    """Give the CPU time that all threads of a process have used so far, ended threads included.

    The clock of another process is named by its inverted id (clock_getcpuclockid(3), as Linux builds it).

    Raises:
        OSError: there is no such process.
    """
    return time.clock_gettime((~pid << 3) | _SCHEDULER_CLOCK)


def memory_mb(pid: int, kind: str = "Rss") -> float:
    """Give memory in MB of 1,000,000 bytes: resident (`Rss`), or with shared pages divided among their users (`Pss`).

    Raises:
        OSError: there is no such process.
    """
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


@contextmanager
def settled() -> Iterator[None]:
    """Take all there is now out of this process's garbage collection, as a board does once it has started."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
