"""Cards in columns and pages: in order, complete, never more than ten, torn only where it is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kds.domain.layout import DIGITS, Block, Page, Shape, fitting_stop, pages


def a_block(key: str, *units: int, head: int = 1) -> Block:
    """Give a block with a head and lines of these heights."""
    starts = [head + sum(units[:index]) for index in range(1, len(units))]
    return Block(key, key, head + sum(units), tuple(starts))


def tops(page: Page) -> list[tuple[str, int, int]]:
    """Give key, column and row of each spot's first part."""
    return [(spot.key, spot.parts[0].column, spot.parts[0].top) for spot in page]


def test_cards_flow_down_a_column_with_a_blank_row_between() -> None:
    """The second card stands below the first, the third at the top of the next column when the first is full."""
    only = pages([a_block("a", 2), a_block("b", 2), a_block("c", 2)], Shape(2, 8))
    assert [tops(page) for page in only] == [[("a", 0, 0), ("b", 0, 4), ("c", 1, 0)]]


def test_a_long_card_goes_on_in_the_next_column_under_the_same_digit() -> None:
    """A party of ten is torn where at least two of its lines stay, and keeps its one slot."""
    (page,) = pages([a_block("a", 2), a_block("m12", 2, 2, 2, 2)], Shape(2, 10))
    long = page[1]
    assert long.slot == 1
    assert [(part.column, part.top, part.start, part.stop, part.is_last) for part in long.parts] == [
        (0, 4, 0, 5, False),
        (1, 0, 5, 9, True),
    ]


def test_a_short_card_is_never_torn() -> None:
    """A card that is not long moves to the next column as a whole."""
    (page,) = pages([a_block("a", 10), a_block("b", 2, 2)], Shape(2, 16))
    assert tops(page) == [("a", 0, 0), ("b", 1, 0)]


def test_the_eleventh_card_stands_on_the_next_page() -> None:
    """A bump bar has ten digits, so a page has no more cards, whatever the room."""
    first, second = pages([a_block(str(index), 1) for index in range(11)], Shape(4, 60))
    assert len(first) == DIGITS
    assert tops(second) == [("10", 0, 0)]


def test_a_card_longer_than_a_page_keeps_its_digit_on_the_next_page() -> None:
    """Forty lines on a small screen begin below the first card at digit 2, go on at digit 2, and the next card is 3."""
    found = pages([a_block("a", 2), a_block("long", *[2] * 40), a_block("b", 2)], Shape(2, 15))
    slots = {spot.slot for page in found for spot in page if spot.key == "long"}
    assert slots == {1}
    assert [(spot.slot, spot.key) for spot in found[-1]] == [(1, "long"), (2, "b")]
    covered = [row for page in found for spot in page if spot.key == "long" for part in spot.parts
               for row in range(part.start, part.stop)]  # fmt: skip
    assert covered == list(range(81))


def test_a_card_longer_than_a_page_leaves_no_page_blank() -> None:
    """It begins in the room behind the last card, tile or column alike, and never with less than its first line."""
    first, *_ = pages([a_block("a", 2), a_block("long", *[2] * 40)], Shape(4, 7, gap=7))
    assert [(spot.key, [part.column for part in spot.parts]) for spot in first] == [("a", [0]), ("long", [1, 2, 3])]
    full, after, *_ = pages([a_block("a", 12), a_block("long", *[3] * 4, head=4)], Shape(1, 15))
    assert [[spot.key for spot in page] for page in (full, after)] == [["a"], ["long"]]


def test_a_card_that_fits_a_page_stands_whole_on_one() -> None:
    """Turning pages is only for what would never fit: a whole card can be bumped where it stands."""
    first, second = pages([a_block("a", 8), a_block("b", *[2] * 6)], Shape(1, 15))
    assert [spot.key for spot in first] == ["a"]
    assert second[0].parts[0].start == 0


def test_a_line_higher_than_the_screen_is_torn_between_its_rows() -> None:
    """Nothing is so long that it can't be shown."""
    block = a_block("a", 50)
    assert fitting_stop(block, 0, 10) is None
    assert fitting_stop(block, 0, 10, anywhere=True) == 9


BLOCKS = st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=14), max_size=24)
SHAPES = st.builds(Shape, st.integers(1, 5), st.integers(8, 50), st.integers(0, 1))


@given(heights=BLOCKS, shape=SHAPES)
def test_every_row_of_every_card_is_on_exactly_one_page(heights: list[list[int]], shape: Shape) -> None:
    """Whatever the cards: all rows in order, no two at one place, unique digits, nothing outside the page."""
    blocks = [a_block(str(index), *units) for index, units in enumerate(heights)]
    shown: dict[str, list[int]] = {block.key: [] for block in blocks}
    for page in pages(blocks, shape):
        taken: set[tuple[int, int]] = set()
        slots = [spot.slot for spot in page]
        assert slots == list(range(slots[0], slots[0] + len(page))) if page else True
        assert all(slot < DIGITS for slot in slots)
        assert not slots or not slots[0] or page[0].parts[0].start, "only a card that goes on keeps a later digit"
        for spot in page:
            for part in spot.parts:
                cells = {(part.column, row) for row in range(part.top, part.bottom)}
                assert not cells & taken
                assert part.column < shape.columns
                assert part.bottom <= shape.rows
                taken |= cells
                shown[spot.key].extend(range(part.start, part.stop))
    assert shown == {block.key: list(range(block.rows)) for block in blocks}
    order = [spot.key for page in pages(blocks, shape) for spot in page]
    assert list(dict.fromkeys(order)) == [block.key for block in blocks]
