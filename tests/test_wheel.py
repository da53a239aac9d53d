"""The wheel works alone: nothing it needs stays behind in the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(CHECKOUT)],
        check=True,
        capture_output=True,
    )
    return next(target.glob("*.whl"))


def test_the_wheel_carries_themes_styles_profiles_and_the_demo_restaurant(wheel: Path) -> None:
    """Everything that is read at run time is inside."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "kds/ui/kds.tcss",
        "kds/profiles/keyboard.toml",
        "kds/locale/sk/LC_MESSAGES/kds.mo",
        "kds/shipped/restaurants/demo.toml",
        "kds/py.typed",
    } <= inside
    shipped = {f"kds/shipped/themes/{path.name}" for path in (CHECKOUT / "themes").glob("*.toml")}
    assert len(shipped) >= 2
    assert shipped <= inside
    assert not [name for name in inside if name.startswith(("tests/", "systemd/"))]


def test_an_installed_wheel_lists_its_themes_and_keys(wheel: Path, tmp_path: Path) -> None:
    """Away from the checkout, `kds themes` and `kds keys list` find what was shipped."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "XDG_CONFIG_HOME": str(tmp_path)}
    for command, expected in ((["themes"], "high-contrast"), (["keys", "list"], "keyboard")):
        answer = subprocess.run(
            [sys.executable, "-P", "-m", "kds", *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        assert expected in answer.stdout
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import kds; print(kds.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(site))
