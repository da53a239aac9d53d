"""Neither password nor token of a whole session is written anywhere: not to logs, state, screen, arguments or environment."""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.faults import faulty_kds
from tests.faults.figures import note
from tests.faults.middleman import middleman
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Session:
    """What a board left behind, and what must not be in it.

    Attributes:
        secrets: the password and every token that went over the line.
        log: everything that was logged.
        traces: place → what stands there.
    """

    secrets: frozenset[str]
    log: str
    traces: dict[str, bytes]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A session at debug level: login, bump, a token that runs out and is refreshed, one that can't be, and then a board
    with a mistake in it, whose tracebacks hold whole requests.
    """
    folder = tmp_path_factory.mktemp("session")
    password = f"Pw-{secrets.token_hex(12)}"
    with order_server(folder) as (url, _pid), middleman(int(url.rsplit(":", 1)[1])) as between:
        till = Till(url)
        add_cook(url, password)
        order = write_bill(till, "M1", dish("Burger", "Grill"))
        address = f"http://127.0.0.1:{between.server_port}"
        arguments = board_arguments(folder, address, user="secretive", password=password)
        with (folder / "kds.toml").open("a") as configuration:
            configuration.write('log_level = "DEBUG"\n')
        with board_on_terminal(*arguments) as board:
            board.wait_for("BURGER")
            board.linger(1.0)
            process = Path(f"/proc/{board.terminal.pid}")
            traces = {name: (process / name).read_bytes() for name in ("cmdline", "environ")}
            board.press("1", "\r")
            board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})
            between.expired = 1
            board.wait_for(lambda _: len(between.tokens) > 2)
            between.without_refresh = True
            between.expired = 1
            board.wait_for(lambda _: len(between.tokens) > 4)
            board.wait_for("LIVE")
            board.press("u")
            board.wait_for(lambda _: statuses(till, order) == {"Grill": "New"})
        with board_on_terminal(*arguments, program=(sys.executable, faulty_kds.__file__, "telling")) as stumbling:
            stumbling.wait_for("BuiltInFault")
            stumbling.wait_for("LIVE")
            stumbling.wait_for(lambda screen: "LIVE" in screen and "BuiltInFault" not in screen)
        traces["screen"] = bytes(board.raw + stumbling.raw)
        found = frozenset({password, *between.tokens})
    state = folder / "state"
    traces |= {file.name: file.read_bytes() for file in state.iterdir() if file.is_file()}
    log = "".join(file.read_text() for file in sorted(state.glob("kds.log*")))
    return Session(found, log, traces)


def test_the_session_was_worth_looking_at(session: Session) -> None:
    """Three logins' worth of tokens went over the line, and the log has lines of debug level."""
    assert len(session.secrets) >= 1 + 3
    assert all(len(secret) >= 16 for secret in session.secrets)
    assert '"level": "debug"' in session.log


def test_tracebacks_were_logged(session: Session) -> None:
    """The log has tracebacks of requests with a password and with a token, and says what was taken out of them."""
    faults = [json.loads(line).get("exception", "") for line in session.log.splitlines()]
    assert any("Traceback" in fault and "UserName" in fault and "***" in fault for fault in faults)
    assert any("Traceback" in fault and "Authorization" in fault and "***" in fault for fault in faults)


def test_no_secret_is_logged(session: Session) -> None:
    """The log of the whole session at debug level holds neither the password nor a token."""
    for secret in session.secrets:
        assert secret not in session.log
    lines = session.log.count("\n")
    note(f"{len(session.secrets)} secrets, {lines} log lines, {session.log.count('Traceback')} tracebacks: none found")


@pytest.mark.parametrize("place", ["cmdline", "environ", "screen", "outbox.db", "lock"])
def test_no_secret_is_left_in(session: Session, place: str) -> None:
    """What other users of the machine can see, and what stays on the disk, holds no secret."""
    assert session.traces[place] or place == "lock"
    for secret in session.secrets:
        assert secret.encode() not in session.traces[place]


def add_cook(url: str, password: str) -> None:
    """Give the restaurant a user with the rights of its expo and a password of its own."""
    chef = Till(url, user="chef", password="9999", device="P02")
    (expo,) = chef.call("GET", "/users?userName=expo")["items"]
    chef.call("POST", "/users", {
        "userName": "secretive", "name": "Secretive", "password": password, "isActive": True, "roles": expo["roles"],
    })  # fmt: skip
