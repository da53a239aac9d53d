"""Two more systems beside the till, as real processes: one board shows all three, and a door lets guests in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from kds.bench.till import order_server
from kds.cli import run
from tests.rig import BoardOnTerminal, board_on_terminal

pytestmark = pytest.mark.slow

KEY = "0" * 31 + "1"
SECRET = "0" * 31 + "2"


@contextmanager
def stand_in(name: str, folder: Path, *options: str) -> Iterator[str]:
    """Run a stand-in and give its address."""
    command = [sys.executable, "-m", "kds", "serve", "--stand-in", name, "--port", "0"]
    command += ["--database", str(folder / f"{name}.db"), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip().rsplit(" ", 1)[1]
    finally:
        process.kill()
        process.communicate()


def own_file(file: Path, text: str) -> Path:
    """Write a file that only its owner can read."""
    file.write_text(text)
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the addresses of a till, a venue with forty tickets, and a shop with six inquiries."""
    folder = tmp_path_factory.mktemp("systems")
    with (
        order_server(folder) as (till, _),
        stand_in("qtickets", folder, "--fill", "40") as venue,
        stand_in("lightspeed", folder, "--fill", "6") as shop,
    ):
        yield {"till": till, "qtickets": venue, "lightspeed": shop}


@pytest.fixture
def config(systems: dict[str, str], tmp_path: Path) -> Path:
    """Give the configuration of an installation with all three."""
    file = tmp_path / "kds.toml"
    file.write_text(
        f"""
server = "{systems["till"]}"
user = "expo"
device = "KDS2"
password_file = "{own_file(tmp_path / "password", "3333")}"
state_dir = "{tmp_path / "state"}"
station = "EXPO"

[stations.EXPO]
endpoints = ["*"]

[stations.Door]
role = "door"
scanner = true

[qtickets]
url = "{systems["qtickets"]}/api/rest/v1"
token_file = "{own_file(tmp_path / "token", "demo")}"

[lightspeed]
url = "{systems["lightspeed"]}"
key = "{KEY}"
secret_file = "{own_file(tmp_path / "secret", SECRET)}"
language = "en"
"""
    )
    return file


def test_the_check_tries_all_three(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`kds check` finds each system's credentials accepted, and a wrong token is a problem of that system alone."""
    assert run(["check", "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert said.count("credentials accepted") == 2
    (config.parent / "token").write_text("wrong")
    assert run(["check", "--config", str(config)]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows if "PROBLEM" in row] == ["qtickets"]


def test_one_board_shows_all_three(config: Path, systems: dict[str, str]) -> None:
    """The pass of a till without orders shows the pace of the show and the customer who waits for an answer."""
    asked = {
        "subject": "Is it ready?",
        "message": "I stand outside.",
        "email": "ana@example.org",
        "firstname": "Ana",
        "lastname": "Novak",
        "language": "us",
    }
    httpx.post(f"{systems['lightspeed']}/__control/inquiries", json=asked).raise_for_status()
    with board_on_terminal("--config", str(config), columns=123, rows=36) as board:
        board.wait_for(lambda text: "INQUIRIES 1" in text and "Is it ready?" in text and "/40 in" in text)
        board.press("i")
        board.wait_for("this shift: answered 0")
        assert b"Traceback" not in board.raw


def test_a_system_that_is_gone_disturbs_no_other(config: Path, tmp_path: Path) -> None:
    """A shop that nobody reaches has a row of its own; till and venue go on."""
    text = config.read_text()
    start = text.index('[lightspeed]\nurl = "') + len('[lightspeed]\nurl = "')
    config.write_text(text[:start] + "http://127.0.0.1:9" + text[text.index('"', start) :])
    with board_on_terminal("--config", str(config), columns=123, rows=36) as board:
        screen = board.wait_for(lambda text: "LIGHTSPEED OFFLINE" in text and "/40 in" in text)
        assert "LIVE" in screen.splitlines()[0]


def scan(board: BoardOnTerminal, code: str) -> None:
    """Type as a scanner does: all at once, with Enter."""
    board.terminal.type(f"{code}\r")


def test_a_guest_comes_in_once(config: Path, systems: dict[str, str]) -> None:
    """The scanned ticket is welcome, known at the venue some seconds later, and already in when it is scanned again."""
    with httpx.Client(base_url=f"{systems['qtickets']}/api/rest/v1", headers={"Authorization": "Bearer demo"}) as venue:
        codes = [row["barcode"] for row in venue.get("/shows/44/barcodes").json()]
        with board_on_terminal("--config", str(config), "--station", "Door") as board:
            board.wait_for("IN 0/40")
            scan(board, codes[0])
            board.wait_for("IN 1/40")
            board.wait_for(lambda _: venue.get(f"/shows/44/barcode/{codes[0]}").json()["checked_at"] is not None)
            scan(board, codes[0])
            board.wait_for("SINCE")
            scan(board, "879999999999")
            board.wait_for("879999999999")
            assert b"Traceback" not in board.raw
