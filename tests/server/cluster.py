"""A PostgreSQL of the test run's own: made in a temporary folder, reached by a Unix socket, gone with the run."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from kds.server.database import Database
from kds.server.migrations import migrate
from kds.server.tables import metadata, revisions

MISSING = "PostgreSQL's programs are not installed; with Debian: apt install postgresql"
"""Why tests are skipped on a machine without them."""

LOCKED_USER, PASSWORD = "waiter", "correct-horse"
"""A user who needs a password; every other one comes in without."""

_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "jit=off")
_SMALL = ("shared_buffers=32MB", "max_connections=80", "listen_addresses=")
_TEMPLATE = "kds_template"
_START_SECONDS = 20


def programs() -> Path | None:
    """Give the folder of PostgreSQL's programs, the newest where there are several."""
    beside = shutil.which("initdb")
    if beside is not None:
        return Path(beside).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """A running PostgreSQL; its texts sort as English people sort, so that a test sees who relies on it.

    Attributes:
        folder: where it is, the socket too.
    """

    def __init__(self, *, is_durable: bool = False) -> None:
        found = programs()
        if found is None:
            pytest.skip(MISSING)
        self._programs = found
        self._options = _SMALL if is_durable else (*_SMALL, *_QUICK)
        self._numbers = itertools.count()
        self._has_template = False
        self._released: list[str] = []
        # short enough for a socket's name, and open to whoever PostgreSQL runs as
        self.folder = Path(tempfile.mkdtemp(prefix="kds-postgres-", dir="/tmp"))
        is_root = os.geteuid() == 0  # as whom PostgreSQL refuses to run
        nobody = pwd.getpwnam("nobody")
        as_whom = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"] if is_root else []
        # it ends with the run, however that ends
        self._before = ["setpriv", *as_whom, "--pdeathsig=INT"] if is_root or shutil.which("setpriv") else []
        if is_root:
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._make()
        self.start()

    def _run(self, program: str, *arguments: str) -> list[str]:
        return [*self._before, str(self._programs / program), *arguments]

    def _make(self) -> None:
        options = ["-D", "data", "-U", "kds", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
        options += ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
        made = subprocess.run(
            self._run("initdb", *options), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
        access = self.folder / "data" / "pg_hba.conf"
        access.write_text(f"local all {LOCKED_USER} scram-sha-256\n" + access.read_text())

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [f"-c{option}" for option in (*self._options, f"unix_socket_directories={self.folder}")]
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                self._run("postgres", "-D", "data", *options), cwd=self.folder, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """End every connection, and it."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(_START_SECONDS)

    def close(self) -> None:
        """End it at once and leave nothing behind."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(_START_SECONDS)
        shutil.rmtree(self.folder)

    def url(self, database: str, user: str = "kds") -> str:
        """Give the address of one of its databases, as `kds serve --database` takes it."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Do something beside the server."""
        with psycopg.connect(f"host={self.folder} user=kds dbname={database}", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def empty(self) -> str:
        """Make a database without a table and give its address."""
        name = f"kds_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def fresh(self) -> str:
        """Give the address of a database that has its tables and nothing in them; `release` takes it back."""
        if self._released:
            return self._released.pop()
        if not self._has_template:
            self.execute(f"CREATE DATABASE {_TEMPLATE}")
            database = Database(self.url(_TEMPLATE))
            with database.migrating() as connection:
                migrate(connection, database.place)
            database.close()
            self._has_template = True
        name = f"kds_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self.url(name)

    def release(self, address: str) -> None:
        """Empty the tables of a database that nobody uses any more, for the next one who needs a fresh one.

        This is quicker than to drop it and to make another, and a cluster of many databases stops slowly.
        """
        emptied = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables) if table is not revisions]
        counted = [table.name for table in metadata.sorted_tables if table.primary_key.columns.keys() == ["sequence"]]
        begun = [f"SELECT setval('{name}_sequence_seq', 1, false)" for name in counted]
        self.execute("; ".join([*emptied, *begun]), database=make_url(address).database or "")
        self._released.append(address)
