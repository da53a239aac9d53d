"""One picture for each state that a venue and a web shop add to the board; a new one is accepted only after a look at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest
from textual.pilot import Pilot

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.errands import Admit, Reply
from kds.domain.intents import Command, Errand
from kds.domain.terms import Status
from kds.domain.venue.arrivals import ArrivalRule, LocalStatus, PairKey, arrival_order, order_id_of
from kds.domain.venue.entries import Entries, Entry
from kds.domain.venue.facts import Duplicate, VenueFacts, prep_watch
from kds.kitchen.ports import CommandState, StoredCommand
from kds.ui.app import KdsApp
from tests.builders import a_board, a_station, at
from tests.ui.doors import CODES, DoorApp, a_door, a_door_app, guests, parties_of
from tests.ui.evenings import board_of, evening, the_pass
from tests.ui.inquiries import allergy, conflict, inquiries_board, late, six
from tests.ui.showing import LIVE, SIZES, StillKitchen, an_app, settled
from tests.ui.showing import NOW as BOARD_NOW
from tests.ui.test_pictures import Compare, typing
from tests.unit.domain.intervals import interval_board

EACH_SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
COLD = a_station("Cold", "Cold")
RULES = (
    ArrivalRule(name="Cold platter", endpoints=("Cold",), per_guests=2),
    ArrivalRule(name="Olives", endpoints=("Cold",), per_guests=0),
    ArrivalRule(name="Bread basket", endpoints=("Cold",)),
)


def showing(board: Board, *, now: datetime = BOARD_NOW) -> KdsApp:
    """Give the application with that board at that time."""
    return an_app(StillKitchen(board, time=now))


def venue_facts(**changes: object) -> VenueFacts:
    """Give the facts of an evening at which one standing guest came through this gate."""
    entries = Entries([Entry(CODES["standing"], at("18:41"), "Gate A")])
    parties = tuple(sorted(parties_of(guests(), entries), key=lambda party: party.zone))
    known = replace(a_door().facts, parties=parties, watch=prep_watch(parties))
    return replace(known, **changes)  # type: ignore[arg-type]


def plating(**changes: object) -> Board:
    """Give the cold kitchen of a venue: one party served in part, one begun, one just in."""
    facts = venue_facts(**changes)
    came = [party for party in facts.parties if party.first_at is not None]
    began = order_id_of(came[0])
    progress = {
        PairKey(began, 1, "Cold"): LocalStatus(Status.READY, at("19:30")),
        PairKey(began, 2, "Cold"): LocalStatus(Status.IN_PROGRESS, at("19:31")),
    }
    orders = [order for party in came if (order := arrival_order(party, RULES, progress)) is not None]
    return replace(a_board(COLD, *orders), venue=facts, connection=LIVE)


@EACH_SIZE
def test_arrivals_in_the_kitchen(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Parties as cards: what only this board knows is hollow and says local; the pace and an allergy stand above."""
    assert snap_compare(showing(plating()), terminal_size=size, run_before=typing("1"))


def test_a_party_arrives(snap_compare: Compare) -> None:
    """The banner of the party that has just come stands where the pace was."""
    assert snap_compare(showing(plating(arriving="VIP tables 2 arriving - 2 of 4", watch=())), run_before=typing())


def test_a_venue_that_is_stopped(snap_compare: Compare) -> None:
    """The seller can't be read: its own row says why, the till goes on."""
    down = Connection(link=Link.OFFLINE, offline_since=at("19:40"), reason="qtickets.ru does not answer")
    words = "The body of GET requests does not arrive at qtickets.ru. Something on the way strips it."
    board = replace(plating(trouble=words), sides=(("qtickets", down),))
    assert snap_compare(showing(board), run_before=typing())


@pytest.mark.parametrize("size", SIZES[1:], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_pass_at_a_venue(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Pace and prep watch stand below the header of every pass; where there is room all parties by zone beside them."""
    board = replace(board_of(the_pass(), *evening()), venue=venue_facts())
    assert snap_compare(showing(board), terminal_size=size, run_before=typing())


@EACH_SIZE
def test_the_interval(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Row after row of seats as they are walked; the chosen seat has the bar, an allergy is as loud as on a card."""
    app = showing(interval_board(), now=at("20:20"))
    assert snap_compare(app, terminal_size=size, run_before=typing("p", "down"))


def test_an_interval_half_carried(snap_compare: Compare) -> None:
    """What was carried is dim and ok; the row stands until all of it was."""
    board = interval_board()
    row = board.venue.picking[0] if board.venue is not None else None
    assert row is not None
    done = {PairKey(row.key, pick.item_id, "Bar"): LocalStatus(Status.READY) for pick in row.picks if pick.seat == "9"}
    app = showing(interval_board(progress=done), now=at("20:33"))
    assert snap_compare(app, run_before=typing("p"))


def test_an_interval_before_its_time(snap_compare: Compare) -> None:
    """The list can be read all evening; Space says from when on it counts."""
    assert snap_compare(showing(interval_board(is_open=False)), run_before=typing("p", "space"))


def test_nothing_for_the_interval(snap_compare: Compare) -> None:
    """Nobody has ordered anything."""
    assert snap_compare(showing(interval_board(picking=())), run_before=typing("p"))


@EACH_SIZE
def test_the_lane(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Inquiries beside the rail; where there is no room for a lane one row stands for it."""
    assert snap_compare(showing(inquiries_board(*six())), terminal_size=size, run_before=typing())


@pytest.mark.parametrize("size", SIZES[2:], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_lane_chosen(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The arrows went right of the last card and down: the bar stands in the lane."""
    board = inquiries_board(*six())
    keys = ("right",) * (len(board.cards) + 1)
    assert snap_compare(showing(board), terminal_size=size, run_before=typing(*keys, "down"))


def test_the_lane_alone(snap_compare: Compare) -> None:
    """A pass without tables and a customer who waits."""
    board = replace(inquiries_board(late()), cards=(), orders=(), held=())
    assert snap_compare(showing(board), terminal_size=(123, 36), run_before=typing("right"))


@pytest.mark.parametrize("keys", [("5",), ("5", "a", "s", "k"), ("6",)], ids=["memo", "memo-typed", "notify"])
def test_what_is_asked_on_an_inquiry(snap_compare: Compare, keys: tuple[str, ...]) -> None:
    """The memo's line, and what notifying says without its right."""
    board = inquiries_board(late())
    assert snap_compare(showing(board), run_before=typing("i", "1", "enter", *keys))


def test_an_allergy_in_the_list(snap_compare: Compare) -> None:
    """What nobody has read on its food is loud in the list too, and a conflict says DECIDE."""
    assert snap_compare(showing(inquiries_board(allergy(), conflict())), run_before=typing("i"))


def test_a_shop_that_is_silent(snap_compare: Compare) -> None:
    """No inquiry is known because the shop does not answer: the list says so."""
    silent = Connection(link=Link.OFFLINE, offline_since=at("19:40"), reason="shop.example refuses the key.")
    board = replace(inquiries_board(), sides=(("lightspeed", silent),))
    assert snap_compare(showing(board), run_before=typing("i"))


def test_other_systems_in_the_outbox(snap_compare: Compare) -> None:
    """A scan that waits and a reply that needs a decision, among what is for the till."""
    scan = Admit("875196723453", at("18:41:07"))
    outbox = (
        stored(1, "show:41", "qtickets", scan, CommandState.PENDING),
        stored(2, "inquiry:2546", "lightspeed", Reply("Soon."), CommandState.PARKED, "Somebody else closed it."),
    )
    app = an_app(StillKitchen(board_of(the_pass(), *evening()), outbox=outbox))
    assert snap_compare(app, run_before=typing("o"))


def stored(
    number: int, lane: str, source: str, deed: Admit | Reply, state: CommandState, reason: str = ""
) -> StoredCommand:
    """Give an errand in the outbox."""
    command = Command(
        id=f"c{number}", order_id=lane, number=0, change=Errand(deed), base_version=0, source=source, at=at("19:40")
    )
    return StoredCommand(number, f"i{number}", command, state, f"k{number}", at("19:40"), reason=reason)


def at_the_door(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Give what a person types at the door before the picture is taken."""

    async def run(pilot: Pilot[None]) -> None:
        await settled(pilot)
        assert isinstance(pilot.app, DoorApp)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return run


@EACH_SIZE
def test_an_idle_door(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Nobody stands there: how many are in, how fast they come, and how old the list is."""
    app = a_door_app(a_door(), listens=False)
    assert snap_compare(app, terminal_size=size, run_before=at_the_door())


def test_a_search_at_the_door(snap_compare: Compare) -> None:
    """A name is typed: who fits, the first one chosen."""
    app = a_door_app(a_door(sees_names=True), listens=False)
    assert snap_compare(app, run_before=at_the_door("/", "n", "o", "v"))


def test_a_reason_at_the_door(snap_compare: Compare) -> None:
    """Enter on a guest asks why without a code."""
    app = a_door_app(a_door(sees_names=True), listens=False)
    assert snap_compare(app, run_before=at_the_door("/", "n", "o", "v", "enter"))


def test_clashes_at_the_door(snap_compare: Compare) -> None:
    """Two entries with one ticket, for whoever has to find out how."""
    clash = Duplicate(CODES["welcome"], at("18:41:07"), at("18:30:00"), "Gate A", "Stalls row 3 seat 11", "П.И.")
    app = a_door_app(a_door(duplicates=(clash,), refused=1), listens=False)
    assert snap_compare(app, run_before=at_the_door("d"))


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_help_at_the_door(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The door's own keys and words."""
    app = a_door_app(a_door(), listens=False)
    assert snap_compare(app, terminal_size=size, run_before=at_the_door("?"))
