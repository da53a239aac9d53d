"""The runner's list: what stands on the pass, oldest first, and what is said about each table."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.board import Board
from kds.domain.connection import Connection
from kds.domain.order import Order
from kds.domain.station import Role
from kds.domain.terms import Purchase, Status
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.spans import LATE
from kds.ui.drawing.view import ViewState
from tests.builders import a_board, an_expo, an_item, an_order
from tests.ui.drawing.boards import NOW, SIX_TWELVE, live
from tests.ui.drawing.screens import frame_at_rest, texts

READY = Status.READY
RUNNER = replace(an_expo(name="RUNNER", role=Role.RUNNER), thresholds={Purchase.WALK_IN: SIX_TWELVE})


def a_table(table: str, since: str, *, id: str = "", **facts: str | int | None) -> Order:  # noqa: A002 - the builders' own word
    """Give a table with two plates that were ready at a time."""
    items = (
        an_item("Venison", status=READY, changed="19:30", seat="1", modifiers=("Cooking=rare",)),
        an_item("Chips", on="Fry", status=READY, changed=since, seat="2"),
    )
    return an_order(*items, id=id or table, table=table, zone="Main", fired="19:25", **facts)  # type: ignore[arg-type]  # fields of an order


def on_pass(*orders: Order) -> Board:
    """Give the runner's board."""
    board = a_board(RUNNER, *orders)
    return replace(board, connection=live(RUNNER, ()).connection)


def shown(*orders: Order, columns: int = 80, rows: int = 24) -> list[str]:
    """Give the rows between the header and the two last ones, up to the last with text."""
    found = texts(frame_at_rest(on_pass(*orders), columns, rows))[1:-2]
    while found and not found[-1]:
        found.pop()
    return found


def test_the_one_that_has_waited_longest_stands_first() -> None:
    """Not the oldest order: the coldest plate; what is still cooking is not there at all."""
    cooking = an_order(an_item("Burger"), id="o9", table="T9", fired="19:00")
    rows = shown(a_table("M1", "19:41:30"), a_table("M2", "19:38"), a_table("M3", "19:40:47"), cooking)
    assert [row[5:7] for row in rows if "[" in row] == ["M2", "M3", "M1"]
    assert not any("T9" in row for row in rows)


def test_a_table_says_plates_seats_and_its_wait() -> None:
    """Where it goes, how many plates, which seats, how long it stands; then the dishes with their seats."""
    assert shown(a_table("M3", "19:40:47"))[1:] == [
        " [1] M3  Main       2 plates   s1 s2                                       1:20",
        "     1x VENISON rare s1   1x CHIPS s2",
    ]


def test_a_plate_that_stands_for_two_minutes_is_late_in_a_word_and_in_two_rows() -> None:
    """Cold food alarms on any terminal: the word, and both rows reverse."""
    frame = frame_at_rest(on_pass(a_table("M3", "19:40:06"), a_table("M4", "19:40:08")))
    rows = texts(frame)
    assert rows[2].endswith("LATE 2:01")
    assert rows[5].endswith(" 1:59")
    assert looks(frame, 2) == looks(frame, 3) == {LATE}
    assert LATE not in looks(frame, 5)


def looks(frame: Frame, y: int) -> set[object]:
    """Give the looks of a row's texts."""
    return {span.look for span in frame.rows[y][1:] if span.text.strip() and not span.text.isspace()}


def test_an_allergy_goes_with_the_plate() -> None:
    """Whoever carries it reads it."""
    assert "## ALLERGY NUTS" in shown(a_table("M3", "19:41", note="ALLERGY nuts"))[2]


def test_what_is_fetched_names_who_and_when() -> None:
    """A take away has its number, its name and its promise instead of a table."""
    order = an_order(
        an_item("Wings", 2, status=READY, changed="19:41:30"),
        id="o2", table=None, purchase=Purchase.TAKE_AWAY, due="19:50", pickup_name="Novak", number=131,
    )  # fmt: skip
    assert shown(order)[2:] == ["     #131 Novak for 19:50", "     2x WINGS"]


def test_what_does_not_fit_is_counted() -> None:
    """More tables than rows: the counter says how many wait on the next page."""
    orders = [a_table(f"M{number}", f"19:4{number // 6}:{number % 6}0") for number in range(12)]
    rows = texts(frame_at_rest(on_pass(*orders), 61, 18))
    assert rows[-2].strip() == "+5 more, oldest 17m PgDn"


def test_an_empty_pass_says_so_only_after_a_good_answer() -> None:
    """Nothing on the pass is a fact of the till, not of a broken line."""
    assert any("NOTHING ON THE PASS" in row for row in texts(frame_at_rest(on_pass())))
    silent = replace(on_pass(), connection=Connection(offline_since=NOW))
    assert not any("NOTHING" in row for row in texts(frame_at_rest(silent, view=ViewState())))
