"""The store on a real disk: what it acknowledged is there again, and every trouble is a sentence."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kds.domain.errands import AddMemo, Reply
from kds.domain.intents import Command, EndpointPart, Errand, Fire, Intent, IntentKind, OneItem, SetStatus, WholeOrder
from kds.domain.marks import Marks
from kds.domain.order import Endpoint
from kds.domain.terms import Status
from kds.errors import StateError, StateLocked
from kds.kitchen.ports import CommandState
from kds.store import Store, opened
from kds.store.schema import STEPS
from tests.builders import an_item, an_order, at

WHEN = datetime(2026, 11, 22, 19, 42, tzinfo=UTC)


def a_bump(number: int = 1, *, when: datetime = WHEN) -> Intent:
    """Give a bump of one order by three routes."""
    changes = (
        SetStatus(EndpointPart("Grill/Back"), Status.READY),
        SetStatus(OneItem(3), Status.SERVED),
        SetStatus(WholeOrder(), Status.SERVED),
    )
    commands = tuple(
        Command(id=f"c{number}-{place}", order_id=f"o{number}", number=number, change=change)
        for place, change in enumerate(changes)
    )
    return Intent(f"i{number}", IntentKind.BUMP, "GRILL", "T9", "card", when, commands, seen=frozenset({"a", "b"}))


async def keep(store: Store, intent: Intent, ended: Mapping[str, CommandState] | None = None) -> None:
    """Store an intent with no marks."""
    await store.add(intent, station="GRILL", marks=None, ended=ended or {}, replacing=frozenset())


def moved_aside(folder: Path) -> list[Path]:
    """Give the damaged files that were kept."""
    return sorted(folder.glob("outbox.db.corrupt-*"))


async def test_a_stored_bump_is_there_after_a_restart(tmp_path: Path) -> None:
    """What was acknowledged is read back as it was, in the order it was pressed."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
        await keep(store, a_bump(2))
        await store.move("c1-1", CommandState.UNKNOWN, reason="timed out", attempts=2, rounds=1, key="again")
    async with opened(tmp_path) as store:
        rows = await store.open_commands()
        assert [row.command for row in rows] == [*a_bump(1).commands, *a_bump(2).commands]
        assert (rows[1].state, rows[1].reason, rows[1].attempts, rows[1].rounds, rows[1].key) == (
            CommandState.UNKNOWN,
            "timed out",
            2,
            1,
            "again",
        )
        assert rows[0].key == rows[0].command.id
        assert rows[0].created_at == WHEN
        assert await store.recent_intents(WHEN - timedelta(minutes=1)) == (a_bump(1), a_bump(2))
        assert await store.recent_intents(WHEN + timedelta(seconds=1)) == ()


async def test_an_intent_ends_older_commands_in_the_same_transaction(tmp_path: Path) -> None:
    """A replaced command is out of the open ones at once; a failing transaction leaves everything as it was."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
        await keep(store, a_bump(2), {"c1-0": CommandState.SUPERSEDED})
        before = await store.open_commands()
        assert "c1-0" not in [row.command.id for row in before]
        with pytest.raises(StateError):
            await keep(store, a_bump(2), {"c1-1": CommandState.SUPERSEDED})
        assert await store.open_commands() == before


async def test_a_fire_keeps_its_hour_and_what_it_stands_for(tmp_path: Path) -> None:
    """`not_before` and `replaces` survive a restart."""
    fire = Command(id="f", order_id="o", number=7, change=Fire(), at=WHEN)
    intent = Intent("i", IntentKind.FIRE, "EXPO", "T4", "card", WHEN, (fire,), not_before=WHEN + timedelta(seconds=3))
    async with opened(tmp_path) as store:
        await store.add(intent, station="EXPO", marks=None, ended={}, replacing=frozenset({"f"}))
    async with opened(tmp_path) as store:
        (row,) = await store.open_commands()
        assert row.not_before == WHEN + timedelta(seconds=3)
        assert row.replaces
        assert row.command == fire


async def test_marks_and_the_last_board_come_back(tmp_path: Path) -> None:
    """A station's marks and the cached board are the same after a restart; other stations have none."""
    order = an_order(an_item("Rösti", "0.5", on=("Grill", "Fry")), table=None, due="20:00", note="nut allergy")
    marks = Marks(
        seen=frozenset({"x"}), first_seen={"o1": WHEN}, kept={"o1": order}, card_of={"o1": "k"}, again={"o1/1": WHEN}
    )
    async with opened(tmp_path) as store:
        await store.save_marks("GRILL", Marks())
        await store.save_marks("GRILL", marks)
        await store.save_board((order,), (Endpoint("Grill"), Endpoint("Fry", is_active=False)), WHEN)
    async with opened(tmp_path) as store:
        assert await store.load_marks("GRILL") == marks
        assert await store.load_marks("BAR") == Marks()
        assert await store.load_board() == ((order,), (Endpoint("Grill"), Endpoint("Fry", is_active=False)), WHEN)


async def test_what_was_done_after_the_last_board_is_known(tmp_path: Path) -> None:
    """A start without the till can tell which confirmed commands the kept board does not show yet."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
        await store.move("c1-0", CommandState.DONE)
        assert await store.done_since_board() == ()
        await store.save_board((), (), WHEN)
        await store.move("c1-1", CommandState.DONE)
        await store.move("c1-2", CommandState.DISCARDED)
        assert await store.done_since_board() == (a_bump(1).commands[1],)
        await store.save_board((), (), WHEN)
        assert await store.done_since_board() == ()


async def test_how_long_ago_something_ended_is_told_by_a_clock_that_never_steps(tmp_path: Path) -> None:
    """What is done or obsolete counts by the monotonic clock, over a restart of the board too; what is open does not."""
    seconds = [1000.0]
    async with opened(tmp_path, monotonic=lambda: seconds[0]) as store:
        await keep(store, a_bump(1))
        await store.move("c1-0", CommandState.DONE)
        seconds[0] += 60
        await store.move("c1-1", CommandState.OBSOLETE)
    seconds[0] += 30
    async with opened(tmp_path, monotonic=lambda: seconds[0]) as store:
        ended = await store.ended_within(timedelta(minutes=5))
        assert [(each.row.command.id, each.ago.total_seconds()) for each in ended] == [("c1-0", 90.0), ("c1-1", 30.0)]
        assert [each.row.command.id for each in await store.ended_within(timedelta(seconds=31))] == ["c1-1"]


async def test_after_a_start_of_the_machine_the_wall_clock_tells_how_long_ago(tmp_path: Path) -> None:
    """The monotonic clock begins anew with the machine; a file of the version before knows only wall times."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
        await store.move("c1-0", CommandState.DONE)
    with sqlite3.connect(tmp_path / "outbox.db") as connection:
        connection.execute("ALTER TABLE commands DROP COLUMN ended_boot")
        connection.execute("ALTER TABLE commands DROP COLUMN ended_monotonic")
        for table in ("admissions", "shows", "progress", "times"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    async with opened(tmp_path, monotonic=lambda: 0.0) as store:
        (ended,) = await store.ended_within(timedelta(minutes=5))
        assert ended.row.command.id == "c1-0"
        assert ended.ago < timedelta(minutes=1)


async def test_old_ended_commands_are_forgotten(tmp_path: Path) -> None:
    """`tidy` deletes what ended before the limit and keeps what is open, however old."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
        await keep(store, a_bump(2))
        for command in a_bump(1).commands:
            await store.move(command.id, CommandState.DONE)
        later = datetime.now(UTC) + timedelta(days=1)
        assert await store.tidy(datetime.now(UTC) - timedelta(days=14)) == 0
        assert await store.tidy(later) == 3
        assert await store.recent_intents(at("00:00") - timedelta(days=999)) == (a_bump(2),)
        assert len(await store.open_commands()) == 3
        assert 0 < await store.fullness() < 0.01


@pytest.mark.parametrize("end", [CommandState.DONE, CommandState.DISCARDED])
async def test_words_to_a_customer_leave_the_disk_with_their_end(tmp_path: Path, end: CommandState) -> None:
    """A reply that waits is kept whole; once it is over nothing but its digest is in the file, nor in the press."""
    reply = Command(
        id="r1", order_id="inquiry:2546", number=0, change=Errand(Reply("Dear Ms Clark")), source="lightspeed"
    )
    flag = replace(reply, id="r2", change=Errand(AddMemo("calls back at eight")))
    press = Intent("i9", IntentKind.ERRAND, "EXPO", "Nut allergy", "inquiry:2546", WHEN, (reply, flag))
    async with opened(tmp_path) as store:
        await keep(store, press)
        await store.move("r1", CommandState.PARKED, reason="")
        assert [row.command for row in await store.open_commands()] == [reply, flag]
        await store.move("r1", end, reason="")
        (kept,) = await store.recent_intents(WHEN)
        assert [command.id for command in kept.commands] == ["r1", "r2"]
        assert kept.commands[1] == flag
        change = kept.commands[0].change
        assert isinstance(change, Errand)
        assert isinstance(change.deed, Reply)
        assert change.deed.text.startswith("sha256:")
        assert [row.command for row in await store.open_commands()] == [flag]
        await store.move("r2", end, reason="")
    with sqlite3.connect(tmp_path / "outbox.db") as connection:
        text = " ".join(
            row[0] for row in connection.execute("SELECT intent FROM intents UNION SELECT command FROM commands")
        )
    assert "Clark" not in text
    assert "calls back" not in text


async def test_a_second_board_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """The second board is told which process holds the folder and what to do."""
    async with opened(tmp_path):
        with pytest.raises(StateLocked, match=rf"process {os.getpid()}\) uses .*KDS_STATE_DIR"):
            async with opened(tmp_path):
                pass
    async with opened(tmp_path) as store:
        assert store.banner == ""


async def test_a_damaged_file_is_moved_aside(tmp_path: Path) -> None:
    """A damaged file does not keep the board from starting: it is kept under another name and a banner says so."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
    file = tmp_path / "outbox.db"
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    async with opened(tmp_path) as store:
        assert "was damaged and is now outbox.db.corrupt-" in store.banner
        assert await store.open_commands() == ()
        await keep(store, a_bump(1))
    (kept,) = moved_aside(tmp_path)
    assert kept.stat().st_size == 8016


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A file of a newer version is left alone, with a sentence that says both numbers."""
    async with opened(tmp_path) as store:
        await keep(store, a_bump(1))
    connection = sqlite3.connect(tmp_path / "outbox.db")
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(StateError, match=rf"schema {len(STEPS) + 1}, this one knows {len(STEPS)}"):
        async with opened(tmp_path):
            pass
    assert not moved_aside(tmp_path)


async def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    """A state folder that can't be made says so and what to do."""
    (tmp_path / "state").write_text("")
    with pytest.raises(StateError, match=r"can't be written: .*KDS_STATE_DIR"):
        async with opened(tmp_path / "state" / "kds"):
            pass


async def test_a_folder_without_the_right_to_write_is_a_sentence() -> None:
    """A folder that nobody may write, as on a read-only disk, says so and what to do."""
    with pytest.raises(StateError, match=r"/proc/self/fdinfo can't be written: .*correct its owner and rights"):
        async with opened(Path("/proc/self/fdinfo")):
            pass


async def keep_until_full(store: Store) -> tuple[int, str]:
    """Store bumps until one is refused; give how many were taken and the reason."""
    for number in range(1, 500):
        try:
            await keep(store, a_bump(number))
        except StateError as error:
            return number - 1, str(error)
    raise AssertionError("it never filled up")


async def test_a_full_file_refuses_and_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its largest size the store refuses the next bump in words; everything stored before can still be read."""
    monkeypatch.setattr("kds.store.database.CAP_BYTES", 40 * 4096)
    async with opened(tmp_path) as store:
        stored, reason = await keep_until_full(store)
        assert stored > 3
        assert "is full or its disk is" in reason
        assert len(await store.open_commands()) == 3 * stored


async def test_a_write_that_failed_is_known_until_one_succeeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a refused bump the store can't write; asked again it tries for itself, and room makes it well."""
    async with opened(tmp_path) as store:
        assert await store.can_write()

        def refuse(_connection: sqlite3.Connection) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr("kds.store.store.touch", refuse)
        await keep(store, a_bump(1))
        with pytest.raises(StateError):
            await keep(store, a_bump(1))
        assert not await store.can_write()
        monkeypatch.undo()
        assert await store.can_write()


async def test_the_files_belong_to_their_owner_alone(tmp_path: Path) -> None:
    """Folder 0700, files 0600."""
    folder = tmp_path / "state"
    async with opened(folder) as store:
        await keep(store, a_bump(1))
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert modes["outbox.db"] == modes["lock"] == modes["outbox.db-wal"] == 0o600


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """A press while the board stops is refused in words."""
    async with opened(tmp_path) as store:
        closed = store
    with pytest.raises(StateError, match="is closed"):
        await keep(closed, a_bump(1))


WRITER = textwrap.dedent(
    """
    import asyncio, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from kds.domain.intents import Command, Intent, IntentKind, SetStatus, WholeOrder
    from kds.domain.terms import Status
    from kds.store import opened

    async def main() -> None:
        async with opened(Path(sys.argv[1])) as store:
            for number in range(100_000):
                command = Command(f"c{number}", "o", number, SetStatus(WholeOrder(), Status.READY))
                intent = Intent(f"i{number}", IntentKind.BUMP, "GRILL", "T1", "", datetime.now(UTC), (command,))
                await store.add(intent, station="GRILL", marks=None, ended={}, replacing=frozenset())
                print(number, flush=True)

    asyncio.run(main())
    """
)


def killed_while_writing(folder: Path) -> set[str]:
    """Start a process that stores bumps, kill it in the middle, and give the commands it had acknowledged."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline() for _ in range(60)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return {f"c{int(line)}" for line in acknowledged}


@pytest.mark.slow
async def test_a_killed_board_has_everything_it_acknowledged(tmp_path: Path) -> None:
    """kill -9 in the middle of writing: every command that was acknowledged is on disk, and the folder is free again."""
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        acknowledged = await asyncio.to_thread(killed_while_writing, folder)
        async with opened(folder) as store:
            assert store.banner == ""
            assert acknowledged <= {row.command.id for row in await store.open_commands()}
