"""Which parts of the bench are measured: all, or those a person names; what is asked wrongly measures nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kds.bench.extent import FULL, MILLION, QUICK, with_million
from kds.bench.figures import Figure
from kds.bench.machine import Pace
from kds.bench.outside import Outside
from kds.bench.parts import PARTS, chosen
from kds.bench.running import MEASURES, run
from kds.bootstrap.measuring import outside
from kds.cli import run as kds
from kds.errors import UsageError


def test_every_part_that_is_told_can_be_measured() -> None:
    """What `--help` lists is what there is."""
    assert list(MEASURES) == list(PARTS)


def test_all_parts_are_measured_unless_some_are_named() -> None:
    """Named ones come in the order of the table, each once, however they were written."""
    assert chosen(None) == tuple(PARTS)
    assert chosen("growth, tick,idle,first-paint,tick") == ("first-paint", "tick", "idle", "growth")


@pytest.mark.parametrize(("asked", "wrong", "near"), [("tick,grow", "grow", "growth"), ("", "", ""), (",", ",", "")])
def test_an_unknown_part_is_told_with_the_nearest_one(asked: str, wrong: str, near: str) -> None:
    """`--only tick,grow` says that `growth` was meant, and all names."""
    with pytest.raises(UsageError) as refused:
        chosen(asked)
    assert repr(wrong) in str(refused.value)
    assert near in str(refused.value)
    assert all(part in str(refused.value) for part in PARTS)


def test_the_command_tells_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    """Each part stands in the help with what it measures; an unknown one is wrong usage."""
    assert kds(["bench", "--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"{part} " in told and what in told for part, what in PARTS.items())
    assert kds(["bench", "--only", "sever"]) == 2
    assert "did you mean 'server'" in capsys.readouterr().err


def test_a_million_orders_are_stored_only_for_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    """`--million` without the server's part would do nothing, and says so; no plain run takes its minutes."""
    assert kds(["bench", "--only", "tick", "--million"]) == 2
    assert "server" in capsys.readouterr().err
    assert MILLION not in FULL.stored
    assert with_million(FULL) == replace(FULL, stored=(*FULL.stored, MILLION))


class CountedPace(Pace):
    """Counts the looks at the machine instead of taking them."""

    looks = 0

    def look(self) -> None:
        self.looks += 1


def test_parts_are_measured_in_turn_each_in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures come in the order of the parts, the machine is looked at between them, and nothing is left behind."""
    monkeypatch.setenv("KDS_SERVER", "http://till.example")
    folders: list[Path] = []

    def measure(_extent: object, folder: Path, _outside: Outside, _say: object) -> list[Figure]:
        assert folder.is_dir()
        assert not list(folder.iterdir())
        assert "KDS_SERVER" not in os.environ
        folders.append(folder)
        return [Figure(f"figure {len(folders)}", 1.0, "ms")]

    said: list[str] = []
    pace = CountedPace()
    for part in ("tick", "door"):
        monkeypatch.setitem(MEASURES, part, measure)
    figures = run(("tick", "door"), QUICK, outside=outside(), pace=pace, say=said.append)
    assert [figure.what for figure in figures] == ["figure 1", "figure 2"]
    assert [line.split(":")[0] for line in said] == ["tick", "door"]
    assert pace.looks == 3
    assert len(set(folders)) == 2
    assert not any(folder.exists() for folder in folders)
