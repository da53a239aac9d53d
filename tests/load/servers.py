"""Server processes on one port and one database, and the processor time that they and PostgreSQL use."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class Fleet:
    """Running servers of one address.

    Attributes:
        url: without a prefix.
        processes: the servers; one that was killed stays in the list.
    """

    url: str = ""
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def add(self, *options: str) -> None:
        """Start one more server; it does not listen yet."""
        process = subprocess.Popen(
            [sys.executable, "-m", "kds", "serve", *options, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)

    def wait(self) -> None:
        """Wait until all listen."""
        for process in self.processes:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, said + process.stdout.read()
            self.url = found.group()

    def cpu_seconds(self) -> float:
        """Give the processor time that the servers have used so far."""
        return sum(seconds_of(process.pid) for process in self.processes if process.poll() is None)


@contextmanager
def fleet(count: int, database: str) -> Iterator[Fleet]:
    """Run so many servers on one port; several need a database that they can share."""
    running = Fleet()
    try:
        port = str(free_port())
        for _ in range(count):
            running.add("--port", port, "--database", database, *(["--share-port"] if count > 1 else []))
        running.wait()
        yield running
    finally:
        for process in running.processes:
            process.terminate()
        for process in running.processes:
            process.communicate()


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def seconds_of(process: int, *, with_ended_children: bool = False) -> float:
    """Give the processor time of a process (proc(5), stat: utime, stime, and those of children that have ended)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if with_ended_children else 13])) / TICKS_A_SECOND


def postgres_seconds(folder: Path) -> float:
    """Give the processor time of a PostgreSQL by its folder: the first process, and all that it has begun."""
    first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return seconds_of(first, with_ended_children=True) + sum(seconds_of(int(child)) for child in children)
