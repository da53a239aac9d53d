"""The interval's page: one key from the board, seats in walking order, Space for a row, Enter for a party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kds.domain.board import Board
from kds.domain.intents import Intent, IntentKind
from kds.domain.marks import Marks
from kds.domain.venue.facts import VenueFacts
from tests.builders import a_board, at
from tests.ui.showing import StillKitchen, an_app, settled, shown
from tests.unit.domain.intervals import interval_board

NOW = at("20:20")


def read(board: Board) -> Board:
    """Give a board on which nothing is unread."""
    marks = Marks(seen=frozenset(mark for card in board.cards for mark, _ in card.unseen))
    return replace(a_board(board.station, *board.orders, marks=marks), venue=board.venue)


async def pressed(
    board: Board, *keys: str, size: tuple[int, int] = (80, 24), becomes: Sequence[Board] = ()
) -> tuple[str, list[Intent]]:
    """Press keys on a board; give the screen and what was done."""
    kitchen = StillKitchen(board, time=NOW)
    app = an_app(kitchen)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        for later in becomes:
            kitchen.becomes(later)
            await settled(pilot)
        return shown(app), kitchen.performed


async def test_one_key_opens_the_walk() -> None:
    """P on the board: headings of rows, seats in walking order, what goes there, and who sits there."""
    screen, _ = await pressed(interval_board(), "p")
    rows = [row.split() for row in screen.splitlines()]
    found = [row[0:2] for row in rows if row]
    assert ["Stalls", "row"] in found
    assert "INTERVAL  20:30 in 10m  3 rows  5 seats" in screen
    assert screen.index("1x BEER, 2x PROSECCO") < screen.index("V.E.") < screen.index("ALLERGY ALLERGIC TO NUTS")


@pytest.mark.parametrize(
    ("board", "words"),
    [
        (a_board(), "No venue is set up for this station."),
        (replace(a_board(), venue=VenueFacts()), "No interval is set up for this show."),
        (interval_board(picking=()), "Nobody has ordered anything for the interval."),
        (replace(interval_board(), cards=(), orders=()), "Everything was carried."),
    ],
)
async def test_an_empty_walk_says_why(board: Board, words: str) -> None:
    """Without a venue the board says so; without an interval, orders or anything left the page does."""
    screen, _ = await pressed(board, "p")
    assert words in screen


async def test_space_ends_a_row_and_enter_a_party() -> None:
    """Space on the first seat: both seats of row 1. Enter there: both seats of the party, also the one in row 2."""
    board = read(interval_board())
    _, by_space = await pressed(board, "p", "space")
    assert [(intent.kind, intent.label) for intent in by_space] == [(IntentKind.BUMP, "Stalls row 1")]
    screen, by_enter = await pressed(board, "p", "enter")
    assert [intent.label for intent in by_enter] == ["Stalls row 1 N.A."]
    assert len({command.order_id for command in by_enter[0].commands}) == 2
    assert "Stalls row 1 N.A.: carried." in screen


async def test_the_bar_moves_from_seat_to_seat() -> None:
    """Down twice is the first seat of the next row; page down skips a row; what is chosen is what Space ends."""
    board = read(interval_board())
    for keys in (("down", "down"), ("pagedown",)):
        _, performed = await pressed(board, "p", *keys, "space")
        assert [intent.label for intent in performed] == ["Stalls row 2"]


async def test_an_allergy_is_seen_before_it_is_carried() -> None:
    """The first press on the row with an allergy only says seen, and the page says to press again."""
    screen, performed = await pressed(interval_board(), "p", "pagedown", "space")
    assert [intent.kind for intent in performed] == [IntentKind.SEEN]
    assert "seen. Press again when it was carried." in screen


async def test_before_its_time_nothing_is_carried() -> None:
    """The list can be read all evening; Space says from when on it counts."""
    board = interval_board(is_open=False)
    kitchen = StillKitchen(board, time=at("19:42:07"))
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        await pilot.press("space")
        await settled(pilot)
        assert "these come up at 20:10" in shown(app)
        assert "Stalls row 1" in shown(app)
    assert kitchen.performed == []


async def test_a_carried_row_leaves_the_walk() -> None:
    """Once nothing of a row is left its heading goes, and the bar stands at the next seat that waits."""
    board = interval_board()
    left = replace(board, cards=tuple(card for card in board.cards if "row 1" not in card.title))
    screen, _ = await pressed(board, "p", becomes=[left])
    assert "Stalls row 1" not in screen
    assert "2 rows  3 seats" in screen
