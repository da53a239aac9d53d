"""Pictures of states that only come up in the middle of a story: what moved, what was refused, what is on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from textual.pilot import Pilot

from kds.domain.board import DoneIntent
from kds.domain.connection import Link
from kds.domain.intents import Intent, IntentKind, Refusal
from kds.domain.marks import Marks, MovedDish, again_key, tick_key
from kds.domain.order import Order
from kds.domain.station import Rights
from kds.domain.terms import Status
from kds.ui.app import KdsApp
from tests.builders import a_board, a_negative, a_pair, an_item, an_order, at
from tests.ui.evenings import STARTED, board_of, crowd, evening, grill, late_table, the_pass
from tests.ui.showing import LIVE, NOW, Seconds, StillKitchen, an_app, settled
from tests.ui.test_pictures import Compare, showing, typing

SMALL = (61, 18)


def changes() -> tuple[Order, ...]:
    """Give a dish that became another one, one that came from another table, and one that was added."""
    return (
        an_order(
            an_item("Lamb chops", 4, status=STARTED, modifiers=("Cooking=medium",), line=1),
            an_item("Venison", 1, line=2),
            id="o1", table="M2", ticket="t1", fired="19:35",
        ),
        an_order(
            a_negative("Lamb chops", 4, of=("o1", 1), line=1),
            an_item("Lamb chops", 4, modifiers=("Cooking=pink",), comment="ALLERGY nuts, seat 3", line=1),
            id="o2", table="M2", ticket="t1", fired="19:41",
        ),
        an_order(an_item("Ribeye 300", 1), id="o3", table="T3", fired="19:41"),
    )  # fmt: skip


def long_table() -> Order:
    """Give a table whose part at the grill has more rows than two columns of the small screen."""
    names = (
        "Lamb",
        "Ribeye",
        "Venison",
        "Chicken",
        "Burger",
        "Halloumi",
        "Corn",
        "Wings",
        "Trout",
        "Pork",
        "Tofu",
        "Duck",
    )
    return an_order(
        *(an_item(name, comment="by itself") for name in (*names, "Sausage", "Squash")), id="o1", table="M12"
    )


def test_a_dish_that_changed_and_one_that_moved(snap_compare: Compare) -> None:
    """CHANGED with the new wish and its allergy, and a dish from another table: don't cook twice."""
    marks = Marks(moved_here={again_key("o3", 1): MovedDish(Decimal(1), "T7", "o9/1")})
    board = replace(a_board(grill(), *changes(), marks=marks), connection=LIVE)
    assert snap_compare(showing(board), run_before=typing("1"))


def test_a_table_longer_than_the_screen(snap_compare: Compare) -> None:
    """Both columns are one table, and the edge says that it goes on on the next page."""
    assert snap_compare(showing(board_of(grill(), long_table())), terminal_size=SMALL, run_before=typing("1"))


def test_a_table_that_was_not_seen_whole_is_not_bumped(snap_compare: Compare) -> None:
    """ENTER before the second page was shown: look at all of it first."""
    assert snap_compare(showing(board_of(grill(), long_table())), terminal_size=SMALL, run_before=typing("1", "enter"))


def test_the_rest_of_a_long_table(snap_compare: Compare) -> None:
    """The next page begins in the middle of the table and says so."""
    assert snap_compare(showing(board_of(grill(), long_table())), terminal_size=SMALL, run_before=typing("pagedown"))


def test_a_slot_that_was_given_away_just_now(snap_compare: Compare) -> None:
    """A digit on an order that has stood there for less than half a second does nothing and says what it is now."""

    async def bumped_elsewhere(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, KdsApp)
        kitchen, seconds = app.kitchen, app.options.monotonic
        assert isinstance(kitchen, StillKitchen)
        assert isinstance(seconds, Seconds)
        seconds.value += 5
        await pilot.press("4")
        kitchen.becomes(board_of(grill(), *(order for order in crowd(24) if order.table != "M12")))
        await settled(pilot)
        seconds.value += 0.1
        await pilot.press("1")
        await settled(pilot)

    assert snap_compare(showing(board_of(grill(), *crowd(24))), run_before=bumped_elsewhere)


def test_lines_that_others_make_too(snap_compare: Compare) -> None:
    """A pie that the fryer makes too, ticked here only, and one whose endpoint is switched off at the till."""
    pie = an_item("Fish pie", 2, pairs=(a_pair("Grill", STARTED), a_pair("Fry")))
    orders = (
        an_order(pie, an_item("Burger", 1), id="o1", table="T7", fired="19:36"),
        an_order(an_item("Soup", 2, on="Cold"), id="o2", table="T2", off=("Cold",), fired="19:39"),
        an_order(an_item("Toast", 1, on=None), id="o3", table="M1", fired="19:40"),
    )
    marks = Marks(ticked=frozenset({tick_key("o1", 1, Status.READY.value)}))
    board = replace(a_board(grill(), *orders, marks=marks), connection=LIVE)
    assert snap_compare(showing(board), run_before=typing("1", "down"))


def test_amounts_and_slips_that_are_odd(snap_compare: Compare) -> None:
    """Half a pizza, some grams, a slip that could not be understood, and an order whose time nobody knows."""
    orders = (
        an_order(an_item("Pizza", "0.5"), an_item("Ribs", "0.35", unit="kg"), id="o1", table="T7", fired="19:36"),
        an_order(id="o2", number=131, table=None, oddity="items: a list was expected, not a word"),
        an_order(an_item("Wings"), id="o3", table="B2", zone="Bar", created=None, fired=None),
    )
    assert snap_compare(showing(board_of(grill(), *orders)), run_before=typing())


def test_a_slow_till_with_a_wrong_clock_here(snap_compare: Compare) -> None:
    """SLOW with the age of the last answer, what is unsent, and by how much this machine's clock is off."""
    slow = replace(LIVE, link=Link.SLOW, last_answer_at=at("19:42:02"), offline_since=at("19:42:02"), unsent=2)
    board = replace(board_of(grill(), *evening()), connection=replace(slow, skew_seconds=-95.0))
    assert snap_compare(showing(board), run_before=typing())


def pressed(kind: IntentKind, ago: timedelta, *, delivered: bool = True, released: bool = True) -> DoneIntent:
    """Give a press on T4 so long ago."""
    return DoneIntent(Intent("i1", kind, "EXPO", "T4", "h1", NOW - ago), delivered=delivered, released=released)


def test_a_fire_that_can_still_be_stopped(snap_compare: Compare) -> None:
    """For three seconds the last row names the key that stops it."""
    done = pressed(IntentKind.FIRE, timedelta(seconds=1), delivered=False, released=False)
    board = replace(board_of(the_pass(), *evening()), done=(done,), connection=replace(LIVE, unsent=1))
    assert snap_compare(showing(board), run_before=typing())


def test_a_fire_that_is_gone(snap_compare: Compare) -> None:
    """Afterwards no key is offered, and UNDO says that the stations have to be told."""
    board = replace(board_of(the_pass(), *evening()), done=(pressed(IntentKind.FIRE, timedelta(seconds=9)),))
    assert snap_compare(showing(board), run_before=typing("u"))


def test_a_bump_that_is_not_delivered(snap_compare: Compare) -> None:
    """The till does not answer: the last row does not say more than is true."""
    done = pressed(IntentKind.BUMP, timedelta(seconds=20), delivered=False)
    board = replace(board_of(grill(), *evening()), done=(done,), connection=replace(LIVE, link=Link.SLOW, unsent=1))
    assert snap_compare(showing(board), run_before=typing())


def test_a_press_that_the_disk_refused(snap_compare: Compare) -> None:
    """The disk is full: what was pressed is refused with the reason, and the card stays."""
    kitchen = StillKitchen(board_of(grill(), late_table(), *crowd(3)))
    kitchen.refusal = Refusal("The disk is full. Nothing done.")
    assert snap_compare(an_app(kitchen), run_before=typing("1", "enter"))


def test_a_login_that_may_only_look(snap_compare: Compare) -> None:
    """ENTER without the right: the last row names the right that is missing."""
    board = replace(board_of(grill(), *evening()), rights=Rights(frozenset(), known=True), user="view")
    assert snap_compare(showing(board), run_before=typing("1", "enter"))


def test_a_station_that_may_only_look(snap_compare: Compare) -> None:
    """A read-only station answers every key that would change something."""
    board = board_of(replace(grill(), read_only=True), *evening())
    assert snap_compare(showing(board), run_before=typing("1", "s"))


def test_ages_with_seconds(snap_compare: Compare) -> None:
    """Minutes and seconds on the cards, for whoever asked for them."""
    assert snap_compare(showing(board_of(replace(grill(), minutes_seconds=True), *evening())), run_before=typing())


def test_nothing_was_finished(snap_compare: Compare) -> None:
    """The list of finished orders on a fresh evening."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("r"))


def test_nothing_to_fire(snap_compare: Compare) -> None:
    """F on a table of which everything is fired."""
    assert snap_compare(showing(board_of(the_pass(), late_table())), run_before=typing("1", "f"))
