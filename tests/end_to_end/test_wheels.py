"""A Raspberry Pi needs no compiler: everything a board and its server are made of comes as a wheel for its processor."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.faults.figures import note

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["server"])
GLIBC = ("manylinux_2_17", "manylinux2014", "manylinux_2_28", "manylinux_2_31")
"""C libraries that Raspberry Pi OS 11 and later have at least."""
pytestmark = pytest.mark.slow


def resolved(folder: Path, machine: str, *wanted: str) -> subprocess.CompletedProcess[str]:
    """Let pip choose the locked wheels for another machine and download no more than it needs for that; installs nothing."""
    platforms = [f"--platform={libc}_{machine}" for libc in GLIBC]
    return subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--dry-run", "--ignore-installed",
            "--only-binary=:all:", "--implementation=cp", "--python-version=3.11", "--abi=cp311", "--abi=abi3", "--abi=none",
            *platforms, f"--target={folder / 'target'}", f"--report={folder / 'report'}",
            f"--constraint={ROOT / 'requirements.lock'}", *wanted,
        ],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Leave the tests out where pip reaches no packages."""
    if resolved(tmp_path_factory.mktemp("index"), "x86_64", "--no-deps", "h11").returncode:
        pytest.skip("no package index can be reached from here")


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("machine", ["aarch64", "armv7l"])
def test_a_pi_installs_without_a_compiler(tmp_path: Path, machine: str) -> None:
    """Each locked requirement, and what it requires, has a wheel; one that comes as source alone would be refused."""
    done = resolved(tmp_path, machine, *NEEDED)
    assert done.returncode == 0, done.stderr
    files = [
        one["download_info"]["url"].rpartition("/")[2]
        for one in json.loads((tmp_path / "report").read_text())["install"]
    ]
    assert len(files) >= len(NEEDED)
    assert all(file.endswith(".whl") for file in files)
    compiled = [file for file in files if not file.endswith("-none-any.whl")]
    assert all(machine in file for file in compiled)
    note(f"{machine}: {len(files)} wheels, {len(compiled)} of them for this processor: {', '.join(compiled)}")


@pytest.mark.usefixtures("index")
def test_a_machine_without_wheels_is_noticed(tmp_path: Path) -> None:
    """The check can fail: for a processor that nobody builds for, a compiled requirement is not found."""
    done = resolved(tmp_path, "sparc64", "--no-deps", "pydantic-core")
    assert done.returncode != 0
    assert "pydantic-core" in done.stderr
