"""The socket beside a running server's database, by which `kds serve backup` asks for a copy; it changes nothing.

It is a Unix socket that only the database's owner can open: whoever asks could read the file as well, so no login is
needed, and no copy of all passwords and keys ever travels over a network.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kds.errors import ServerError
from kds.server.backup.copying import NotWanted, copy_database
from kds.server.database import Database

COPY_WITHIN_SECONDS = 900.0
"""How long a running server may take for its copy; 1 GB takes about 20 seconds."""

_ASKED = b"backup\n"
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that lies beside the database until it was fetched.

    Attributes:
        file: the copy.
        rows: table → how many rows the database had at that moment.
    """

    file: Path
    rows: Mapping[str, int]


class BackupSocket:
    """Listens beside a database file, and makes one copy at a time.

    Args:
        database: open, with its lock held by this process.
        file: its file.
    """

    def __init__(self, database: Database, file: Path) -> None:
        self._database = database
        self._file = file
        self._one_at_a_time = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._is_open = True

    async def start(self) -> None:
        """Listen; a server that can't is still a server, so that only the log says it."""
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path = _socket_path(self._file)
        try:
            path.unlink(missing_ok=True)  # of a server that was killed: it can't hold the lock any more
            with _short(path) as address:
                listening.bind(address)
            path.chmod(0o600)
            self._server = await asyncio.start_unix_server(self._talk, sock=listening)
        except OSError as error:
            listening.close()
            LOG.warning("no back-up can be taken while this server runs: %s can't be made (%s)", path, error)

    async def stop(self) -> None:
        """Stop listening, and give up a copy that is being made."""
        self._is_open = False
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        async with self._one_at_a_time:
            _socket_path(self._file).unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        if talk is not None:
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)
        try:
            if await reader.readline() == _ASKED:
                async with self._one_at_a_time:
                    await self._serve(reader, writer)
        except (OSError, ValueError) as error:
            LOG.info("a talk about a back-up broke off: %s", error)
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Make a copy, say where it is, and remove it once the asker has hung up."""
        copy = self._file.with_name(self._file.name + ".copy")
        making = asyncio.create_task(
            asyncio.to_thread(copy_database, self._database, copy, is_wanted=lambda: self._is_open)
        )
        try:
            try:
                # the thread works with the database's connection, so that its end is waited for, come what may
                answer: dict[str, object] = {"copy": str(copy), "rows": await asyncio.shield(making)}
            except ServerError as error:
                LOG.warning("a back-up failed: %s", error)
                answer = {"error": str(error)}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
            await reader.read()
        finally:
            with contextlib.suppress(ServerError, NotWanted):
                await making
            copy.unlink(missing_ok=True)


@contextmanager
def copy_of_running(file: Path) -> Iterator[Copied | None]:
    """Give a copy from the server that runs on this database file, None where none listens there.

    Raises:
        ServerError: the server could not make one.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(COPY_WITHIN_SECONDS)
        try:
            with _short(_socket_path(file)) as address:
                asking.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            yield None
            return
        except OSError as error:
            raise ServerError(f"The server of {file} can't be asked for a back-up: {error.strerror}.") from error
        yield _asked(asking, file)


def _asked(asking: socket.socket, file: Path) -> Copied:
    try:
        asking.sendall(_ASKED)
        with asking.makefile("rb") as words:
            answer = json.loads(words.readline())
    except (OSError, ValueError) as error:
        raise ServerError(f"The server of {file} stopped or was too slow while it made the back-up.") from error
    if "error" in answer:
        raise ServerError(str(answer["error"]))
    return Copied(Path(answer["copy"]), answer["rows"])


def _socket_path(file: Path) -> Path:
    return file.with_name(file.name + ".control")


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Give an address of a socket that is short enough (unix(7): 108 bytes), however deep its folder is."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
