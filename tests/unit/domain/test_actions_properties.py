"""Whatever stands on a card, a bump lowers nothing, wakes nothing, and `u` puts back what the rules promise (board 6)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kds.domain.actions import press_enter, press_line, press_send_ready, press_start, press_undo
from kds.domain.board import Board
from kds.domain.intents import Intent, IntentKind, OneItem, SetStatus
from kds.domain.order import Item, Order, Pair
from kds.domain.overlay import overlay
from kds.domain.routing import is_pass
from kds.domain.station import Station
from kds.domain.status import counted_pairs, is_unrouted
from kds.domain.terms import Status
from tests.builders import a_station, an_expo, at
from tests.unit.domain.drawn_orders import orders
from tests.unit.domain.presses import board_of, performed

NOW = at("19:42")
SOON = at("19:42:20")
CANCELLED = Status.CANCELLED
STATIONS = st.sampled_from(
    (
        a_station("GRILL"),
        a_station("LINE", "Grill", "Fry"),
        a_station("BAR", "Cold", bump_to=Status.SERVED),
        an_expo(),
        an_expo(waits=False, paper=("Fry",)),
    )
)
Rows = dict[tuple[int, str | None], Status]


def rows(order: Order) -> Rows:
    return {(item.id, pair.endpoint): pair.status for item in order.items for pair in item.pairs}


def pairs(order: Order) -> list[tuple[Item, Pair]]:
    return [(item, pair) for item in order.items for pair in item.pairs]


def read(station: Station, order: Order) -> Board:
    """Give the board once everything on the card was read; the order may have lost its card then."""
    board = board_of(station, order)
    for _ in range(2):
        if board.cards:
            answer = press_enter(board, board.cards[0], NOW)
            if isinstance(answer, Intent) and answer.kind is IntentKind.SEEN:
                board = performed(board, answer)
    assume(bool(board.cards))
    return replace(board, done=())


def presses(board: Board, which: int) -> Intent:
    """Give what one of the keys comes to, where it comes to an intent."""
    card = board.cards[0]
    line = card.lines[which % len(card.lines)] if card.lines else None
    answers = [press_enter(board, card, NOW, forced=True), press_start(board, card, None, NOW)]
    if line is not None:
        answers += [press_line(board, card, line, NOW), press_start(board, card, line, NOW)]
    if is_pass(board.station):
        answers.append(press_send_ready(board, card, NOW))
    answer = answers[which % len(answers)]
    assume(isinstance(answer, Intent))
    assert isinstance(answer, Intent)
    return answer


def is_here(station: Station, order: Order, item: Item, pair: Pair) -> bool:
    """Whether a pair is this station's to change."""
    if is_unrouted(item, order.inactive_endpoints):
        return True
    return pair.endpoint is not None and station.watches(pair.endpoint)


def is_half_served(item: Item) -> bool:
    """Whether a guest has got one station's part of a dish: the pass has no route that leaves that part alone."""
    return len({pair.status for pair in item.pairs}) > 1 and any(pair.status is Status.SERVED for pair in item.pairs)


@settings(deadline=None)
@given(STATIONS, orders(), st.integers(0, 60))
def test_no_key_but_an_un_bump_lowers_anything(station: Station, order: Order, which: int) -> None:
    """Whatever the pairs stand at, done, start and send only ever move dishes forward."""
    board = read(station, order)
    intent = presses(board, which)
    assume(intent.kind is not IntentKind.RECALL)
    before, after = rows(board.orders[0]), rows(overlay(board.orders, intent.commands)[0])
    assert all(after[key].rank >= status.rank for key, status in before.items())


@settings(deadline=None)
@given(STATIONS, orders(), st.integers(0, 60))
def test_no_key_touches_a_cancelled_pair(station: Station, order: Order, which: int) -> None:
    """A voided pair stays voided, since no item route is ever used over it."""
    board = read(station, order)
    intent = presses(board, which)
    after = rows(overlay(board.orders, intent.commands)[0])
    assert all(after[key] is CANCELLED for key, status in rows(board.orders[0]).items() if status is CANCELLED)
    voided = {item.id for item, pair in pairs(board.orders[0]) if pair.status is CANCELLED}
    targets = [command.change.target for command in intent.commands if isinstance(command.change, SetStatus)]
    assert not [target for target in targets if isinstance(target, OneItem) and target.item_id in voided]


@settings(deadline=None)
@given(STATIONS, orders(), st.integers(0, 60))
def test_no_key_changes_another_stations_part(station: Station, order: Order, which: int) -> None:
    """What is made elsewhere stays as it is; only endpoints that are switched off may go along with a line."""
    board = read(station, order)
    intent = presses(board, which)
    after = rows(overlay(board.orders, intent.commands)[0])
    off = order.inactive_endpoints
    assert not [
        (item.id, pair.endpoint)
        for item, pair in pairs(board.orders[0])
        if not is_here(station, order, item, pair)
        and pair.endpoint not in off
        and after[item.id, pair.endpoint] is not pair.status
    ]


@settings(deadline=None)
@given(STATIONS, orders())
def test_a_bump_finishes_the_stations_part(station: Station, order: Order) -> None:
    """After done nothing of this station stands before its last status, and its voids are told."""
    board = read(station, order)
    intent = press_enter(board, board.cards[0], NOW, forced=True)
    assume(isinstance(intent, Intent))
    assert isinstance(intent, Intent)
    goal = Status.SERVED if is_pass(station) else station.bump_to
    after = rows(overlay(board.orders, intent.commands)[0])
    off = order.inactive_endpoints
    assert not [
        (item.id, pair.endpoint)
        for item, pair in pairs(board.orders[0])
        if is_here(station, order, item, pair)
        and (pair.endpoint not in off or is_unrouted(item, off))
        and after[item.id, pair.endpoint].rank < goal.rank
    ]


@settings(deadline=None)
@given(STATIONS, orders())
def test_pressing_done_twice_changes_nothing_more(station: Station, order: Order) -> None:
    """A second Enter on the same painted card finds nothing left to do."""
    board = read(station, order)
    card = board.cards[0]
    intent = press_enter(board, card, NOW, forced=True)
    assume(isinstance(intent, Intent))
    assert isinstance(intent, Intent)
    assert not isinstance(press_enter(performed(board, intent), card, SOON, forced=True), Intent)


@settings(deadline=None)
@given(STATIONS, orders(), st.integers(0, 60))
def test_undo_puts_back_every_line_that_is_made_here_alone(station: Station, order: Order, which: int) -> None:
    """After `u` each line stands where it stood; only lines that no route reaches may stay lower, and that is said."""
    assume(not (is_pass(station) and any(is_half_served(item) for item in order.items)))
    board = read(station, order)
    intent = presses(board, which)
    assume(bool(intent.commands))
    pressed = performed(board, intent)
    undo = press_undo(pressed, SOON)
    before = rows(board.orders[0])
    ours = {key for key, status in rows(pressed.orders[0]).items() if status is not before[key]}
    negative = {item.id for item in order.items if item.is_negative}
    if not isinstance(undo, Intent):
        assert intent.kind is IntentKind.RECALL or all(item_id in negative for item_id, _ in ours)
        return
    after = rows(overlay(pressed.orders, undo.commands)[0])
    counted = {
        (item.id, pair.endpoint) for item in order.items for pair in counted_pairs(item, order.inactive_endpoints)
    }
    wrong = {key for key in counted if key[0] not in negative and after[key].rank != before[key].rank}
    assert all(is_here(station, order, item, pair) for item, pair in pairs(order) if (item.id, pair.endpoint) in wrong)
    assert bool(wrong) == bool(undo.remark)
    assert all(after[key].rank <= before[key].rank for key in wrong) or intent.kind is IntentKind.RECALL


@settings(deadline=None)
@given(STATIONS, orders(), st.integers(0, 60))
def test_what_can_be_set_alone_is_never_lost_by_undo(station: Station, order: Order, which: int) -> None:
    """A line made at one endpoint of this station, without voided parts, always gets its own status back."""
    board = read(station, order)
    intent = presses(board, which)
    pressed = performed(board, intent)
    undo = press_undo(pressed, SOON)
    assume(isinstance(undo, Intent))
    assert isinstance(undo, Intent)
    after = rows(overlay(pressed.orders, undo.commands)[0])
    alone = [item for item in order.items if len(item.pairs) == 1 and not item.is_negative]
    assert all(after[item.id, item.pairs[0].endpoint].rank == item.pairs[0].status.rank for item in alone)


@settings(deadline=None)
@given(STATIONS, orders(), st.integers(0, 60))
def test_a_read_only_screen_changes_nothing(station: Station, order: Order, which: int) -> None:
    """No key of a screen that only shows ever comes to an intent."""
    board = board_of(station, order)
    assume(bool(board.cards))
    board = replace(board, station=replace(station, read_only=True))
    card = board.cards[0]
    line = card.lines[which % len(card.lines)] if card.lines else None
    answers = [press_enter(board, card, NOW, forced=True), press_start(board, card, line, NOW), press_undo(board, NOW)]
    answers += [press_line(board, card, line, NOW)] if line is not None else []
    assert not [answer for answer in answers if isinstance(answer, Intent)]
