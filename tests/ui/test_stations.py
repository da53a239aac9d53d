"""What keys do with several stations, with covering, and with what last night left behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.board import Board
from kds.domain.intents import IntentKind, Refusal, SetStatus, WholeOrder
from kds.domain.station import Role
from kds.domain.unseen import back_mark
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.app import KdsApp
from kds.ui.keys import Action
from kds.ui.picker import WAIT_SECONDS, PickerApp, PickerScreen, Question
from kds.ui.profiles import load_profile
from kds.ui.screens.board import BoardScreen
from kds.ui.screens.yesterday import YesterdayScreen
from kds.ui.themes import choose_theme
from tests.builders import a_station, an_item, an_order
from tests.ui.evenings import evening, grill, the_pass
from tests.ui.showing import Seconds, StillKitchen, an_app, settled, shown
from tests.ui.stations import STATIONS, a_kitchen, last_night, with_stations


def said(app: KdsApp) -> str:
    """Give the last row's answer on the board."""
    below = app.screen_stack[0]
    assert isinstance(below, BoardScreen)
    return below.state.message


async def test_two_keys_make_it_another_station_with_its_keys_and_colours() -> None:
    """Tab and a digit: the fryer's cards, its theme and its key profile, without a restart."""
    app, kitchen, face = with_stations(a_kitchen(grill(), *evening()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1", "tab", "2")
        await settled(pilot)
        assert face.asked == [("FRY",)]
        assert app.board.station.name == kitchen.board.station.name == "FRY"
        assert (app.profile.name, app.theme) == (face.outfit.profile.name, "kds-high-contrast")
        assert said(app) == "This is FRY now."
        below = app.screen
        assert isinstance(below, BoardScreen)
        assert below.state.selected is None
        assert below.state.caps == face.outfit.profile.caps_by_action()


async def test_a_station_of_the_linux_console_is_drawn_in_ascii_at_once() -> None:
    """Tab and a digit: board and pages with `>` and `|`, and everything as before on the way back."""
    app, _, face = with_stations(a_kitchen(grill(), *evening()))
    plain, console = face.outfit, choose_theme("console", (shipped_themes(),))
    keyboard = load_profile("keyboard", (shipped_profiles(),))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        face.outfit = replace(plain, profile=keyboard, theme=console, ascii_only=True)
        for keys in (("tab", "3"), ("down",), ("r",)):
            await pilot.press(*keys)
            await settled(pilot)
            assert app.board.station.name == "EXPO"
            assert not {"█", "│", "◌"} & set(shown(app)), keys
        face.outfit = replace(plain, profile=keyboard, ascii_only=False)
        await pilot.press("escape", "tab", "1")
        await settled(pilot)
        await pilot.press("down")
        await settled(pilot)
        assert "█" in shown(app)


async def test_a_pad_that_becomes_the_pass_has_the_keys_of_the_pass() -> None:
    """SHIFT BUMP starts on the grill and sends what is ready on the pass."""
    app, _, face = with_stations(a_kitchen(grill(), *evening()))
    face.outfit = replace(face.outfit, profile=load_profile("six-button", (shipped_profiles(),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "3")
        await settled(pilot)
        assert app.profile.cap(Action.SEND_READY) == "SHIFT BUMP"


async def test_a_station_that_can_t_be_shown_says_why_and_nothing_changes() -> None:
    """The list stays open with the reason."""
    app, _, face = with_stations(a_kitchen(grill(), *evening()))
    face.refusal = Refusal("The outbox can't be read.")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "2")
        await settled(pilot)
        assert (app.board.station.name, len(app.screen_stack), app.profile.name) == ("GRILL", 2, "keyboard")


async def test_a_door_is_not_shown_on_a_cooks_screen() -> None:
    """A door has another screen: the list says how to start it."""
    door = replace(a_station("DOOR"), role=Role.DOOR)
    board = replace(a_kitchen(grill(), *evening()), stations=(*STATIONS, door))
    app, _, face = with_stations(board)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "5")
        await settled(pilot)
        assert face.asked == []
        assert len(app.screen_stack) == 2


async def test_one_station_is_no_choice() -> None:
    """The answer says where more stations are described."""
    app, _, _ = with_stations(replace(a_kitchen(grill()), stations=(grill(),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab")
        assert "one station" in said(app)


async def test_two_keys_cover_a_station_and_give_it_back() -> None:
    """`C 1` shows the fryer's cards here too, `C 1` again gives them back."""
    app, kitchen, face = with_stations(a_kitchen(grill(), an_order(an_item("Chips", on="Fry"))))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("c", "1")
        await settled(pilot)
        assert (kitchen.board.station.title, len(app.board.cards)) == ("GRILL + FRY", 1)
        await pilot.press("c", "1")
        await settled(pilot)
        assert (kitchen.board.station.title, len(app.board.cards)) == ("GRILL", 0)
    assert face.asked == [("FRY",), ()]


async def test_the_pass_has_nothing_to_cover() -> None:
    """It sees all endpoints anyway, and says so."""
    app, _, face = with_stations(a_kitchen(the_pass(), *evening()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        assert "nothing to cover" in said(app)
    assert face.asked == []


async def test_without_several_stations_behind_it_the_board_says_so() -> None:
    """Before the settings are read neither key opens anything."""
    app = an_app(StillKitchen(a_kitchen(grill(), *evening())))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in ("tab", "c"):
            await pilot.press(key)
            assert "still starting" in said(app)


def old_board() -> Board:
    """Give the pass in the morning, with four orders of last night."""
    return a_kitchen(the_pass(), *last_night())


async def test_enter_opens_last_nights_orders_only_while_no_card_is_chosen() -> None:
    """With a card chosen ENTER means that card."""
    app, kitchen, _ = with_stations(a_kitchen(grill(), *evening(), *last_night()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1", "enter")
        await settled(pilot)
        assert len(kitchen.performed) == 1
        await pilot.press("escape", "enter")
        await settled(pilot)
        assert isinstance(app.screen, YesterdayScreen)


async def test_one_of_them_is_brought_back() -> None:
    """ENTER on it, ENTER on the first choice: its whole bill is marked, nothing is sent."""
    app, kitchen, _ = with_stations(old_board())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "2", "enter", "1", "enter")
        await settled(pilot)
    (intent,) = kitchen.performed
    assert intent.seen == {back_mark("n2")}
    assert not intent.commands


async def test_one_of_them_is_closed() -> None:
    """ENTER on it, the second choice: the order goes to served as a whole."""
    app, kitchen, _ = with_stations(old_board())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "1", "enter", "2", "enter")
        await settled(pilot)
    (intent,) = kitchen.performed
    (command,) = intent.commands
    assert (intent.kind, command.order_id) == (IntentKind.CLOSE, "n1")
    assert isinstance(command.change, SetStatus)
    assert command.change.target == WholeOrder()


@pytest.mark.parametrize("keys", [("enter",), ("enter", "up", "enter")], ids=["one key", "another key"])
async def test_closing_all_takes_a_question_and_a_yes(keys: tuple[str, ...]) -> None:
    """One ENTER only asks, and another key in between is a no."""
    app, kitchen, _ = with_stations(old_board())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "5", *keys)
        await settled(pilot)
    assert kitchen.performed == []


async def test_closing_all_closes_all() -> None:
    """A second ENTER, later than a bouncing key, is a yes: one press with four orders."""
    app, kitchen, _ = with_stations(old_board())
    seconds = app.options.monotonic
    assert isinstance(seconds, Seconds)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "5", "enter")
        seconds.value += 1
        await pilot.press("enter")
        await settled(pilot)
    (intent,) = kitchen.performed
    assert [command.order_id for command in intent.commands] == ["n1", "n2", "n3", "n4"]


async def test_a_closing_that_the_kitchen_refuses_is_told() -> None:
    """Without the right nothing is closed, and the page says why."""
    app, kitchen, _ = with_stations(old_board())
    kitchen.refusal = Refusal("view may not close orders.")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "1", "enter", "2", "enter")
        await settled(pilot)
        assert isinstance(app.screen, YesterdayScreen)
        assert "may not" in "".join(span.text for row in app.screen._view.rows for span in row)


def a_picker(seconds: Seconds, last: str = "FRY", *, may_leave: bool = True) -> PickerApp:
    """Give the first screen of this installation."""
    keys, theme = load_profile("keyboard", (shipped_profiles(),)), choose_theme("default", (shipped_themes(),))
    return PickerApp(Question(STATIONS, last, may_leave), keys, theme, seconds)


@pytest.mark.parametrize(
    ("keys", "picked"),
    [(("3",), "EXPO"), (("enter",), "FRY"), (("up", "enter"), "GRILL"), (("down", "down", "down", "enter"), "RUNNER"), (("q",), None)],
)  # fmt: skip
async def test_the_first_screen_asks_which_station_this_is(keys: tuple[str, ...], picked: str | None) -> None:
    """A digit takes one at once, ENTER the one with the bar, which stands at the last choice; Q leaves."""
    app = a_picker(Seconds())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
    assert app.picked == picked


async def test_a_tap_takes_a_station() -> None:
    """The row that is touched is the answer."""
    app = a_picker(Seconds())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(offset=(10, 4))
    assert app.picked == "EXPO"


def ticked(app: PickerApp) -> None:
    """Let the second pass on the screen."""
    assert isinstance(app.screen, PickerScreen)
    app.screen.tick()


async def test_after_a_power_cut_the_last_choice_starts_by_itself() -> None:
    """Nobody presses a key: after a while the screen is what it was; any key stops that."""
    seconds = Seconds()
    app, stopped = a_picker(seconds), a_picker(seconds)
    async with app.run_test(size=(80, 24)) as pilot:
        ticked(app)
        assert app.picked != "FRY"
        seconds.value += WAIT_SECONDS
        ticked(app)
    assert app.picked == "FRY"
    async with stopped.run_test(size=(80, 24)) as pilot:
        await pilot.press("up")
        seconds.value += WAIT_SECONDS
        ticked(stopped)
        assert stopped.picked is None


async def test_a_kiosk_can_t_be_left_at_the_first_screen() -> None:
    """Q and ESC answer nothing there."""
    app = a_picker(Seconds(), may_leave=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", "escape")
        assert app.is_running
        await pilot.press("1")
    assert app.picked == "GRILL"
