"""Which disk contents a power cut may leave: replays a program's recorded writes up to every system call.

A recording is made by strace. Between two fsyncs of a file its writes may reach the disk in any combination; four of
them are built at each boundary: none, all, a random subset, and all with the last one torn in the middle of a sector.
Metadata operations are taken as ordered, `-shm` files are left out (they are rebuilt), and a disk that lies about fsync
is not modelled.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,openat"
SECTOR_BYTES = 512
CALL = re.compile(r"^(?:\d+\s+)?(?P<name>\w+)\((?P<arguments>.*)\)\s*=\s*(?P<result>-?\d+)")
FILE = re.compile(r"^\d+<(?P<path>[^>]*)>")


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at an offset of a file."""

    path: str
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A new length of a file."""

    path: str
    length: int


@dataclass(frozen=True, slots=True)
class Sync:
    """All earlier writes of a file are on the disk."""

    path: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """A file is gone."""

    path: str


@dataclass(frozen=True, slots=True)
class Say:
    """The program told the world something: what it acknowledged must survive from here on."""

    text: str


Event = Write | Truncate | Sync | Unlink | Say


def can_record() -> str:
    """Give why nothing can be recorded here, empty when it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if probe.returncode == 0 else "strace may not trace here (ptrace is forbidden)"


def record(command: Sequence[str], folder: Path, trace: Path) -> list[Event]:
    """Run a program under strace and give what it wrote below `folder` and to standard output."""
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o", str(trace), *command],
        check=True,
        capture_output=True,
    )
    return list(events(trace.read_text(), str(folder)))


def events(trace: str, folder: str) -> Iterator[Event]:
    """Read a recording; calls that failed or concern other files are left out."""
    for line in whole_lines(trace):
        call = CALL.match(line)
        if not call or int(call["result"]) < 0:
            continue
        arguments = call["arguments"]
        if call["name"] == "unlink":
            path = unquoted(arguments.strip()).decode()
            if path.startswith(folder):
                yield Unlink(path)
            continue
        where = FILE.match(arguments)
        if not where:
            continue
        path = unescaped(where["path"])
        if call["name"] == "write" and arguments.startswith("1<"):
            yield Say(written(arguments).decode())
        elif path.startswith(folder + "/") and not path.endswith("-shm"):
            yield from file_events(call["name"], path, arguments)


def file_events(name: str, path: str, arguments: str) -> Iterator[Event]:
    """Turn one call on a file of the folder into an event; `write` without offset is not used by SQLite's files."""
    if name == "pwrite64":
        yield Write(path, int(arguments.rsplit(",", 1)[1]), written(arguments))
    elif name == "ftruncate":
        yield Truncate(path, int(arguments.rsplit(",", 1)[1]))
    elif name in ("fsync", "fdatasync"):
        yield Sync(path)


def whole_lines(trace: str) -> Iterator[str]:
    """Join calls that strace cut in two because another thread called in between."""
    unfinished: dict[str, str] = {}
    for line in trace.splitlines():
        thread, _, rest = line.partition(" ")
        if rest.endswith("<unfinished ...>"):
            unfinished[thread] = rest.removesuffix("<unfinished ...>").strip()
        elif (resumed := re.match(r"\s*<\.\.\. \w+ resumed>(.*)", rest)) and thread in unfinished:
            yield unfinished.pop(thread) + resumed[1]
        else:
            yield rest.strip()


def written(arguments: str) -> bytes:
    """Give the bytes of a call's quoted argument."""
    return unquoted(arguments[arguments.index('"') : arguments.rindex('"') + 1])


def unquoted(text: str) -> bytes:
    """Give the bytes of a quoted string of `\\x..` escapes."""
    return bytes.fromhex(text.strip('"').replace("\\x", ""))


def unescaped(path: str) -> str:
    """Give a path that strace may have written in escapes."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


@dataclass
class Disk:
    """What is surely on the disk, and what may be."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    pending: list[Write | Truncate] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Apply one event."""
        match event:
            case Write() | Truncate():
                self.synced.setdefault(event.path, bytearray())
                self.pending.append(event)
            case Sync():
                self.synced.setdefault(event.path, bytearray())
                for operation in [one for one in self.pending if one.path == event.path]:
                    apply(self.synced, operation)
                self.pending = [one for one in self.pending if one.path != event.path]
            case Unlink():
                self.synced.pop(event.path, None)
                self.pending = [one for one in self.pending if one.path != event.path]
            case Say():
                self.said.append(event.text)

    def images(self, dice: random.Random) -> Iterator[dict[str, bytearray]]:
        """Give the disk contents that a power cut at this moment may leave."""
        choices: list[list[Write | Truncate]] = [[], self.pending, [one for one in self.pending if dice.random() < 0.5]]
        if self.pending and isinstance(last := self.pending[-1], Write):
            kept = last.content[: max(SECTOR_BYTES, len(last.content) // 2) // SECTOR_BYTES * SECTOR_BYTES]
            choices.append([*self.pending[:-1], Write(last.path, last.offset, kept)])
        for operations in choices:
            image = {path: bytearray(content) for path, content in self.synced.items()}
            for operation in operations:
                apply(image, operation)
            yield image


def apply(files: dict[str, bytearray], operation: Write | Truncate) -> None:
    """Carry out a write or truncation on contents in memory."""
    content = files.setdefault(operation.path, bytearray())
    match operation:
        case Write():
            end = operation.offset + len(operation.content)
            content.extend(b"\0" * max(0, end - len(content)))
            content[operation.offset : end] = operation.content
        case Truncate():
            del content[operation.length :]
            content.extend(b"\0" * (operation.length - len(content)))


def crashes(recorded: Sequence[Event], seed: int = 1) -> Iterator[tuple[dict[str, bytearray], tuple[str, ...]]]:
    """Give every (disk contents, what was said until then) at every boundary of a recording."""
    disk = Disk()
    dice = random.Random(seed)
    for event in recorded:
        disk.take(event)
        said = tuple(disk.said)
        for image in disk.images(dice):
            yield image, said


def lay(image: dict[str, bytearray], original: Path, folder: Path) -> None:
    """Write contents into an empty folder in place of the original one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in image.items():
        (folder / Path(path).relative_to(original)).write_bytes(content)
