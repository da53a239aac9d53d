"""The units of an installation: systemd accepts them and finds them well closed; they themselves were never run by it here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kds.cli import run
from tests.faults.figures import note

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "systemd"
pytestmark = pytest.mark.slow
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
ON_THE_WALL = [
    "StandardInput=tty", "StandardError=tty", "StandardOutput=journal",
    "TTYPath=/dev/tty1", "TTYReset=yes", "TTYVHangup=yes", "TTYVTDisallocate=yes", "Conflicts=getty@tty1.service",
    "Type=notify", "WatchdogSec=30", "WatchdogSignal=SIGABRT", "TimeoutStopSec=10",
    "Restart=always", "RestartSec=1", "StartLimitIntervalSec=0", "OnFailure=kds-restarting.service",
    "LoadCredential=kds-password:/etc/kds/password", "StateDirectoryMode=0700", "UMask=0077",
]  # fmt: skip
"""What the board's unit must say and systemd can't know to be missing: the console, the restarts, the secret (reliability 5.1)."""

STARTED = sorted(
    {
        (command, options)
        for file in UNITS.rglob("*")
        if file.is_file() and file.suffix != ".md"
        for command, options in re.findall(r"^[^#\n]*/opt/kds/bin/kds (\w+) (.*)", file.read_text(), re.MULTILINE)
    }
)
"""Every command line of `kds` in the units and beside them: its name, and the rest."""


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


@needs_systemd
def test_systemd_accepts_the_units_and_finds_them_closed() -> None:
    """`systemd-analyze verify` says nothing, and `security` finds each exposed by 1.5 at most; drop-ins are accepted too."""
    done = checked(UNITS)
    assert (done.returncode, done.stderr) == (0, "")
    found = re.findall(r"^(?:with (\S+): )?→.* level for (\S+): ([\d.]+)", done.stdout, re.MULTILINE)
    assert [name for drop_in, name, _ in found if not drop_in] == sorted(unit.name for unit in UNITS.glob("*.service"))
    assert [drop_in for drop_in, *_ in found if drop_in] == [file.name for file in sorted(UNITS.glob("*.d/*.conf"))]
    note(", ".join(f"{drop_in or name} {level}" for drop_in, name, level in found))


@needs_systemd
@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [("^WatchdogSec=30$", "WatchdogSec=soon"), ("^(Protect|Restrict|System|Private).*$", ""), ("^User=kds$", "")],
    ids=["a word that systemd does not know", "no walls", "root"],
)
def test_a_spoiled_unit_is_refused(tmp_path: Path, pattern: str, replacement: str) -> None:
    """The check can fail: nonsense, missing walls and a board that runs as root are all found."""
    done = checked(spoiled(tmp_path / "units", pattern, replacement))
    assert done.returncode != 0 or done.stderr


def test_the_board_s_unit_says_what_a_wall_needs() -> None:
    """The picture goes to the console and nothing else does, it is always started again, and waits for no network."""
    lines = (UNITS / "kds-board.service").read_text().splitlines()
    assert [line for line in ON_THE_WALL if line not in lines] == []
    assert not [line for line in lines if re.search(r"network-online|time-sync|^Requires=", line)]


@pytest.mark.parametrize(("command", "options"), STARTED, ids=lambda words: words.split()[0])
def test_every_command_of_the_units_exists(command: str, options: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a unit, a drop-in or the SSH wrapper starts is a command of `kds`, with options that it has."""
    assert run([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert [option for option in re.findall(r"--[a-z-]+", options) if option not in told] == []


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed")
def test_accounts_and_folders_are_made(tmp_path: Path) -> None:
    """In an empty root, the accounts are made without a shell, and folders that only they can read."""
    if os.getuid() != 0:
        pytest.skip("only root can make accounts and give folders away")
    (tmp_path / "etc").mkdir()
    for command in (
        ["systemd-sysusers", UNITS / "kds.sysusers"],
        ["systemd-tmpfiles", "--create", UNITS / "kds.tmpfiles"],
    ):
        done = subprocess.run(
            [*map(str, command), f"--root={tmp_path}"], capture_output=True, text=True, check=False, timeout=30
        )
        assert done.returncode == 0, done.stderr
    accounts = dict(line.split(":", 1) for line in (tmp_path / "etc/passwd").read_text().splitlines())
    for name in ("kds", "kds-server"):
        _, number, *_, shell = accounts[name].split(":")
        assert shell.endswith("nologin")
        state = (tmp_path / "var/lib" / name).stat()
        assert (state.st_uid, state.st_mode & 0o777) == (int(number), 0o700)
