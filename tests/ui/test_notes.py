"""Keys and pages of the kitchen notes: the 86 list, rush, make again, the overview of the stations; on a kitchen that stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from kds.domain.board import Board
from kds.domain.errands import EndNote, TellNote
from kds.domain.intents import Errand, Intent, IntentKind, Refusal, SetStatus
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Order
from kds.domain.recalling import recallable
from kds.domain.station import Rights
from kds.domain.terms import Status
from tests.builders import an_item, an_order, at
from tests.ui.evenings import board_of, grill, the_pass
from tests.ui.showing import NOW, Seconds, StillKitchen, an_app, settled, shown

TROUT = Note("n1", NoteKind.SOLD_OUT, at("19:10"), by="anna", plu_code=40, text="Sea trout", gone_at=at("19:10"))
VENISON = Note("n2", NoteKind.COUNTDOWN, at("19:20"), plu_code=41, text="Venison", amount=Decimal(4))
LOBSTER = Note("n3", NoteKind.NOTICE, at("19:40"), by="expo", station="EXPO", text="No more lobster")
OFFERED = Shared((TROUT, VENISON, LOBSTER), is_offered=True)


def orders() -> tuple[Order, ...]:
    """Give two tables with products that have codes."""
    return (
        an_order(
            an_item("Ribeye 300", 2, status=Status.IN_PROGRESS, plu_code=10),
            an_item("Burger", plu_code=11),
            table="T7",
        ),
        an_order(an_item("Ćevapčići", 3, plu_code=12), id="o2", table="T8"),
    )


def told(kitchen: StillKitchen) -> list[tuple[str, NoteKind, str]]:
    """Give every note that was told or ended: which of both, its kind, what it is about."""
    found: list[tuple[str, NoteKind, str]] = []
    for intent in kitchen.performed:
        for command in intent.commands:
            match command.change:
                case Errand(deed=TellNote(note=note)):
                    number = "" if note.amount is None else f"{note.amount:f} "
                    found.append(("tell", note.kind, f"{number}{note.text or note.order_id}"))
                case Errand(deed=EndNote(note=note)):
                    found.append(("end", note.kind, note.text or note.order_id or ""))
    return found


async def after(
    keys: Sequence[str], board: Board | None = None, size: tuple[int, int] = (80, 24)
) -> tuple[StillKitchen, str]:
    """Press keys one after the other; give the kitchen and the screen after them."""
    kitchen = StillKitchen(board or replace(board_of(grill(), *orders()), shared=OFFERED))
    seconds = Seconds()
    app = an_app(kitchen, seconds=seconds)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            seconds.value += 1
            await settled(pilot)
        return kitchen, shown(app)


async def test_a_dish_is_sold_out_with_two_keys_from_the_list() -> None:
    """X, its digit, Enter: every screen learns it."""
    kitchen, screen = await after(["x", "3", "enter"])
    assert told(kitchen) == [("tell", NoteKind.SOLD_OUT, "Burger")]
    assert "Burger is sold out." in screen


async def test_enter_on_what_is_sold_out_brings_it_back() -> None:
    """The same key takes it back, whoever said it."""
    kitchen, screen = await after(["x", "1", "enter"])
    assert told(kitchen) == [("end", NoteKind.SOLD_OUT, "Sea trout")]
    assert "There is Sea trout again." in screen


async def test_letters_find_a_product_without_accents() -> None:
    """Somebody types cev and means Ćevapčići."""
    kitchen, screen = await after(["x", "c", "e", "v", "enter"])
    assert told(kitchen) == [("tell", NoteKind.SOLD_OUT, "Ćevapčići")]
    assert "Find: cev_" in screen
    assert "BURGER" not in screen.split("\n", 2)[2]


async def test_a_search_is_taken_back_before_the_list_closes() -> None:
    """Escape clears the letters first; a letter that finds nothing says so."""
    _, nothing = await after(["x", "q", "q"])
    assert "No product that was ordered lately is called so." in nothing
    _, cleared = await after(["x", "q", "q", "escape"])
    assert "SEA TROUT" in cleared
    assert "Find" not in cleared
    _, erased = await after(["x", "q", "backspace"])
    assert "Find" not in erased


async def test_the_key_that_opened_the_list_closes_it() -> None:
    """X again is the board."""
    _, screen = await after(["x", "x"])
    assert "86 LIST" not in screen


async def test_a_countdown_is_typed() -> None:
    """Space asks, digits answer, Enter sets; a wrong digit is rubbed out."""
    kitchen, screen = await after(["x", "3", "space", "1", "9", "backspace", "2", "enter"])
    assert told(kitchen) == [("tell", NoteKind.COUNTDOWN, "12 Burger")]
    assert "12 left of Burger." in screen
    _, asking = await after(["x", "3", "space", "7"])
    assert "How many Burger are left?  7_" in asking


async def test_a_countdown_at_zero_is_sold_out_and_without_a_number_ends() -> None:
    """Zero means none; Enter alone counts no more."""
    zero, _ = await after(["x", "3", "space", "0", "enter"])
    assert told(zero) == [("tell", NoteKind.SOLD_OUT, "Burger")]
    ended, _ = await after(["x", "2", "space", "enter"])
    assert told(ended) == [("end", NoteKind.COUNTDOWN, "Venison")]
    left, screen = await after(["x", "2", "space", "escape"])
    assert told(left) == []
    assert "Nothing done." in screen


async def test_the_list_says_who_said_it_and_since_when() -> None:
    """What is sold out since when and by whom, and how many are left."""
    _, screen = await after(["x"])
    assert "[1] SEA TROUT   SOLD OUT  since 19:10  anna" in screen
    assert "[2] VENISON     4 LEFT  since 19:20" in screen
    assert "[5] RIBEYE 300  2 open" in screen


async def test_without_the_right_the_list_says_why_and_tells_nothing() -> None:
    """A login that may not change orders sees the list, the reason, and no effect of its keys."""
    board = replace(board_of(grill(), *orders()), shared=OFFERED, rights=Rights(frozenset(), known=True), user="view")
    for keys in (["x", "3", "enter"], ["x", "3", "space"]):
        kitchen, screen = await after(keys, board)
        assert kitchen.performed == []
        assert screen.count("view may not say what is sold out: the right orderUpdate is missing") == 2


async def test_where_notes_are_local_the_list_says_so() -> None:
    """Nobody believes that the others know."""
    board = replace(board_of(grill(), *orders()), shared=Shared((TROUT,), is_offered=False))
    _, screen = await after(["x", "2", "enter"], board)
    assert "THIS SCREEN ONLY" in screen
    assert "Known to this screen only." in screen


async def test_what_was_not_taken_is_told() -> None:
    """The reason of the kitchen stands in the last row."""
    kitchen = StillKitchen(replace(board_of(grill(), *orders()), shared=OFFERED), refusal=Refusal("The disk is full."))
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in ("x", "3", "enter"):
            await pilot.press(key)
            await settled(pilot)
        assert "The disk is full." in shown(app)


async def test_rush_goes_out_for_the_chosen_card_and_back() -> None:
    """One key on the chosen card; on a rushed one it is taken back."""
    kitchen, _ = await after(["1", "!"])
    assert told(kitchen) == [("tell", NoteKind.RUSH, "o1")]
    rushed = replace(OFFERED, notes=(*OFFERED.notes, Note("n4", NoteKind.RUSH, at("19:41"), order_id="o1")))
    again, _ = await after(["1", "!"], replace(board_of(grill(), *orders()), shared=rushed))
    assert told(again) == [("end", NoteKind.RUSH, "o1")]


async def test_rush_without_a_card_or_a_right_says_why() -> None:
    """Nothing is rushed by accident."""
    _, nothing = await after(["!"])
    assert "Choose a card first." in nothing
    board = replace(board_of(grill(), *orders()), rights=Rights(frozenset({"orderUpdate"}), known=True), user="cook")
    kitchen, screen = await after(["1", "!"], board)
    assert kitchen.performed == []
    assert "cook may not rush orders: the right orderProcess is missing" in " ".join(screen.split())


def again_of(kitchen: StillKitchen) -> tuple[Intent, Note]:
    """Give the one intent that makes something again, and its note."""
    (intent,) = kitchen.performed
    assert intent.kind is IntentKind.AGAIN
    status, note = (command.change for command in intent.commands)
    assert isinstance(status, SetStatus)
    assert status.status is Status.NEW
    assert isinstance(note, Errand)
    assert isinstance(note.deed, TellNote)
    return intent, note.deed.note


async def test_the_chosen_line_is_made_again_with_its_reason() -> None:
    """M and one digit: the item goes back to New, the reason goes to the other screens."""
    kitchen, screen = await after(["1", "down", "m", "3"])
    _, note = again_of(kitchen)
    assert (note.order_id, note.item_id, note.reason) == ("o1", 1, "overcooked")
    assert "why?" not in screen


def half_done() -> Board:
    """Give a table with one dish on the grill, one ready and one that nobody has begun."""
    dishes = (
        an_item("Ribeye 300", 2, status=Status.IN_PROGRESS, plu_code=10),
        an_item("Burger", plu_code=11),
        an_item("Venison", status=Status.READY, plu_code=13),
    )
    return replace(board_of(grill(), an_order(*dishes, table="T7")), shared=OFFERED)


async def test_without_a_chosen_line_the_dish_is_asked_first() -> None:
    """Which dish, then why; Enter answers like a digit. What nobody has begun is not on the list."""
    _, asked = await after(["1", "m"], half_done())
    assert "which dish?" in asked
    assert "[1] 2x Ribeye 300" in asked
    assert "[2] 1x Venison" in asked
    assert "Burger" not in asked
    kitchen, _ = await after(["1", "m", "1", "enter"], half_done())
    assert again_of(kitchen)[1].reason == "dropped"


async def test_of_a_card_with_one_dish_begun_only_the_reason_is_asked() -> None:
    """There is nothing to choose between."""
    _, asked = await after(["1", "m"])
    assert "AGAIN   T7   2x Ribeye 300   why?" in asked


async def test_a_card_of_which_nothing_is_begun_says_so() -> None:
    """No list of dishes that all would be refused."""
    fresh = an_order(an_item("Ribeye 300", plu_code=10), an_item("Burger", plu_code=11), table="T7")
    kitchen, screen = await after(["1", "m"], replace(board_of(grill(), fresh), shared=OFFERED))
    assert kitchen.performed == []
    assert "Nothing of T7 is begun yet: there is nothing to make again." in screen


async def test_a_dish_that_nobody_began_is_not_made_again() -> None:
    """The last row says so before any reason is asked for."""
    kitchen, screen = await after(["1", "down", "down", "m"])
    assert kitchen.performed == []
    assert "Burger is not begun yet" in screen
    assert "why?" not in screen


@pytest.mark.parametrize("keys", [["r", "m", "4"], ["1", "d", "m", "4"]])
async def test_the_recall_list_and_the_details_make_again_too(keys: list[str]) -> None:
    """Where a dish that came back is looked up, it is one key away."""
    done = an_order(an_item("Angus", status=Status.READY, changed="19:35"), id="f1", table="M4")
    board = board_of(grill(), *orders())
    board = replace(board, recallable=recallable(board.station, orders(), (done,), NOW), shared=OFFERED)
    kitchen, _ = await after(keys, board)
    _, note = again_of(kitchen)
    assert note.reason == "sent back"
    assert note.order_id == ("f1" if keys[0] == "r" else "o1")


async def test_leaving_the_question_makes_nothing_again() -> None:
    """Escape leaves everything as it is."""
    kitchen, _ = await after(["1", "down", "m", "escape"])
    assert kitchen.performed == []


async def test_a_notice_is_typed_once_and_shown_on_all_screens() -> None:
    """N, Enter, the words, Enter; every key types while it is written."""
    kitchen, screen = await after(["n", "enter", "n", "o", "space", "1", "x", "backspace", "enter"])
    assert told(kitchen) == [("tell", NoteKind.NOTICE, "no 1")]
    assert "All screens show it." in screen


async def test_a_notice_is_ended_from_the_page_of_the_stations() -> None:
    """Its digit and Enter."""
    kitchen, _ = await after(["n", "2", "enter"])
    assert told(kitchen) == [("end", NoteKind.NOTICE, "No more lobster")]


async def test_a_notice_half_written_is_left_with_escape() -> None:
    """Nothing is told, and the page stays."""
    kitchen, screen = await after(["n", "enter", "n", "escape"])
    assert kitchen.performed == []
    assert "Nothing was told." in screen
    _, closed = await after(["n", "enter", "escape", "escape"])
    assert "STATIONS" not in closed.split("\n")[1]


async def test_without_the_right_no_notice_is_written() -> None:
    """The entry is dim and says why."""
    rights = Rights(frozenset(), known=True)
    board = replace(board_of(the_pass(), *orders()), rights=rights, user="view", shared=Shared(is_offered=True))
    kitchen, screen = await after(["n", "enter", "a", "enter"], board)
    assert kitchen.performed == []
    assert "view may not write notices: the right orderUpdate is missing" in screen


async def test_the_overview_says_who_watches() -> None:
    """Each station's load and its screens; a till without a place for notes says that nobody knows."""
    watched = Note("p", NoteKind.PRESENCE, at("19:42"), station="FRY", text="Fry")
    shared = Shared((watched,), is_offered=True, last_watched={"Cold": at("19:40")})
    _, screen = await after(["n"], replace(board_of(the_pass(), *orders()), shared=shared))
    assert any(row.split()[:1] == ["Fry"] and row.rstrip().endswith("FRY") for row in screen.split("\n"))
    assert "NO SCREEN for 2m" in screen
    local = replace(board_of(the_pass(), *orders()), shared=Shared(is_offered=False))
    _, untold = await after(["n"], local)
    assert "NO SCREEN" not in untold
    assert "this till has no place for notes" in untold
