"""One picture for each state a cook can see; a new one is accepted only after somebody looked at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from kds.domain.board import Board, DoneIntent
from kds.domain.connection import Connection, Link
from kds.domain.intents import Command, EndpointPart, Intent, IntentKind, SetStatus
from kds.domain.recalling import recallable
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.kitchen.ports import CommandState, StoredCommand
from kds.ui.app import KdsApp
from tests.builders import an_item, an_order, at
from tests.ui.evenings import board_of, crowd, evening, grill, late_table, the_pass
from tests.ui.showing import LIVE, NOW, SIZES, Seconds, StillKitchen, an_app, settled

OFFLINE = Connection(
    link=Link.OFFLINE,
    last_answer_at=at("19:41:25"),
    offline_since=at("19:41:25"),
    reason="pos.local does not answer",
    unsent=3,
)


class Compare(Protocol):
    """What pytest-textual-snapshot hands to a test."""

    def __call__(
        self,
        app: App[None],
        *,
        terminal_size: tuple[int, int] = (80, 24),
        run_before: Callable[[Pilot[None]], Awaitable[None]] | None = None,
    ) -> bool:
        """Compare the screen with the accepted picture."""
        ...


def typing(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Give what is pressed before the picture is taken."""

    async def press(pilot: Pilot[None]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return press


def showing(board: Board, *, theme: str = "default") -> KdsApp:
    """Give the application with that board."""
    return an_app(StillKitchen(board), theme=theme)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_prep(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A busy grill: late, due, allergy, void, again and new cards, the first one chosen."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=size, run_before=typing("1"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_expo(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A busy pass: tables by stations, what each waits for, the first one in detail."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), terminal_size=size, run_before=typing("1"))


def test_prep_offline(snap_compare: Compare) -> None:
    """The till is gone: two reversed rows say what is not happening, the last board stays."""
    board = replace(board_of(grill(), *evening()), connection=OFFLINE)
    assert snap_compare(showing(board), run_before=typing())


def test_expo_offline(snap_compare: Compare) -> None:
    """The pass without the till."""
    board = replace(board_of(the_pass(), *evening()), connection=OFFLINE)
    assert snap_compare(showing(board), run_before=typing())


def test_connecting(snap_compare: Compare) -> None:
    """Before the first answer: no cards, and no claim that there are no orders."""
    assert snap_compare(showing(Board(grill())), run_before=typing())


def test_cached_board_before_the_first_answer(snap_compare: Compare) -> None:
    """The board of the last run is drawn at once, and says of when it is."""
    board = replace(board_of(grill(), *evening()), connection=Connection(), known=False, cached_at=at("19:31:10"))
    assert snap_compare(showing(board), run_before=typing())


def test_no_orders(snap_compare: Compare) -> None:
    """A good answer without orders: only then the board says so."""
    assert snap_compare(showing(board_of(grill())), run_before=typing())


def test_too_small(snap_compare: Compare) -> None:
    """Below 61x18 one sentence names what the board needs."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=(48, 12), run_before=typing())


def test_banner_of_a_broken_installation(snap_compare: Compare) -> None:
    """A station with an endpoint that the till doesn't know says so over the whole width."""
    banner = "Grll is no endpoint of this till. It knows Grill, Fry, Cold, Bar, Pastry: correct endpoints in kds.toml."
    board = replace(board_of(grill(), *evening()), banner=banner)
    assert snap_compare(showing(board), run_before=typing())


def test_more_than_a_page(snap_compare: Compare) -> None:
    """What does not fit is counted with its oldest age, and the next page shows it."""
    assert snap_compare(showing(board_of(grill(), *crowd(24))), run_before=typing("pagedown"))


def ghostly(station: Station) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Give what lets T7 go nine seconds ago, as a delivered bump."""

    async def bump(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, KdsApp)
        kitchen, seconds = app.kitchen, app.options.monotonic
        assert isinstance(kitchen, StillKitchen)
        assert isinstance(seconds, Seconds)
        await pilot.press("2")
        done = Intent("i1", IntentKind.BUMP, station.name, "T7", "o1", at("19:42:07"))
        kitchen.becomes(replace(board_of(station, *evening()[1:]), done=(DoneIntent(done, delivered=True),)))
        seconds.value += 1
        kitchen.time = at("19:42:16")
        await settled(pilot)
        await pilot.press("down")
        await settled(pilot)

    return bump


def test_prep_ghost_of_the_last_bump(snap_compare: Compare) -> None:
    """T7 went nine seconds ago: one dim row in its place says how to take it back."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=ghostly(grill()))


def test_expo_ghost_of_the_last_send(snap_compare: Compare) -> None:
    """The table that was sent leaves its two rows free for a moment."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), run_before=ghostly(the_pass()))


def test_allergy_unseen_and_chosen(snap_compare: Compare) -> None:
    """The card with the allergy is chosen and asks to be read first."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("2", "down", "down"))


def test_refused_by_the_till(snap_compare: Compare) -> None:
    """A bump that the till refused: the card is back and the last row says why."""
    board = board_of(grill(), *evening())
    bump = Intent("i1", IntentKind.BUMP, "GRILL", "T7", "o1", at("19:41:00"))
    done = DoneIntent(bump, refused="the login may not change orders")
    board = replace(board, done=(done,), connection=replace(LIVE, parked=1))
    assert snap_compare(showing(board), run_before=typing())


def test_answer_of_a_digit_without_a_card(snap_compare: Compare) -> None:
    """A digit without a card is answered in the last row."""
    assert snap_compare(showing(board_of(grill(), late_table())), run_before=typing("8"))


def test_missing_at_the_pass(snap_compare: Compare) -> None:
    """Enter on a table that is not complete names what it waits for."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), run_before=typing("1", "enter"))


def test_a_long_answer_is_shown_to_its_end(snap_compare: Compare) -> None:
    """What is missing at a big table takes as many rows as it needs; nothing of it is cut."""
    dishes = ("Lamb chops", "Venison", "Ribeye 300", "Chicken", "Halloumi burger", "Sea trout")
    table = an_order(*(an_item(dish, 2) for dish in dishes), an_item("Chips", 6, on="Fry"), table="M12", fired="19:33")
    assert snap_compare(showing(board_of(the_pass(), table)), terminal_size=(61, 18), run_before=typing("1", "enter"))


def test_fire_asks_first(snap_compare: Compare) -> None:
    """What a fire would send, order by order, before it is confirmed."""
    held = an_order(
        an_item("Ribeye 300", 2, course=2),
        an_item("Chips", 2, on="Fry", course=2),
        id="h1", table="T4", held=True, created="19:33",
    )  # fmt: skip
    later = an_order(an_item("Fondant", 2, on="Pastry", course=3), id="h2", table="T4", held=True, created="19:33")
    assert snap_compare(showing(board_of(the_pass(), held, later)), run_before=typing("1", "f"))


def test_leaving_is_asked(snap_compare: Compare) -> None:
    """`Q` asks before it ends the board."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("q"))


def test_recall_list(snap_compare: Compare) -> None:
    """What was finished lately, newest first."""
    finished = [
        an_order(
            an_item("Ribeye 300", 1 + number, status=Status.READY, changed=f"19:{30 + number}", by="cook"),
            an_item("Chips", on="Fry"),
            id=f"f{number}", table=f"T{number}",
        )
        for number in range(1, 8)
    ]  # fmt: skip
    board = replace(board_of(grill(), *evening()), recallable=recallable(grill(), finished, (), NOW))
    assert snap_compare(showing(board), run_before=typing("r", "down"))


def test_details(snap_compare: Compare) -> None:
    """Everything about one card, for whoever wants to know."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("2", "d"))


def test_outbox(snap_compare: Compare) -> None:
    """What is on its way, and what the till refused with its reason."""
    board = replace(board_of(grill(), *evening()), connection=replace(LIVE, unsent=1, parked=1))
    kitchen = StillKitchen(board)
    waiting = Command("k2", "o1", 118, SetStatus(EndpointPart("Grill"), Status.READY))
    refused = Command("k1", "o3", 131, SetStatus(EndpointPart("Grill"), Status.READY))
    kitchen.outbox = (
        StoredCommand(
            1, "i1", refused, CommandState.PARKED, "k1", at("19:40"), reason="404: no such order at the till"
        ),
        StoredCommand(2, "i2", waiting, CommandState.PENDING, "k2", at("19:42"), attempts=3),
    )
    assert snap_compare(an_app(kitchen), run_before=typing("o"))


def test_help(snap_compare: Compare) -> None:
    """Every key of the profile in one sentence."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=(80, 36), run_before=typing("?"))


def test_high_contrast_prep(snap_compare: Compare) -> None:
    """The grill in white on black."""
    assert snap_compare(showing(board_of(grill(), *evening()), theme="high-contrast"), run_before=typing("1"))


def test_high_contrast_expo(snap_compare: Compare) -> None:
    """The pass in white on black."""
    assert snap_compare(showing(board_of(the_pass(), *evening()), theme="high-contrast"), run_before=typing("1"))


def test_unusable_theme_is_told(snap_compare: Compare) -> None:
    """A misspelt theme is told in the last row, and the default is drawn with."""
    assert snap_compare(showing(board_of(grill(), late_table()), theme="hihg-contrast"), run_before=typing())
