"""The account that looks at the board over SSH, at a real sshd: a picture, and no way to anything else."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kds.bench.board import COLUMNS, ROWS, board_command, full_board
from kds.bench.guests import OPEN_ORDERS, Guests
from kds.bench.terminal import Terminal
from kds.bench.till import Till, order_server
from tests.end_to_end.kiosk_sshd import KioskSshd, can_not_serve, counted, kiosk_sshd
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.faults.figures import note
from tests.rig import KDS, BoardOnTerminal, board_arguments, board_on_terminal, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(can_not_serve()), reason=can_not_serve() or "sshd works")]

STAND_IN = """#!/bin/sh
echo "BOARD $*"
env
echo END
[ "$KDS_STATE_DIR" = "${KDS_STATE_DIR%stays}" ] || exec sleep 300
"""
"""In place of `kds`: says with what it was started, and stays where the state folder is called so."""
REFUSED = "This account only shows the kitchen's board"
SUBSYSTEM_REFUSED = "subsystem request failed on channel 0\n"
"""Said of a subsystem that sshd does not have; with one that it has, the sentence has no stream to come by."""
PATIENCE_SECONDS = 20.0
CHANGES = 20
"""Orders that go, and others that come, in the busy minute."""
ENVIRONMENT = {
    "HOME", "KDS_STATE_DIR", "LANG", "MALLOC_ARENA_MAX", "PATH", "PWD", "TERM",
    "TEXTUAL_ANIMATIONS", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS",
}  # fmt: skip
"""All that a board is started with; PWD is the shell's own."""


@contextmanager
def stand_in(folder: Path, state: str) -> Iterator[KioskSshd]:
    """Run sshd with the stand-in for `kds`."""
    program = folder / "kds"
    program.write_text(STAND_IN)
    program.chmod(0o755)
    with kiosk_sshd(folder, str(program), folder / state, folder / "kds.toml") as running:
        yield running


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KioskSshd]:
    """Give an sshd whose board says how it was started and ends."""
    with stand_in(tmp_path_factory.mktemp("sshd"), "state") as running:
        yield running


@pytest.fixture(scope="module")
def staying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KioskSshd]:
    """Give an sshd whose board stays."""
    with stand_in(tmp_path_factory.mktemp("staying"), "stays") as running:
        yield running


def said(text: str) -> dict[str, str]:
    """Give the environment that the stand-in told."""
    lines = text.replace("\r", "").partition("BOARD ")[2].partition("END")[0].splitlines()[1:]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize(
    ("options", "command"),
    [
        ((), ("id",)),
        ((), ("sh", "-i")),
        (("-T",), ()),
        ((), ("/usr/lib/openssh/sftp-server",)),
        (("-s",), ("sftp",)),
        (("-s",), ("netconf",)),
        ((), ("'; id; :'", "$(id)", "`id`")),
    ],
    ids=["a command", "a shell", "no terminal", "sftp by name", "sftp as subsystem", "another subsystem", "quoting"],
)
def test_nothing_but_the_board_is_run(sshd: KioskSshd, options: tuple[str, ...], command: tuple[str, ...]) -> None:
    """Whatever is asked for without a terminal ends with one sentence and no output."""
    done = sshd.run(*sshd.ssh(*options, command=command))
    assert done.returncode != 0
    assert done.stdout == ""
    assert REFUSED in done.stderr or (options == ("-s",) and done.stderr in ("", SUBSYSTEM_REFUSED))


def test_with_a_terminal_every_command_is_the_board(sshd: KioskSshd) -> None:
    """`ssh -t HOST COMMAND` shows the board; the command is nowhere in what runs, nor in its environment."""
    done = sshd.run(*sshd.ssh("-tt", command=("id", "#marked")))
    assert f"BOARD board --view --config {sshd.folder / 'kds.toml'}" in done.stdout
    assert "uid=" not in done.stdout
    assert "marked" not in done.stdout


def test_no_file_comes_or_goes(sshd: KioskSshd, tmp_path: Path) -> None:
    """sftp and both protocols of scp neither fetch nor leave a file."""
    own, left = tmp_path / "own", tmp_path / "left"
    own.write_text("x")
    port = ["-P", str(sshd.port)]
    for command in (
        ["scp", *port, *sshd.options(), str(own), f"{sshd.target}:{left}"],
        ["scp", "-O", *port, *sshd.options(), str(own), f"{sshd.target}:{left}"],
        ["scp", *port, *sshd.options(), f"{sshd.target}:/etc/hostname", str(left)],
        ["scp", "-O", *port, *sshd.options(), f"{sshd.target}:/etc/hostname", str(left)],
        ["sftp", *port, *sshd.options(), f"{sshd.target}:/etc/hostname", str(left)],
    ):
        assert sshd.run(*command).returncode != 0, command
    assert not left.exists()


@pytest.mark.parametrize(
    ("term", "given"),
    [("linux", "linux"), ("tmux-256color", "tmux-256color"), ("evil; id", "xterm"), ("../../../tmp/x", "xterm")],
)
def test_the_environment_is_clean(sshd: KioskSshd, term: str, given: str) -> None:
    """Only a TERM that is known gets through; no variable that a client sends and none that sshd sets."""
    done = sshd.run(
        *sshd.ssh("-tt", "-A", "-o", "SendEnv=LC_* KDS_* TEXTUAL_* BASH_ENV ENV LD_PRELOAD", "-o", "SetEnv=LC_X=$(id)"),
        TERM=term,
        LC_EVIL="evil",
        KDS_SERVER="http://evil",
        TEXTUAL_ALLOW_SIGNALS="1",
        BASH_ENV="/tmp/evil",
        ENV="/tmp/evil",
    )
    told = said(done.stdout)
    assert set(told) <= ENVIRONMENT
    assert told["TERM"] == given
    assert told["KDS_STATE_DIR"].endswith("state")
    assert "evil" not in done.stdout + done.stderr


def test_only_a_key_on_the_list_gets_in(sshd: KioskSshd) -> None:
    """Another key and a password are refused."""
    for line in (
        sshd.ssh("-tt", key="stranger"),
        sshd.ssh("-tt", "-o", "PreferredAuthentications=password,keyboard-interactive"),
    ):
        done = sshd.run(*line)
        assert done.returncode == 255
        assert "Permission denied (publickey)" in done.stderr
        assert "BOARD" not in done.stdout


def test_nothing_is_forwarded(staying: KioskSshd, tmp_path: Path) -> None:
    """No port either way, no SOCKS, no Unix socket, no agent, no X11, no tunnel; an idle connection is closed."""
    with socket.create_server(("127.0.0.1", 0)) as inside, _free() as one, _free() as two, _free() as three:
        target, (local, socks, remote) = inside.getsockname()[1], (free.getsockname()[1] for free in (one, two, three))
        for free in (one, two, three):
            free.close()
        refused = staying.run(
            *staying.ssh("-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{remote}:127.0.0.1:{target}")
        )
        assert "remote port forwarding failed" in refused.stderr
        pair = (f"{local}:127.0.0.1:{target}", f"{tmp_path / 'socket'}:{tmp_path / 'other'}")
        with subprocess.Popen(
            staying.ssh("-N", "-L", pair[0], "-L", pair[1], "-D", str(socks)),
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as client:  # fmt: skip
            assert talked_to(local, b"hello") == b""
            hello, wish = b"\x05\x01\x00", b"\x05\x01\x00\x01\x7f\x00\x00\x01" + target.to_bytes(2, "big")
            assert talked_to(socks, hello + wish)[2:4] in (b"", b"\x05\x01", b"\x05\x02")
            assert client.wait(PATIENCE_SECONDS) != 0
        inside.settimeout(0)
        with pytest.raises(BlockingIOError):
            inside.accept()


def test_a_session_gets_no_agent_and_no_display(staying: KioskSshd, tmp_path: Path) -> None:
    """A client that offers its agent and its screen gets neither into the session, and is told so."""
    agent = tmp_path / "agent"
    line = [word.replace("LogLevel=ERROR", "LogLevel=INFO") for word in staying.ssh("-tt", "-A", "-Y")]
    environment = {"SSH_AUTH_SOCK": str(agent), "DISPLAY": "127.0.0.1:9"}
    with subprocess.Popen(["ssh-agent", "-D", "-a", agent], stdout=subprocess.DEVNULL) as own_agent:
        try:
            wait_until(agent.exists)
            with Terminal(line, columns=80, rows=24, environment=environment) as client:
                assert client.wait_for(lambda painted: b"END" in painted, PATIENCE_SECONDS)
                shown = client.take().decode()
        finally:
            own_agent.terminate()
    assert not {"SSH_AUTH_SOCK", "DISPLAY"} & set(said(shown))
    assert "X11 forwarding request failed" in shown
    assert "session_auth_agent_req: agent forwarding disabled" in staying.log.read_text()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_a_dropped_connection_leaves_nothing_behind(staying: KioskSshd, how: signal.Signals) -> None:
    """When the client is gone from one moment to the next, neither board nor session stays."""
    with Terminal(staying.ssh("-tt"), columns=80, rows=24) as client:
        assert client.wait_for(lambda painted: b"END" in painted, PATIENCE_SECONDS)
        assert any(line.startswith("sleep") for line in staying.sessions().values())
        os.kill(client.pid, how)
        wait_until(lambda: not staying.sessions())


def test_somebody_looks_at_a_running_board(tmp_path: Path) -> None:
    """The viewer shows the board's cards and changes none; when its link drops nothing stays, and the board goes on."""
    with order_server(tmp_path) as (url, _pid):
        till = Till(url)
        order = write_bill(till, "M1", dish("Burger", "Grill"))
        with board_on_terminal(*board_arguments(tmp_path, url)) as board, viewed(tmp_path) as sshd:
            board.wait_for("BURGER")
            holder = (tmp_path / "state" / "lock").read_text()
            with Terminal(sshd.ssh("-tt"), columns=80, rows=24) as link:
                viewer = BoardOnTerminal(link, 80, 24)
                viewer.wait_for("BURGER")
                viewer.press("1", "\r", " ", "s", "u")
                viewer.wait_for("nothing can be pressed")
                assert (tmp_path / "state" / "lock").read_text() == holder == str(board.terminal.pid)
                write_bill(till, "M2", dish("Venison", "Grill"))
                viewer.wait_for("VENISON")
                os.kill(link.pid, signal.SIGKILL)
                wait_until(lambda: not sshd.sessions())
            assert statuses(till, order) == {"Grill": "New"}
            board.wait_for("VENISON")
            board.press("1", "\r")
            board.wait_for(lambda screen: "BURGER" not in screen)


@pytest.mark.long
def test_what_a_minute_of_looking_costs(tmp_path: Path) -> None:
    """Sixty cards of ten lines on a terminal of 200x60, seen through sshd: every byte of the connection is counted."""
    with order_server(tmp_path) as (url, _pid):
        guests = Guests(url)
        guests.fill()
        command = board_command(url, tmp_path)
        with full_board(command, tmp_path), viewed(tmp_path) as sshd, counted(sshd.port) as count:
            line = sshd.ssh("-tt", port=count.port)
            with Terminal(line, columns=COLUMNS, rows=ROWS) as link:
                viewer = BoardOnTerminal(link, COLUMNS, ROWS)
                viewer.wait_for(f"{OPEN_ORDERS} open")
                link.settle(1.5, 10)
                first, count.passed = count.passed, 0
                link.watch(60.0)
                still, count.passed = count.passed, 0
                for _ in range(CHANGES):
                    guests.serve(guests.waiting()[0])
                    _, order = guests.order()
                    guests.till.fire(order)
                    link.watch(60.0 / CHANGES)
                busy = count.passed
        guests.close()
    note(f"{OPEN_ORDERS} cards: {first:,} bytes until they stand, {still:,} a minute when nothing changes, "
         f"{busy:,} a minute with {CHANGES} orders gone and come")  # fmt: skip
    assert 0 < still < busy


@contextmanager
def viewed(folder: Path) -> Iterator[KioskSshd]:
    """Run sshd for the board whose configuration and state are in this folder."""
    keys = folder / "sshd"
    keys.mkdir()
    with kiosk_sshd(keys, " ".join(KDS), folder / "state", folder / "kds.toml") as running:
        yield running


def talked_to(port: int, words: bytes) -> bytes:
    """Say something at a port of loopback, once it listens, and give what comes back until it is closed."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as talk:
                talk.sendall(words)
                return b"".join(iter(lambda: talk.recv(4096), b""))
        except ConnectionRefusedError:
            assert time.monotonic() < end
            time.sleep(0.02)
        except OSError:
            return b""


def _free() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))
