"""What is said about the whole board: offline, starting, nothing open, a broken installation, too small a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.cards import Recallable
from kds.domain.connection import Connection, Link
from kds.domain.intents import IntentKind
from kds.ui.drawing.spans import text_of
from kds.ui.drawing.view import ViewState
from tests.builders import an_order, at
from tests.ui.drawing import boards
from tests.ui.drawing.screens import at_rest, frame_at_rest, texts

GONE = Connection(Link.OFFLINE, at("19:41:25"), offline_since=at("19:41:25"), unsent=3)


def test_offline_says_what_does_not_happen() -> None:
    """The whole second row is reverse: no new orders arrive, take paper; a cook also learns that the pass is blind."""
    frame = frame_at_rest(boards.grill(boards.t7(), connection=GONE))
    rows = texts(frame)
    assert rows[1] == " OFFLINE 0:42  NO NEW ORDERS ARRIVE - TAKE PAPER   bumps kept: 3   last 19:41:25"
    assert rows[2] == " The pass does not see your bumps. Call plates by voice."
    assert all(span.look.reverse for row in frame.rows[1:3] for span in row)
    assert "OFFLINE 42s" in rows[0]
    assert rows[3].startswith(" [1] T7")


def test_offline_on_the_pass_is_one_row() -> None:
    """The pass needs no word about the pass."""
    rows = texts(frame_at_rest(boards.the_pass(connection=GONE)))
    assert rows[1].startswith(" OFFLINE 0:42")
    assert rows[2].startswith("     table gst   age")


def test_offline_on_a_small_screen_keeps_what_matters() -> None:
    """61 cells hold the sentence about paper."""
    row = texts(frame_at_rest(boards.grill(boards.t7(), connection=GONE), 61, 18))[1]
    assert row == " OFFLINE 0:42  NO NEW ORDERS ARRIVE - TAKE PAPER  kept: 3"


def test_nothing_open_is_said_only_after_a_good_answer() -> None:
    """An empty board is a fact only when the till said so."""
    last = Recallable(an_order(), "T7", at("19:31"), None, ())
    known = boards.grill(held=(), recallable=(last,))
    assert texts(frame_at_rest(known))[1] == " 19:42:07    NO ORDERS FOR GRILL    last one 19:31    LIVE 1s"
    unknown = replace(known, known=False, connection=Connection())
    assert texts(frame_at_rest(unknown))[1] == " 19:42:07    CONNECTING TO THE TILL"


def test_a_board_from_disk_says_that_it_is_old() -> None:
    """Before the first answer the last known cards stand under a row that says of when they are."""
    board = boards.grill(boards.t7(), cached_at=at("19:31"), known=False, connection=Connection())
    assert texts(frame_at_rest(board))[1] == " BOARD OF 19:31:00 - NOT LIVE, CONNECTING"


def test_a_broken_installation_is_told_over_the_full_width() -> None:
    """A long problem takes as many rows as it needs; the cards begin below it."""
    problem = "The till knows no endpoint Gril; it has Grill, Fry, Cold, Bar and Pastry. Correct [station] in kds.toml."
    rows = texts(frame_at_rest(boards.grill(boards.t7(), banner=problem)))
    assert " ".join(row.strip() for row in rows[1:3]) == problem
    assert rows[3].startswith(" [1] T7")


@pytest.mark.parametrize("size", [(60, 24), (80, 17), (10, 3), (1, 1)])
def test_a_terminal_that_is_too_small_gets_one_plain_sentence(size: tuple[int, int]) -> None:
    """It names the size that is needed."""
    frame = frame_at_rest(boards.grill(boards.t7()), *size)
    assert [sum(span.width for span in row) for row in frame.rows] == [size[0]] * size[1]
    if size[0] >= 10:
        assert "61x18" in "".join(text_of(row) for row in frame.rows)


def test_an_answer_takes_the_last_row() -> None:
    """What the last key did is read where the last action stands."""
    said = "3 IS NOW T11 (was T9). Nothing done - press again."
    frame = frame_at_rest(boards.grill(boards.t7()), view=ViewState(message=said))
    assert texts(frame)[-1] == f" {said}"
    assert all(span.look.reverse for span in frame.rows[-1])


def test_a_long_answer_begins_above_and_leaves_the_counter_alone() -> None:
    """Nothing of a sentence is lost while there are two rows for it, and what is off the page is still counted."""
    said = "T12 is not complete: GRILL 2x Ribeye 300, FRY 3x Chips, COLD 1x Caesar. ENTER again sends it without them."
    board = boards.grill(boards.t7(), *boards.waiting(14, "19:41"))
    rows = texts(frame_at_rest(board, view=ViewState(message=said)))
    assert rows[-2].endswith("PgDn")
    told = f"{rows[-2].rpartition(' +')[0].strip()} {rows[-1].strip()}"
    assert told == said


def test_the_header_counts_what_a_person_must_know() -> None:
    """Refused changes and a wrong clock stand in the header; a healthy board shows neither."""
    trouble = Connection(Link.SLOW, at("19:42:01"), unsent=2, parked=1, skew_seconds=90)
    row = texts(frame_at_rest(boards.grill(boards.t7(), connection=trouble)))[0]
    assert row.endswith("CLOCK -90s  SLOW 6s  unsent 2   1 REFUSED")
    assert "REFUSED" not in texts(frame_at_rest(boards.grill(boards.t7())))[0]


def test_the_last_row_tells_a_bump_that_is_still_on_its_way() -> None:
    """`not delivered` until the till has it; a refused one says why; after a minute nothing is said."""
    done = boards.a_done("T9")
    rows = [
        texts(frame_at_rest(boards.grill(boards.t7(), done=(each,))))[-1]
        for each in (replace(done, delivered=False), replace(done, refused="no right"), boards.a_done("T9", 61))
    ]
    assert rows[0].startswith(" DONE T9, not delivered  U takes it back")
    assert rows[1].startswith(" REFUSED T9: no right")
    assert "T9" not in rows[2]


def test_the_last_row_tells_what_was_taken_back() -> None:
    """After `u` the last row says what came back, until the next press; not delivered and refused are told as ever."""
    bump = boards.a_done("T9", 20)
    undo = replace(bump, intent=replace(bump.intent, id="u", kind=IntentKind.UNDO, undoes=bump.intent.id))
    newer = boards.a_done("T4", 1)
    rows = [
        texts(frame_at_rest(boards.grill(boards.t7(), done=done)))[-1]
        for done in (
            (undo, bump),
            (replace(undo, delivered=False), bump),
            (replace(undo, refused="no right"), bump),
            (newer, undo, bump),
        )
    ]
    assert rows[0].startswith(" TAKEN BACK T9  ")
    assert rows[1].startswith(" TAKEN BACK T9, not delivered")
    assert rows[2].startswith(" REFUSED T9: no right")
    assert rows[3].startswith(" DONE T4 0:01 ago")


def test_nothing_is_counted_before_there_is_anything_to_count() -> None:
    """Before the first good answer the header has no `0 open`, which would read as *no orders*; a kept board is counted."""
    board = boards.grill(boards.t7())
    unknown = replace(board, cards=(), known=False, cached_at=None)
    assert "open" not in texts(frame_at_rest(unknown))[0]
    assert "0 open" in texts(frame_at_rest(replace(unknown, known=True)))[0]
    assert "1 open" in texts(frame_at_rest(replace(board, known=False, cached_at=at("19:40"))))[0]


def test_the_legend_gives_way_before_the_last_action() -> None:
    """A profile without a key for an action has no word for it, and a narrow screen keeps the most useful keys."""
    caps = {"done": "BUMP", "recall": "F2", "undo": "F3"}
    board = boards.grill(boards.t7())
    rows = texts(frame_at_rest(board, view=ViewState(caps=caps, selected=board.cards[0].key)))
    assert rows[-1].endswith("BUMP done  F2 recall")
    assert rows[-1].startswith(" DONE T9 0:09 ago  F3 takes it back")


def test_only_rows_that_change_each_second_tick() -> None:
    """The header and the last row; a card in minutes does not."""
    frame = frame_at_rest(boards.grill(boards.t7()))
    assert frame.ticking == {0, 23}
    board = boards.grill(boards.t7())
    in_seconds = replace(board, station=replace(board.station, minutes_seconds=True))
    assert frame_at_rest(in_seconds).ticking == {0, 1, 23}


def test_the_view_of_a_board_that_did_not_change_keeps_its_cards() -> None:
    """A second look at the same board draws no card again."""
    board = boards.grill(boards.t7(), boards.m12())
    first = at_rest(board)
    again = at_rest(boards.grill(boards.t7(), boards.m12()), view=first)
    assert all(again.drawn[key] is first.drawn[key] for key in ("T7", "M12"))
    assert again.places is first.places


def test_a_held_dish_with_a_long_name_is_cut_and_not_left_out() -> None:
    """A held table whose only dish is longer than its row still tells what it waits for."""
    held = (boards.held_table("B3", "19:42:07", **{"GRILLED SEA BASS WITH LEMON BUTTER SAUCE": 2}),)
    rows = texts(frame_at_rest(boards.grill(boards.t7(), held=held), 123, 36))
    row = next(row for row in rows if " B3 " in row)
    assert "2x GRILLED SEA" in row
    assert ".." in row


def test_a_second_system_that_does_not_answer_has_a_row_of_its_own() -> None:
    """The till lives, the venue does not: since when, what is kept, and why."""
    venue = Connection(Link.OFFLINE, offline_since=at("19:41:25"), unsent=37, reason="The cable is out.")
    shop = Connection(Link.LIVE)
    rows = texts(frame_at_rest(boards.grill(boards.t7(), sides=(("qtickets", venue), ("lightspeed", shop)))))
    assert rows[1] == " QTICKETS OFFLINE 0:42  kept: 37  The cable is out."
    assert "LIVE" in rows[0]
    assert rows[2].startswith(" [1] T7")
