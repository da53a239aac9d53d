"""Places that stay put: ghosts, gaps, the guard of half a second, closing up after three quiet seconds."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kds.domain.layout import Block, Shape
from kds.domain.places import (
    GUARD_SECONDS,
    SELECTION_SECONDS,
    Places,
    SlotChanged,
    beside,
    chosen,
    selection_lapsed,
)
from kds.domain.placing import SETTLE_SECONDS, placed, turned

SHAPE = Shape(2, 12)


def a_block(key: str, rows: int = 3) -> Block:
    """Give a block of one head row and lines of one row each."""
    return Block(key, key.upper(), rows, tuple(range(2, rows)))


def blocks_of(*keys: str) -> list[Block]:
    """Give blocks of three rows."""
    return [a_block(key) for key in keys]


def at_rest(blocks: Sequence[Block], shape: Shape = SHAPE, at: float = 0.0) -> Places:
    """Give places nobody has touched."""
    return placed(Places(), blocks, shape, at=at, last_key_at=at - SETTLE_SECONDS)


def keyed(places: Places, blocks: Sequence[Block], at: float, page: int | None = None) -> Places:
    """Give the places while keys are being pressed."""
    assert places.shape is not None
    return placed(places, blocks, places.shape, at=at, last_key_at=at, page=page)


def keys_of(places: Places) -> list[str]:
    """Give what stands in each slot, ghosts in brackets."""
    return [f"({each.key})" if each.is_ghost else each.key for each in places.standings]


def test_a_bumped_card_leaves_a_ghost_and_moves_nothing() -> None:
    """The cards below a gap stay where the cook's eye left them."""
    before = at_rest(blocks_of("a", "b", "c"))
    after = keyed(before, blocks_of("b", "c"), at=10)
    assert keys_of(after) == ["(a)", "b", "c"]
    assert after.standings[1:] == before.standings[1:]


def test_turning_beyond_the_last_page_moves_nothing() -> None:
    """PAGE on a board of one page leaves every card under its digit, ghosts and gaps included."""
    bumped = keyed(at_rest(blocks_of("a", "b", "c")), blocks_of("b", "c"), at=10)
    assert keys_of(keyed(bumped, blocks_of("b", "c"), at=10.5, page=1)) == ["(a)", "b", "c"]
    assert keys_of(keyed(bumped, blocks_of("b", "c"), at=11, page=-1)) == ["(a)", "b", "c"]


def test_a_gap_goes_at_once_to_the_first_order_off_the_page_that_fits() -> None:
    """A waiting order takes the bumped card's slot; one too high for the gap is passed over."""
    cards = blocks_of("a", "b", "c", "d", "e", "f")
    waiting = [a_block("high", 9), a_block("low", 2)]
    before = at_rest([*cards, *waiting])
    after = keyed(before, [*cards[1:], *waiting], at=10)
    assert keys_of(after) == ["low", "b", "c", "d", "e", "f"]
    assert after.after == ("high",)


def test_cards_close_up_when_no_key_was_pressed_for_three_seconds() -> None:
    """A quiet board is in order again, and the ghost is gone."""
    before = keyed(at_rest(blocks_of("a", "b", "c")), blocks_of("b", "c"), at=10)
    just_before = placed(before, blocks_of("b", "c"), SHAPE, at=12.9, last_key_at=10)
    assert keys_of(just_before) == ["(a)", "b", "c"]
    assert keys_of(placed(before, blocks_of("b", "c"), SHAPE, at=13, last_key_at=10)) == ["b", "c"]


def test_undo_puts_a_card_back_into_its_place_while_it_is_free() -> None:
    """The card returns where it stood."""
    before = at_rest(blocks_of("a", "b"))
    back = keyed(keyed(before, blocks_of("b"), at=10), blocks_of("a", "b"), at=11)
    assert keys_of(back) == ["a", "b"]
    assert back.standings[0].parts == before.standings[0].parts


def test_undo_takes_the_first_free_place_when_its_own_was_given_away() -> None:
    """A returned card never drives another one away."""
    cards = blocks_of("a", "b", "c", "d", "e", "f", "g")
    given = keyed(at_rest(cards), cards[1:], at=10)
    assert keys_of(given)[0] == "g"
    freed = keyed(given, [card for card in cards[1:] if card.key != "c"], at=11)
    assert keys_of(freed)[2] == "(c)"
    back = keyed(freed, [card for card in cards if card.key != "c"], at=12)
    assert keys_of(back) == ["g", "b", "a", "d", "e", "f"]


def test_a_digit_does_nothing_for_half_a_second_after_its_slot_was_given_away() -> None:
    """The old card's digit never bumps the new one by a press that came too late."""
    cards = blocks_of("a", "b", "c", "d", "e", "f", "t11")
    given = keyed(at_rest(cards), [card for card in cards if card.key != "c"], at=10)
    refused = chosen(given, 2, at=10 + GUARD_SECONDS - 0.01)
    assert refused == SlotChanged(2, "3 IS NOW T11 (was C). Nothing done - press again.")
    assert chosen(given, 2, at=10 + GUARD_SECONDS) == "t11"


def test_a_digit_works_at_once_on_a_card_that_stood_there_all_the_time() -> None:
    """The guard is only for slots that changed."""
    places = at_rest(blocks_of("a", "b"))
    assert chosen(places, 0, at=0) == "a"
    assert chosen(places, 5, at=0) is None
    assert chosen(keyed(places, blocks_of("b"), at=1), 0, at=5) is None


def test_new_orders_go_to_the_end_while_keys_are_pressed() -> None:
    """An older order that arrives late does not push the others."""
    places = keyed(at_rest(blocks_of("b", "c")), blocks_of("a", "b", "c"), at=10)
    assert keys_of(places) == ["b", "c", "a"]


def test_a_card_that_grows_pushes_the_cards_below_it_but_changes_no_slot() -> None:
    """A line added to a card is shown at once."""
    cards = [a_block("a", 3), a_block("b", 3)]
    grown = keyed(at_rest(cards), [a_block("a", 6), cards[1]], at=10)
    assert [(each.slot, each.key, each.parts[0].top) for each in grown.standings] == [(0, "a", 0), (1, "b", 7)]


def test_blank_rows_give_way_before_a_growing_card_is_torn() -> None:
    """In a full column a card that turns late takes the blank row below it."""
    shape = Shape(1, 11)
    grown = keyed(at_rest(blocks_of("a", "b", "c"), shape), [a_block("a", 4), *blocks_of("b", "c")], at=10)
    assert [(each.key, each.parts[0].top, each.is_whole) for each in grown.standings] == [
        ("a", 0, True),
        ("b", 5, True),
        ("c", 8, True),
    ]


def test_a_card_without_room_is_torn_until_the_cards_close_up() -> None:
    """It says that it goes on; three quiet seconds later all of it stands there."""
    shape = Shape(1, 11)
    grown_blocks = [a_block("a", 8), *blocks_of("b", "c")]
    grown = keyed(at_rest(blocks_of("a", "b", "c"), shape), grown_blocks, at=10)
    assert [each.is_whole for each in grown.standings] == [False, True, True]
    rested = placed(grown, grown_blocks, shape, at=20, last_key_at=10)
    assert keys_of(rested) == ["a"]
    assert rested.standings[0].is_whole


def test_the_next_page_shows_what_was_off_the_page() -> None:
    """PgDn goes to the cards behind the last one, PgUp back; a page too far is the last one."""
    blocks = blocks_of(*"abcdefgh")
    first = at_rest(blocks)
    assert (first.page_count, first.after) == (2, ("g", "h"))
    second = keyed(first, blocks, at=1, page=1)
    assert (keys_of(second), second.before) == (["g", "h"], tuple("abcdef"))
    assert keyed(second, blocks, at=2, page=7).page == 1
    assert keys_of(keyed(second, blocks, at=2, page=0)) == list("abcdef")


def test_places_that_did_not_change_are_the_same_object() -> None:
    """A poll that brings nothing costs nothing."""
    places = at_rest(blocks_of("a", "b"))
    assert keyed(places, blocks_of("a", "b"), at=1) is places
    assert placed(places, blocks_of("a", "b"), SHAPE, at=9, last_key_at=1) is places


def test_arrows_go_from_card_to_card_and_stop_at_the_ends() -> None:
    """Right from the last card stays on it; with nothing chosen it begins at the first."""
    places = at_rest(blocks_of("a", "b"))
    assert [beside(places, None, 1), beside(places, "a", 1), beside(places, "b", 1)] == ["a", "b", "b"]
    assert [beside(places, None, -1), beside(places, "a", -1), beside(Places(), None, 1)] == ["b", "a", None]


def test_a_selection_lapses_after_ten_seconds_without_a_key() -> None:
    """A forgotten selection is no trap for the next cook."""
    assert not selection_lapsed(0, SELECTION_SECONDS - 0.1)
    assert selection_lapsed(0, SELECTION_SECONDS)


STEPS = st.lists(
    st.tuples(st.sampled_from(["bump", "arrive", "undo", "wait"]), st.integers(0, 30), st.integers(2, 9)), max_size=25
)


@given(steps=STEPS, shape=st.builds(Shape, st.integers(1, 4), st.integers(9, 30), st.integers(0, 1)))
def test_no_card_moves_while_keys_are_pressed(steps: list[tuple[str, int, int]], shape: Shape) -> None:
    """Whatever is bumped, taken back or arrives within the three seconds: slots, columns and rows stay."""
    blocks = [a_block(f"c{index}", 2 + index % 5) for index in range(8)]
    gone: list[Block] = []
    places = at_rest(blocks, shape)
    for time, (step, pick, rows) in enumerate(steps, start=1):
        if step == "bump" and blocks:
            gone.append(blocks.pop(pick % len(blocks)))
        elif step == "undo" and gone:
            blocks.insert(0, gone.pop())
        elif step == "arrive":
            blocks.append(a_block(f"n{time}", rows))
        moved = keyed(places, blocks, at=float(time))
        present = {block.key for block in blocks}
        for old in places.standings:
            if not old.is_ghost and old.key in present:
                now = moved.place_of(old.key)
                assert now is not None
                assert (now.slot, now.parts) == (old.slot, old.parts)
        _assert_sound(moved, blocks)
        places = moved


GROWTH = st.lists(st.lists(st.integers(2, 14), min_size=8, max_size=8), max_size=6)


@given(growth=GROWTH, shape=st.builds(Shape, st.integers(1, 4), st.integers(9, 30), st.integers(0, 1)))
def test_cards_that_change_their_height_never_overlap(growth: list[list[int]], shape: Shape) -> None:
    """Voids, add-ons and comments come and go: no two cards share a cell and no digit is given twice."""
    places = at_rest([a_block(f"c{index}", 4) for index in range(8)], shape)
    for time, heights in enumerate(growth, start=1):
        blocks = [a_block(f"c{index}", rows) for index, rows in enumerate(heights)]
        places = keyed(places, blocks, at=float(time))
        _assert_sound(places, blocks)


def _assert_sound(places: Places, blocks: Sequence[Block]) -> None:
    assert places.shape is not None
    slots = [standing.slot for standing in places.standings]
    assert len(slots) == len(set(slots)) <= places.shape.digits
    taken: set[tuple[int, int]] = set()
    for standing in places.standings:
        for part in standing.parts if not standing.is_ghost else standing.parts[:1]:
            rows = range(part.top, part.top + 1 if standing.is_ghost else part.bottom)
            cells = {(part.column, row) for row in rows}
            assert not cells & taken
            assert rows.stop <= places.shape.rows
            taken |= cells
    standing_keys = {standing.key for standing in places.standings if not standing.is_ghost}
    assert standing_keys | {*places.before, *places.after} == {block.key for block in blocks}
    assert not standing_keys & {*places.before, *places.after}


def test_a_card_that_was_found_is_turned_to() -> None:
    """The page of a card off the page is shown, however lately a key was pressed."""
    cards = blocks_of(*(f"t{number}" for number in range(12)))
    places = at_rest(cards)
    assert places.place_of("t11") is None
    anew, page = turned(places, cards, SHAPE, "t11")
    assert placed(anew, cards, SHAPE, at=1.0, last_key_at=1.0, page=page).place_of("t11") is not None


def test_a_card_on_the_page_keeps_its_place_when_it_is_found() -> None:
    """Nothing moves for a card that stands there already, nor for one that is gone."""
    cards = blocks_of("a", "b", "c")
    places = at_rest(cards)
    assert turned(places, cards, SHAPE, "b") == (places, 0)
    assert turned(places, cards, SHAPE, "x")[1] == 0
