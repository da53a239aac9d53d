"""PostgreSQL behind the server as the person who runs it meets it: sentences without passwords, and an end that passes."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text

from kds import log
from kds.errors import ServerError
from kds.server import postgres
from kds.server.database import Database
from kds.server.problems import Problem
from kds.server.standins.storage import opened
from tests.server.cluster import LOCKED_USER, PASSWORD, Cluster
from tests.server.conftest import POSTGRES, NewDatabase
from tests.server.world import Server, app_of, line

WRONG = "wrong-horse-battery"


@pytest.fixture
def kind() -> str:
    """All of these are about PostgreSQL."""
    return POSTGRES


@pytest.fixture(scope="module")
def locked(cluster: Cluster) -> Iterator[Cluster]:
    """Give a cluster that has a user with a password."""
    cluster.execute(f"CREATE ROLE {LOCKED_USER} LOGIN PASSWORD '{PASSWORD}'")
    yield cluster
    cluster.execute(f"DROP ROLE {LOCKED_USER}")


def refusal(database: str) -> str:
    """Try to start a server and give the sentence."""
    with pytest.raises(ServerError) as raised:
        app_of(database=database)
    said = str(raised.value)
    assert "\n" not in said
    return said


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def test_nobody_listens() -> None:
    """A refused connection names host and port; the password is not in it."""
    port = free_port()
    said = refusal(f"postgresql+psycopg://kds:{WRONG}@127.0.0.1:{port}/kitchen")
    place = f"postgresql+psycopg://kds:***@127.0.0.1:{port}/kitchen"
    assert said == f"The database {place} can't be used: nothing listens on 127.0.0.1 at port {port}."


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that no name server knows is named."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = refusal(f"postgresql+psycopg://kds:{WRONG}@kitchen.invalid/kitchen")
    assert said.endswith("can't be used: there is no host kitchen.invalid.")
    assert WRONG not in said


def test_a_wrong_password(locked: Cluster) -> None:
    """A wrong password is said without saying it."""
    said = refusal(f"postgresql+psycopg://{LOCKED_USER}:{WRONG}@/postgres?host={locked.folder}")
    assert said.endswith(f"can't be used: the password of {LOCKED_USER} is not right.")
    assert WRONG not in said


def test_a_missing_database(cluster: Cluster) -> None:
    """A database that is not there comes with the command that makes it."""
    said = refusal(cluster.url("kitchen"))
    assert said.endswith("can't be used: there is no database kitchen; make it with: createdb kitchen")


def test_an_unknown_user(cluster: Cluster) -> None:
    """A user that PostgreSQL does not know is named."""
    said = refusal(cluster.url("postgres", user="nobody_knows"))
    assert said.endswith("can't be used: there is no user nobody_knows.")


def test_a_user_who_may_not_make_tables(locked: Cluster) -> None:
    """From PostgreSQL 15 on only the owner makes tables; that is said, and with it what to do."""
    place = f"postgresql+psycopg://{LOCKED_USER}:{PASSWORD}@/postgres?host={locked.folder}"
    said = refusal(place)
    assert said.endswith(f"can't be made ready: {LOCKED_USER} may not make tables in it; let it own the database.")
    assert PASSWORD not in said


@pytest.mark.parametrize(
    ("database", "words"),
    [
        (f"postgresql+psycopg://kds:{WRONG}@host:port/x", "can't be read"),
        (f"postgresql+psycopg://kds:{WRONG}@{'a' * 64}/x", "can't be read"),
        (f"postgresql+psycopg://kds:{WRONG}@127.0.0.1:99999/x", "can't be used"),
        (f"postgresql+psycopg://kds:{WRONG}@127.0.0.1/x?nonsense=1", "can't be used"),
        (f"postgresql+asyncpg://kds:{WRONG}@host/x", "Write postgresql+psycopg:// instead"),
        (f"mysql://kds:{WRONG}@host/x", "name a SQLite file, or postgresql+psycopg://user@host/database"),
        (f"nosuchdb://{WRONG}", "not usable"),
    ],
)
def test_an_address_of_another_kind(database: str, words: str) -> None:
    """What can't be an address is refused with an example of a right one; a password in it is not repeated."""
    said = refusal(database)
    assert words in said
    assert WRONG not in said


def test_the_driver_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the sentence names what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = refusal("postgresql+psycopg://kds@host/x")
    assert said.endswith("Install it with: pip install 'kds[postgres]'")


def test_the_password_is_nowhere(locked: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    """Neither what a database is called nor a log of any kind shows the password, even of its parts."""
    locked.execute(f"CREATE DATABASE own OWNER {LOCKED_USER}")
    address = f"postgresql://{LOCKED_USER}:{PASSWORD}@/own?host={locked.folder}"
    with caplog.at_level(logging.DEBUG):
        database = app_of(database=address).state.installation.database
        logging.getLogger("kds.test").warning("opened %s", address)
    database.close()
    locked.execute("DROP DATABASE own")
    assert database.place.startswith(f"postgresql+psycopg://{LOCKED_USER}:***@/own?host=")
    assert PASSWORD not in repr(database.url)
    assert PASSWORD not in log.without_secrets(caplog.text)


def test_the_password_may_stand_in_a_file(locked: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own password file does, so that no password stands on the command line."""
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:{LOCKED_USER}:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    database = Database(f"postgresql+psycopg://{LOCKED_USER}@/postgres?host={locked.folder}")
    assert database.url is not None
    assert database.url.password is None
    database.close()


def test_a_stand_in_keeps_to_a_file(cluster: Cluster) -> None:
    """Stand-ins are for one machine and one file; a PostgreSQL is left as it is."""
    with pytest.raises(ServerError, match="name a SQLite file with --database"):
        opened(cluster.url("postgres"), "qtickets", MetaData(), lambda _: None)


def end_connections(cluster: Cluster) -> None:
    """End every connection but this one, as a restart or an administrator does."""
    cluster.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


def test_a_connection_that_was_ended_between_requests_is_replaced(server: Server, cluster: Cluster) -> None:
    """Nobody notices: the pool tries a connection before it uses it."""
    server.open_ticket(line())
    end_connections(cluster)
    assert len(server.orders()) == 1
    end_connections(cluster)
    server.open_ticket(line())
    assert [order["number"] for order in server.orders()] == [1, 2]


def test_a_connection_that_is_ended_amid_a_request_costs_that_request(
    server: Server, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The request is a 503 in the contract's shape, changes nothing, and can be repeated; no traceback is logged."""
    server.login("anna")
    installation = server.app.state.installation
    day_of = installation.calendar.day_of

    def cut_off(moment: object) -> str:
        end_connections(cluster)
        day: str = day_of(moment)
        return day

    key = {"Idempotency-Key": "k"}
    with monkeypatch.context() as patch:
        patch.setattr(installation.calendar, "day_of", cut_off)
        answer = server.call("POST", "/tickets", {"items": [line()]}, user="anna", headers=key)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    problem = answer.json()
    assert (problem["status"], problem["detail"]) == (503, "The database does not answer; try again.")
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "traceId"}
    assert server.orders() == []
    assert server.call("POST", "/tickets", {"items": [line()]}, user="anna", headers=key).status_code == 201
    assert [order["number"] for order in server.orders()] == [1]
    assert "Traceback" not in caplog.text
    assert caplog.text.count("does not answer") == caplog.text.count("answers again") == 1


def test_postgresql_may_restart(server: Server, cluster: Cluster) -> None:
    """While it is away every request is a 503 and the health says so; when it is back the server goes on by itself."""
    opened = server.open_ticket(line())
    assert len(server.orders()) == 1
    cluster.stop()
    try:
        refused = [
            server.call("GET", "/orders"),
            server.call("POST", f"/tickets/{opened['id']}/close", user="anna"),
            server.try_login("cook", "2222", "KDS1"),
        ]
        health = server.wait(server.client.get("/api/v2/health"))
    finally:
        cluster.start()
    assert [answer.status_code for answer in refused] == [503, 503, 503]
    assert (health.status_code, health.json()["status"]) == (200, "Unhealthy")
    assert server.get(f"/tickets/{opened['id']}") == opened
    assert server.wait(server.client.get("/api/v2/health")).json()["status"] == "Healthy"


def can_write(database: Database) -> bool:
    """Say whether a write gets its turn in time."""
    try:
        with database.writing():
            return True
    except Problem:
        return False


def test_a_writer_that_hangs_does_not_stop_the_others(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is silent amid a write loses its connection; the others wait for a while, are refused, then go on."""
    monkeypatch.setitem(postgres._LIMITS, "lock_timeout", 0.05)
    monkeypatch.setitem(postgres._LIMITS, "idle_in_transaction_session_timeout", 0.3)
    place = new_database()
    hanging, other = Database(place), Database(place)

    def hang() -> None:
        with hanging.writing() as transaction:
            assert not can_write(other)
            while not can_write(other):
                continue
            transaction.connection.execute(text("SELECT 1"))

    with pytest.raises(Problem) as ended:
        hang()
    assert ended.value.status == 503
    hanging.close()
    other.close()


@pytest.mark.slow
def test_kds_serve_on_postgresql(cluster: Cluster) -> None:
    """The command itself: it says where it listens, and a wrong database is one sentence and status 1."""
    place = cluster.empty()
    command = [sys.executable, "-m", "kds", "serve", "--port", "0", "--database"]
    with subprocess.Popen(
        [*command, place, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        assert "listens on http://127.0.0.1:" in running.stdout.readline()
        running.stdin.close()
        assert running.wait(20) == 0
        assert running.stderr is not None
        assert running.stderr.read() == ""
    refused = subprocess.run(
        [*command, cluster.url("kitchen")], capture_output=True, text=True, timeout=30, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "there is no database kitchen" in refused.stderr
