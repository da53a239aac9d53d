"""NData (contract 4): the operator table, and a parser that a naive reading agrees with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, MetaData, Table, insert

from kds.server.columns import integer, string
from kds.server.database import Database
from kds.server.ndata.members import Kind, Member
from kds.server.ndata.pattern import filter_pattern, sort_pattern
from kds.server.ndata.query import Members
from kds.server.ndata.sql import fetch
from kds.server.ndata.syntax import Operation, Operator, SyntaxFault, parse
from kds.server.problems import Problem
from tests.server.conftest import NewDatabase
from tests.server.world import Clock, Server, app_of, line

DISHES = Table(
    "dishes",
    MetaData(),
    Column("id", integer(), primary_key=True),
    Column("name", string(20)),
    Column("price", integer()),
    Column("hot", Boolean),
    Column("made", string(24)),
)
MEMBERS = Members(
    (
        Member("Id", Kind.INTEGER, DISHES.c.id),
        Member("Name", Kind.TEXT, DISHES.c.name),
        Member("Price", Kind.INTEGER, DISHES.c.price),
        Member("Hot", Kind.BOOLEAN, DISHES.c.hot),
        Member("Made", Kind.MOMENT, DISHES.c.made),
        Member("Size", Kind.WORD, DISHES.c.name, words=("Small", "Large")),
    )
)


@dataclass(frozen=True)
class Dish:
    """A row, and what a naive reader compares."""

    id: int
    name: str | None
    price: int | None


ROWS = [
    Dish(1, "soup", 4),
    Dish(2, "Soup", 5),
    Dish(3, "so_p", 5),
    Dish(4, "a,b", None),
    Dish(5, None, 9),
    Dish(6, "7:30", -2),
    Dish(7, 'say "hi"', 0),
    Dish(8, "ČAJ", 3),
    Dish(9, "100%", 12),
    Dish(10, "null", 4),
]


@pytest.fixture(scope="module")
def dishes(empty: NewDatabase) -> Iterator[Database]:
    """Give a database with some dishes, as the server opens it."""
    database = Database(empty())
    with database.writing() as transaction:
        DISHES.create(transaction.connection)
        moments = [f"2026-11-22T12:00:0{n % 10}.000Z" for n in range(len(ROWS))]
        transaction.connection.execute(
            insert(DISHES),
            [
                {"id": dish.id, "name": dish.name, "price": dish.price, "hot": dish.id % 2 == 0, "made": moments[i]}
                for i, dish in enumerate(ROWS)
            ],
        )
    yield database
    database.close()


def found(database: Database, query: str) -> list[int]:
    """Give the ids that a query finds, in its order."""
    with database.reading() as connection:
        rows, _ = fetch(connection, MEMBERS.read(query), (DISHES.c.id,), DISHES.c.id)
    return [row.id for row in rows]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("Name=soup", [1]),
        ("nAmE=EQ:soup", [1]),
        ("Name=ne:soup", [2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("Name=NEQ:soup", [2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("Price=gt:4", [2, 3, 5, 9]),
        ("Price=gte:4;lt:9", [1, 2, 3, 10]),
        ("Price=gte:4&Price=lt:9&Name=Soup", [2]),
        ("Price=lte:-2", [6]),
        ("Price=in:4,9", [1, 5, 10]),
        ("Price=in:4:9", [1, 5, 10]),
        ("Price=nin:4,5", [4, 5, 6, 7, 8, 9]),
        ("Name=like:so*p", [1, 2, 3]),
        ("Name=like:so_p", [3]),
        ("Name=like:*%25", [9]),
        ("Name=like:čaj", [8]),
        ("Name=null", [5]),
        ('Name="null"', [10]),
        ("Name=nnull;like:*o*", [1, 2, 3]),
        ("Name=a,b", [4]),
        ('Name=in:"a,b":soup', [1, 4]),
        ('Name="7:30"', [6]),
        ('Name=eq:"say \\"hi\\""', [7]),
        ("Name=like", []),
        ("Name=gt:s", [1, 3, 7, 8]),
        ("Name=lt:a", [2, 6, 9]),
        ("$sort=Name", [5, 9, 6, 2, 4, 10, 7, 3, 1, 8]),
        ("Hot=true;ne:false&Price=5", [2]),
        ("Made=2026-11-22T12:00:03Z", [4]),
        ("Made=gte:2026-11-22T13:00:08+01:00", [9, 10]),
        ("Made=in:2026-11-22T12:00:00.000Z,2026-11-22T12:00:01.000Z", [1, 2]),
        ("Made=gt:2026-11-23", []),
        ("Size=small", []),
        ("$sort=-Price,name", [9, 5, 2, 3, 10, 1, 8, 7, 6, 4]),
        ("$sort=PRICE:desc,Name:desc&$take=3&$skip=1", [5, 3, 2]),
        ("$sort=-Price&$sort=Name&$take=2", [9, 5]),
        ("", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ],
)
def test_the_operator_table(dishes: Database, query: str, ids: list[int]) -> None:
    """Contract 4: every operator, quoting, joining and sorting finds what it says."""
    assert found(dishes, query.replace("+", "%2B")) == ids


@pytest.mark.parametrize(
    ("query", "member"),
    [
        ("Price=around:4", "Price"),
        ("Price=four", "Price"),
        ("Price=99999999999999999999", "Price"),
        ("Price=4;", "Price"),
        ("Price=gt:1:2", "Price"),
        ("Name=null:1", "Name"),
        ('Name="open', "Name"),
        ('Name="a"b', "Name"),
        ("Hot=gt:true", "Hot"),
        ("Price=like:4*", "Price"),
        ("Hot=maybe", "Hot"),
        ("Made=yesterday", "Made"),
        ("Made=2026-02-30", "Made"),
        ("Size=medium", "Size"),
        ("Weight=1", "Weight"),
        ("$include=Plu", "$include"),
        ("$sort=Weight", "$sort"),
        ("$sort=Name:up", "$sort"),
        ("$skip=-1", "$skip"),
        ("$take=ten", "$take"),
        ("$take=1&$take=2", "$take"),
        ("$count=maybe", "$count"),
    ],
)
def test_a_mistake_names_its_member(query: str, member: str) -> None:
    """Contract 4: a bad operator, value, member, sort key, skip or take is a 400 with errors[].memberName."""
    with pytest.raises(Problem) as raised:
        MEMBERS.read(query)
    assert raised.value.status == 400
    assert [fault.member for fault in raised.value.faults] == [member]


def test_every_mistake_is_told_at_once(server: Server) -> None:
    """Contract 4 over HTTP: all wrong members of a query are listed, in the caller's language."""
    answer = server.call("GET", "/orders?number=x&foo=1&$take=-1", headers={"Accept-Language": "sk-SK"})
    assert answer.status_code == 400
    errors = {error["memberName"]: error["message"] for error in answer.json()["errors"]}
    assert set(errors) == {"number", "foo", "$take"}
    assert errors["foo"] == "Filter foo neexistuje."


def test_a_huge_query_is_refused(server: Server) -> None:
    """A query with more parts than a database takes is a 400, not a failure."""
    server.open_ticket(line())
    much = ("&".join(["number=1"] * 250), "number=" + ";".join(["1"] * 11), "&".join(["number=1;2;3;4"] * 150))
    for query in (*much, f"id=in:{','.join('a' * 31_000)}"):
        assert server.call("GET", f"/orders?{query}").status_code == 400
    assert server.get(f"/orders?id=in:{','.join('a' * 29_000)}")["items"] == []
    assert server.get("/orders?" + "&".join(["number=1;2;3;4"] * 120))["items"] == []
    assert server.call("GET", f"/orders?ticketName=like:{'*a' * 1500}").status_code == 400
    assert server.get("/orders?$take=99999999999999999999999&$skip=0")["count"] == 1
    assert server.get(f"/orders?$skip={'9' * 40}")["items"] == []


TEXTS = st.text(alphabet='abSOUPsoup"\\:;,*%_ Č7', max_size=8)
NUMBERS = st.integers(-3, 13)
NAIVE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda have, want: bool(have == want),
    "ne": lambda have, want: bool(have != want),
    "gt": lambda have, want: have is not None and have > want,
    "gte": lambda have, want: have is not None and have >= want,
    "lt": lambda have, want: have is not None and have < want,
    "lte": lambda have, want: have is not None and have <= want,
}


def quoted(text: str) -> str:
    """Write a text so that no character of it is special."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def naive_like(have: str | None, pattern: str) -> bool:
    """Say whether a text fits a pattern with stars."""
    expression = ".*".join(map(re.escape, pattern.lower().split("*")))
    return have is not None and re.fullmatch(expression, have.lower(), re.DOTALL) is not None


@settings(max_examples=150, deadline=None)
@given(word=st.sampled_from(sorted(NAIVE)), text=TEXTS, price=NUMBERS, shout=st.booleans())
def test_comparisons_agree_with_a_naive_reading(
    dishes: Database, word: str, text: str, price: int, shout: bool
) -> None:
    """Contract 4: what a comparison finds is what a plain loop over the rows finds."""
    operator = word.upper() if shout else word
    query = f"Name={quote(f'{operator}:{quoted(text)}')}&Price={operator}:{price}"
    expected = [dish.id for dish in ROWS if NAIVE[word](dish.name, text) and NAIVE[word](dish.price, price)]
    assert found(dishes, query) == expected


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), mark=st.sampled_from(",:"), negated=st.booleans())
def test_lists_agree_with_a_naive_reading(dishes: Database, texts: list[str], mark: str, negated: bool) -> None:
    """Contract 4: `in` and `nin` take values separated by a comma or a colon."""
    argument = mark.join(map(quoted, texts))
    query = "Name=" + quote(("nin:" if negated else "in:") + argument)
    assert found(dishes, query) == [dish.id for dish in ROWS if (dish.name in texts) != negated]


@settings(max_examples=150, deadline=None)
@given(pattern=TEXTS)
def test_like_agrees_with_a_naive_reading(dishes: Database, pattern: str) -> None:
    """Contract 4: `like` ignores case and knows the star only."""
    query = "Name=" + quote(f"like:{quoted(pattern)}")
    assert found(dishes, query) == [dish.id for dish in ROWS if naive_like(dish.name, pattern)]


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30))
def test_a_quoted_value_is_read_back_as_it_was(text: str) -> None:
    """Contract 4: inside quotes every text is itself."""
    assert parse(quoted(text)) == (Operation(Operator.EQ, (text,)),)


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet='eqinltglk:;,"\\*ab0-9TZ ', max_size=14), is_moment=st.booleans())
def test_nonsense_is_read_or_refused(text: str, is_moment: bool) -> None:
    """Contract 4: whatever is sent, the parser answers or says what is wrong; it never breaks."""
    try:
        operations = parse(text, is_moment=is_moment)
    except SyntaxFault:
        return
    assert operations


def is_accepted(query: str) -> bool:
    """Say whether the server would answer a query."""
    try:
        MEMBERS.read(query)
    except Problem:
        return False
    return True


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet='eqnlikab:;,"\\*0', max_size=12))
def test_the_published_pattern_of_texts_is_exact(text: str) -> None:
    """The OpenAPI pattern of a text filter fits what the server takes, lists with colons aside."""
    member = MEMBERS.filters[1]
    fits = re.search(filter_pattern(member), text) is not None
    has_colon_list = re.search(r"\bn?in:", text) is not None
    assert fits == is_accepted(f"Name={quote(text)}") or has_colon_list


@settings(max_examples=200, deadline=None)
@given(data=st.data(), place=st.integers(0, 5))
def test_the_published_patterns_are_accepted(data: st.DataObject, place: int) -> None:
    """What fits the OpenAPI pattern of a filter is accepted."""
    member = MEMBERS.filters[place]
    text = data.draw(st.from_regex(filter_pattern(member).replace("$", r"\Z")))
    assert is_accepted(f"{member.name}={quote(text)}")


@given(keys=st.lists(st.sampled_from(["Id", "-Name", "Price", "Weight", "--Id", ""]), min_size=1, max_size=3))
def test_the_published_sort_pattern_says_what_is_accepted(keys: list[str]) -> None:
    """The OpenAPI pattern of $sort fits exactly what the server takes in that spelling."""
    text = ",".join(keys)
    assert (re.search(sort_pattern(MEMBERS), text) is not None) == is_accepted(f"$sort={quote(text)}")


@pytest.fixture(scope="module")
def fuzzed(empty: NewDatabase) -> Iterator[Server]:
    """Give one server for all fuzzed queries."""
    clock = Clock()
    server = Server(app_of(clock=clock, database=empty()), clock)
    server.open_ticket(line(), name="7")
    yield server
    server.close()


FUZZ_VALUES = st.one_of(st.text(max_size=20), st.text(alphabet='eqinlike:;,"\\*0123456789-TZ', max_size=20))


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(
        st.sampled_from(["number", "isProcessed", "ticketName", "$sort", "$skip", "$count", "x"]), max_size=4
    ),
    values=st.lists(FUZZ_VALUES, min_size=4, max_size=4),
)
def test_no_query_breaks_the_server(fuzzed: Server, names: list[str], values: list[str]) -> None:
    """Contract 4 and 5: any query is answered with 200 or 400, never with 5xx."""
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in zip(names, values, strict=False))
    assert fuzzed.call("GET", f"/orders?{query}").status_code in {200, 400}
