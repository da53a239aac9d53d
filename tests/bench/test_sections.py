"""Each part that measures the product itself, run for real and as small as it goes: one that broke is noticed here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kds.bench.admitting import admitting_figures
from kds.bench.extent import QUICK
from kds.bench.figures import Figure
from kds.bench.growing import growth_figures
from kds.bench.poll import poll_figures
from kds.bench.server import server_figures
from kds.bench.storing import READINGS, store_figures
from kds.bootstrap.measuring import outside

TINY = replace(
    QUICK,
    warm_seconds=0.1,
    finished=1,
    keys=2,
    bumps=2,
    polls=2,
    poll_orders=(2, 3),
    waiting=(1, 4),
    rounds=1,
    requests=3,
    stored=(10,),
    verdicts=2,
    admissions=50,
)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings take part."""
    monkeypatch.setenv("HOME", str(tmp_path))


def named(figures: list[Figure], beginning: str) -> Figure:
    """Give the one figure whose name begins so."""
    (found,) = [figure for figure in figures if figure.what.startswith(beginning)]
    return found


def test_the_store_is_measured(tmp_path: Path) -> None:
    """Every bump is timed once, and each number of waiting ones is read again some times."""
    figures = store_figures(TINY, tmp_path, outside().open_store)
    assert named(figures, "bump kept on disk").count == 4
    assert named(figures, "start of the store, 1 bumps").count == READINGS
    assert named(figures, "start of the store, 4 bumps").count == READINGS
    assert all(figure.median > 0 for figure in figures)


@pytest.mark.slow
def test_polls_are_measured_at_each_size(tmp_path: Path) -> None:
    """Four kinds of poll at each number of open orders; only 200 have a target."""
    figures = poll_figures(TINY, tmp_path, outside().open_source)
    assert len(figures) == 8
    assert named(figures, "poll of 3 orders, one changed").count >= 2
    assert {figure.target for figure in figures} == {""}


@pytest.mark.slow
def test_servers_are_measured_with_few_and_with_many_orders(tmp_path: Path) -> None:
    """Three rates and their ratios, how long the filling took, and the size of the file."""
    said: list[str] = []
    figures = server_figures(TINY, tmp_path, outside().fill, said.append)
    for what in ("reads of 50 open orders, one change per ten", "status changes", "tickets of 4 lines"):
        ratio = named(figures, f"server: {what}, 10 stored : few")
        assert ratio.target == "<= 1.5"
        assert 0 < ratio.median < 100
    assert named(figures, "server: filling a database with 10 orders").unit == "s"
    assert named(figures, "server: file of 10 stored orders").median > 1000
    assert said[0] == "storing 10 orders …"


@pytest.mark.slow
def test_a_real_door_is_measured(tmp_path: Path) -> None:
    """A door that reaches nobody opens with the list it kept, welcomes guests and knows them when they come again."""
    figures = admitting_figures(TINY, tmp_path, outside().keep_show)
    assert named(figures, "scan to painted welcome").count == 2
    assert named(figures, "scan of a guest who is in").count == 2
    assert all(figure.median > 0 for figure in figures)


@pytest.mark.slow
def test_what_bumps_leave_in_memory_is_measured(tmp_path: Path) -> None:
    """A full board is bumped for real, every bump arrives at the server, and its memory is read before and after."""
    figures = growth_figures(TINY, tmp_path)
    assert [figure.unit for figure in figures] == ["MB", "MB RSS"]
    assert figures[1].median > figures[0].median
