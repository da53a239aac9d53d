"""What this machine says about itself: versions, terminal, disks, clock, units; every program it asks is given little time."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from kds import __version__
from kds.bootstrap.doctor.looking import Seen

LIBRARIES = (
    "textual", "rich", "httpx", "pydantic", "pydantic-settings", "apscheduler", "structlog", "typer", "websockets",
    "prometheus-client", "fastapi", "uvicorn", "sqlalchemy", "alembic", "psycopg",
)  # fmt: skip
"""Libraries whose versions are told; those of extras may be missing."""
UNITS = ("kds-board.service", "kds-server.service", "kds-tidy.timer")
"""Units whose state is told."""
PROPERTIES = "Id,LoadState,ActiveState,SubState,Result,NRestarts,ExecMainStatus,ActiveEnterTimestamp,MemoryCurrent"
"""What is told of each."""
PROGRAM_SECONDS = 5.0
"""How long a program of the system may take to answer."""
TERMINAL_VARIABLES = ("TERM", "COLORTERM", "LANG", "LC_ALL", "NO_COLOR", "TEXTUAL_FPS", "TEXTUAL_ANIMATIONS", "SSH_TTY")
"""Variables that change how a board looks."""


def versions(_seen: Seen) -> str:
    """Give versions and the terminal this command was called on."""
    rows = [
        f"kds {__version__}",
        f"Python {sys.version.split()[0]} ({sys.executable})",
        f"system {_release()}; kernel {platform.release()}; {platform.machine()}{_model()}",
        *(f"{name} {_version(name)}" for name in LIBRARIES),
        "",
        *(f"{name}={os.environ[name]}" for name in TERMINAL_VARIABLES if name in os.environ),
        f"terminal of this command: {_terminal()}",
        "other variables of kds: "
        + (", ".join(sorted(name for name in os.environ if name.startswith("KDS_"))) or "none"),
    ]
    return "\n".join(rows)


def files(seen: Seen) -> str:
    """Give names, sizes and rights of what lies in the folders of state and log, and the room on their disks."""
    if seen.folder is None or seen.log is None:
        return "The configuration can't be used, so the folders are not known."
    rows = []
    for folder in dict.fromkeys((seen.folder, seen.log.parent)):
        if not folder.is_dir():
            rows.append(f"{folder}: does not exist")
            continue
        room = shutil.disk_usage(folder)
        rows.append(f"{folder}: {room.free} of {room.total} bytes free, {_mount(folder)}")
        for file in sorted(folder.iterdir()):
            found = file.lstat()
            changed = datetime.fromtimestamp(found.st_mtime, UTC).isoformat(timespec="seconds")
            rows.append(f"  {found.st_mode:o} {found.st_uid}:{found.st_gid} {found.st_size:>12} {changed} {file.name}")
    return "\n".join(rows)


def clock(seen: Seen) -> str:
    """Give the time of this machine, whether a network's time keeps it right, and the till's difference."""
    now = datetime.now(UTC)
    rows = [f"now {now.isoformat(timespec='seconds')}, here {now.astimezone().isoformat(timespec='seconds')}"]
    if seen.status is not None:
        rows.append(f"this machine's clock minus the till's: {seen.status.connection.skew_seconds:+.1f} s")
    rows.append(said("timedatectl", "show"))
    return "\n".join(rows)


def units(_seen: Seen) -> str:
    """Give how systemd sees the units."""
    return said("systemctl", "show", "--no-pager", f"--property={PROPERTIES}", *UNITS)


def said(program: str, *arguments: str) -> str:
    """Give what a program of the system says, or why it says nothing."""
    path = shutil.which(program)
    if path is None:
        return f"{program} is not installed here"
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system with arguments of our own
            [path, *arguments],
            capture_output=True,
            text=True,
            timeout=PROGRAM_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return f"{program} did not answer in {PROGRAM_SECONDS:.0f} s"
    except OSError as error:
        return f"{program} can't be run: {error.strerror}"
    return (done.stdout + done.stderr).strip() or f"{program} said nothing (exit status {done.returncode})"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _release() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    except OSError:
        return platform.platform()


def _model() -> str:
    """Give the name of a small computer, as its firmware tells it."""
    file = Path("/proc/device-tree/model")
    return "; " + file.read_text(encoding="ascii", errors="replace").strip("\0 \n") if file.is_file() else ""


def _terminal() -> str:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        try:
            size = os.get_terminal_size(stream.fileno())
            return f"{size.columns}x{size.lines}, {os.ttyname(stream.fileno())}"
        except (OSError, ValueError):
            continue
    return "none"


def _mount(folder: Path) -> str:
    """Give the kind and the options of the file system that a folder is on (proc(5), `mounts`)."""
    place = folder.resolve()
    found = ("/", "unknown")
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, kind, options, *_rest = line.split()
        if place.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, f"{kind} {options}")
    return f"{found[1]} on {found[0]}"
