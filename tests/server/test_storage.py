"""The server's database: durable settings, one holder, restarts, and indexes that keep 100,000 orders quick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from kds.errors import ServerError
from kds.server.database import Database
from kds.server.migrations import migrate
from kds.server.ndata.query import Members
from kds.server.ndata.sql import count_statement, page_statement
from kds.server.orders.routes import MEMBERS as ORDER_MEMBERS
from kds.server.tables import orders, tickets
from kds.server.tickets.stored import MEMBERS as TICKET_MEMBERS
from tests.server.conftest import SQLITE, NewDatabase, StartServer
from tests.server.world import Server, again, app_of, line


def reopened(start: StartServer, server: Server, database: str) -> Server:
    """Stop a server and start another on its database."""
    server.app.state.installation.database.close()
    return start(database=database)


def test_everything_survives_a_restart(place: str, start: StartServer) -> None:
    """Orders, tickets, sessions, numbers, stored answers and the instance are the same after a restart."""
    first = start(database=place)
    key = {"Idempotency-Key": "k"}
    opened = first.call("POST", "/tickets", {"items": [line(9, 2)]}, user="anna", headers=key)
    before = first.call("GET", "/orders")
    second = reopened(start, first, place)
    second.tokens = first.tokens
    after = second.call("GET", "/orders")
    assert (after.status_code, after.content) == (200, before.content)
    assert after.headers["x-kds-instance"] == before.headers["x-kds-instance"]
    assert second.call("POST", "/tickets", {"items": [line(9, 2)]}, user="anna", headers=key).json() == opened.json()
    second.put_ticket(opened.json(), items=again(opened.json(), line(9, 1, id=1)))
    assert [order["number"] for order in second.orders()] == [1, 2]


@pytest.mark.parametrize("kind", [SQLITE])
def test_a_database_of_one_server_gives_new_tags_after_a_restart(place: str, start: StartServer, kind: str) -> None:
    """Contract 5: what is counted in memory is never taken for what an earlier run counted."""
    first = start(database=place)
    tag = first.call("GET", "/orders").headers["etag"]
    second = reopened(start, first, place)
    assert second.call("GET", "/orders", headers={"If-None-Match": tag}).status_code == 200


def test_another_database_is_another_instance(start: StartServer) -> None:
    """Contract 5: a client sees that it talks to another database."""
    names = {start().call("GET", "/x", user=None).headers["x-kds-instance"] for _ in range(2)}
    assert len(names) == 2


def test_sqlite_is_opened_durably(tmp_path: Path) -> None:
    """Reliability 1: WAL, synchronous FULL, foreign keys; only the owner may read the file."""
    path = tmp_path / "server.sqlite3"
    app = app_of(database=str(path))
    database: Database = app.state.installation.database
    with database.reading() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
    assert path.stat().st_mode & 0o077 == 0
    database.close()


def test_a_database_has_one_server(tmp_path: Path) -> None:
    """Reliability 1: a second server on the same file is refused with a sentence, until the first has stopped."""
    path = str(tmp_path / "server.sqlite3")
    first = app_of(database=path)
    with pytest.raises(ServerError, match="used by another kds serve"):
        app_of(database=path)
    first.state.installation.database.close()
    app_of(database=path).state.installation.database.close()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("missing/server.sqlite3", "can't be opened"),
        ("nosuchdb://x", "not usable"),
        ("sqlite:///{}/none/x.sqlite3", "can't be opened"),
    ],
)
def test_an_unusable_database_is_a_sentence(tmp_path: Path, place: str, words: str) -> None:
    """A database that can't be opened is said in words that name it."""
    database = place.format(tmp_path) if "://" in place else str(tmp_path / place)
    with pytest.raises(ServerError, match=words):
        app_of(database=database)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of another kind is left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("shopping list " * 100)
    with pytest.raises(ServerError, match="can't be used"):
        app_of(database=str(path))
    assert path.read_text().startswith("shopping list")


def test_an_unknown_time_zone_is_a_sentence() -> None:
    """A time zone nobody knows is named, with an example of a right one."""
    with pytest.raises(ServerError, match="Mars/Olympus"):
        app_of(time_zone="Mars/Olympus")


@pytest.fixture(scope="module")
def indexed(empty: NewDatabase) -> Iterator[Database]:
    """Give a database with its tables."""
    database = Database(empty())
    with database.migrating() as connection:
        migrate(connection, database.place)
    yield database
    database.close()


def plans(database: Database, members: Members, query: str) -> list[str]:
    """Give how the database would find the rows and their number."""
    table, always = (orders, ()) if members is ORDER_MEMBERS else (tickets, (tickets.c.is_deleted.is_(False),))
    explain = "EXPLAIN" if database.is_shared else "EXPLAIN QUERY PLAN"
    read = members.read(query)
    found = []
    with database.reading() as connection:
        if database.is_shared:
            # as it is with many rows; an empty table is read whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        for statement in (
            page_statement(read, (table.c.document,), table.c.id, *always),
            count_statement(read, table.c.id, *always),
        ):
            compiled = statement.compile(connection.engine, compile_kwargs={"literal_binds": True})
            rows = connection.exec_driver_sql(f"{explain} {compiled}").all()
            found.append(" / ".join(str(row[-1]).strip() for row in rows))
    return found


@pytest.mark.parametrize(
    ("members", "query"),
    [
        (ORDER_MEMBERS, "isProcessable=true"),
        (ORDER_MEMBERS, "isProcessable=true&$sort=id&$take=1000"),
        (ORDER_MEMBERS, "isProcessable=false&$sort=-createdAt"),
        (ORDER_MEMBERS, "isProcessed=false&$sort=id"),
        (ORDER_MEMBERS, "number=118"),
        (ORDER_MEMBERS, "ticketId=635f70e1fa3dab15784a0b45"),
        (ORDER_MEMBERS, "ticketName=7"),
        (ORDER_MEMBERS, "id=635f70e1fa3dab15784a0b45"),
        (TICKET_MEMBERS, "IsClosed=false"),
        (TICKET_MEMBERS, "Id=635f70e1fa3dab15784a0b45"),
        (TICKET_MEMBERS, "ExternalId=a"),
    ],
)
def test_common_lists_use_an_index(indexed: Database, members: Members, query: str) -> None:
    """What screens and tills ask for is searched by index, so that stored orders don't slow it."""
    for plan in plans(indexed, members, query):
        assert plan.startswith("SEARCH") or ("Index Cond" in plan and "Seq Scan" not in plan), plan


@pytest.mark.parametrize(
    ("query", "sorting"),
    [
        ("isProcessable=true&$sort=id", ("TEMP B-TREE", "Sort")),
        ("isProcessable=false&$sort=-createdAt", ("TEMP B-TREE FOR ORDER BY", "->  Sort")),
    ],
)
def test_the_board_and_its_recall_list_come_sorted_from_the_index(
    indexed: Database, query: str, sorting: tuple[str, str]
) -> None:
    """The live board needs no sorting at all, the recall list only within one moment."""
    page, _ = plans(indexed, ORDER_MEMBERS, query)
    assert not any(word in page for word in sorting), page
