"""The parties of a show as a kitchen reads them: who is expected, who has come, and what only this board knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.venue.entries import Entries, Entry
from kds.domain.venue.facts import VenueFacts, prep_watch
from kds.ui.drawing.lettering import lettered
from kds.ui.drawing.parties import pacing_row, party_rows, venue_strips
from kds.ui.drawing.spans import text_of, width_of
from tests.ui.doors import CODES, NOW, a_door, guests, parties_of
from tests.ui.showing import SIZES


def facts_of(**changes: object) -> VenueFacts:
    """Give the facts of an evening at which one standing guest came through this gate."""
    entries = Entries([Entry(CODES["standing"], NOW, "Gate A")])
    parties = tuple(sorted(parties_of(guests(), entries), key=lambda party: party.zone))
    return replace(a_door().facts, parties=parties, watch=prep_watch(parties), **changes)  # type: ignore[arg-type]


def drawn(facts: VenueFacts, columns: int = 80, rows: int = 24, *, ascii_only: bool = False) -> list[str]:
    """Give the area as text."""
    return [text_of(row).rstrip() for row in party_rows(facts, columns, rows, ascii_only=ascii_only)]


def test_local_and_remote_arrivals_look_different() -> None:
    """A hollow mark and the word local where only this board knows; a solid mark where the seller does."""
    rows = drawn(facts_of())
    assert " ◌ 1/4    П.И. ×4   standing ×4   in 18:41   local" in rows
    assert " ● 1/1    N.E.   row 3 seat 13   in 18:35" in rows
    assert any(row.startswith("   0/2    П.И. ×2") for row in rows)


def test_ascii_says_it_in_words() -> None:
    """Without any sign outside ASCII a local fact still says so."""
    rows = drawn(facts_of(), ascii_only=True)
    assert any(row.startswith(" o 1/4") and row.endswith("(local)") for row in rows)
    assert any(row.startswith(" * 1/1") for row in rows)


def test_allergies_stand_above_the_guests() -> None:
    """A wish that names an allergy stands below the pace, whole, before its guests are all in."""
    rows = [text_of(row).rstrip() for row in venue_strips(facts_of(), 61)]
    assert rows[0].startswith(" 2/9 in")
    assert rows[1].startswith(" PREP WATCH ALLERGIC TO NUTS")


def test_after_the_late_hold_who_is_missing_is_held() -> None:
    """Parties that are not in say HOLD."""
    rows = drawn(facts_of(late_hold=True))
    assert any("0/2" in row and "HOLD" in row for row in rows)
    assert not any("1/1" in row and "HOLD" in row for row in rows)


def test_what_does_not_fit_is_counted() -> None:
    """On a small area the last row says how many parties are left out."""
    rows = drawn(facts_of(), rows=8)
    assert len(rows) == 8
    assert rows[-1].endswith("more parties")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_row_is_as_wide_as_the_screen(size: tuple[int, int]) -> None:
    """On each size of screen the area is filled to the cell."""
    rows = party_rows(facts_of(), *size)
    assert (len(rows), {width_of(row) for row in rows}) == (size[1], {size[0]})


def test_the_strip_tells_who_comes_and_else_the_pace() -> None:
    """A party that has just come is told first, then the numbers again."""
    assert "VIP tables 2 arriving" in text_of(pacing_row(facts_of(arriving="VIP tables 2 arriving - 2 of 4"), 80))
    assert "2/9 in" in text_of(pacing_row(facts_of(), 80))


@pytest.mark.parametrize("text", ["WELCOME", "ALREADY IN", "UNKNOWN CODE", "2/4"])
@pytest.mark.parametrize(("columns", "rows"), [(20, 5), (59, 8), (78, 10), (121, 20), (198, 40)])
def test_large_letters_stay_within_their_room(text: str, columns: int, rows: int) -> None:
    """However much room there is, the letters fill it and never leave it."""
    letters = lettered(text, columns, rows)
    assert letters.width <= columns
    assert letters.height <= rows
    assert {len(row) for row in letters.rows} <= {letters.width}
    assert letters.rows or columns < 78


def test_a_narrow_list_keeps_the_seats() -> None:
    """Twenty-eight cells have no room for the words row and seat, but for the numbers."""
    assert " ● 1/1    N.E.   row 3 seat 13   in 18:35" in drawn(facts_of())
    assert any("N.E. 3: 13 in 18:35" in row for row in drawn(facts_of(), columns=30))


@pytest.mark.parametrize("columns", [24, 28, 30, 36])
def test_a_wish_without_room_leaves_a_mark(columns: int) -> None:
    """Quotation marks with dots say that there is more, even where name and seat give way for them."""
    facts = facts_of()
    wishing = replace(facts, parties=tuple(replace(each, wishes=("by the window",)) for each in facts.parties))
    rows = [row for row in drawn(wishing, columns=columns) if "/" in row[:7] and row.startswith(" ")][1:]
    guests_rows = [row for row in rows if row[3:6] in ("1/1", "0/2", "1/4", "0/1")]
    assert guests_rows
    assert all('".."' in row or '"by' in row for row in guests_rows)
    assert all(width_of(row) == columns for row in party_rows(wishing, columns, 24))
