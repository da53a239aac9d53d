"""Measured figures beside their targets, the statistics all parts share, and the table; it measures nothing itself."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    Attributes:
        what: in words.
        median: in `unit`.
        unit: such as `ms`.
        p95, p99: percentiles in `unit`; None where a single value was taken.
        count: how many samples.
        target: the bounds in words, `<= 10, p99 <= 45`; empty where there is none.
        met: whether all bounds hold here, None without one.
    """

    what: str
    median: float
    unit: str
    p95: float | None = None
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
    p95_at_most: float | None = None,
    p99_at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Give median and percentiles of samples beside their bounds.

    Args:
        what: in words.
        samples: at least one.
        unit: of samples and bounds.
        at_most: upper bound of the median.
        p95_at_most: upper bound of the 95th percentile.
        p99_at_most: upper bound of the 99th percentile.
        at_least: lower bound of the median.
    """
    median, p95, p99 = statistics.median(samples), percentile(samples, 0.95), percentile(samples, 0.99)
    upper = [("<=", median, at_most), ("p95 <=", p95, p95_at_most), ("p99 <=", p99, p99_at_most)]
    met = {f"{sign} {bound:g}": value <= bound for sign, value, bound in upper if bound is not None}
    if at_least is not None:
        met[f">= {at_least:g}"] = median >= at_least
    has_percentiles = len(samples) > 1
    return Figure(
        what=what,
        median=median,
        unit=unit,
        p95=p95 if has_percentiles else None,
        p99=p99 if has_percentiles else None,
        count=len(samples),
        target=", ".join(met),
        met=all(met.values()) if met else None,
    )


def table(figures: Sequence[Figure], machine_facts: dict[str, str]) -> str:
    """Draw figures as a Markdown table, with the machine below it."""
    rows = ["| What | Median | p95 | p99 | n | Target | |", "|---|---:|---:|---:|---:|---|---|"]
    for figure in figures:
        p95, p99 = ("" if each is None else f"{each:,.2f}" for each in (figure.p95, figure.p99))
        verdict = {True: "met", False: "**missed**", None: ""}[figure.met]
        rows.append(
            f"| {figure.what} | {figure.median:,.2f} {figure.unit} | {p95} | {p99} | {figure.count} "
            f"| {figure.target} | {verdict} |"
        )
    rows += ["", *(f"* {name}: {text}" for name, text in machine_facts.items())]
    return "\n".join(rows)


def as_json_text(figures: Sequence[Figure], machine_facts: dict[str, str]) -> str:
    """Give figures and machine for programs; the fields are those of `Figure`."""
    return json.dumps({"machine": machine_facts, "figures": [asdict(figure) for figure in figures]}, indent=2)
