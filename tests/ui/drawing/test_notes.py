"""Kitchen notes on the board: the header at every width, stations without a screen, notices, rush."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from kds.domain.board import Board, DoneIntent
from kds.domain.cards import Allergy, LineKind
from kds.domain.errands import EndNote, TellNote
from kds.domain.intents import Command, Errand, Intent, IntentKind
from kds.domain.notes import NOTES, Note, NoteKind, Shared
from kds.domain.order import Endpoint
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.header import average_age, header_row
from kds.ui.drawing.last_done import last_words
from kds.ui.drawing.notices import notice_rows
from kds.ui.drawing.spans import text_of, width_of
from kds.ui.drawing.stations import loads, other_station_rows, overview_rows, unwatched_rows
from kds.ui.screens.detail_rows import DetailSight, detail_rows
from tests.builders import an_item, an_order, at, endpoints
from tests.ui.drawing import boards
from tests.ui.drawing.boards import NOW, TOLD, a_card, a_line, a_note, left_of, progress, sold_out
from tests.ui.drawing.screens import frame_at_rest, texts

SIXTEEN = tuple(sold_out(f"Dish {number}", number) for number in range(16))
LATER = NOW + timedelta(minutes=1)


def header(board: Board, columns: int) -> str:
    """Give the header as text, long after anything was told."""
    return text_of(header_row(board, LATER, columns)).rstrip()


def told(*notes: Note, cards: Sequence[str] = ("T1",)) -> Board:
    """Give a grill with a card for each name and these notes."""
    return boards.grill(*(a_card(name, "19:40", a_line("1x Corn")) for name in cards), shared=Shared(notes))


@pytest.mark.parametrize("columns", [61, 80, 92, 123, 200, 250])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 16])
def test_the_header_always_fills_its_row_and_counts_what_it_does_not_name(columns: int, count: int) -> None:
    """However much is sold out, connection and clock stay, and nobody believes that all are named who are not."""
    row = header_row(told(*SIXTEEN[:count], left_of("Venison", 42, 4)), LATER, columns)
    text = text_of(row)
    assert width_of(row) == columns
    assert "LIVE" in text
    assert "19:43:07" in text
    named = sum(f"DISH {number}" in text for number in range(count))
    assert named == count or f"+{count - named}" in text or f"86: {count}" in text


def test_names_outlast_average_device_and_guests() -> None:
    """What no cook acts on goes first."""
    board = replace(boards.the_pass(), shared=Shared((*SIXTEEN[:3], left_of("Venison", 42, 4))))
    words = header(board, 123)
    assert "46 guests" not in words
    assert "KDS1" not in words
    assert "86: DISH 0, DISH 1, DISH 2  LEFT 4 VENISON" in words


def test_what_is_left_gives_way_before_the_names_of_what_is_gone() -> None:
    """The names stay; of several countdowns the first is named, then none."""
    board = told(sold_out("Sea trout", 1), left_of("Venison", 42, 4), left_of("Sole", 43, 2))
    assert "86: SEA TROUT   LEFT: 4 VENISON +1" in header(board, 86)
    assert "86: SEA TROUT " in header(board, 61)
    assert "LEFT" not in header(board, 61)


def test_a_countdown_at_nothing_is_sold_out() -> None:
    """Zero left is no `LEFT: 0`."""
    words = header(told(left_of("Venison", 42, 0), left_of("Sole", 43, 2)), 123)
    assert "86: VENISON   LEFT: 2 SOLE" in words


def test_a_small_screen_names_what_was_told_just_now() -> None:
    """For five seconds names stand in place of their number, as far as there is room; the newest one is cut, not left out."""
    board = told(*boards.SOLD_OUT[:1], sold_out("Goat's cheese", 41, told="19:42:05"))
    assert "1 open  86: GOAT'S CHEESE +1 " in text_of(header_row(board, NOW, 61))
    assert "86: 2" in text_of(header_row(board, NOW + timedelta(seconds=4), 61))
    fewer = told(*boards.SOLD_OUT, left_of("Fillet of venison", 42, 4, told="19:42:06"))
    assert "LEFT: 4 FILLET OF VE.. " in text_of(header_row(fewer, NOW, 61))


@pytest.mark.parametrize("columns", [61, 80, 92, 123])
def test_what_is_open_and_late_stays_while_names_are_told(columns: int) -> None:
    """A dish that has just sold out never hides that tables are late."""
    old = a_card("T7", "19:20", a_line("1x Corn"))
    board = boards.grill(old, shared=Shared((*SIXTEEN[:8], sold_out("Trout and new potatoes", 40, told="19:42:05"))))
    words = text_of(header_row(board, NOW, columns))
    assert "1 open" in words
    assert "1 LATE" in words
    assert "86: TROUT" in words


def test_a_full_small_header_counts_what_is_sold_out_before_what_is_open() -> None:
    """On the pass at 61 cells LATE, COMPLETE and 86 stay."""
    board = replace(boards.the_pass(), shared=Shared(boards.SOLD_OUT))
    words = header(board, 61)
    assert "86: 2" in words
    assert "2 COMPLETE" in words
    assert "open" not in words


def test_the_average_is_the_age_of_what_is_cooked_by_age() -> None:
    """Held tables and promised times have no part in it."""
    cards = (
        a_card("T1", "19:32:07", a_line("1x Corn")),
        a_card("T2", "19:40:07", a_line("1x Corn")),
        a_card("T3", "19:00:00", a_line("1x Corn"), all_held=True),
        boards.take_away(),
    )
    assert average_age(boards.grill(*cards), NOW) == timedelta(minutes=6)
    assert average_age(boards.grill(), NOW) is None


def test_a_station_whose_screen_died_is_told_with_its_time() -> None:
    """The grill sees the cold station's dead screen before guests see it; paper is never missed."""
    board = boards.grill(orders=tuple(boards.busy("Cold", 2, "19:39")), shared=TOLD)
    busy = {load.name: load for load in loads(board, NOW)}
    assert busy["Cold"].is_unwatched
    assert busy["Cold"].unwatched_for == timedelta(seconds=157)
    assert busy["Fry"].watchers == ("FRY",)
    assert not busy["Grill"].is_unwatched
    rows = [text_of(row).rstrip() for row in other_station_rows(loads(board, NOW), 29)]
    assert rows[2] == " Cold     2 open NO SCREEN 2m"


def test_where_the_till_has_no_place_for_notes_nobody_claims_that_a_screen_is_missing() -> None:
    """Unknown is not the same as dead."""
    for offered in (None, False):
        board = boards.grill(shared=replace(TOLD, is_offered=offered))
        assert not any(load.is_unwatched for load in loads(board, NOW))


def test_the_pass_watches_no_station() -> None:
    """An expo that sees everything cooks nothing: its own screen does not hide a dead one."""
    board = boards.the_pass(shared=TOLD)
    rows = [text_of(row).strip() for row in unwatched_rows(loads(board, NOW), 30)]
    assert rows == ["Cold: NO SCREEN for 2m"]
    never = boards.the_pass(shared=Shared(is_offered=True))
    assert [text_of(row).strip() for row in unwatched_rows(loads(never, NOW), 30)] == [
        "NO SCREEN: Grill, Fry,",
        "Cold, Bar",
    ]


@pytest.mark.parametrize("columns", [61, 80, 123])
def test_the_overview_names_load_and_screens_of_each_station(columns: int) -> None:
    """Open, oldest, late, who watches; a long list of screens goes on below."""
    many = tuple(boards.watching(f"GRILL {number}", "Grill") for number in range(9))
    shared = replace(TOLD, notes=(*TOLD.notes, *many))
    board = boards.the_pass(shared=shared, endpoints=(*endpoints(), Endpoint("Chef's table", is_active=True)))
    rows = [text_of(row).rstrip() for row in overview_rows(loads(board, NOW), columns)]
    assert all(len(row) <= columns for row in rows)
    assert rows[0].split() == ["STATION", "OPEN", "OLDEST", "LATE", "SCREENS"]
    assert rows[1].split()[:4] == ["Grill", "11", "14m", "-"]
    assert all(f"GRILL {number}" in " ".join(" ".join(rows).split()) for number in range(9))
    assert any(row.split()[:2] == ["Cold", "2"] and row.endswith("NO SCREEN for 2m") for row in rows)
    assert any(row.split() == ["Pastry", "paper,", "not", "waited", "for"] for row in rows)


def test_late_is_counted_by_the_limits_of_each_station() -> None:
    """Four minutes are late at no station, seven at the bar."""
    orders = (*boards.busy("Bar", 2, "19:35"), *boards.busy("Fry", 2, "19:35"))
    late = {load.name: load.late for load in loads(replace(boards.the_pass(), orders=orders), NOW)}
    assert late["Bar"] == 1
    assert late["Fry"] == 0


def test_a_notice_is_read_whole_below_the_header_until_it_ends() -> None:
    """It takes as many rows as it needs; of many the newest are shown and the others counted."""
    long = "No more lobster tonight, offer the monkfish instead and tell the guests that it comes with saffron"
    notices = [a_note(NoteKind.NOTICE, f"19:4{number}", station="EXPO", text=f"{number} {long}") for number in range(2)]
    board = boards.grill(boards.t7(), shared=Shared(tuple(notices[:1])))
    rows = texts(frame_at_rest(board, 61, 18))
    assert " ".join(row.strip() for row in rows[1:4]).startswith(f"NOTICE 19:40 EXPO: 0 {long}")
    assert rows[4].startswith(" [1] T7")
    several = replace(board, shared=Shared((*notices, a_note(NoteKind.NOTICE, "19:42", station="EXPO", text="third"))))
    last = text_of(notice_rows(several, 80, None, {**DEFAULT_CAPS, "stations": "N"})[-1]).strip()
    assert last == "+1 more notice: N"


def test_rush_is_a_word_on_the_card_and_on_the_rail() -> None:
    """It differs as plain characters from every other card."""
    card = replace(a_card("T7", "19:38", a_line("1x Corn"), others=(progress("Grill", 0, 1),)), is_rush=True)
    assert texts(frame_at_rest(boards.grill(card)))[1].startswith(" [1] T7 RUSH")
    rail = texts(frame_at_rest(boards.live(boards.the_pass().station, [card])))
    assert rail[3].partition("│")[0].strip() == "RUSH  waits GRILL 1x Corn"


def test_rush_does_not_hide_a_void_or_an_allergy() -> None:
    """What must be read first stays in front of it."""
    void = a_line("1x Burger", kind=LineKind.VOID, fate="on grill", fate_at="grill", unseen=["v"])
    card = a_card("T1", "19:40", void, allergies=(Allergy("nuts", "a", "3"),), is_rush=True)
    rows = texts(frame_at_rest(boards.live(boards.the_pass().station, [card])))
    assert rows[3].partition("│")[0].strip() == "## ALLERGY NUTS seat 3 ##"
    assert rows[4].partition("│")[0].strip() == "VOID 1x Burger, seen?  RUSH"


def test_details_name_where_an_allergy_was_read() -> None:
    """Each station that confirmed it, with its time and its cook; another ticket's readings are not shown."""
    order = an_order(an_item("Corn"), ticket="t1")
    card = replace(a_card("T7", "19:40", a_line("1x Corn")), orders=(order,), allergies=(Allergy("nuts", "a", "3"),))
    seen = (
        a_note(NoteKind.ALLERGY_SEEN, "19:33", ticket_id="t1", station="GRILL", by="cook", text="nuts"),
        a_note(NoteKind.ALLERGY_SEEN, "19:35", ticket_id="t1", station="COLD", text="nuts"),
        a_note(NoteKind.ALLERGY_SEEN, "19:36", ticket_id="t2", station="FRY", text="nuts"),
        a_note(NoteKind.ALLERGY_SEEN, "19:37", ticket_id="t1", station="BAR", text="milk"),
    )
    board = boards.live(boards.the_pass().station, [card], shared=Shared(seen))
    sight = DetailSight(board, at("19:40"), 80, at("19:40").tzinfo)
    rows = [text_of(row).strip() for row in detail_rows(card, sight)]
    assert [row for row in rows if row.startswith("read at")] == [
        "read at GRILL 19:33:00 by cook",
        "read at COLD 19:35:00",
    ]


def test_the_last_row_tells_what_was_told() -> None:
    """A product's name alone would not say whether it is gone or back; the end of a rush is no rush."""
    gone, rush = sold_out("Sea trout", 40), a_note(NoteKind.RUSH, order_id="o1")
    told_of: dict[str, tuple[IntentKind, TellNote | EndNote]] = {
        "TOLD sold out: Sea trout": (IntentKind.NOTE, TellNote(gone)),
        "TOLD available again: Sea trout": (IntentKind.NOTE, EndNote(gone)),
        "RUSH T7": (IntentKind.RUSH, TellNote(rush)),
        "NO RUSH T7": (IntentKind.RUSH, EndNote(rush)),
    }
    for words, (kind, deed) in told_of.items():
        command = Command("c1", "o1", 118, Errand(deed), source=NOTES)
        done = DoneIntent(Intent("i1", kind, "GRILL", "T7", "T7", NOW, (command,)), delivered=True)
        assert last_words(boards.grill(done=(done,)), NOW, 80, DEFAULT_CAPS) == f"{words} 0:00 ago  U takes it back"
