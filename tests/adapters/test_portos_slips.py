"""A page of orders cut into pieces: the same orders come out as by parsing all of it, whatever stands in them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as some

from kds.sources.portos.slips import Cutter

CUTTER = Cutter("items")
TEXTS = some.text(some.characters(exclude_categories=["Cs"]))
"""Any text; half characters are left to the parser, which repairs them."""
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers(-(10**12), 10**12) | TEXTS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
ORDERS = some.lists(some.dictionaries(TEXTS, VALUES, max_size=5) | VALUES, max_size=5)


def page_of(orders: list[object], *, indent: int | None = None, ascii_only: bool = False) -> bytes:
    """Give an answer with those orders."""
    page = {"items": orders, "count": len(orders), "totalCount": 7}
    return json.dumps(page, indent=indent, ensure_ascii=ascii_only).encode()


@given(ORDERS, ORDERS, some.sampled_from([None, 2]), some.booleans())
def test_the_pieces_are_the_page(
    before: list[object], after: list[object], indent: int | None, ascii_only: bool
) -> None:
    """Whatever was on the page before, each piece of the new one is the JSON of its order."""
    first = CUTTER.cut(page_of(before, indent=indent, ascii_only=ascii_only), ())
    page = page_of([*before[1:], *after], indent=indent, ascii_only=ascii_only)
    cut = CUTTER.cut(page, first.texts if first is not None else ())
    assert cut is not None
    assert [json.loads(text) for text in cut.texts] == [*before[1:], *after]
    assert cut.rest["totalCount"] == 7


def test_an_order_that_did_not_change_is_the_same_string() -> None:
    """Nothing of it is kept twice, and nothing of it is parsed again."""
    one, two, three = ({"id": f"674069f1fa3dab15784a0b4{n}", "items": [{"name": "Ribeye" * 9}]} for n in range(3))
    first = CUTTER.cut(page_of([one, two, three]), ())
    assert first is not None
    again = CUTTER.cut(page_of([one, three | {"_v": 2}, two]), first.texts)
    assert again is not None
    assert again.texts[0] is first.texts[0]
    assert again.texts[2] is first.texts[1]
    assert json.loads(again.texts[1]) == three | {"_v": 2}


def test_an_order_that_begins_like_another_one_is_not_taken_for_it() -> None:
    """Only the whole text counts, not its beginning."""
    short, long = {"note": "x" * 80}, {"note": "x" * 80, "id": "2"}
    first = CUTTER.cut(page_of([short]), ())
    assert first is not None
    again = CUTTER.cut(page_of([long, short]), first.texts)
    assert again is not None
    assert [json.loads(text) for text in again.texts] == [long, short]


def test_a_page_that_is_built_otherwise_is_left_to_the_parser() -> None:
    """Another first member, a list, a broken end, bytes that are no text: nothing is guessed."""
    for body in (b'{"count": 1, "items": []}', b"[]", b'{"items": [{}', b'{"items": [{}]', b'{"items": ["\xff"]}', b""):
        assert CUTTER.cut(body, ()) is None
