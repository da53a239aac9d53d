"""Pages for looking something up: all-day, search, details, and the calm screen; what keys do on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kds.domain.board import Board
from kds.domain.recalling import recallable
from kds.domain.terms import Status
from kds.ui.screens.resting import IDLE_AFTER
from tests.builders import an_item, an_order
from tests.ui.evenings import board_of, crowd, evening, grill, late_table, the_pass
from tests.ui.showing import LIVE, NOW, Seconds, StillKitchen, an_app, board_screen, settled, shown
from tests.ui.test_acts import a_shift


async def pressed(board: Board, *keys: str, size: tuple[int, int] = (80, 24)) -> tuple[str, str | None]:
    """Give the characters after some keys on a board that stands still, and the card that is chosen."""
    app = an_app(StillKitchen(board))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        return shown(app), board_screen(app).state.selected


async def test_all_day_names_the_covered_station_whose_dishes_it_counts() -> None:
    """While the grill covers the fryer the page says so, as the header does."""
    fry = replace(grill(), name="FRY", endpoints=("Fry",))
    station = replace(grill(), endpoints=("Grill", "Fry"), covered=(fry,))
    screen, _ = await pressed(board_of(station, *evening()), "a")
    assert "ALL DAY   GRILL + FRY, all zones" in screen


async def test_all_day_opens_and_closes_with_its_key() -> None:
    """`A` shows what to cook on a small screen, `A` again the cards."""
    screen, _ = await pressed(board_of(grill(), *evening()), "a")
    assert "ALL DAY   GRILL, all zones" in screen
    assert "RIBEYE 300" in screen
    assert "ORDER" not in screen
    screen, _ = await pressed(board_of(grill(), *evening()), "a", "a")
    assert "[1] T7" in screen


async def test_all_day_counts_one_zone_after_the_other() -> None:
    """`Z` on the page counts the next zone, and after the last one the house again."""
    screen, _ = await pressed(board_of(grill(), *evening()), "a", "z")
    assert "GRILL, zone Bar" in screen
    assert "WINGS" in screen
    assert "HALLOUMI" in screen, "the take away that has no zone is cooked in all of them"
    assert "RIBEYE" not in screen
    screen, _ = await pressed(board_of(grill(), *evening()), "a", "z", "z", "z", "z")
    assert "all zones" in screen


async def test_all_day_starts_at_the_zone_that_is_shown() -> None:
    """Whoever looks at one zone of the board counts that zone."""
    screen, _ = await pressed(board_of(grill(), *evening()), "z", "a")
    assert "zone Bar" in screen


async def test_all_day_follows_the_orders() -> None:
    """A new order is counted while the page is open."""
    kitchen = StillKitchen(board_of(grill(), late_table()))
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("a")
        await settled(pilot)
        assert "WINGS" not in shown(app)
        kitchen.becomes(board_of(grill(), *evening()))
        await settled(pilot)
        assert "WINGS" in shown(app)


async def test_search_turns_to_the_card_and_chooses_it() -> None:
    """`/ M 2 3 ENTER` goes to the page of M23 with the card chosen."""
    board = board_of(grill(), *crowd(24))
    first, _ = await pressed(board)
    assert "M23" not in first
    screen, selected = await pressed(board, "slash", "m", "2", "3", "enter")
    assert "] M23" in screen
    chosen = board.card(selected or "")
    assert chosen is not None
    assert chosen.title == "M23"


async def test_search_filters_while_it_is_typed() -> None:
    """Each character narrows the list, backspace widens it; letters of other actions are only typed."""
    board = board_of(grill(), *evening())
    app = an_app(StillKitchen(board))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", "n", "o", "v", "á", "k")
        assert "SEARCH: novák" in shown(app)
        assert "TAKE AWAY" in shown(app)
        assert "M12" not in shown(app)
        await pilot.press("q")
        assert "Nothing here has novákq." in shown(app)
        await pilot.press(*["backspace"] * 6, "p", "i", "n", "k")
        assert "M12" in shown(app)


async def test_search_keeps_every_fast_key() -> None:
    """Two equal letters in no time are two letters."""
    screen, _ = await pressed(board_of(grill(), *evening()), "slash", "enter", "slash", "s", "s", "space", "1")
    assert "SEARCH: ss 1_" in screen


async def test_escape_leaves_the_search_with_nothing_chosen() -> None:
    """ESC goes back to the board as it was; the next search begins empty."""
    screen, selected = await pressed(board_of(grill(), *evening()), "slash", "t", "7", "escape")
    assert "[1] T7" in screen
    assert selected is None
    screen, _ = await pressed(board_of(grill(), *evening()), "slash", "t", "7", "escape", "slash")
    assert "SEARCH: _" in screen


async def test_search_finds_what_is_held_and_says_so() -> None:
    """A held table has no card on a cook's board; Enter says where it is."""
    screen, _ = await pressed(board_of(grill(), *evening()), "slash", "t", "4", "enter")
    assert "T4: HELD, not fired." in screen


async def test_search_goes_to_the_recall_list_for_a_finished_order() -> None:
    """Enter on a finished order opens the list from which it can be brought back, with the order chosen."""
    orders = [
        an_order(an_item("Burger", status=Status.READY, changed=f"19:3{number}"), id=f"f{number}", table=f"T{number}")
        for number in (1, 2, 3)
    ]
    board = replace(board_of(grill(), late_table()), recallable=recallable(grill(), orders, (), NOW))
    screen, _ = await pressed(board, "slash", "t", "2")
    assert "FINISHED 19:32" in screen
    screen, _ = await pressed(board, "slash", "t", "2", "enter")
    assert "RECALL" in screen
    assert next(row for row in screen.splitlines() if row.startswith("█")).find("T2") > 0


async def test_search_shows_a_hidden_zone_again() -> None:
    """Enter on a card of a zone that is not shown goes back to all zones and chooses it."""
    screen, selected = await pressed(board_of(grill(), *evening()), "z", "slash", "m", "1", "2", "enter")
    assert "] M12" in screen
    assert selected is not None


async def test_search_works_at_the_pass() -> None:
    """The expo finds a table in the rail, by a dish that it waits for."""
    screen, selected = await pressed(board_of(the_pass(), *evening()), "slash", "w", "i", "n", "g", "s", "enter")
    assert selected is not None
    assert next(row for row in screen.splitlines() if row.startswith("█")).find("B2") > 0


async def test_what_was_found_stays_chosen() -> None:
    """However long somebody typed, the card is chosen for the next ten seconds."""
    async with a_shift(grill(), *crowd(24)) as shift:
        await shift.press("slash", "m", "2", "3", after=8.0)
        await shift.press("enter")
        assert board_screen(shift.app).state.selected is not None
        screen = await shift.press("enter")
        assert "DONE M23" in screen


async def test_details_tell_every_status_that_was_seen() -> None:
    """New, started, ready: each with its time and its cook."""
    async with a_shift(grill(), an_order(an_item("Ribeye"), an_item("Burger"), table="T7")) as shift:
        for status, time in ((Status.IN_PROGRESS, "19:33:12"), (Status.READY, "19:41:10")):
            order = shift.source.orders["o1"]
            item = an_item("Ribeye", status=status, changed=time, by="cook", id=1)
            shift.source.put(replace(order, items=(item, *order.items[1:]), version=order.version + 1))
            await shift.poll()
        screen = await shift.press("1", "d")
    assert "Grill: New" in screen
    assert "Grill: InProgress 19:33:12 by cook" in screen
    assert "Grill: Ready since 19:41:10 by cook" in screen


async def test_details_of_the_pass_have_all_sections() -> None:
    """Every order of the table with every station's part, the held course too."""
    later = an_order(an_item("Fondant", 2, on="Pastry", course=3), id="h1", table="T7", held=True, created="19:33")
    screen, _ = await pressed(board_of(the_pass(), late_table(), later), "1", "d", size=(80, 60))
    for words in ("Grill: 1 of 3 ready", "Bar: sent", "HELD, not fired", "2x Fondant", "Pastry: New", "waiter Anna"):
        assert words in screen


async def test_details_name_what_a_dish_contains_and_never_that_it_contains_nothing() -> None:
    """`CONTAINS` where the till knows allergens, louder where they meet the guest's; silence where it knows none."""
    order = an_order(
        an_item("Pesto", allergens=("nuts", "milk")), an_item("Steak"), table="T7", note="ALLERGY nuts"
    )  # fmt: skip
    screen, _ = await pressed(board_of(grill(), order), "1", "d", size=(80, 40))
    assert "CONTAINS NUTS: the guest's allergy" in screen
    assert "CONTAINS milk" in screen
    assert "no allergen" not in screen.lower()
    assert screen.count("CONTAINS") == 2


async def test_a_long_card_is_paged_in_its_details() -> None:
    """Nothing of a table of thirty dishes is cut: the last one stands on a later page."""
    table = an_order(*(an_item(f"Dish {number}", comment="please") for number in range(30)), table="T7")
    screen, _ = await pressed(board_of(grill(), table), "1", "d")
    assert "page 1 of" in screen
    assert "Dish 29" not in screen
    screen, _ = await pressed(board_of(grill(), table), "1", "d", *["pagedown"] * 6)
    assert "Dish 29" in screen


async def test_a_quiet_board_becomes_a_clock_and_a_key_ends_it() -> None:
    """Two minutes without an order: a large clock; any key, even one without a meaning, brings the board back."""
    seconds = Seconds()
    kitchen = StillKitchen(board_of(grill()))
    app = an_app(kitchen, seconds=seconds)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        for _ in range(2):
            board_screen(app).tick()
            assert "██" not in shown(app)
            kitchen.time += IDLE_AFTER
            seconds.value += IDLE_AFTER.total_seconds()
            kitchen.board = replace(kitchen.board, connection=replace(LIVE, last_answer_at=kitchen.time))
            app.board = kitchen.board
            board_screen(app).paint()
            assert "██" in shown(app)
            assert "NO ORDERS FOR GRILL" in shown(app)
            await pilot.press("f9")
            await settled(pilot)


async def test_the_first_order_ends_the_clock() -> None:
    """A new order is on the screen at once, and its going is what `last one` tells later."""
    seconds = Seconds()
    kitchen = StillKitchen(board_of(grill()))
    app = an_app(kitchen, seconds=seconds)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        kitchen.time += IDLE_AFTER
        board_screen(app).paint()
        assert "██" in shown(app)
        kitchen.becomes(board_of(grill(), late_table()))
        await settled(pilot)
        assert "[1] T7" in shown(app)
        kitchen.becomes(board_of(grill()))
        await settled(pilot)
        kitchen.time += timedelta(minutes=1)
        board_screen(app).paint()
        assert "last one 19:44" in shown(app)
