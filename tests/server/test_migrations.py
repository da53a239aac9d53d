"""The way from every earlier database to the tables of today, on SQLite and PostgreSQL: whole, once, or not at all."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text

from kds.errors import ServerError
from kds.server import migrations
from kds.server.database import Database
from kds.server.tables import metadata, users
from tests.server.conftest import POSTGRES, SQLITE, StartServer
from tests.server.world import again, app_of, line

DUMPS = sorted((Path(__file__).parent / "upgrades").glob("*.sql"))


def started(place: str) -> None:
    """Start a server on a database and stop it."""
    app_of(database=place).state.installation.database.close()


def do(place: str, *statements: str) -> None:
    """Do something to a database that no server has open."""
    database = Database(place)
    with database.writing() as transaction:
        for statement in statements:
            transaction.connection.execute(text(statement))
    database.close()


def contents(place: str) -> dict[str, list[Any]]:
    """Give every table with its rows, and every index by its name."""
    database = Database(place)
    try:
        with database.reading() as connection:
            found = inspect(connection)
            names = sorted(found.get_table_names())
            rows = {name: list(connection.execute(text(f"SELECT * FROM {name}"))) for name in names}
            return rows | {f"indexes of {name}": found.get_indexes(name) for name in names}
    finally:
        database.close()


def before(path: Path, dump: Path) -> str:
    """Make the database of a dump and give its place."""
    with sqlite3.connect(path) as connection:
        connection.executescript(dump.read_text())
    connection.close()
    return str(path)


def test_there_is_a_database_of_every_earlier_step() -> None:
    """Each earlier set of tables has its dump, made by a commit that had it; a new step needs one of the last."""
    assert [dump.stem[:4] for dump in DUMPS] == [f"{step:04}" for step in range(1, int(migrations.NEWEST))]


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
@pytest.mark.parametrize("kind", [SQLITE])
def test_a_database_of_before_goes_on(tmp_path: Path, dump: Path, start: StartServer, kind: str) -> None:
    """Orders, tickets, numbers, users, sessions, keys and notes of an earlier version are there after its upgrade."""
    place = before(tmp_path / "server.sqlite3", dump)
    server = start(database=place)
    orders = server.call("GET", "/orders?$sort=number", user="anna").json()["items"]
    assert [order["number"] for order in orders] == [1, 2, 3, 4, 5]
    assert [item["status"] for item in orders[0]["items"]] == ["InProgress", "New"]
    assert orders[0]["items"][0]["plu"]["name"] == "Čaj"
    assert server.call("GET", f"/orders/{orders[1]['id']}", user="anna").json() == orders[1]
    tickets = server.call("GET", "/tickets?$sort=Name", user="anna").json()["items"]
    assert [(ticket["name"], ticket["closeInfo"] is not None) for ticket in tickets] == [("7", False), ("8", True)]
    changed = server.put_ticket(tickets[0], items=again(tickets[0], line(9, 3)))
    assert len(changed["items"]) == 3
    assert server.call("GET", "/orders?number=6", user="anna").json()["items"][0]["ticketId"] == changed["id"]
    assert [user["userName"] for user in server.call("GET", "/users", user="anna").json()["items"]] == ["anna"]
    assert len(server.call("GET", "/sessions", user="anna").json()["items"]) == 1, "a till has one session"
    notes = server.call("GET", "/kitchen/notes", user="anna").json()["items"]
    assert [note["kind"] for note in notes] == ([] if dump.stem.startswith("0001") else ["soldOut"])
    other = {"items": [line()]}
    answered = server.call("POST", "/tickets", other, user="anna", headers={"Idempotency-Key": "first"})
    assert answered.status_code == 422, "the key was answered by the earlier version"


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
@pytest.mark.parametrize("kind", [SQLITE])
def test_a_kds_of_before_stays_away_from_an_upgraded_database(tmp_path: Path, dump: Path, kind: str) -> None:
    """Versions before Alembic refuse a database whose fact `schema` is above their 1."""
    place = before(tmp_path / "server.sqlite3", dump)
    started(place)
    assert ("schema", "2") in contents(place)["facts"]


def test_the_migrations_lead_to_the_tables(place: str) -> None:
    """What the steps make is what `tables.py` says, by Alembic's own comparison, with types and defaults."""
    started(place)
    database = Database(place)
    with database.reading() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    database.close()
    assert differences == []


@pytest.mark.parametrize("kind", [POSTGRES])
def test_every_text_compares_by_its_bytes_in_postgresql(place: str, kind: str) -> None:
    """The order of names does not depend on the language that a database was made in."""
    started(place)
    database = Database(place)
    statement = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
        " AND table_name <> 'alembic_version'"
    )
    with database.reading() as connection:
        assert connection.execute(text(statement)).all() == []
    database.close()


def test_the_newest_step_is_the_last() -> None:
    """A database that is up to date is told by one word, without loading Alembic."""
    assert migrations._steps().get_heads() == [migrations.NEWEST]


def test_a_second_start_changes_nothing(place: str) -> None:
    """What is up to date stays as it is."""
    started(place)
    first = contents(place)
    started(place)
    assert contents(place) == first


def test_an_upgrade_that_breaks_off_leaves_the_database_as_it_was(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an upgrade is none: tables and rows are the old ones, and the next start does the whole of it."""
    started(place)
    do(place, "DROP TABLE revisions", "UPDATE alembic_version SET version_num = '0003'")
    old = contents(place)
    last = migrations._steps().get_revision(migrations.NEWEST)
    upgrade = last.module.upgrade

    def broken() -> None:
        upgrade()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(last.module, "upgrade", broken)
        with pytest.raises(KeyboardInterrupt):
            started(place)
    assert contents(place) == old
    started(place)
    assert "revisions" in contents(place)


@pytest.mark.parametrize("kind", [SQLITE])
def test_an_upgrade_does_not_lose_what_refers_to_a_rebuilt_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A step may copy a table and drop the old one, SQLite's way of changing columns; sessions of users survive it."""
    place = before(tmp_path / "server.sqlite3", DUMPS[-1])
    last = migrations._steps().get_revision(migrations.NEWEST)
    upgrade = last.module.upgrade

    def rebuilt(connection: Connection) -> None:
        for statement in (
            "CREATE TABLE copied AS SELECT * FROM users",
            "DROP TABLE users",
            "ALTER TABLE copied RENAME TO users",
            "CREATE UNIQUE INDEX users_id ON users (id)",
        ):
            connection.execute(text(statement))

    def step() -> None:
        upgrade()
        rebuilt(last.module.op.get_bind())

    with monkeypatch.context() as patch:
        patch.setattr(last.module, "upgrade", step)
        started(place)
    assert len(contents(place)["sessions"]) == 1


def test_a_database_of_a_newer_kds_is_not_touched(place: str) -> None:
    """A step that this version does not know is a sentence that says what to do."""
    started(place)
    do(place, "UPDATE alembic_version SET version_num = '9999'")
    found = contents(place)
    with pytest.raises(ServerError, match=r"was written by a newer kds; update kds or choose another\."):
        started(place)
    assert contents(place) == found


def test_a_database_of_something_else_is_not_touched(place: str) -> None:
    """A database with tables of another program is named and left alone."""
    do(place, "CREATE TABLE guests (name VARCHAR(20))")
    with pytest.raises(ServerError, match="holds something else than a kitchen"):
        started(place)
    assert list(contents(place)) == ["guests", "indexes of guests"]


@pytest.mark.parametrize("kind", [POSTGRES])
def test_of_servers_that_start_at_once_one_migrates(place: str, kind: str) -> None:
    """Four servers on an empty database: one makes tables, restaurant and passwords, all serve the same instance."""
    announced: list[object] = []

    def start() -> str:
        app = app_of(database=place, host="0.0.0.0", announce_passwords=announced.append)
        name: str = app.state.installation.instance
        app.state.installation.database.close()
        return name

    with ThreadPoolExecutor(4) as threads:
        instances = list(threads.map(lambda _: start(), range(4)))
    assert len(set(instances)) == 1
    assert len(announced) == 1
    database = Database(place)
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(users)).scalar() == 5
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0004"]
    database.close()
