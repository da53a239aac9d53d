"""`u`: each line back to its own former status, one intent after the other, and never somebody else's change (board 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.actions import Ask, press_enter, press_line, press_recall, press_start, press_undo
from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.intents import Direction, Intent, IntentKind, SetStatus
from kds.domain.marks import tick_key
from kds.domain.order import Order, Pair
from kds.domain.overlay import overlay
from kds.domain.recalling import recallable
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, a_station, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, performed, reread, the_card, the_line

NOW = at("19:42")
SOON = at("19:42:20")
GRILL = a_station("GRILL")
NEW, STARTED, READY, SERVED = Status.NEW, Status.IN_PROGRESS, Status.READY, Status.SERVED


def bumped(board: Board, when: datetime = NOW, title: str = "T7", *, forced: bool = False) -> tuple[Board, Intent]:
    """Give the board after Enter on a card, and what Enter did."""
    intent = an_intent(press_enter(board, the_card(board, title), when, forced=forced))
    return performed(board, intent), intent


def delivered(board: Board, by: str | None, when: datetime = NOW) -> Board:
    """Give the board once the till has answered: pairs without a name got changed by this user."""

    def named(pair: Pair) -> Pair:
        return replace(pair, changed_by=by, changed_at=when) if pair.changed_at is not None else pair

    orders = (
        replace(
            order,
            items=tuple(replace(item, pairs=tuple(named(pair) for pair in item.pairs)) for item in order.items),
            version=order.version + 1,
        )
        for order in board.orders
    )
    return reread(board, *orders)


def statuses(order: Order) -> list[Status]:
    return [pair.status for item in order.items for pair in item.pairs]


def test_undo_takes_back_the_last_bump() -> None:
    """`u` after a bump puts the card back as it was, in one intent that names what it undoes."""
    board, bump = bumped(board_of(GRILL, an_order(an_item("Burger"), an_item("Chips", on="Fry"))))
    undo = an_intent(press_undo(board, SOON))
    assert (undo.kind, undo.undoes, undo.label, undo.card_key) == (IntentKind.UNDO, bump.id, "T7", bump.card_key)
    assert calls(undo) == ["o1 Grill New back"]
    assert undo.remark == ""


def test_each_line_gets_its_own_former_status() -> None:
    """The lowest former status goes by the wide route, the started steak is put forward again by its own."""
    order = an_order(an_item("Burger"), an_item("Steak", status=STARTED), an_item("Corn"))
    board, _ = bumped(board_of(GRILL, order))
    undo = an_intent(press_undo(board, SOON))
    assert calls(undo) == ["o1 Grill New back", "o1 item 2 InProgress"]
    assert statuses(overlay(board.orders, undo.commands)[0]) == [NEW, STARTED, NEW]


def test_a_line_that_was_ready_before_the_bump_stays_ready() -> None:
    """Undo takes back what the bump did, not what was finished before it."""
    order = an_order(an_item("Burger"), an_item("Corn", status=READY))
    board, _ = bumped(board_of(GRILL, order))
    assert statuses(overlay(board.orders, an_intent(press_undo(board, SOON)).commands)[0]) == [NEW, READY]


def test_a_shared_line_that_stood_higher_stays_lowest_and_says_so() -> None:
    """Only lines made here alone can be put forward again; the started pie goes back to new, and `u` says so."""
    pie = an_item("Fish pie", pairs=(a_pair("Grill", STARTED), a_pair("Fry")))
    board, _ = bumped(board_of(GRILL, an_order(an_item("Burger"), pie)))
    undo = an_intent(press_undo(board, SOON))
    assert calls(undo) == ["o1 Grill New back"]
    assert undo.remark == "Fish pie is made at several stations and can't be set back exactly"


def test_a_shared_line_that_was_done_before_stays_lowest_with_the_others() -> None:
    """Where only the endpoint route can lower a shared line, another shared one that was ready goes back too, and is named."""
    pie, platter = (
        an_item("Fish pie", on=("Grill", "Fry")),
        an_item("Platter", pairs=(a_pair("Grill", READY), a_pair("Fry"))),
    )
    board, _ = bumped(board_of(GRILL, an_order(pie, platter)))
    undo = an_intent(press_undo(board, SOON))
    assert statuses(overlay(board.orders, undo.commands)[0]) == [NEW, NEW, NEW, NEW]
    assert undo.remark == "Platter is made at several stations and can't be set back exactly"


def test_a_line_sent_alone_goes_back_by_the_item_route() -> None:
    """A line of two stations that the pass sent alone gets the lower of its two statuses back, and `u` says so."""
    pie = an_item("Fish pie", pairs=(a_pair("Grill", READY), a_pair("Fry", STARTED)))
    board = board_of(an_expo(waits=False), an_order(pie, an_item("Chips", on="Fry"), an_item("Steak")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)))
    undo = an_intent(press_undo(board, SOON))
    assert calls(undo) == ["o1 item 1 InProgress back"]
    assert undo.remark == "Fish pie is made at several stations and can't be set back exactly"


def test_an_unknown_status_word_comes_back_as_new() -> None:
    """A word that the board doesn't know can't be asked for again; the line is open as it was before."""
    board, _ = bumped(board_of(GRILL, an_order(an_item(status=Status.OTHER))))
    assert calls(an_intent(press_undo(board, SOON))) == ["o1 Grill New back"]


def test_a_sent_table_comes_back_line_by_line() -> None:
    """Undo on the pass lowers the order to what stood lowest and puts the other lines forward again."""
    order = an_order(an_item("Burger", status=READY), an_item("Chips", on="Fry", status=STARTED))
    board, _ = bumped(board_of(an_expo(), order), forced=True)
    undo = an_intent(press_undo(board, SOON))
    assert calls(undo) == ["o1 order InProgress back", "o1 item 1 Ready"]
    assert statuses(overlay(board.orders, undo.commands)[0]) == [READY, STARTED]


def test_lines_put_forward_again_are_forward_commands() -> None:
    """If somebody serves the line meanwhile, the undo counts as met and doesn't pull it back."""
    order = an_order(an_item("Burger"), an_item("Steak", status=STARTED))
    board, _ = bumped(board_of(GRILL, order))
    changes = [command.change for command in an_intent(press_undo(board, SOON)).commands]
    assert [change.direction for change in changes if isinstance(change, SetStatus)] == [
        Direction.BACKWARD,
        Direction.FORWARD,
    ]


def test_a_second_undo_takes_back_the_one_before() -> None:
    """`u` twice brings back the last card and then the one before it."""
    board = board_of(GRILL, an_order(id="o1"), an_order(id="o2", table="T9"))
    board, first = bumped(board, at("19:42:00"), "T7")
    board, second = bumped(board, at("19:42:05"), "T9")
    undo = an_intent(press_undo(board, SOON))
    assert undo.undoes == second.id
    again = an_intent(press_undo(performed(board, undo), SOON))
    assert (again.undoes, calls(again)) == (first.id, ["o1 Grill New back"])
    nothing = performed(performed(board, undo), again)
    assert a_refusal(press_undo(nothing, SOON)) == "there is nothing to take back"


def test_undo_passes_over_what_was_only_read() -> None:
    """Reading a void after a bump doesn't hide the bump from `u`."""
    board = board_of(
        GRILL,
        an_order(id="o1", table="T9"),
        an_order(an_item("Burger", 3), id="o2"),
        an_order(a_negative(of=("o2", 1)), id="o3"),
    )
    board, bump = bumped(board, title="T9")
    board = performed(board, an_intent(press_enter(board, the_card(board), at("19:42:10"))))
    assert an_intent(press_undo(board, SOON)).undoes == bump.id


def test_undo_passes_over_what_the_till_refused() -> None:
    """A bump that the till refused has come back by itself; `u` takes back the one before."""
    board = board_of(GRILL, an_order(id="o1"), an_order(id="o2", table="T9"))
    board, first = bumped(board, title="T7")
    board, _ = bumped(board, title="T9")
    refused = replace(board, done=(replace(board.done[0], refused="403"), *board.done[1:]))
    assert an_intent(press_undo(refused, SOON)).undoes == first.id


def test_undo_lasts_sixty_seconds() -> None:
    """After a minute `u` points to the recall list."""
    board, _ = bumped(board_of(GRILL, an_order()))
    assert an_intent(press_undo(board, NOW + timedelta(seconds=60)))
    late = press_undo(board, NOW + timedelta(seconds=61))
    assert a_refusal(late) == "T7 was more than 60 s ago: RECALL brings it back"


def test_a_line_bump_and_a_start_can_be_taken_back() -> None:
    """`u` also takes back Space on one line and `s`."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Steak")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW)))
    assert calls(an_intent(press_undo(board, SOON))) == ["o1 item 1 New back"]
    started = board_of(GRILL, an_order())
    started = performed(started, an_intent(press_start(started, the_card(started), None, NOW)))
    assert calls(an_intent(press_undo(started, SOON))) == ["o1 Grill New back"]


def test_a_tick_is_taken_back_without_a_call() -> None:
    """`u` after a tick takes the tick off this screen, and needs no right."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")), rights=())
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)))
    undo = an_intent(press_undo(board, SOON))
    assert (calls(undo), set(undo.unticked)) == ([], {tick_key("o1", 1, "Ready")})


def test_undo_sets_the_ticks_that_the_bump_ended() -> None:
    """A pie that was ticked here before the whole card was bumped is ticked again after `u`."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)))
    board, _ = bumped(board, at("19:42:05"))
    board = performed(board, an_intent(press_undo(board, SOON)))
    assert the_line(board, "Fish pie").ticked is READY


def test_undo_asks_when_something_was_served_meanwhile() -> None:
    """The pass has served the burger: `u` asks first, and takes it back only when pressed again."""
    board, bump = bumped(board_of(GRILL, an_order(an_item("Burger"), an_item("Steak"))))
    served = reread(delivered(board, "cook"), with_status(delivered(board, "cook").orders[0], SERVED, item=1))
    question = press_undo(served, SOON)
    assert isinstance(question, Ask)
    assert question.sentence == "T7: Burger was served meanwhile. UNDO again takes it back all the same"
    assert question.intent_id == bump.id
    assert calls(an_intent(press_undo(served, SOON, confirmed=True))) == ["o1 Grill New back"]


def test_what_others_changed_stays_and_is_said() -> None:
    """A burger that another screen took back to the grill stays as that screen set it."""
    board, _ = bumped(board_of(GRILL, an_order(an_item("Burger"), an_item("Steak"))))
    changed = reread(board, with_status(board.orders[0], STARTED, item=1))
    undo = an_intent(press_undo(changed, SOON))
    assert calls(undo) == ["o1 item 2 New back"]
    assert undo.remark == "Burger was changed by others since and stays"


def test_another_users_change_to_the_same_status_is_not_ours() -> None:
    """Where the till names another user for the same status, undo leaves the line alone and says why."""
    board, _ = bumped(board_of(GRILL, an_order(), user="cook"))
    sentence = a_refusal(press_undo(delivered(board, "chef"), SOON))
    assert sentence == "T7 can't be taken back: Burger was changed by others since and stays"
    assert calls(an_intent(press_undo(delivered(board, "Cook"), SOON))) == ["o1 Grill New back"]


def test_a_change_from_before_the_press_is_not_ours() -> None:
    """A line that was ready well before the press, as the till says now, was not finished by this bump."""
    board, _ = bumped(board_of(GRILL, an_order()))
    assert "changed by others" in a_refusal(press_undo(delivered(board, "cook", NOW - timedelta(seconds=30)), SOON))
    assert calls(an_intent(press_undo(delivered(board, "cook", NOW - timedelta(seconds=1)), SOON)))


def test_undo_never_wakes_a_voided_line() -> None:
    """A line voided after the bump is left out of the undo."""
    board, _ = bumped(board_of(GRILL, an_order(an_item("Burger"), an_item("Steak"))))
    voided = reread(board, with_status(board.orders[0], Status.CANCELLED, item=1))
    undo = an_intent(press_undo(voided, SOON))
    assert statuses(overlay(voided.orders, undo.commands)[0]) == [Status.CANCELLED, NEW]


def test_a_sent_table_that_left_the_board_can_be_taken_back() -> None:
    """A table that was served and is gone from the till's open orders comes back as it stood at the press."""
    order = an_order(an_item("Burger", status=READY), an_item("Chips", on="Fry", status=STARTED))
    board, _ = bumped(board_of(an_expo(), order), forced=True)
    undo = an_intent(press_undo(reread(board), SOON))
    assert calls(undo) == ["o1 order InProgress back", "o1 item 1 Ready"]


def test_a_bumped_order_that_is_finished_is_found_in_the_recall_list() -> None:
    """When the pass has served a bumped order and it left the board, `u` still asks before taking it back."""
    board, _ = bumped(board_of(GRILL, an_order()))
    finished = with_status(board.orders[0], SERVED, changed="19:42:10")
    rows = recallable(GRILL, (), (finished,), SOON)
    assert isinstance(press_undo(replace(reread(board), recallable=rows), SOON), Ask)
    assert "has left the board" in a_refusal(press_undo(reread(board), SOON))


def test_an_undo_that_changes_nothing_says_so() -> None:
    """When somebody has set everything back already, `u` has nothing to do."""
    board, _ = bumped(board_of(GRILL, an_order()))
    back = reread(board, with_status(board.orders[0], NEW))
    assert a_refusal(press_undo(back, SOON)) == "T7 can't be taken back: it stands where it stood before"


def test_undo_needs_the_right_and_a_screen_that_may() -> None:
    """Without orderUpdate, or on a screen that only shows, nothing is taken back."""
    board, _ = bumped(board_of(GRILL, an_order()))
    poor = replace(board, rights=replace(board.rights, names=frozenset()))
    assert "orderUpdate is missing" in a_refusal(press_undo(poor, SOON))
    shown = replace(board, station=a_station("GRILL", read_only=True))
    assert "only shows" in a_refusal(press_undo(shown, SOON))


def test_undo_of_a_recall_puts_the_order_away_again() -> None:
    """A recall by mistake is taken back: the order is served again, and a later status would do as well."""
    served = an_order(an_item(status=SERVED, changed="19:40"), an_item("Steak", status=SERVED, changed="19:40"))
    board = board_of(an_expo(), served)
    rows = recallable(board.station, (), (served,), NOW)
    board = performed(board, an_intent(press_recall(board, rows[0], NOW)))
    undo = an_intent(press_undo(board, SOON))
    assert calls(undo) == ["o1 order Served"]


def test_the_undone_card_is_back() -> None:
    """After `u` the bumped card stands on the board again."""
    board, _ = bumped(board_of(GRILL, an_order()))
    cards: tuple[Card, ...] = board.cards
    assert cards == ()
    assert the_card(performed(board, an_intent(press_undo(board, SOON)))).title == "T7"
