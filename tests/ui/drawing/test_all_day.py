"""The all-day panel where the drawing of the prep board leaves a question open."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kds.domain.allday import AllDayRow
from kds.ui.drawing.all_day import all_day_rows, column_rows, dish_blocks
from kds.ui.drawing.spans import Row, text_of, width_of

WIDTH = 29


def a_row(name: str, cook: int = 1, held: int = 0, **modifiers: int) -> AllDayRow:
    """Give a dish with its modifiers, an underscore for a blank."""
    changed = tuple((words.replace("_", " "), Decimal(count)) for words, count in modifiers.items())
    return AllDayRow(name, Decimal(cook), Decimal(held), changed)


def panel(*rows: AllDayRow, room: int = 20, upper: bool = True) -> list[str]:
    """Give the panel's rows as text."""
    return texts(all_day_rows(rows, WIDTH, room, upper=upper, more="A"))


def texts(rows: Sequence[Row]) -> list[str]:
    """Give rows as text without blanks at their ends."""
    return [text_of(row).rstrip() for row in rows]


def test_cook_and_held_are_two_columns() -> None:
    """Held food stands in its own column, and a dish with nothing to cook has no figure to cook from."""
    assert panel(a_row("Ribeye 300", 8, 2, medium_rare=2), a_row("Lamb", 0, 6)) == [
        " ALL DAY         cook   held",
        " RIBEYE 300         8     2",
        "    medium rare     2",
        " LAMB                     6",
    ]


def test_a_list_that_is_too_long_says_what_is_missing() -> None:
    """The modifiers go first, then the last dishes; the last row names what went and the key that shows it."""
    rows = [a_row(f"Dish {number}", 9 - number, rare=1) for number in range(4)]
    assert len(panel(*rows, room=9)) == 9
    assert panel(*rows, room=8)[1:] == [
        *(f" DISH {number}             {9 - number}" for number in range(4)),
        " modifiers not shown: A",
    ]
    assert panel(*rows, room=4)[1:] == [" DISH 0             9", " DISH 1             8", " +2 more dishes: A"]


def test_a_long_name_goes_on_below_and_is_not_cut() -> None:
    """Every word of a long dish stands in the panel, the figures beside its first row."""
    rows = panel(a_row("Slow roasted shoulder of lamb", 12, 3), upper=False)
    assert rows[1].endswith("12     3")
    assert " ".join(" ".join(rows[1:]).split()) == "Slow roasted 12 3 shoulder of lamb"


def test_nothing_to_count_draws_nothing() -> None:
    """An empty kitchen has no panel that could look like a total."""
    assert panel() == []


def test_a_page_of_columns_never_tears_a_dish() -> None:
    """Dishes go down column after column, page after page; a dish and its modifiers stay together."""
    blocks = dish_blocks([a_row(f"Dish {number}", 1, rare=1, NO_salt=1) for number in range(5)], WIDTH, upper=True)
    rows = texts(column_rows(blocks, WIDTH, 8, 2))
    assert len(rows) == 16
    assert rows[1].split() == ["DISH", "0", "1", "DISH", "2", "1"]
    assert rows[4].split() == ["DISH", "1", "1", "DISH", "3", "1"]
    assert rows[9].split() == ["DISH", "4", "1"]


@given(
    st.lists(
        st.builds(a_row, st.text("abc xyz", min_size=1, max_size=40).filter(str.strip), st.integers(0, 120)),
        max_size=12,
    ),
    st.integers(25, 45),
    st.integers(0, 20),
)
def test_the_panel_keeps_to_its_room(rows: list[AllDayRow], width: int, room: int) -> None:
    """However long names and lists are, each row has the panel's width and the rows don't exceed the room."""
    drawn = all_day_rows(rows, width, room, upper=True, more="A")
    assert len(drawn) <= room
    assert {width_of(row) for row in drawn} <= {width}
