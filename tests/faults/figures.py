"""Figures of a run, for the table of promises; shown with `pytest -rP` or `-s`."""

from __future__ import annotations

import sys


def note(figures: str) -> None:
    """Write one line of figures to the test's captured output."""
    sys.stdout.write(f"{figures}\n")
    sys.stdout.flush()
