"""A hundred thousand broken queries: the parser, its refusals and the SQL of what it takes know no way to a 5xx."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Table
from starlette.requests import Request

from kds.server.ndata.query import ListQuery, Members
from kds.server.ndata.sql import fetch
from kds.server.ndata.syntax import WORDS
from kds.server.openapi import OPERATIONS
from kds.server.problems import Problem, problem_answer
from tests.faults.figures import note
from tests.server.conftest import NewDatabase
from tests.server.world import Clock, Server, app_of, line

QUERIES = 100_000
RUN_EACH = 12
"""Of the queries that are read, every so many-th is asked of the database as well."""
FEWER = 4_000
"""Queries for PostgreSQL, which is asked all that are read: the parser and its refusals are the same for both."""
SENT_EACH = 100
"""Of all queries, every so many-th is sent over HTTP as well."""
SEED = 20_261_122
LISTS = {path: operation.members for (method, path), operation in OPERATIONS.items() if operation.members is not None}
VALUES = (
    "", "1", "-1", "+7", "007", "1.5", "1e9", "9" * 25, "٣", "true", "FALSE", "null", "soup", "*", "**", "%", "_", "\\", '"', '""',
    '"a', 'a"b', '"\\"', "2026-11-22T12:00:00Z", "2026-11-22", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "2026-13-45", "24:00", "in:", "New", "ready", "é", "Ž", "👩\u200d🍳", "\0", "\x1b[2J", "\ud800", "{x}", "%00", "%ff", "%", "%zz", "a" * 2001,
)  # fmt: skip
MARKS = (":", ",", ";", '"', "\\", "=", "&", "%", "$", "-", "*", " ", "+", "#", "\0", "\ud800")


def value(dice: random.Random) -> str:
    """Write what may stand behind `Member=`, or nearly."""
    operations = []
    for _ in range(dice.choice((1, 1, 1, 2, 3, 12))):
        arguments = [dice.choice(VALUES) for _ in range(dice.choice((0, 1, 1, 1, 2, 5)))]
        words = [dice.choice((*WORDS, "near", "", "EQ"))] if dice.random() < 0.6 else []
        operations.append(dice.choice(":::,").join((*words, *arguments)))
    return ";".join(operations)


def query(dice: random.Random, members: Members) -> str:
    """Write a query of a list route, or nearly."""
    names = [member.name for member in members.filters]
    parts = []
    for _ in range(dice.choice((0, 1, 1, 2, 3, 6))):
        name = dice.choice((*names, *names, "$skip", "$take", "$count", "$sort", "", "x", "$SORT"))
        if name.lower() == "$sort":
            keys = [dice.choice(("", "-", "--")) + dice.choice((*members.sort_names, "x", "")) for _ in range(3)]
            text = dice.choice(",;:").join(key + dice.choice(("", ":asc", ":DESC", ":up")) for key in keys)
        else:
            text = value(dice)
        if dice.random() < 0.9:
            text = quote(text, errors="surrogatepass")
        parts.append(f"{dice.choice((name, name, name.upper()))}={text}")
    return mutated(dice, "&".join(parts))


def mutated(dice: random.Random, text: str) -> str:
    """Damage a query as no writer would; gives it as it comes from the wire."""
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 5))):
        at, to = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
        match dice.randint(0, 3):
            case 0:
                text = text[:at] + dice.choice(MARKS) + text[at:]
            case 1:
                text = text[:at] + text[to:]
            case 2:
                text = text[:to] + text[at:to] + text[to:]
            case _:
                text = text[:at] + dice.choice(VALUES) + text[at:]
    return text[:100_000].encode("utf-8", "replace").decode("ascii", "replace")


@pytest.fixture(scope="module")
def server(empty: NewDatabase) -> Iterator[Server]:
    """Give one server with something in every list."""
    clock = Clock()
    running = Server(app_of(clock=clock, database=empty()), clock)
    running.open_ticket(line(50, 1, "Grill", "Fry"), name="7")
    yield running
    running.close()


def read_or_refused(members: Members, text: str) -> ListQuery | Problem:
    """Read a query as a route does."""
    try:
        return members.read(text)
    except Problem as problem:
        return problem


def written(problem: Problem) -> int:
    """Write a refusal as a route does, and give its status."""
    scope: dict[str, Any] = {"type": "http", "path": "/", "headers": [(b"accept-language", b"sk-SK")]}
    return problem_answer(Request(scope), problem).status_code


def run(server: Server, members: Members, read: ListQuery) -> None:
    """Ask the database."""
    table = members.filters[0].column.table
    assert isinstance(table, Table)
    with server.app.state.installation.database.reading() as connection:
        rows, total = fetch(connection, read, tuple(table.primary_key), next(iter(table.primary_key)))
    assert len(rows) <= total + read.skip


def test_a_hundred_thousand_queries_are_read_or_refused(server: Server) -> None:
    """Whatever stands behind the `?` of a list, it is read or a 400 says why; what is read the database understands."""
    is_shared = server.app.state.installation.database.is_shared
    queries, run_each = (FEWER, 1) if is_shared else (QUERIES, RUN_EACH)
    dice = random.Random(SEED)
    lists = sorted(LISTS.items())
    read = ran = sent = 0
    for number in range(queries):
        path, members = lists[number % len(lists)]
        text = query(dice, members)
        try:
            outcome = read_or_refused(members, text)
            if isinstance(outcome, Problem):
                assert written(outcome) == 400
            else:
                read += 1
                if read % run_each == 0:
                    run(server, members, outcome)
                    ran += 1
            if number % SENT_EACH == 0:
                status = server.call("GET", f"{path}?{quote(text, safe='%=&')}").status_code
                assert status in {200, 400}
                sent += 1
        except Exception as error:
            raise AssertionError(f"query {number} of {path}: {text!r}") from error
    note(f"{queries} queries, {read} of them read, {ran} asked of the database, {sent} sent; none failed")
    assert queries / 10 < read < queries
