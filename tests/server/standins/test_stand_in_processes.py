"""Stand-ins as processes on real sockets: what `kds serve --stand-in` says, keeps and breaks."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.standins.world import API, KEY, TOKEN

pytestmark = pytest.mark.slow
Launch = Callable[..., tuple["subprocess.Popen[str]", str]]

AT = "2020-03-02T17:08:35+03:00"


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Give a function that starts a stand-in and waits for its address."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, *options: str) -> tuple[subprocess.Popen[str], str]:
        database = ("--database", str(tmp_path / f"{name}.db"))
        command = [sys.executable, "-m", "kds", "serve", "--stand-in", name, "--port", "0", *database, *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        return process, line.strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def url_of(line: str) -> str:
    assert "stand-in listens on http://127.0.0.1:" in line
    return line.rsplit(" ", 1)[1]


def drop_next(url: str, match: str) -> None:
    answer = httpx.post(f"{url}/__control/faults", json=[{"match": match, "drop_after_commit": True}])
    assert answer.status_code == 200


def test_a_scan_is_there_though_its_answer_never_came(launch: Launch) -> None:
    """The connection breaks after the scan was recorded, alone and in a batch, and reading it shows the sent time."""
    _, line = launch("qtickets")
    url = url_of(line)
    with httpx.Client(base_url=f"{url}{API}", headers=TOKEN) as client:
        for path, body, code in (
            ("/shows/41/barcode/875196723453", {"checked_at": AT}, "875196723453"),
            ("/shows/41/barcodes", [{"barcode": "871495495233", "checked_at": AT}], "871495495233"),
        ):
            drop_next(url, f"POST {API}/shows/*")
            with pytest.raises(httpx.RemoteProtocolError):
                client.post(path, json=body)
            assert client.get(f"/shows/41/barcode/{code}").json()["checked_at"] == AT


def test_a_reply_and_a_flag_are_there_though_their_answers_never_came(launch: Launch) -> None:
    """The connection breaks after the commit, and the thread has the message once, the inquiry its flag."""
    _, line = launch("lightspeed")
    url = url_of(line)
    with httpx.Client(base_url=f"{url}/en", auth=KEY) as client:
        drop_next(url, "POST */messages.json")
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/tickets/2546/messages.json", json={"ticketMessage": {"message": "Ready"}})
        drop_next(url, "PUT */tickets/2546.json")
        with pytest.raises(httpx.RemoteProtocolError):
            client.put("/tickets/2546.json", json={"ticket": {"isAnswered": True}})
        texts = [row["message"] for row in client.get("/tickets/2546/messages.json").json()["ticketMessages"]]
        assert texts == ["Ticket Message", "Ready"]
        assert client.get("/tickets/2546.json").json()["ticket"]["isAnswered"] is True


def test_bodies_of_gets_arrive_over_a_socket(launch: Launch) -> None:
    """A real client's GET with a body is filtered by it, and a switch of the command line is set."""
    _, line = launch("qtickets", "--switch", "double_scan=overwrite", "--fill", "60")
    url = url_of(line)
    body = {"where": [{"column": "id", "value": -1}]}
    assert httpx.request("GET", f"{url}{API}/orders", headers=TOKEN, json=body).json()["data"] == []
    assert httpx.get(f"{url}/__control/settings").json()["double_scan"] == "overwrite"
    assert len(httpx.get(f"{url}{API}/shows/44/barcodes", headers=TOKEN).json()) == 60


def test_what_was_answered_survives_a_kill(launch: Launch) -> None:
    """A recorded scan is there after kill -9; switches are not kept, since they belong to a start."""
    process, line = launch("qtickets")
    url = url_of(line)
    path = f"{API}/shows/41/barcode/875196723453"
    assert httpx.post(f"{url}{path}", headers=TOKEN, json={"checked_at": AT}).status_code == 200
    process.kill()
    process.communicate()
    process, line = launch("qtickets")
    assert httpx.get(f"{url_of(line)}{path}", headers=TOKEN).json()["checked_at"] == AT
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
