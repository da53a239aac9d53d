"""Starts of a stand-in that end in a sentence: `kds serve --stand-in` with something wrong about it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.cli import run
from kds.errors import ServerError
from tests.server.standins.world import shop, venue


@pytest.fixture(autouse=True)
def former_signals() -> Iterator[None]:
    """Leave SIGTERM as it was; a server process takes it for itself."""
    former = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, former)


def refused(capsys: pytest.CaptureFixture[str], *options: str, status: int = 1) -> str:
    assert run(["serve", "--database", ":memory:", "--port", "0", *options]) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--host", "0.0.0.0"), 1, "credentials that everybody knows"),
        (("--switch", "double=1"), 1, "The switch double can't be set"),
        (("--switch", "double_scan=maybe"), 1, "The switch double_scan can't be set"),
        (("--switch", "double_scan"), 2, "write --switch double_scan=VALUE"),
        (("--switches", "nowhere.json"), 1, "nowhere.json can't be read"),
        (("--credentials", "nowhere"), 1, "nowhere can't be read"),
    ],
)
def test_a_wrong_option_is_named(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], status: int, words: str
) -> None:
    """Open addresses, unknown switches and missing files end with a sentence that says what to do."""
    assert words in refused(capsys, "--stand-in", "qtickets", *options, status=status)


def test_files_are_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Credentials that others can read, too few of them, and switches that are no object are refused."""
    secrets, switches = tmp_path / "secrets", tmp_path / "switches.json"
    secrets.write_text("only-a-key\n")
    secrets.chmod(0o644)
    assert "chmod 600" in refused(capsys, "--stand-in", "lightspeed", "--credentials", str(secrets))
    secrets.chmod(0o600)
    assert "needs 2 lines, it has 1" in refused(capsys, "--stand-in", "lightspeed", "--credentials", str(secrets))
    switches.write_text("[]")
    assert "one JSON object" in refused(capsys, "--stand-in", "lightspeed", "--switches", str(switches))
    switches.write_text('{"order": "up"}')
    assert "The switch order" in refused(capsys, "--stand-in", "lightspeed", "--switches", str(switches))


def test_options_of_stand_ins_need_one(capsys: pytest.CaptureFixture[str]) -> None:
    """`kds serve --fill 5` alone says whose option that is, and an unknown vendor is refused."""
    assert "belong to --stand-in" in refused(capsys, "--fill", "5", status=2)
    assert "qtickets" in refused(capsys, "--stand-in", "other", status=2)


async def test_a_database_belongs_to_one_stand_in(tmp_path: Path) -> None:
    """Two servers can't have one file, and a Lightspeed stand-in does not touch the file of a Qtickets one."""
    database = str(tmp_path / "venue.db")
    running = venue(database=database)
    with pytest.raises(ServerError, match="is used by another kds serve"):
        venue(database=database)
    await running.close()
    with pytest.raises(ServerError, match="was not made by the lightspeed stand-in"):
        shop(database=database)
    again = venue(database=database)
    assert (await again.get("/orders/4360"))["data"]["price"] == 800
    await again.close()
