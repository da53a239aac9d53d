"""`kds serve backup`: a checked copy of the order server's database under the name that was asked for."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kds.errors import ServerError
from kds.server.backup.contents import Contents, look_into
from kds.server.backup.control import Copied, copy_of_running
from kds.server.backup.copying import copy_database
from kds.server.backup.places import database_file, insist_on_owner
from kds.server.database import Database


def take(place: str, file: Path) -> Contents:
    """Back a database up, whether its server runs or not, and give what is in the back-up.

    The file appears under its name only when it is whole, on disk and checked; it is readable by its owner only.

    Args:
        place: `--database` of the server.
        file: the back-up; there must be none yet.

    Raises:
        ServerError: it can't be taken; the file is not there then.
    """
    source = database_file(place, to_do=f"run pg_dump --format=custom --file={shlex.quote(str(file))} --dbname={{url}}")
    if file.exists():
        raise ServerError(f"{file} is there already and is not overwritten. Name another file.")
    part = file.with_name(file.name + ".part")
    with ExitStack() as stack:
        copied = stack.enter_context(copy_of_running(source)) or stack.enter_context(_copy_of_resting(source))
        try:
            return _brought(copied, part, file)
        except OSError as error:
            raise ServerError(f"The back-up {file} can't be written: {error.strerror}.") from error


def _brought(copied: Copied, part: Path, file: Path) -> Contents:
    """Write the back-up beside its name, check it, and only then give it its name."""
    with _new(part), part.open("wb") as target:
        with copied.file.open("rb") as source:
            shutil.copyfileobj(source, target, 1024 * 1024)
        target.flush()
        os.fsync(target.fileno())
        contents = look_into(part)
        if contents.rows != copied.rows:
            raise ServerError(f"The back-up {file} does not hold what the database held; it was thrown away.")
        part.rename(file)
    on_disk(file.parent)
    return contents


@contextmanager
def _new(part: Path) -> Iterator[None]:
    """Make a file for its owner only; it goes when the block is left by an error."""
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise ServerError(
            f"{part} is there: another back-up is under way, or one broke off; then delete it."
        ) from error
    try:
        yield
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _copy_of_resting(source: Path) -> Iterator[Copied]:
    """Copy a database that no server uses; none can start meanwhile."""
    if not source.is_file() or not source.stat().st_size:
        raise ServerError(f"There is no database {source}. Name it with --database as kds serve does.")
    insist_on_owner(source)
    copy = source.with_name(source.name + ".copy")
    database = Database(str(source))
    try:
        yield Copied(copy, copy_database(database, copy))
    finally:
        copy.unlink(missing_ok=True)
        database.close()


def on_disk(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
