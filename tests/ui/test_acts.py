"""What a person presses on a living board, with the real kitchen behind it and a till in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

from textual.pilot import Pilot

from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.kitchen.kitchen import Kitchen
from kds.ui.app import KdsApp
from tests.builders import an_item, an_order
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource
from tests.ui.evenings import complete_table, crowd, evening, grill, late_table, the_pass
from tests.ui.showing import NOW, an_app, board_screen, settled, shown


@dataclass
class Shift:
    """A board in use: the person's keys, the till, the clock, and what stands on the screen."""

    pilot: Pilot[None]
    kitchen: Kitchen
    source: FakeSource
    clock: FakeClock

    @property
    def app(self) -> KdsApp:
        """The application."""
        return cast("KdsApp", self.pilot.app)

    async def press(self, *keys: str, after: float = 0.3) -> str:
        """Press keys with a pause before each, and give the screen's characters."""
        for key in keys:
            self.clock.advance(after)
            await self.pilot.press(key)
            await settled(self.pilot)
        return shown(self.app)

    async def wait(self, seconds: float) -> str:
        """Let time pass without a key."""
        self.clock.advance(seconds)
        board_screen(self.app).paint()
        await settled(self.pilot)
        return shown(self.app)

    async def poll(self) -> str:
        """Ask the till once more."""
        await self.kitchen.poll()
        await settled(self.pilot)
        return shown(self.app)

    def status(self, order_id: str, item_id: int) -> Status:
        """Give the status the board shows of an item, unsent changes included."""
        order = self.kitchen.board.order(order_id)
        item = order.item(item_id) if order is not None else None
        assert item is not None
        return min((pair.status for pair in item.pairs), key=lambda status: status.rank)


@asynccontextmanager
async def a_shift(
    station: Station,
    *orders: Order,
    size: tuple[int, int] = (80, 24),
    rights: frozenset[str] = frozenset({"orderUpdate", "orderProcess"}),
    kiosk: bool = False,
    keys: str = "keyboard",
    touch: bool = False,
    mash_lock: bool = False,
) -> AsyncIterator[Shift]:
    """Start a board on a till with these orders."""
    clock = FakeClock(NOW)
    source = FakeSource(clock, orders, rights=rights)
    store = FakeStore(clock)
    kitchen = Kitchen(station, source, store, store, clock)
    await kitchen.start()
    await kitchen.refresh_profile()
    await kitchen.poll()
    app = an_app(kitchen, seconds=clock.monotonic, kiosk=kiosk, keys=keys, touch=touch, mash_lock=mash_lock)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield Shift(pilot, kitchen, source, clock)


async def test_digit_and_enter_bump_a_card_and_leave_a_ghost() -> None:
    """`1 ENTER` takes T7 off the board; its ghost says what was done and how to take it back."""
    async with a_shift(grill(), late_table(), *crowd(3)) as shift:
        assert "[1] T7" in shown(shift.app)
        screen = await shift.press("1", "enter")
        assert "[1] T7" not in screen
        assert "T7 done 0:00" in screen
        assert "DONE T7" in screen
        assert board_screen(shift.app).state.selected is None


async def test_u_puts_the_card_back_into_its_place() -> None:
    """`U` takes the last bump back: the card stands where it stood."""
    async with a_shift(grill(), late_table(), *crowd(3)) as shift:
        await shift.press("1", "enter")
        screen = await shift.press("u")
        assert "[1] T7" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_capital_letters_do_the_same() -> None:
    """With Caps Lock on, `U` still takes back."""
    async with a_shift(grill(), late_table(), *crowd(1)) as shift:
        await shift.press("1", "enter")
        assert "[1] T7" in await shift.press("U")


async def test_the_first_enter_on_an_unread_void_says_seen_and_the_second_done() -> None:
    """A card with a VOID stays after the first Enter, without the VOID, and goes with the second."""
    async with a_shift(grill(), *evening()) as shift:
        screen = await shift.press("3")
        assert "VOID 1x BURGER" in screen
        screen = await shift.press("enter")
        assert "VOID 1x BURGER" not in screen
        assert "[3] T3" in screen
        assert shift.status("o4", 1) is Status.IN_PROGRESS
        screen = await shift.press("enter")
        assert "[3] T3" not in screen
        assert shift.status("o4", 1) is Status.READY


async def test_a_bouncing_enter_does_not_say_done_after_seen() -> None:
    """Two contacts within 200 ms are one press: the allergy is read, the food is not done."""
    async with a_shift(grill(), *evening()) as shift:
        await shift.press("2")
        await shift.press("enter", "enter", after=0.05)
        assert shift.status("o2", 1) is Status.IN_PROGRESS


async def test_a_digit_does_nothing_on_a_card_that_just_took_the_slot() -> None:
    """An order that slid into slot 1 less than half a second ago is not chosen; the last row says so."""
    async with a_shift(grill(), *crowd(14)) as shift:
        await shift.press("1", "enter", after=1.0)
        screen = await shift.press("1", after=0.1)
        assert "1 IS NOW" in screen
        assert "Nothing done" in screen
        assert board_screen(shift.app).state.selected is None
        await shift.press("1", after=0.6)
        assert board_screen(shift.app).state.selected is not None


async def test_a_selection_lapses() -> None:
    """Ten seconds after the last key nothing is chosen any more, and Enter asks for a card."""
    async with a_shift(grill(), late_table()) as shift:
        await shift.press("1")
        await shift.wait(10.5)
        assert "Choose a card first" in await shift.press("enter")
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_space_finishes_the_chosen_line_only() -> None:
    """Arrows choose a line, Space finishes it, the rest of the card stays open."""
    async with a_shift(grill(), *evening()) as shift:
        await shift.press("1", "down", "space")
        assert shift.status("o1", 1) is Status.READY


async def test_s_starts_the_whole_part_of_a_card() -> None:
    """`S` on a card starts everything of this station that nobody has begun."""
    async with a_shift(grill(), *crowd(2)) as shift:
        await shift.press("1", "s")
        assert shift.status("c1", 1) is Status.IN_PROGRESS
        assert shift.status("c1", 2) is Status.IN_PROGRESS


async def test_the_pass_refuses_to_send_and_forces_in_time() -> None:
    """Enter names what is missing; a further Enter after half a second, within three, sends all the same."""
    async with a_shift(the_pass(), late_table(), complete_table()) as shift:
        screen = await shift.press("1", "enter")
        assert "waits for GRILL" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        await shift.press("enter", after=1.0)
        assert shift.kitchen.board.order("o1") is None or shift.status("o1", 1) is Status.SERVED


async def test_a_late_second_enter_does_not_force() -> None:
    """After three seconds Enter only lists again."""
    async with a_shift(the_pass(), late_table()) as shift:
        await shift.press("1", "enter")
        screen = await shift.press("enter", after=3.5)
        assert "waits for GRILL" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_another_key_forgets_the_list_of_what_is_missing() -> None:
    """List, an arrow, Enter: nothing is forced."""
    async with a_shift(the_pass(), late_table()) as shift:
        await shift.press("1", "enter", "down", "up")
        await shift.press("enter", after=1.0)
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_a_complete_table_is_sent_with_one_enter() -> None:
    """Nothing is missing at M2, so Enter sends it."""
    async with a_shift(the_pass(), late_table(), complete_table()) as shift:
        screen = await shift.press("2", "enter")
        assert "SENT M2" in screen


async def test_held_orders_are_listed_before_they_are_fired_and_u_stops_them() -> None:
    """`F` lists what goes, Enter fires, and within three seconds `U` stops it."""
    held = an_order(an_item("Ribeye 300", 2), id="h1", table="T4", held=True, created="19:33")
    async with a_shift(the_pass(), late_table(), held) as shift:
        screen = await shift.press("2", "f")
        assert "FIRE   T4" in screen
        assert "2x Ribeye 300" in screen
        screen = await shift.press("enter")
        assert "FIRED T4" in screen
        await shift.press("u")
        order = shift.kitchen.board.order("h1")
        assert order is not None
        assert not order.is_processed


async def test_a_fire_list_closed_with_escape_leaves_everything_held() -> None:
    """Escape on the fire list fires nothing."""
    held = an_order(an_item("Ribeye 300", 2), id="h1", table="T4", held=True, created="19:33")
    async with a_shift(the_pass(), held) as shift:
        screen = await shift.press("1", "f", "escape")
        assert "HELD" in screen
        assert shift.kitchen.outbox_view() == ()


async def test_a_login_without_the_right_is_told_which_one_is_missing() -> None:
    """A viewer's Enter changes nothing and names the right."""
    async with a_shift(grill(), late_table(), rights=frozenset()) as shift:
        screen = await shift.press("1", "enter")
        assert "orderUpdate" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_a_finished_order_comes_back_from_the_recall_list() -> None:
    """`R ENTER` brings the newest finished order back to the board."""
    done = an_order(an_item("Ribeye 300", 2, status=Status.READY, changed="19:41"), an_item("Chips", on="Fry"), id="o1")
    async with a_shift(grill(), done, *crowd(2)) as shift:
        screen = await shift.press("r")
        assert "RECALL" in screen
        assert "2x Ribeye 300" in screen
        screen = await shift.press("enter")
        assert "T7" in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_what_was_pressed_lies_in_the_outbox_until_it_is_sent() -> None:
    """`O` shows the bump with the order's number while the till has not answered."""
    async with a_shift(grill(), late_table()) as shift:
        screen = await shift.press("1", "enter", "o")
        assert "unsent: 1" in screen
        assert "#118" in screen
        assert "GRILL" not in (await shift.press("escape", "?")).splitlines()[1]


async def test_details_tell_everything_about_the_chosen_card() -> None:
    """`D` shows waiter, guests, what every station does, and goes away with `D`."""
    async with a_shift(grill(), late_table()) as shift:
        screen = await shift.press("1", "d")
        assert "Anna" in screen
        assert "NO butter" in screen
        assert "Cold: Ready since 19:38:00" in screen
        assert "[1] T7" in await shift.press("d")


async def test_a_resized_terminal_is_filled_and_too_small_is_said() -> None:
    """The board fits every size, and below 61x18 one sentence names what it needs."""
    async with a_shift(grill(), *evening()) as shift:
        await shift.pilot.resize_terminal(123, 36)
        await settled(shift.pilot)
        assert max(map(len, shown(shift.app).splitlines())) == 123
        await shift.pilot.resize_terminal(60, 18)
        await settled(shift.pilot)
        assert "61x18" in shown(shift.app)
        await shift.pilot.resize_terminal(80, 24)
        await settled(shift.pilot)
        assert "[1] T7" in await shift.press("ctrl+l")


async def test_q_and_enter_leave_and_any_other_key_stays() -> None:
    """`Q` asks; `1` stays on the board, `Q ENTER` leaves."""
    async with a_shift(grill(), late_table()) as shift:
        assert "Leave the board?" in await shift.press("q")
        assert "Leave" not in await shift.press("1")
        await shift.press("q", "enter")
        assert not shift.app.is_running or shift.app._exit


async def test_no_key_leaves_a_kiosk() -> None:
    """In kiosk mode neither `Q ENTER` nor the usual keys of terminal programs end the board."""
    async with a_shift(grill(), late_table(), kiosk=True) as shift:
        screen = await shift.press("q", "enter", "ctrl+q", "ctrl+c", "ctrl+p", "ctrl+z", "ctrl+backslash", "escape")
        assert "[1] T7" in screen
        assert shift.app.is_running
        assert not shift.app._exit
        assert len(shift.app.screen_stack) == 1


async def test_hostile_text_is_painted_as_harmless_letters() -> None:
    """Escape sequences and markup in a dish's name are letters on the card, and the board lives on."""
    hostile = an_order(
        an_item("\x1b]0;owned\x07[bold]Soup[/] no [nuts]", 1, comment="\u202e\x9b2J"), id="x1", table="T9"
    )
    async with a_shift(grill(), hostile) as shift:
        painted = "".join(segment.text for line in shift.app.screen._compositor.render_strips() for segment in line)
        assert "[BOLD]SOUP[/]" in painted.upper()
        assert "NO [NUTS]" in painted.upper()
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in painted)
        assert "\u202e" not in painted


async def test_a_card_bumped_elsewhere_answers_that_it_is_gone() -> None:
    """Enter on a card that another screen finished meanwhile does nothing and says so."""
    async with a_shift(grill(), late_table(), *crowd(2)) as shift:
        await shift.press("1")
        shift.source.set_status("o1", Status.READY)
        await shift.poll()
        assert "Choose a card first" in await shift.press("enter")


async def test_z_shows_one_zone_after_the_other() -> None:
    """`Z` leaves only the cards of a zone and names it in the header; after the last zone all are back."""
    async with a_shift(grill(), *evening(), size=(123, 36)) as shift:
        screen = await shift.press("z")
        assert "GRILL Bar" in screen
        assert "B2" in screen
        assert "T7" not in screen
        screen = await shift.press("z", "z", "z")
        assert "T7" in screen


async def test_a_click_chooses_a_card_and_a_click_on_its_enter_says_seen() -> None:
    """A finger on T3 chooses it; a finger on `seen? ENTER` reads the void."""
    async with a_shift(grill(), *evening()) as shift:
        rows = shown(shift.app).splitlines()
        y = next(number for number, row in enumerate(rows) if "[3] T3" in row)
        await shift.pilot.click(offset=(rows[y].index("[3]") + 1, y))
        await settled(shift.pilot)
        assert board_screen(shift.app).state.selected == "o4"
        y = next(number for number, row in enumerate(rows) if "seen? ENTER" in row[27:52])
        shift.clock.advance(1)
        await shift.pilot.click(offset=(rows[y].index("seen? ENTER", 27) + 2, y))
        await settled(shift.pilot)
        assert "VOID" not in shown(shift.app)
