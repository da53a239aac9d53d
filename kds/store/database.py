"""The one connection in its one thread: opens the file safely, runs functions on it, and says in plain words what failed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from kds.errors import StateError
from kds.language import tr
from kds.store import lock
from kds.store.schema import bring_up_to_date

Answer = TypeVar("Answer")

DATABASE_FILE = "outbox.db"
"""Name of the database in the state folder."""

PAGE_BYTES = 4096
CAP_BYTES = 256 * 1024 * 1024
"""Largest size of the database; above it SQLite refuses to write, and bumps are refused visibly (reliability 3.1.11)."""

CACHE_KIB = 256
"""Pages kept in memory: the board reads its outbox once, at its start; SQLite would keep 2 MB."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY_CODE = 0xFF


class Database:
    """One SQLite file, held by this process alone; every function runs in the same thread, one after the other.

    Attributes:
        file: the database file.
        banner: what a person must know about the start, such as a damaged file that was moved aside; "" if nothing.
        last_write_failed: whether the last write did not reach the disk.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / DATABASE_FILE
        self.banner = ""
        self.last_write_failed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kds-store")
        self._lock = -1
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Take the folder, check the file, and bring its schema up to date.

        Raises:
            StateLocked: another process holds the folder.
            StateError: the folder or file can't be used.
        """
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._open)
        except StateError:
            self._thread.shutdown(wait=False)
            raise

    async def close(self) -> None:
        """Close the connection and let the folder go; what was committed stays."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
        self._thread.shutdown(wait=True)

    async def read(self, function: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run a function that only reads; raises StateError."""
        return await self._in_thread(self._run, function)

    async def write(self, function: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run a function in one transaction that is on disk when this returns; raises StateError and keeps nothing."""
        try:
            answer = await self._in_thread(self._commit, function)
        except StateError:
            self.last_write_failed = True
            raise
        self.last_write_failed = False
        return answer

    async def _in_thread(
        self,
        run: Callable[[Callable[[sqlite3.Connection], Answer]], Answer],
        function: Callable[[sqlite3.Connection], Answer],
    ) -> Answer:
        if self._connection is None:
            raise StateError(tr("{file} is closed; kds is stopping.", file=self.file))
        return await asyncio.get_running_loop().run_in_executor(self._thread, run, function)

    def _run(self, function: Callable[[sqlite3.Connection], Answer]) -> Answer:
        if self._connection is None:
            raise StateError(tr("{file} is closed; kds is stopping.", file=self.file))
        with self._plainly():
            return function(self._connection)

    def _commit(self, function: Callable[[sqlite3.Connection], Answer]) -> Answer:
        def transaction(connection: sqlite3.Connection) -> Answer:
            connection.execute("BEGIN IMMEDIATE")
            try:
                answer = function(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return answer

        return self._run(transaction)

    def _open(self) -> None:
        self._lock = lock.hold(self.file.parent)
        try:
            with self._plainly():
                self._connection = self._connect_or_begin_anew()
        except StateError:
            self._let_go()
            raise

    def _connect_or_begin_anew(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE not in _DAMAGED:
                raise
        self.banner = self._move_aside()
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        os.close(os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            for pragma in (
                "locking_mode = EXCLUSIVE",
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                f"max_page_count = {CAP_BYTES // PAGE_BYTES}",
                f"cache_size = -{CACHE_KIB}",
                "secure_delete = ON",  # forgotten guests are not left behind in free pages
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                damage = sqlite3.DatabaseError(verdict)
                damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise damage
            bring_up_to_date(connection, str(self.file))
        except BaseException:
            connection.close()
            raise
        return connection

    def _move_aside(self) -> str:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        kept = self.file.with_name(f"{self.file.name}.corrupt-{stamp}")
        for suffix in ("", "-wal", "-shm"):
            part = self.file.with_name(self.file.name + suffix)
            if part.exists():
                part.rename(kept.with_name(kept.name + suffix))
        return tr(
            "The file of unsent changes was damaged and is now {file}; this board starts with an empty one. "
            "Compare the last minutes with the till.",
            file=kept.name,
        )

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StateError(self._sentence(error)) from error
        except ValueError as error:
            raise StateError(
                tr(
                    "{file} holds something that this version of kds can't read. Install the former version again, "
                    "or move the file away when nothing in it is waiting to be sent.",
                    file=self.file,
                )
            ) from error
        except OSError as error:
            raise StateError(
                tr(
                    "{file} can't be used: {reason}. Correct the rights of the state folder or its disk.",
                    file=self.file,
                    reason=error.strerror,
                )
            ) from error

    def _sentence(self, error: sqlite3.Error) -> str:
        match getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE:
            case sqlite3.SQLITE_FULL:
                return tr(
                    "{file} is full or its disk is. Nothing more is kept until there is room on the disk.",
                    file=self.file,
                )
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                return tr(
                    "{file} can't be written. Correct the rights of the state folder, or mount its disk writable.",
                    file=self.file,
                )
            case sqlite3.SQLITE_IOERR:
                return tr(
                    "The disk of {file} reports an error. Check or replace it; a restart tries again.", file=self.file
                )
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return tr(
                    "Another program has {file} open. Close it; nothing else may open this file while kds runs.",
                    file=self.file,
                )
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                return tr("{file} is damaged. A restart moves it aside and begins with an empty one.", file=self.file)
            case _:
                return tr(
                    "{file} can't be used: {reason}. A restart may help; the file is kept as it is.",
                    file=self.file,
                    reason=error,
                )
