"""The replay of power cuts is honest: it finds what SQLite is known to lose, and nothing where it promises to lose nothing."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from tests.faults.crash_states import can_record, crashes, lay, record

WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1] + "/bumps.db", isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("PRAGMA synchronous=" + sys.argv[2])
connection.execute("CREATE TABLE bump (id INTEGER PRIMARY KEY, filler TEXT)")
for number in range(12):
    connection.execute("INSERT INTO bump VALUES (?, ?)", (number, "x" * 300))
    print(number, flush=True)
"""

pytestmark = pytest.mark.skipif(bool(can_record()), reason=can_record() or "recording works")


def lost_acknowledgements(tmp_path: Path, synchronous: str) -> int:
    folder = tmp_path / "state"
    folder.mkdir()
    recorded = record([sys.executable, "-c", WRITER, str(folder), synchronous], folder, tmp_path / "trace")
    lost = 0
    for image, said in crashes(recorded):
        lay(image, folder, tmp_path / "crashed")
        acknowledged = {int(word) for word in "".join(said).split()}
        connection = sqlite3.connect(tmp_path / "crashed" / "bumps.db")
        try:
            found = {row[0] for row in connection.execute("SELECT id FROM bump")}
        except sqlite3.DatabaseError:
            found = set()
        finally:
            connection.close()
        lost = max(lost, len(acknowledged - found))
    return lost


def test_full_synchronisation_loses_no_acknowledged_row(tmp_path: Path) -> None:
    """What the outbox relies on: WAL with synchronous=FULL keeps every row it acknowledged, whenever the power goes."""
    assert lost_acknowledgements(tmp_path, "FULL") == 0


def test_normal_synchronisation_is_seen_to_lose_rows(tmp_path: Path) -> None:
    """The replay can fail: with synchronous=NORMAL acknowledged rows do vanish."""
    assert lost_acknowledgements(tmp_path, "NORMAL") > 0
