"""`kds serve backup` and `kds serve restore`: one moment of a database in use, and what a kitchen sees after its return."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from kds.cli import run
from kds.errors import ServerError
from kds.server.backup import copying, taking
from kds.server.backup.contents import Contents, look_into
from kds.server.backup.restoring import restore
from kds.server.backup.taking import take
from tests.server.cluster import Cluster, programs
from tests.server.conftest import SQLITE, StartServer
from tests.server.push.live import LiveServer
from tests.server.world import NOON, Json, Server, line


@pytest.fixture
def kind() -> str:
    """Give SQLite alone: PostgreSQL is backed up by its own tools."""
    return SQLITE


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give the file of a server's database, in a folder with a name too long for a socket's address."""
    folder = tmp_path / ("kitchen " * 12)
    folder.mkdir()
    return folder / "orders.db"


@pytest.fixture
def till(place: Path) -> Iterator[LiveServer]:
    """Give a server that runs on this database."""
    with LiveServer({"database": str(place)}) as running:
        running.token()  # once it answers it has done all that it does at its start
        yield running


def a_kitchen(start: StartServer, place: Path | str) -> tuple[Server, list[Json]]:
    """Start a server with three orders, one of them ready, and give both."""
    server = start(database=str(place))
    for code in (1, 2, 3):
        server.open_ticket(line(code))
    server.set_status(server.orders()[1], "Ready")
    return server, server.orders()


def stopped(server: Server) -> None:
    """Let go of the database."""
    server.app.state.installation.database.close()


def test_a_backup_amid_writes_is_one_moment(
    till: LiveServer, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tickets are written while the copy is made, and answered without delay: it holds all before some moment, none behind."""
    pause, is_over = threading.Event(), threading.Event()
    written: list[str] = []
    steps: list[int] = []

    def let_them(_: float) -> None:
        steps.append(len(written))
        for _ in range(500):
            if len(written) > steps[-1]:
                return
            pause.wait(0.001)

    monkeypatch.setattr(copying, "PAGES_AT_ONCE", 4)
    monkeypatch.setattr(time, "sleep", let_them)
    anna = till.token("anna")

    def order_on() -> None:
        while not is_over.is_set():
            answer = till.call("POST", "/tickets", {"items": [line(9, 1)]}, token=anna)
            written.append(answer.json()["id"])

    guests = threading.Thread(target=order_on)
    guests.start()
    while len(written) < 5:
        pause.wait(0.01)
    before = len(written)
    take(str(place), tmp_path / "copy.db")
    after = len(written)
    is_over.set()
    guests.join()
    assert all(later > earlier for earlier, later in pairwise(steps)), "requests had to wait for the copy"
    assert len(steps) > 10
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        kept = [found for (found,) in copy.execute("SELECT id FROM tickets ORDER BY sequence")]
        numbers = [number for (number,) in copy.execute("SELECT number FROM orders ORDER BY sequence")]
        (counted,) = copy.execute("SELECT value FROM counters WHERE name = 'orders'").fetchone()
    assert kept == written[: len(kept)]
    assert before <= len(kept) <= after + 1
    assert numbers == list(range(1, len(kept) + 1))
    assert counted == len(kept)


def test_a_restored_server_answers_as_it_did(start: StartServer, place: Path, tmp_path: Path) -> None:
    """Orders, tickets and numbers are those of the back-up; what came later is gone, and lies beside."""
    server, before = a_kitchen(start, place)
    tickets = server.get("/tickets")
    stopped(server)
    take(str(place), tmp_path / "monday.db")
    server = start(database=str(place))
    server.set_status(server.orders()[0], "Ready")
    server.open_ticket(line(4))
    stopped(server)
    done = restore(tmp_path / "monday.db", str(place), replace=True, now=NOON)
    assert done.former == place.with_name("orders.db.before-20261122T120000Z")
    assert look_into(done.former).rows["orders"] == 4
    server = start(database=str(place))
    assert (server.orders(), server.get("/tickets")) == (before, tickets)
    server.open_ticket(line(5))
    assert server.orders()[-1]["number"] == 4


def test_a_board_notices_that_the_till_went_back_in_time(start: StartServer, place: Path, tmp_path: Path) -> None:
    """The restored database is another instance: no answer of before still holds, and nobody is logged in."""
    server, _ = a_kitchen(start, place)
    told = server.call("GET", "/orders")
    tokens = server.tokens
    stopped(server)
    take(str(place), tmp_path / "monday.db")
    restore(tmp_path / "monday.db", str(place), replace=True, now=NOON)
    server = start(database=str(place))
    server.tokens = dict(tokens)
    assert server.call("GET", "/orders").status_code == 401
    server.tokens = {}
    again = server.call("GET", "/orders", headers={"If-None-Match": told.headers["etag"]})
    assert (again.status_code, again.content) == (200, told.content)
    assert again.headers["x-kds-instance"] != told.headers["x-kds-instance"]


def test_a_backup_is_private_and_plain(till: LiveServer, place: Path, tmp_path: Path) -> None:
    """It is one file that only its owner reads, and nothing of its making is left behind anywhere."""
    take(str(place), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["copy.db"]
    till.end()
    assert sorted(path.name for path in place.parent.iterdir()) == ["orders.db", "orders.db.lock"]
    till.start()


def test_a_backup_is_asked_for_from_anywhere(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server was started with a name in its own folder; whoever asks stands in another one."""
    monkeypatch.chdir(place.parent)
    with LiveServer({"database": place.name}) as running:
        running.token()
        monkeypatch.chdir(tmp_path)
        assert take(str(place), Path("copy.db")).rows["users"] > 0


def test_a_file_that_is_there_is_not_overwritten(till: LiveServer, place: Path, tmp_path: Path) -> None:
    """Neither a back-up nor one that is being written makes room for another."""
    for name, words in (("copy.db", "not overwritten"), ("other.db.part", "under way")):
        (tmp_path / name).write_text("yesterday's")
        with pytest.raises(ServerError, match=words):
            take(str(place), tmp_path / name.removesuffix(".part"))
        assert (tmp_path / name).read_text() == "yesterday's"


def test_a_backup_that_does_not_agree_is_thrown_away(
    till: LiveServer, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Success is said only of a file that holds as many rows as the database did."""
    monkeypatch.setattr(taking, "look_into", lambda file: Contents("x", {**look_into(file).rows, "orders": 7}))
    with pytest.raises(ServerError, match="thrown away"):
        take(str(place), tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def test_a_database_at_rest_is_backed_up_with_its_last_writes(start: StartServer, place: Path, tmp_path: Path) -> None:
    """A server was killed: its last orders are still in the log beside its file, and its socket answers nobody."""
    server, _ = a_kitchen(start, place)
    dead = place.with_name("dead.db")
    for end in ("", "-wal"):
        shutil.copyfile(f"{place}{end}", f"{dead}{end}")
    stopped(server)
    with pytest.raises(ServerError, match=r"last writes are in dead\.db-wal"):
        restore(dead, str(tmp_path / "new.db"), replace=False, now=NOON)
    assert take(str(dead), tmp_path / "copy.db").rows["orders"] == 3
    assert look_into(tmp_path / "copy.db").rows["orders"] == 3


def test_what_is_moved_aside_keeps_its_last_writes(start: StartServer, place: Path, tmp_path: Path) -> None:
    """The log of a killed server belongs to its own database, and is never left beside the restored one."""
    server, _ = a_kitchen(start, place)
    dead = place.with_name("dead.db")
    for end in ("", "-wal"):
        shutil.copyfile(f"{place}{end}", f"{dead}{end}")
    stopped(server)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM orders")
    take(str(place), tmp_path / "empty.db")
    done = restore(tmp_path / "empty.db", str(dead), replace=True, now=NOON)
    assert done.former is not None
    assert look_into(done.former).rows["orders"] == 3
    assert look_into(dead).rows["orders"] == 0


def of_a_shop(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE articles (name)")


def of_a_newer_kds(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def torn(path: Path) -> None:
    pages = bytearray(path.read_bytes())
    pages[20_000:60_000] = os.urandom(40_000)
    path.write_bytes(pages)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (torn, "damaged"),
        (lambda path: os.truncate(path, 100_000), "damaged"),
        (lambda path: path.write_text("shopping list " * 100), "damaged or no database"),
        (lambda path: os.truncate(path, 0), "no database of the order server"),
        (Path.unlink, "There is no file"),
        (of_a_shop, "no database of the order server"),
        (of_a_newer_kds, "newer kds"),
    ],
)
def test_a_bad_backup_changes_nothing(
    start: StartServer, place: Path, tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    """A file that is damaged, of something else or too new is told in a sentence, and the database stays as it was."""
    server, before = a_kitchen(start, place)
    stopped(server)
    take(str(place), tmp_path / "copy.db")
    spoil(tmp_path / "copy.db")
    with pytest.raises(ServerError, match=words):
        restore(tmp_path / "copy.db", str(place), replace=True, now=NOON)
    assert start(database=str(place)).orders() == before


def test_a_database_in_use_or_in_the_way_is_left_alone(till: LiveServer, place: Path, tmp_path: Path) -> None:
    """While a server runs nothing is replaced; afterwards only on demand."""
    till.ticket(line())
    take(str(place), tmp_path / "copy.db")
    with pytest.raises(ServerError, match="used by another kds serve"):
        restore(tmp_path / "copy.db", str(place), replace=True, now=NOON)
    till.end()
    with pytest.raises(ServerError, match="--replace"):
        restore(tmp_path / "copy.db", str(place), replace=False, now=NOON)
    till.start()
    assert till.call("GET", "/orders").json()["totalCount"] == 1


def test_a_server_that_stops_gives_the_copy_up(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for the back-up reads a sentence, and the server ends without waiting for it."""
    monkeypatch.setattr(copying, "PAGES_AT_ONCE", 1)
    is_copying = threading.Event()
    pause = threading.Event()

    def dawdle(_: float) -> None:
        is_copying.set()
        pause.wait(0.3)

    monkeypatch.setattr(time, "sleep", dawdle)
    said: list[str] = []

    def ask() -> None:
        with pytest.raises(ServerError) as raised:
            take(str(place), tmp_path / "copy.db")
        said.append(str(raised.value))

    with LiveServer({"database": str(place)}) as running:
        running.token()
        asking = threading.Thread(target=ask)
        asking.start()
        assert is_copying.wait(10)
    asking.join()
    assert "stopped or was too slow" in said[0]
    assert sorted(path.name for path in place.parent.iterdir()) == ["orders.db", "orders.db.lock"]
    assert not list(tmp_path.glob("copy*"))


def test_the_owner_of_the_database_takes_a_backup_at_rest(
    place: Path, tmp_path: Path, start: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else would leave files behind that lock the server out: they are told whose turn it is."""
    stopped(start(database=str(place)))
    monkeypatch.setattr(os, "geteuid", lambda: place.parent.stat().st_uid + 1)
    with pytest.raises(ServerError, match="sudo -u root kds serve" if os.getuid() == 0 else "sudo -u"):
        take(str(place), tmp_path / "copy.db")


def test_the_commands_say_what_they_did(
    start: StartServer, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is in the back-up, that all log in again, and where the former database lies."""
    server, _ = a_kitchen(start, place)
    stopped(server)
    copy = str(tmp_path / "copy.db")
    assert run(["serve", "backup", copy, "--database", str(place)]) == 0
    assert f"Backed up and checked: {copy}. Tickets: 3, orders: 3." in capsys.readouterr().out
    assert run(["serve", "backup", copy, "--database", str(place)]) == 1
    assert run(["serve", "restore", copy, "--database", str(place)]) == 1
    assert run(["serve", "restore", copy, "--database", str(place), "--replace"]) == 0
    told = capsys.readouterr().out
    assert "Restored and checked. Tickets: 3, orders: 3. Everybody has to log in again" in told
    assert f"The former database is now {place}.before-" in told


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (
            ["backup", "x.db", "--database", "postgresql://anna:secret@db/kds"],
            1,
            "run pg_dump --format=custom --file=x.db",
        ),
        (["restore", "x.db", "--database", "postgresql+psycopg://anna:secret@db/kds"], 1, "pg_restore --no-owner"),
        (["backup", "x.db", "--database", ":memory:"], 1, "gone with its server"),
        (["backup", "x.db", "--database", "none.db"], 1, "There is no database none.db"),
        (["--port", "4009", "backup", "x.db"], 2, "Write --port behind `kds serve backup`"),
    ],
)
def test_what_can_not_be_done_is_a_sentence(
    arguments: list[str], status: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """PostgreSQL has tools of its own, without a password in the sentence; memory has none; options stand in their place."""
    monkeypatch.chdir(tmp_path)
    assert run(["serve", *arguments]) == status
    told = capsys.readouterr().err
    assert words in told
    assert "secret" not in told
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_commands_of_postgresql_do_as_they_are_told(
    cluster: Cluster, start: StartServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the sentences say, typed as it stands there: the same orders in a database that is another instance."""
    folder = programs()
    assert folder is not None
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    url, copy = cluster.fresh(), tmp_path / "copy.dump"

    def typed(sentence: str) -> None:
        command = sentence[sentence.index("run ") + len("run ") :]
        done = subprocess.run(["bash", "-ec", command], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    server, before = a_kitchen(start, url)
    instance = server.call("GET", "/orders").headers["x-kds-instance"]
    with pytest.raises(ServerError) as told:
        take(url, copy)
    typed(str(told.value))
    stopped(server)
    name = url.partition("@/")[2].partition("?")[0]
    cluster.execute(f"DROP DATABASE {name}", f"CREATE DATABASE {name}")
    with pytest.raises(ServerError) as told:
        restore(copy, url, replace=False, now=NOON)
    typed(str(told.value))
    server = start(database=url)
    server.tokens = {}
    assert server.orders() == before
    assert server.call("GET", "/orders").headers["x-kds-instance"] != instance
