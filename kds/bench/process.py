"""What a running process costs, read from the system: CPU time and memory; it starts and stops nothing."""

from __future__ import annotations

import time
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
