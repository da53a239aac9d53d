"""One measured figure and its target, and the statistics all benches share."""

from __future__ import annotations

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
        median, p99: in `unit`; p99 is None where a single value was taken.
        count: how many samples.
        target: the bound in words, `<= 10`; empty where there is none.
        met: whether the bound holds here, None without one.
    """

    what: str
    median: float
    unit: str
    p99: float | None = None
    count: int = 1
    target: str = ""
    met: bool | None = None


def percentile(samples: Sequence[float], share: float) -> float:
    """Give the smallest sample that at least `share` (0 to 1) of them don't exceed."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def measured(
    what: str,
    samples: Sequence[float],
    unit: str,
    *,
    at_most: float | None = None,
    p99_at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Give median and p99 of samples beside their bounds."""
    median, p99 = statistics.median(samples), percentile(samples, 0.99)
    bounds = []
    met: list[bool] = []
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
        what,
        median,
        unit,
        p99 if len(samples) > 1 else None,
        len(samples),
        ", ".join(bounds),
        all(met) if met else None,
    )


def machine() -> dict[str, str]:
    """Say on what the figures were taken."""
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
        "memory": f"{memory_kb / 1e6:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "textual": metadata.version("textual"),
    }


def table(figures: Sequence[Figure]) -> str:
    """Draw figures as the Markdown table that stands in the README."""
    rows = ["| What | Median | p99 | n | Target | |", "|---|---:|---:|---:|---|---|"]
    for figure in figures:
        p99 = "" if figure.p99 is None else f"{figure.p99:,.2f}"
        verdict = {True: "met", False: "**missed**", None: ""}[figure.met]
        rows.append(
            f"| {figure.what} | {figure.median:,.2f} {figure.unit} | {p99} | {figure.count} | {figure.target} | {verdict} |"
        )
    rows += ["", *(f"{name}: {text}  " for name, text in machine().items())]
    return "\n".join(rows)
