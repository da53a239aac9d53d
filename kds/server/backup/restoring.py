"""`kds serve restore`: puts a back-up in place of a database that no server uses; keeps the former one."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kds.errors import ServerError
from kds.server.backup.contents import Contents, look_into
from kds.server.backup.places import database_file, insist_on_owner
from kds.server.backup.taking import on_disk
from kds.server.sqlite import claimed

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database that was not closed."""

_BY_POSTGRES = (
    "stop its servers, make the database anew and run pg_restore --no-owner --exit-on-error --dbname={url} {file} && "
    "psql --dbname={url} --command=\"UPDATE facts SET value = md5(random()::text) WHERE name = 'instance'; "
    'DELETE FROM sessions"'
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        contents: what the database holds now.
        former: where the former database lies now; None where there was none.
    """

    contents: Contents
    former: Path | None


def restore(file: Path, place: str, *, replace: bool, now: datetime) -> Restored:
    """Put a back-up in place.

    The database gets a new instance (contract 5), so that every board notices that the till went back in time, compares,
    and sends again what it had confirmed since. Sessions end, or one that was ended after the back-up would live again.

    Args:
        file: the back-up; it stays as it is.
        place: `--database` of the server.
        replace: whether a database that is there is moved aside; else it is refused.
        now: names the former database.

    Raises:
        ServerError: the file is no good back-up, or the database is in use or in the way; nothing was changed then.
    """
    target = database_file(place, to_do=_BY_POSTGRES.format(file=shlex.quote(str(file)), url="{url}"))
    look_into(file)
    if not target.absolute().parent.is_dir():
        raise ServerError(f"There is no folder {target.absolute().parent}. Make it first, for the server's user.")
    insist_on_owner(target)
    was_there = target.exists()
    part = target.with_name(target.name + ".restoring")
    with closing(claimed(str(target))):
        is_there = was_there and any(_beside(target, end).stat().st_size for end in ("", *_existing(target)))
        if is_there and not replace:
            raise ServerError(
                f"{target} holds a database already. With --replace it is moved aside, and the back-up takes its place."
            )
        try:
            contents = _prepared(file, part)
            former = _set_aside(target, now) if is_there else None
            part.replace(target)
            on_disk(target.absolute().parent)
        except OSError as error:
            raise ServerError(f"The back-up can't be put in place: {error.strerror}. {target} is as it was.") from error
        finally:
            part.unlink(missing_ok=True)
    return Restored(contents, former)


def _prepared(file: Path, part: Path) -> Contents:
    """Write the database that is to take the place, checked and on disk."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(file, part)
    with closing(sqlite3.connect(part)) as connection, connection:
        connection.execute("UPDATE facts SET value = ? WHERE name = 'instance'", (uuid.uuid4().hex,))
        connection.execute("DELETE FROM sessions")
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return look_into(part)


def _set_aside(target: Path, now: datetime) -> Path:
    """Give the former database another name; until the new one takes its place it has both."""
    with contextlib.suppress(sqlite3.Error), closing(sqlite3.connect(target)) as connection:
        # brings the last writes of a server that was killed into the file; a damaged one is kept as it is
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    former = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}")
    for end in _existing(target):
        _beside(target, end).rename(_beside(former, end))
    former.hardlink_to(target)
    return former


def _existing(target: Path) -> list[str]:
    return [end for end in _BESIDE if _beside(target, end).exists()]


def _beside(target: Path, end: str) -> Path:
    return target.with_name(target.name + end)
