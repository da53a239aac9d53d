"""Tidying the folders of an installation: what nobody needs any more goes, everything that could still be needed stays."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kds.bootstrap.tidying import KEPT, tidy
from kds.cli import run
from kds.errors import StateError
from kds.store.database import Database

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OLD = NOW - KEPT - timedelta(hours=1)
YOUNG = NOW - KEPT + timedelta(hours=1)
IN_USE = ("outbox.db", "outbox.db-wal", "outbox.db-shm", "lock", "control", "kds.log", "kds.stacks", "server.db")


def left(folder: Path, name: str, at: datetime = OLD) -> Path:
    """Leave a file that was written then."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text("x" * 1000)
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the state folder of an installation whose logs have a folder of their own."""
    monkeypatch.setenv("LOGS_DIRECTORY", str(tmp_path / "logs"))
    (tmp_path / "kds.toml").write_text(
        'server = "http://127.0.0.1:9"\nuser = "kds"\ndevice = "KDS1"\npassword_file = "password"\n'
        f'state_dir = "{tmp_path / "state"}"\nstation = "Grill"\n[stations.Grill]\nendpoints = ["Grill"]\n'
    )
    return tmp_path / "state"


def tidied(installation: Path, now: datetime = NOW) -> set[str]:
    """Tidy and give the names of what went."""
    return {removed.file.name for removed in tidy(installation.parent / "kds.toml", {}, now)}


def test_what_is_in_use_is_never_removed(installation: Path) -> None:
    """However old they are, the outbox, its lock and the running log stay, and so does what is not ours."""
    kept = [left(folder, name) for folder in (installation, installation.parent / "logs") for name in IN_USE]
    kept += [left(installation, "outbox.db.corrupt-notes.txt"), left(installation, "my kds.log.1")]
    assert tidied(installation) == set()
    assert all(file.exists() for file in kept)


def test_old_leftovers_go_and_young_ones_stay(installation: Path) -> None:
    """Damaged databases count from the day they were found, logs from their last line; two weeks are kept."""
    logs = installation.parent / "logs"
    old, young = (f"outbox.db.corrupt-{day:%Y%m%dT%H%M%S%f}Z" for day in (OLD, YOUNG))
    gone = {left(installation, old), left(installation, f"{old}-wal"), left(logs, "kds.log.3")}
    gone |= {left(logs, "kds.stacks.old")}
    kept = {left(installation, young), left(installation, f"{young}-shm"), left(logs, "kds.log.1", YOUNG)}
    assert tidied(installation) == {file.name for file in gone}
    assert not any(file.exists() for file in gone)
    assert all(file.exists() for file in kept)


def test_a_board_s_own_damaged_database_is_known_by_its_name(installation: Path) -> None:
    """What a board moves aside today is still there tomorrow, and gone after two weeks."""

    async def start_a_board() -> None:
        database = Database(installation)
        await database.open()
        await database.close()

    left(installation, "outbox.db")
    asyncio.run(start_a_board())
    (moved,) = installation.glob("*.corrupt-*")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert tidied(installation, tomorrow) == set()
    assert tidied(installation, tomorrow + KEPT) == {moved.name}


def test_a_clock_that_is_behind_removes_nothing(installation: Path) -> None:
    """On a machine that woke up in 1970, everything is from the future and stays."""
    left(installation, "kds.log.1")
    assert tidied(installation, datetime(1970, 1, 2, tzinfo=UTC)) == set()


def test_a_file_that_can_not_be_removed_is_a_sentence(installation: Path) -> None:
    """Something in the way of the name ends with what to do."""
    (installation / f"outbox.db.corrupt-{OLD:%Y%m%dT%H%M%S}Z").mkdir(parents=True)
    with pytest.raises(StateError, match=r"can't be removed.*Run this as the owner"):
        tidied(installation)


def test_the_command_says_what_went(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`kds tidy` names each file and the sum; a second run finds nothing; folders that are missing are no fault."""
    command = ["tidy", "--config", str(installation.parent / "kds.toml")]
    assert run(command) == 0
    assert capsys.readouterr().out == "0 files, 0 kB\n"
    file = left(installation.parent / "logs", "kds.log.4", datetime.now(UTC) - KEPT - timedelta(days=1))
    assert run(command) == 0
    assert capsys.readouterr().out == f"removed {file}\n1 file, 1 kB\n"
