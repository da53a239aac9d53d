"""Measured figures beside their targets, the statistics all parts share, and the table; it measures nothing itself."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    Attributes:
        what: in words.
        median: in `unit`.
        unit: such as `ms`.
        p99: in `unit`; None where a single value was taken.
        count: how many samples.
        target: the bounds in words, `<= 10, p99 <= 45`; empty where there is none.
        met: whether all bounds hold here, None without one.
    """

    what: str
    median: float
    unit: str
    p99: float | None = None
    count: int = 1
    target: str = ""
    met: bool | None = None


def percentile(samples: Sequence[float], share: float) -> float:
    """Give the smallest sample that at least `share` (0 to 1) of all don't exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(1, math.ceil(share * len(ordered))) - 1]


def measured(
    what: str,
    samples: Sequence[float],
    unit: str,
    *,
    at_most: float | None = None,
    p99_at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Give median and p99 of samples beside their bounds.

    Args:
        what: in words.
        samples: at least one.
        unit: of samples and bounds.
        at_most: upper bound of the median.
        p99_at_most: upper bound of the 99th percentile.
        at_least: lower bound of the median.
    """
    median, p99 = statistics.median(samples), percentile(samples, 0.99)
    bounds = []
    met = []
    if at_most is not None:
        bounds.append(f"<= {at_most:g}")
        met.append(median <= at_most)
    if p99_at_most is not None:
        bounds.append(f"p99 <= {p99_at_most:g}")
        met.append(p99 <= p99_at_most)
    if at_least is not None:
        bounds.append(f">= {at_least:g}")
        met.append(median >= at_least)
    return Figure(
        what=what,
        median=median,
        unit=unit,
        p99=p99 if len(samples) > 1 else None,
        count=len(samples),
        target=", ".join(bounds),
        met=all(met) if met else None,
    )


def measured_p95(what: str, samples: Sequence[float], unit: str, *, at_most: float) -> Figure:
    """Give the 95th percentile of samples beside its upper bound."""
    p95 = percentile(samples, 0.95)
    return Figure(what, p95, unit, count=len(samples), target=f"<= {at_most:g}", met=p95 <= at_most)


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


def table(figures: Sequence[Figure], machine_facts: dict[str, str]) -> str:
    """Draw figures as a Markdown table, with the machine below it."""
    rows = ["| What | Median | p99 | n | Target | |", "|---|---:|---:|---:|---|---|"]
    for figure in figures:
        p99 = "" if figure.p99 is None else f"{figure.p99:,.2f}"
        verdict = {True: "met", False: "**missed**", None: ""}[figure.met]
        rows.append(
            f"| {figure.what} | {figure.median:,.2f} {figure.unit} | {p99} | {figure.count} "
            f"| {figure.target} | {verdict} |"
        )
    rows += ["", *(f"* {name}: {text}" for name, text in machine_facts.items())]
    return "\n".join(rows)
