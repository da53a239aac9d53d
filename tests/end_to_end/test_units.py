"""The units of an installation: systemd accepts them and finds them well closed; they themselves were never run by it here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.figures import note

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "systemd"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"),
]


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the units of a folder."""
    script = ROOT / "tests" / "check_units"
    return subprocess.run([script, folder], capture_output=True, text=True, check=False, timeout=60)


def spoiled(folder: Path, pattern: str, replacement: str) -> Path:
    """Give the units in another folder, the board's with one of its lines changed."""
    shutil.copytree(UNITS, folder, dirs_exist_ok=True)
    board = folder / "kds-board.service"
    text, found = re.subn(pattern, replacement, board.read_text(), flags=re.MULTILINE)
    assert found
    board.write_text(text)
    return folder


def test_systemd_accepts_the_units_and_finds_them_closed() -> None:
    """`systemd-analyze verify` says nothing, and `security` finds each exposed by 1.5 at most."""
    done = checked(UNITS)
    assert (done.returncode, done.stderr) == (0, "")
    found = re.findall(r"level for (\S+): ([\d.]+)", done.stdout)
    assert [name for name, _ in found] == sorted(unit.name for unit in UNITS.glob("*.service"))
    note(", ".join(f"{name} {level}" for name, level in found))


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [("^WatchdogSec=30$", "WatchdogSec=soon"), ("^(Protect|Restrict|System|Private).*$", ""), ("^User=kds$", "")],
    ids=["a word that systemd does not know", "no walls", "root"],
)
def test_a_spoiled_unit_is_refused(tmp_path: Path, pattern: str, replacement: str) -> None:
    """The check can fail: nonsense, missing walls and a board that runs as root are all found."""
    done = checked(spoiled(tmp_path / "units", pattern, replacement))
    assert done.returncode != 0 or done.stderr
