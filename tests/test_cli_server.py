"""The commands of a script against a real order server: what they say, how they end, and what the till has afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kds.bench.till import Till, order_server
from kds.bootstrap.scripts import kitchen_by_itself
from kds.cli import run
from kds.control.server import ControlServer
from kds.settings.loading import load
from tests.rig import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with order_server(tmp_path_factory.mktemp("server")) as (url, _):
        yield url


@pytest.fixture
def config(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the configuration of a chef, who may do everything."""
    secret = tmp_path / "password"
    secret.write_text("9999")
    secret.chmod(0o600)
    file = tmp_path / "kds.toml"
    file.write_text(
        f'server = "{server}"\nuser = "chef"\ndevice = "KDS1"\npassword_file = "{secret}"\n'
        f'state_dir = "{tmp_path / "state"}"\n'
    )
    monkeypatch.setenv("KDS_CONFIG", str(file))
    return file


@pytest.fixture
def till(server: str, config: Path) -> Iterator[Till]:
    connection = Till(server, "chef", "9999", "P01")
    yield connection
    connection.close()


def order_of(till: Till, order_id: str) -> dict[str, Any]:
    order: dict[str, Any] = till.call("GET", f"/orders/{order_id}")
    return order


def test_open_orders_are_printed_for_people_and_programs(till: Till, capsys: pytest.CaptureFixture[str]) -> None:
    """A table with number, table, age, status and dishes; the same as JSON; only the station's own orders."""
    (order_id,) = till.write_bill("M1", 2)
    number = order_of(till, order_id)["number"]
    assert run(["orders", "--station", "Grill"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.split()[0] == str(number))
    assert "M1" in row
    assert "1x Ribeye" in row
    assert "Burger" not in row
    assert run(["orders", "--json"]) == 0
    found = {order["id"]: order for order in json.loads(capsys.readouterr().out)}
    assert found[order_id]["tableName"] == "M1"
    assert run(["orders", "--station", "Pastry"]) == 0
    assert "No open orders on Pastry." in capsys.readouterr().out


@pytest.mark.parametrize("by_number", [True, False])
def test_a_bump_reaches_the_till(till: Till, by_number: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """By number or id, for an item, an endpoint or the whole; `delivered`, and the till has it."""
    (order_id,) = till.write_bill("M2", 2)
    word = str(order_of(till, order_id)["number"]) if by_number else order_id
    assert run(["bump", word, "--endpoint", "grill", "--to", "Ready"]) == 0
    assert [item["status"] for item in order_of(till, order_id)["items"]] == ["Ready", "New"]
    assert run(["bump", word, "--item", "2", "--to", "in-progress"]) == 0
    assert [item["status"] for item in order_of(till, order_id)["items"]] == ["Ready", "InProgress"]
    assert run(["bump", word]) == 0
    assert order_of(till, order_id)["status"] == "Served"
    assert run(["bump", word, "--to", "InProgress"]) == 0
    assert order_of(till, order_id)["status"] == "InProgress"
    assert capsys.readouterr().out == "delivered\n" * 4


def test_held_orders_are_fired_and_orders_deleted(till: Till) -> None:
    """`kds fire` and `kds delete` do what the board's keys do."""
    line = {"plu": {"code": 1, "name": "Soup", "orderEndpointNames": ["Cold"]}, "quantity": {"amount": 1}}
    ticket = till.call("POST", "/tickets", {"name": "8", "items": [line]})
    (order,) = till.call("GET", f"/orders?ticketId={ticket['id']}")["items"]
    assert run(["fire", str(order["number"])]) == 0
    assert order_of(till, order["id"])["isProcessed"]
    assert run(["delete", order["id"]]) == 0
    assert till.call_raw("GET", f"/orders/{order['id']}")[0] == 404


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bump", "9999"], "no order 9999"),
        (["bump", "f" * 24], "no order"),
        (["bump", "{}", "--item", "7"], "no item 7"),
    ],
)
def test_what_does_not_exist_is_told(
    till: Till, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, and the sentence says what there is."""
    (order_id,) = till.write_bill("M3", 1)
    assert run([word.format(order_id) for word in arguments]) == 2
    assert words in capsys.readouterr().err


def test_everything_is_checked_and_fine(till: Till, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0, a row for each thing, no problem."""
    assert run(["check"]) == 0
    rows = capsys.readouterr().out
    for what in ("configuration", "address", "TLS", "login", "rights", "endpoints", "clock", "theme", "keys", "state"):
        assert what in rows
    assert "PROBLEM" not in rows


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--endpoints", "Gril"], "does not know Gril; it has Bar, Cold, Fry, Grill, Pastry"),
        (["--user", "nobody"], "user nobody on device KDS1"),
        (["--server", "http://127.0.0.1:9"], "Connection refused"),
    ],
)
def test_the_check_says_what_to_do(
    till: Till, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An endpoint with a typing mistake, a wrong login, a server that is off: each in its row, and status 1."""
    assert run(["check", *options]) == 1
    assert words in capsys.readouterr().out


def test_an_undelivered_bump_is_kept(till: Till, server: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 1 and `kept, will be sent`; it stands in the outbox until it is delivered or a person gives it up."""
    (order_id,) = till.write_bill("M4", 1)
    assert run(["bump", order_id, "--to", "Ready"]) == 0
    capsys.readouterr()
    assert run(["bump", order_id, "--to", "Served", "--server", "http://127.0.0.1:9"]) == 1
    assert "kept, will be sent" in capsys.readouterr().err
    assert run(["outbox", "list", "--json"]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["state"] == "pending"]
    assert (row["orderId"], row["change"]) == (order_id, "order to Served")
    assert run(["outbox", "discard", row["id"], "--reason", "done at the till"]) == 0
    later = Till(server, "chef", "9999", "P01")
    assert order_of(later, order_id)["status"] == "Ready"
    later.close()


def test_commands_use_the_board_that_runs(till: Till, config: Path) -> None:
    """While a board holds the state folder, `kds bump` and `kds outbox` go through it and share its outbox."""
    (order_id,) = till.write_bill("M5", 1)

    async def with_a_board(act: Callable[[], int]) -> int:
        settings = load(config)
        async with kitchen_by_itself(settings) as kitchen:
            control = ControlServer(kitchen, settings.state_folder)
            await control.start()
            try:
                return await asyncio.to_thread(act)
            finally:
                await control.stop()

    assert asyncio.run(with_a_board(lambda: run(["bump", order_id, "--to", "Ready"]))) == 0
    assert order_of(till, order_id)["status"] == "Ready"
    assert asyncio.run(with_a_board(lambda: run(["outbox", "list"]))) == 0


def demo(*options: str) -> subprocess.Popen[str]:
    """Start a demo without a board."""
    return subprocess.Popen(
        [sys.executable, "-m", "kds", "demo", "--no-board", "--speed", "8", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines_until(process: subprocess.Popen[str], words: str) -> list[str]:
    """Read what a process prints until a line has these words."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"{words!r} was never printed; this was: {''.join(lines)}")


def children(process: subprocess.Popen[str]) -> list[Path]:
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    return [Path("/proc", word) for word in found.stdout.split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_demo_leaves_nothing_behind(number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it ends, server and guests end with it and the temporary folder is gone; Ctrl+C is status 0."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = demo()
    told = "".join(lines_until(process, "Guests arrive"))
    assert "http://127.0.0.1:" in told
    for user, password in (("anna", "1111"), ("cook", "2222"), ("expo", "3333"), ("view", "4444"), ("chef", "9999")):
        assert f"{user:6} {password}" in told
    assert "kds board --server" in told
    own = children(process)
    assert len(own) == 2
    os.kill(process.pid, number)
    _, complaint = process.communicate(timeout=20)
    assert "Traceback" not in complaint
    assert process.returncode == (-9 if number is signal.SIGKILL else 0)
    wait_until(lambda: not any(child.exists() for child in own))
    wait_until(lambda: not list(tmp_path.glob("kds-demo-*")))


def test_a_taken_port_is_a_sentence(server: str) -> None:
    """The demo says which port is taken and ends."""
    process = demo("--port", server.rpartition(":")[2])
    _, complaint = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "in use" in complaint
    assert "Traceback" not in complaint


def test_a_replay_ends_with_a_report_that_agrees(tmp_path: Path) -> None:
    """Orders read, tickets made and items cooked are counted and agree; the server stays until Ctrl+C."""
    orders, menu = tmp_path / "orders.csv", tmp_path / "menu.csv"
    orders.write_text(
        "order_id,order_date,order_time,item_id\n1,1/1/23,11:38:36 AM,101\n1,1/1/23,11:38:36 AM,102\n2,1/1/23,11:39:00 AM,101\n"
    )
    menu.write_text("menu_item_id,item_name,category,endpoint\n101,Soup,Starters,Cold\n102,Steak,Mains,Grill\n")
    process = demo("--speed", "200", "--replay", str(orders), "--menu", str(menu))
    told = "".join(lines_until(process, "stays open"))
    assert "Orders read: 2 with 3 items." in told
    assert "They agree" in told
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0
