"""The door's part of the bench: it really scans, searches and counts."""

from __future__ import annotations

from dataclasses import replace

from kds.bench.door import door_figures
from kds.bench.extent import QUICK


def test_the_door_is_measured() -> None:
    """Four figures come out, each of the scans and searches that were asked for."""
    figures = door_figures(replace(QUICK, keys=4, admissions=300))
    assert [figure.count for figure in figures] == [20, 20, 10, 10]
    assert all(figure.median > 0 for figure in figures)
