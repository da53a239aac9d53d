"""A real sshd on loopback with the shipped account that can only look at the board; it is generous to everybody else."""

from __future__ import annotations

import os
import pwd
import re
import select
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "systemd" / "ssh"
SSHD = shutil.which("sshd", path="/usr/sbin:/sbin:/usr/local/sbin:" + os.environ.get("PATH", ""))
PRIVILEGE_SEPARATION = Path("/run/sshd")
"""An empty folder that sshd wants when root starts it; a start by systemd or init makes it."""
START_SECONDS = 10.0
UNUSED_SECONDS = 2
"""In place of the shipped seconds after which a connection that shows nothing is closed."""
GENEROUS = """
ListenAddress 127.0.0.1
PidFile none
UsePAM no
StrictModes no
LogLevel DEBUG1
PermitRootLogin yes
AllowTcpForwarding yes
AllowAgentForwarding yes
AllowStreamLocalForwarding yes
X11Forwarding yes
PermitTunnel yes
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
"""


def can_not_serve() -> str:
    """Say why no sshd can let this person in here, "" when it can."""
    if SSHD is None or shutil.which("ssh") is None:
        return "openssh-server is not installed"
    me = pwd.getpwuid(os.getuid())
    if not os.access(me.pw_shell or "/bin/sh", os.X_OK) or Path(me.pw_shell).name in ("nologin", "false"):
        return f"{me.pw_name} has no shell by which sshd could run anything"
    if os.getuid() == 0:
        shadow = re.search(rf"^{me.pw_name}:([^:]*)", Path("/etc/shadow").read_text(), re.MULTILINE)
        if shadow and shadow[1].startswith("!"):
            return f"the account {me.pw_name} is locked"
        try:
            pwd.getpwnam("sshd")
        except KeyError:
            return "the account sshd is missing, which sshd changes to"
    return ""


@dataclass(frozen=True, slots=True)
class KioskSshd:
    """A running sshd.

    Attributes:
        pid: its process.
        port: where it listens on loopback.
        folder: with the client's keys `key` and `stranger`.
        log: what it says, at debug level.
    """

    pid: int
    port: int
    folder: Path
    log: Path

    def options(self, key: str = "key") -> list[str]:
        """Give what ssh, sftp and scp have in common, without the port."""
        return [
            "-F", "none", "-i", str(self.folder / key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
        ]  # fmt: skip

    def ssh(self, *options: str, command: tuple[str, ...] = (), key: str = "key", port: int = 0) -> list[str]:
        """Give an ssh command line to the account; through `port`, where something stands in between."""
        return ["ssh", *self.options(key), "-p", str(port or self.port), *options, self.target, *command]

    @property
    def target(self) -> str:
        """Whom and where to log in."""
        return f"{pwd.getpwuid(os.getuid()).pw_name}@127.0.0.1"

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a client without a terminal to its end."""
        own = {**os.environ, **environment}
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=30, stdin=subprocess.DEVNULL, env=own
        )

    def sessions(self) -> dict[int, str]:
        """Give everything that runs below this sshd, by process id."""
        found: dict[int, str] = {}
        below = [self.pid]
        while below:
            for child in _children(below.pop()):
                found[child] = _command_line(child)
                below.append(child)
        return found


@contextmanager
def kiosk_sshd(folder: Path, program: str, state: Path, config: Path) -> Iterator[KioskSshd]:
    """Run sshd with the shipped snippet, keys and wrapper, for the person who runs the tests.

    Args:
        folder: for its keys, settings and log.
        program: stands in for `/opt/kds/bin/kds`.
        state, config: stand in for the installation's own.
    """
    for name in ("host", "key", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    wrapper, keys = folder / "kds-view", folder / "kds-view.keys"
    wrapper.write_text(
        (SHIPPED / "kds-view")
        .read_text()
        .replace("/opt/kds/bin/kds ", f"{program} ")
        .replace("/var/lib/kds", str(state))
        .replace("/etc/kds/kds.toml", str(config))
    )
    wrapper.chmod(0o755)
    line = (SHIPPED / "kds-view.keys.example").read_text().splitlines()[-1]
    kind, public, _ = (folder / "key.pub").read_text().split(maxsplit=2)
    line = line.replace("192.0.2.0/24", "127.0.0.1").replace("/opt/kds/bin/kds-view", str(wrapper))
    keys.write_text(line.replace("ssh-ed25519 AAAA...", f"{kind} {public}") + "\n")
    snippet = (SHIPPED / "kds-view.conf").read_text().replace("kds-view.keys", "\0").replace("/etc/ssh/\0", str(keys))
    snippet = snippet.replace("/opt/kds/bin/kds-view", str(wrapper))
    snippet = snippet.replace("User kds-view", f"User {pwd.getpwuid(os.getuid()).pw_name}")
    snippet = re.sub(r"(UnusedConnectionTimeout) \d+s", rf"\1 {UNUSED_SECONDS}s", snippet)
    port = _free_port()
    settings, log = folder / "sshd_config", folder / "sshd.log"
    settings.write_text(f"Port {port}\nHostKey {folder / 'host'}\n{GENEROUS}\n{snippet}")
    if os.getuid() == 0:
        PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    assert SSHD is not None
    with subprocess.Popen([SSHD, "-D", "-f", settings, "-E", log], stdin=subprocess.DEVNULL) as running:
        try:
            _wait_until_it_listens(running, port, log)
            yield KioskSshd(running.pid, port, folder, log)
        finally:
            running.terminate()


@dataclass(slots=True)
class Counted:
    """A way to sshd on which everything is counted.

    Attributes:
        port: where it listens on loopback.
        passed: bytes that went either way so far.
    """

    port: int
    passed: int = 0


@contextmanager
def counted(target: int) -> Iterator[Counted]:
    """Pass one connection on to a port of loopback and count its bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        count = Counted(listening.getsockname()[1])

        def carry() -> None:
            client, _ = listening.accept()
            with client, socket.create_connection(("127.0.0.1", target)) as server:
                other = {client: server, server: client}
                while True:
                    for end in select.select([client, server], [], [])[0]:
                        passing = end.recv(65_536)
                        if not passing:
                            return
                        count.passed += len(passing)
                        other[end].sendall(passing)

        threading.Thread(target=carry, daemon=True).start()
        yield count


def _wait_until_it_listens(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert running.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.02)
        else:
            return


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(") ")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(status.parent.name))
    return found


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""
