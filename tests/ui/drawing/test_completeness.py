"""Nothing a cook must know is ever cut silently: whatever the cards, every word of them is on one of the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.board import Board
from kds.domain.cards import Allergy, Card, CardLine, LineKind, Section, StationProgress, Unseen
from kds.domain.lens import COOK_LAYOUTS, PASS_LAYOUTS, Layout, Lens
from kds.domain.terms import Purchase, Status
from kds.ui.drawing.arranging import arranged
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.spans import text_of, width_of
from kds.ui.drawing.view import ViewState
from tests.builders import a_station, an_expo
from tests.ui.drawing.boards import NOW, live

SIZES = st.sampled_from([(61, 18), (61, 40), (80, 24), (80, 19), (92, 26), (110, 24), (123, 36), (200, 60), (250, 70)])
CARD_LAYOUTS = st.sampled_from(COOK_LAYOUTS)
Shapes = list[tuple[list[tuple[int, int, int, bool, Status]], int, int, bool]]


@st.composite
def card_shapes(draw: st.DrawFn) -> tuple[list[tuple[int, int, int, bool, Status]], int, int, bool]:
    """Give lines as (name words, modifiers, comment words, void, status), allergies, minutes, add-on."""
    lines = draw(
        st.lists(
            st.tuples(
                st.integers(1, 4),
                st.integers(0, 4),
                st.integers(0, 12),
                st.booleans(),
                st.sampled_from([Status.NEW, Status.IN_PROGRESS, Status.READY]),
            ),
            min_size=1,
            max_size=12,
        )
    )
    return lines, draw(st.integers(0, 2)), draw(st.integers(0, 20)), draw(st.booleans())


def a_card(index: int, shape: tuple[list[tuple[int, int, int, bool, Status]], int, int, bool], ids: count[int]) -> Card:
    """Give a card in which every word occurs once."""
    lines_of, allergies, minutes, add_on = shape

    def some(letter: str, number: int) -> str:
        return " ".join(f"{letter}{next(ids)}z" for _ in range(number))

    lines = tuple(
        CardLine(
            order_id=f"o{index}",
            item_id=place,
            quantity=Decimal(place + 1),
            name=some("N", names),
            status=status,
            kind=LineKind.VOID if void else LineKind.DISH,
            fate=some("F", 1) if void else "",
            modifiers=tuple(f"{'NO ' if place % 2 else ''}{some('M', 1)}" for _ in range(modifiers)),
            comment=some("C", comment) or None,
            seat=str(place) if place % 3 == 0 else None,
            endpoint="Grill",
            unseen=frozenset({f"void{index}/{place}"} if void else ()),
        )
        for place, (names, modifiers, comment, void, status) in enumerate(lines_of)
    )
    half = len(lines) // 2
    sections: tuple[Section, ...] = (Section(lines, ("o",)),)
    if add_on and half:
        sections = (Section(lines[:half], ("o",)), Section(lines[half:], ("p",), NOW - timedelta(minutes=2)))
    guests = tuple(Allergy(some("A", 3), f"allergy{index}/{each}") for each in range(allergies))
    unseen = [(each.mark, Unseen.ALLERGY) for each in guests]
    unseen += [(mark, Unseen.VOID) for line in lines for mark in sorted(line.unseen)]
    return Card(
        key=f"k{index}",
        title=f"T{index}",
        sections=sections,
        orders=(),
        age_from=NOW - timedelta(minutes=minutes),
        purchase=Purchase.TAKE_AWAY if index % 4 == 3 else Purchase.WALK_IN,
        due_at=NOW + timedelta(minutes=minutes - 5) if index % 4 == 3 else None,
        note=some("O", index % 3) or None,
        allergies=guests,
        unseen=tuple(unseen),
        numbers=(900 + index,),
        guests=index + 2,
        course=1,
        courses=2,
        others=(StationProgress("Fry", 1, 3), StationProgress("Cold", 2, 2)),
        complete_since=NOW if index % 5 == 4 else None,
    )


BOARDS = st.lists(card_shapes(), max_size=11)


def cards_from(shapes: Shapes) -> list[Card]:
    """Give cards from their shapes."""
    ids = count(1)
    return [a_card(index, shape, ids) for index, shape in enumerate(shapes)]


def all_frames(board: Board, columns: int, rows: int, *, foot_rows: int = 0) -> list[Frame]:
    """Give the frames of all pages of a board nobody has touched, with so many rows below that are not theirs."""
    frames: list[Frame] = []
    view = ViewState(local=UTC, foot_rows=foot_rows)
    for page in count():
        view = arranged(board, view, NOW, columns, rows, at=float(page), last_key_at=-100, page=page)
        if view.places.page != page:
            return frames
        frames.append(board_frame(board, view, NOW, columns, rows))
        digits = [each.digit for each in view.places.standings]
        assert len(digits) == len(set(digits)) <= 10
    return frames


def missing_of(card: Card, screens: str) -> list[str]:
    """Give the words of a card that must never be cut and are not on the screens; a comment may end in MORE: D."""
    wanted = [word for allergy in card.allergies for word in allergy.text.split()]
    for line in card.lines:
        wanted += [*line.name.split(), *" ".join(line.modifiers).split(), *line.fate.split()]
        wanted.append(f"{line.quantity}x")
        comment = (line.comment or "").split()
        wanted += comment if "MORE: D" not in screens else comment[:1]
    return [word for word in wanted if word.upper() not in screens.upper()]


@settings(max_examples=40, deadline=None)
@given(shapes=BOARDS, size=SIZES, layout=CARD_LAYOUTS, on_pass=st.booleans())
def test_every_word_of_every_card_is_on_one_of_its_pages(
    shapes: Shapes, size: tuple[int, int], layout: Layout, on_pass: bool
) -> None:
    """Names, quantities, modifiers, fates and allergies are complete in each layout; a comment is, or says MORE: D."""
    cards = cards_from(shapes)
    station = replace(an_expo() if on_pass else a_station(), layout=layout)
    frames = all_frames(live(station, cards), *size)
    for frame in frames:
        assert [width_of(row) for row in frame.rows] == [size[0]] * size[1]
    screens = "\n".join(text_of(row) for frame in frames for row in frame.rows)
    for card in cards:
        assert missing_of(card, screens) == []
        assert f"] {card.title} " in screens
    assert {key for frame in frames for key in frame.lines} == {
        (line.order_id, line.item_id) for card in cards for line in card.lines
    }
    assert {mark for frame in frames for mark in frame.marks} == {mark for card in cards for mark, _ in card.unseen}


@settings(max_examples=40, deadline=None)
@given(
    shapes=BOARDS,
    looks=st.lists(st.tuples(SIZES, CARD_LAYOUTS, st.integers(0, 11)), min_size=2, max_size=5),
)
def test_what_counts_as_painted_stands_on_the_screen_while_it_is_resized(
    shapes: Shapes, looks: list[tuple[tuple[int, int], Layout, int]]
) -> None:
    """However size, layout and cards change under pressed keys, a card that may be bumped can be read as a whole."""
    cards = cards_from(shapes)
    view = ViewState(local=UTC)
    for at, (size, layout, gone) in enumerate(looks):
        board = live(a_station(), [card for index, card in enumerate(cards) if index != gone])
        view = replace(view, lens=Lens(layout=layout))
        view = arranged(board, view, NOW, *size, at=float(at), last_key_at=float(at))
        frame = board_frame(board, view, NOW, *size)
        assert [width_of(row) for row in frame.rows] == [size[0]] * size[1]
        screen = "\n".join(text_of(row) for row in frame.rows)
        assert [missing_of(card, screen) for card in board.cards if card.key in frame.painted] == [
            [] for _ in frame.painted
        ]
        digits = [each.digit for each in view.places.standings]
        assert len(digits) == len(set(digits)) <= 10


@settings(max_examples=40, deadline=None)
@given(shape=card_shapes(), size=SIZES, layout=CARD_LAYOUTS)
def test_numbers_and_guests_go_before_the_names_of_other_stations(
    shape: tuple[list[tuple[int, int, int, bool, Status]], int, int, bool], size: tuple[int, int], layout: Layout
) -> None:
    """Where a card has no room for how far the others are, its number and its guests are gone already."""
    card = replace(a_card(3, shape, count(1)), pickup_name="Novak")
    frames = all_frames(live(replace(a_station(), layout=layout), [card]), *size)
    screens = "\n".join(text_of(row) for frame in frames for row in frame.rows)
    told = [word in screens for word in ("#903", "5 guests")]
    assert not any(told) or "Fry 1/3" in screens
    assert layout is not Layout.LIST or "Novak" in screens


@settings(max_examples=25, deadline=None)
@given(shapes=BOARDS, size=SIZES)
def test_no_allergy_or_void_is_missing_on_the_pass(shapes: Shapes, size: tuple[int, int]) -> None:
    """Each table's allergies stand whole in its rows, and a voided dish is named there."""
    cards = cards_from(shapes)
    frames = all_frames(live(an_expo(), cards), *size)
    for frame in frames:
        assert [width_of(row) for row in frame.rows] == [size[0]] * size[1]
    rails = "\n".join(text_of(row) for frame in frames for row in frame.rows)
    for card in cards:
        words_wanted = [word for allergy in card.allergies for word in allergy.text.upper().split()]
        assert [word for word in words_wanted if word not in rails] == []
        voids = [line for line in card.lines if line.kind is LineKind.VOID]
        assert [line.name for line in voids if line.name.split()[0] not in rails] == []


@given(text=st.text(alphabet="a漢é👩‍🍳# ", min_size=1, max_size=60), size=SIZES, layout=st.sampled_from(PASS_LAYOUTS))
def test_wide_characters_never_break_a_row(text: str, size: tuple[int, int], layout: Layout) -> None:
    """A name in any script leaves every row exactly as wide as the screen."""
    line = CardLine("o", 1, Decimal(2), text, Status.NEW, modifiers=(text,), comment=text, seat="3", endpoint="Grill")
    facts = {"note": text, "pickup_name": text, "allergies": (Allergy(text, "a"),)}
    plain = Card("k", text, (Section((line,), ("o",)),), (), NOW, others=(StationProgress(text, 0, 1),))
    for station in (a_station(), replace(an_expo(), layout=layout)):
        for frame in all_frames(live(station, [replace(plain, **facts)]), *size):  # type: ignore[arg-type]  # fields
            assert [width_of(row) for row in frame.rows] == [size[0]] * size[1]
