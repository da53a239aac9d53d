"""The power goes at any system call of the outbox: nothing it acknowledged is missing, and the file is never damaged.

`pytest tests/faults/test_outbox_power_cut.py -m long -n 0 -rP` is the full measure.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kds.kitchen.ports import CommandState
from kds.store import opened
from tests.faults import outbox_writer
from tests.faults.crash_states import can_record, crashes, lay, record
from tests.faults.figures import note

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(can_record()), reason=can_record() or "recording works"),
]
SHORT_PRESSES = 10
LONG_PRESSES = 60


async def test_no_power_cut_loses_an_acknowledged_press(tmp_path: Path) -> None:
    """After every possible cut the store opens without complaint and holds each acknowledged press with all its commands."""
    await cut_everywhere(tmp_path, SHORT_PRESSES)


@pytest.mark.long
async def test_no_power_cut_of_a_long_evening_loses_an_acknowledged_press(tmp_path: Path) -> None:
    """The same with six times as many presses."""
    await cut_everywhere(tmp_path, LONG_PRESSES)


async def cut_everywhere(tmp_path: Path, presses: int) -> None:
    """Record a writer of that many presses, and look at what each cut would leave."""
    folder, crashed = tmp_path / "state", tmp_path / "crashed"
    writer = [sys.executable, outbox_writer.__file__, str(folder), str(presses)]
    recorded = record(writer, folder, tmp_path / "trace")
    states = 0
    promises: set[str] = set()
    tried: set[tuple[int, int]] = set()
    for image, said in crashes(recorded):
        states += 1
        trial = (hash(tuple((path, bytes(content)) for path, content in sorted(image.items()))), len(said))
        if trial in tried:
            continue
        tried.add(trial)
        promises = set("".join(said).splitlines())
        lay(image, folder, crashed)
        async with opened(crashed) as store:
            assert store.banner == "", f"after {len(promises)} promises: {store.banner}"
            await store.open_commands()
        found, ended = rows_of(crashed)
        for promise in promises:
            kind, name, detail = promise.split()
            if kind == "intent":
                assert len(found.get(name, ())) == int(detail), f"{promise} is lost"
            else:
                assert ended[name] == detail, f"{promise} is lost"
        assert all(len(commands) == 1 + int(name[1:]) % 4 for name, commands in found.items()), "half a press"
    note(f"{states} crash states, {len(tried)} of them different, {len(promises)} promises kept")
    assert states > 20 * presses
    assert len(promises) > presses


def rows_of(folder: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Give intent id → its command ids, and command id → its state."""
    found: dict[str, list[str]] = {}
    states: dict[str, str] = {}
    with closing(sqlite3.connect(folder / "outbox.db")) as connection:
        for intent, command, state in connection.execute("SELECT intent_id, id, state FROM commands"):
            found.setdefault(intent, []).append(command)
            states[command] = CommandState(state).value
    return found, states
