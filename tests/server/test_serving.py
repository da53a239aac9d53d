"""`serve` as a process: says where it listens, answers, stops on a signal, and refuses in a sentence."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kds.errors import ServerError
from kds.server.serving import serve
from tests.server.world import settings

PROGRAM = """
import sys
from kds.server.serving import ServerSettings, serve
serve(ServerSettings(database=sys.argv[1], port=0), on_listening=lambda url: print(url, flush=True))
"""

pytestmark = pytest.mark.slow
Launch = Callable[[Path], tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def launch() -> Iterator[Launch]:
    """Give a function that starts a server process and waits for its address."""
    started: list[subprocess.Popen[str]] = []

    def start(database: Path) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", PROGRAM, str(database)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_serves_until_it_is_told_to_stop(tmp_path: Path, launch: Launch, number: int) -> None:
    """It says its address, answers there with date and without server header, and ends on SIGTERM and SIGINT."""
    process, url = launch(tmp_path / "server.sqlite3")
    assert url.startswith("http://127.0.0.1:")
    answer = httpx.get(f"{url}/api/v2/health")
    assert answer.status_code == 200
    assert len(answer.headers.get_list("date")) == 1
    assert "server" not in answer.headers
    login = {"UserName": "anna", "Password": "1111", "DeviceName": "P01"}
    assert httpx.post(f"{url}/api/auth", json=login).status_code == 200
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_what_was_answered_survives_a_kill(tmp_path: Path, launch: Launch) -> None:
    """A ticket that was answered is there after kill -9."""
    process, url = launch(tmp_path / "server.sqlite3")
    login = {"UserName": "anna", "Password": "1111", "DeviceName": "P01"}
    token = httpx.post(f"{url}/api/auth", json=login).json()["tokenId"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {"items": [{"plu": {"code": 9, "name": "Cappuccino"}, "quantity": {"amount": 1}}]}
    assert httpx.post(f"{url}/api/tickets", json=body, headers=headers).status_code == 201
    process.kill()
    process.communicate()
    _, url = launch(tmp_path / "server.sqlite3")
    assert httpx.get(f"{url}/api/orders", headers=headers).json()["totalCount"] == 1


def refused(**changes: object) -> str:
    """Start a server that can't start, and give what it says."""
    with pytest.raises(ServerError) as raised:
        serve(settings(**changes), on_listening=lambda url: pytest.fail(f"listens at {url}"))
    return str(raised.value)


def test_a_taken_port_is_a_sentence() -> None:
    """A port that somebody else has is named, with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(port=port) == (
            f"The server can't listen on 127.0.0.1:{port}: Address already in use. Choose another with --port."
        )


def test_an_address_of_another_machine_is_a_sentence() -> None:
    """An address that is not this machine's, or no address, is named."""
    assert "192.0.2.1:4000" in refused(host="192.0.2.1")
    assert "no such host.invalid" in refused(host="no such host.invalid")


def test_an_unusable_database_frees_the_port(tmp_path: Path) -> None:
    """When the database is not usable the port is let go again."""
    assert "can't be opened" in refused(port=0, database=str(tmp_path / "none" / "x.sqlite3"))
