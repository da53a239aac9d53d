"""Keys that tell the other screens something: what they send, and when they are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from kds.domain.actions.noting import (
    AGAIN_REASONS,
    count_down,
    end_note,
    post_notice,
    press_again,
    press_rush,
    recall_again,
    sold_out,
)
from kds.domain.actions.undoing import press_undo
from kds.domain.board import Board, DoneIntent
from kds.domain.errands import EndNote, TellNote
from kds.domain.intents import Errand, Intent, IntentKind, Refusal
from kds.domain.marks import tick_key
from kds.domain.noted import with_own, with_sold_out
from kds.domain.notes import Note, NoteKind, Shared, note_words, subject_of
from kds.domain.recalling import recallable
from kds.domain.station import Rights, Role
from kds.domain.terms import Status
from tests.builders import a_negative, a_station, an_item, an_order, at
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, the_card, the_line

NOW = at("19:42")
GRILL = a_station("GRILL")


def deeds(intent: Intent) -> list[str]:
    """Give the notes of an intent as words: `tell rush`, `end notice: Hi`."""
    changes = [command.change for command in intent.commands if isinstance(command.change, Errand)]
    words = {TellNote: "tell", EndNote: "end"}
    return [
        f"{words[type(change.deed)]} {note_words(change.deed.note)}"
        for change in changes
        if isinstance(change.deed, TellNote | EndNote)
    ]


def after(board: Board, intent: Intent) -> Board:
    """Give a board on which an intent's notes have been told."""
    done = (DoneIntent(intent, delivered=True), *board.done)
    return replace(board, shared=with_own(board.shared, intent.commands), done=done)


def with_rights(board: Board, *names: str) -> Board:
    """Give a board whose login has only these rights."""
    return replace(board, user="cook", rights=Rights(frozenset(names), known=True))


def one_burger(status: Status = Status.IN_PROGRESS) -> Board:
    """Give a grill with a burger for T7."""
    return board_of(GRILL, an_order(an_item("Burger", 2, status=status, plu_code=5)))


def test_rush_takes_all_orders_of_the_card() -> None:
    """Rush on a card with an add-on tells both orders, and a second press ends both."""
    board = board_of(GRILL, an_order(id="o1"), an_order(an_item("Chips"), id="o2"))
    on = an_intent(press_rush(board, the_card(board), NOW))
    assert (on.kind, deeds(on)) == (IntentKind.RUSH, ["tell rush", "tell rush"])
    board = after(board, on)
    assert board.shared.rushed == {"o1", "o2"}
    off = an_intent(press_rush(board, the_card(board), NOW))
    assert deeds(off) == ["end rush", "end rush"]
    assert after(board, off).shared.rushed == frozenset()


def test_rush_on_a_card_that_reads_rush_takes_it_back() -> None:
    """A card that reads RUSH because one of its orders goes first is no rush after the next press."""
    board = board_of(GRILL, an_order(id="o1"))
    board = after(board, an_intent(press_rush(board, the_card(board), NOW)))
    joined = replace(board_of(GRILL, an_order(id="o1"), an_order(an_item("Chips"), id="o2")), shared=board.shared)
    off = an_intent(press_rush(joined, the_card(joined), NOW))
    assert [command.order_id for command in off.commands] == ["rush o1"]
    assert after(joined, off).shared.rushed == frozenset()


def test_each_note_needs_its_right() -> None:
    """Rush needs orderProcess, all else orderUpdate; the refusal names who and which."""
    board = one_burger()
    cook = with_rights(board, "orderUpdate")
    card = the_card(board)
    assert a_refusal(press_rush(cook, card, NOW)) == "cook may not rush orders: the right orderProcess is missing"
    runner = with_rights(board, "orderProcess")
    for answer in (
        press_again(runner, card, card.lines[0], "dropped", NOW),
        sold_out(runner, 5, "Burger", NOW),
        count_down(runner, 5, "Burger", Decimal(4), NOW),
        post_notice(runner, "Hello", NOW),
    ):
        assert "the right orderUpdate is missing" in a_refusal(answer)


def test_a_screen_for_looking_tells_nothing() -> None:
    """A runner's screen refuses every note."""
    board = replace(one_burger(), station=replace(GRILL, role=Role.RUNNER))
    for answer in (press_rush(board, the_card(board), NOW), sold_out(board, 5, "Burger", NOW)):
        assert "only shows" in a_refusal(answer)


def test_again_is_one_press_for_till_and_screens() -> None:
    """Again sets the dish to New by the item route and tells why, both in one intent that clears its ticks."""
    board = one_burger()
    board = replace(board, marks=replace(board.marks, ticked=frozenset({tick_key("o1", 1, "Ready")})))
    intent = an_intent(press_again(board, the_card(board), the_line(board, "Burger"), "overcooked", NOW))
    assert calls(intent) == ["o1 item 1 New back", "again o1/1 errand"]
    assert (intent.kind, deeds(intent)) == (IntentKind.AGAIN, ["tell again: overcooked"])
    assert intent.unticked == {"o1/1/Ready"}


@pytest.mark.parametrize("status", [Status.READY, Status.SERVED])
def test_again_works_from_the_recall_list(status: Status) -> None:
    """A dish that has left the board is made again from the recall list."""
    order = an_order(an_item("Burger", status=status, changed="19:40"))
    rows = recallable(GRILL, (order,), (), NOW)
    board = replace(board_of(GRILL), recallable=rows)
    intent = an_intent(recall_again(board, rows[0], order.items[0], "sent back", NOW))
    assert (intent.label, calls(intent)[0]) == ("T7 Burger", "o1 item 1 New back")


def test_a_dish_nobody_began_is_not_made_again() -> None:
    """Again on a new dish is refused: it is still to be made for the first time."""
    board = one_burger(Status.NEW)
    answer = press_again(board, the_card(board), the_line(board, "Burger"), "wrong", NOW)
    assert a_refusal(answer) == "Burger is not begun yet: there is nothing to make again"


def test_a_void_is_not_made_again() -> None:
    """Again on a void, or on a dish that was taken back, is refused: nobody wants it."""
    order = an_order(an_item("Burger", status=Status.IN_PROGRESS))
    board = board_of(GRILL, order, an_order(a_negative(of=("o1", 1)), id="o2"))
    card = the_card(board)
    assert "no dish" in a_refusal(press_again(board, card, card.lines[0], "wrong", NOW))
    cancelled = board_of(GRILL, an_order(an_item("Burger", status=Status.CANCELLED), an_item("Chips")))
    line = replace(the_line(cancelled, "Chips"), item_id=1)
    assert "taken back" in a_refusal(press_again(cancelled, the_card(cancelled), line, "wrong", NOW))


def test_undo_of_an_again_is_no_again() -> None:
    """U puts the dish back where it stood and ends the word."""
    board = one_burger()
    intent = an_intent(press_again(board, the_card(board), the_line(board, "Burger"), "dropped", NOW))
    board = after(one_burger(Status.NEW), intent)
    undo = press_undo(board, NOW + timedelta(seconds=20))
    assert isinstance(undo, Intent)
    assert calls(undo) == ["o1 Grill InProgress", "again o1/1 errand"]
    assert deeds(undo) == ["end again: dropped"]


def test_undo_of_a_note_needs_the_right_of_the_note() -> None:
    """Whoever may rush may take a rush back, without the right to change statuses."""
    board = one_burger()
    board = with_rights(after(board, an_intent(press_rush(board, the_card(board), NOW))), "orderProcess")
    undo = press_undo(board, NOW)
    assert isinstance(undo, Intent)
    assert deeds(undo) == ["end rush"]
    refused = press_undo(with_rights(board, "orderUpdate"), NOW)
    assert isinstance(refused, Refusal)
    assert "orderProcess" in refused.sentence


def test_undo_of_a_new_countdown_brings_the_former_back() -> None:
    """U after setting 3 where 5 were left tells 5 again; U after the first countdown ends it."""
    board = one_burger()
    board = after(board, an_intent(count_down(board, 5, "Burger", Decimal(5), NOW)))
    newer = after(board, an_intent(count_down(board, 5, "Burger", Decimal(3), NOW)))
    assert newer.shared.countdowns[5].amount == 3
    undo = press_undo(newer, NOW)
    assert isinstance(undo, Intent)
    assert after(newer, undo).shared.countdowns[5].amount == 5
    first = press_undo(board, NOW)
    assert isinstance(first, Intent)
    assert after(board, first).shared.notes == ()


def test_a_countdown_of_nothing_is_sold_out() -> None:
    """Setting 0 says sold out; a number below 0 or above what anybody has is refused."""
    board = one_burger()
    assert deeds(an_intent(count_down(board, 5, "Burger", Decimal(0), NOW))) == ["tell sold out: Burger"]
    for amount in (Decimal(-1), Decimal(1000)):
        assert a_refusal(count_down(board, 5, "Burger", amount, NOW)) == "a number from 0 to 999 is needed"


def test_what_is_sold_out_is_not_sold_out_again_but_can_be_ended() -> None:
    """A second sold-out is refused; available again ends it, and then there is nothing to end."""
    board = one_burger()
    board = after(board, an_intent(sold_out(board, 5, "Burger", NOW)))
    assert a_refusal(sold_out(board, 5, "Burger", NOW)) == "Burger is sold out already"
    note = board.shared.sold_out[5]
    ended = after(board, an_intent(end_note(board, note, NOW)))
    assert ended.shared.notes == ()
    assert a_refusal(end_note(ended, note, NOW)) == "it is over already"


def test_a_notice_is_one_short_row() -> None:
    """A notice is put on one row; an empty or an endless one is refused."""
    board = one_burger()
    assert deeds(an_intent(post_notice(board, "  Fish \n is late ", NOW))) == ["tell notice: Fish is late"]
    assert a_refusal(post_notice(board, " \n ", NOW)) == "the notice is empty"
    assert "at most 120" in a_refusal(post_notice(board, "x" * 121, NOW))


def test_the_reasons_are_those_of_the_board() -> None:
    """A cook chooses from four reasons."""
    assert AGAIN_REASONS == ("dropped", "wrong", "overcooked", "sent back")


def test_only_dishes_ordered_after_they_were_gone_say_so() -> None:
    """86 stands on what was ordered later and is still to be made, beside what the line says already."""
    gone = Note("n1", NoteKind.SOLD_OUT, at("19:35"), plu_code=5)
    early = an_order(an_item("Burger", plu_code=5), created="19:30")
    late = an_order(an_item("Burger", plu_code=5), an_item("Chips", plu_code=6), id="o2", table="T8", created="19:36")
    board = board_of(GRILL, early, late)
    cards = with_sold_out(board.cards, Shared((gone,)))
    notices = {card.title: [line.notice for line in card.lines] for card in cards}
    assert notices == {"T7": [""], "T8": ["86: SOLD OUT", ""]}
    assert cards[0] is board.cards[0]
    counted = Note("n2", NoteKind.COUNTDOWN, at("19:00"), plu_code=5, amount=Decimal(0), gone_at=at("19:36"))
    assert with_sold_out(board.cards, Shared((counted,))) == board.cards


def test_one_word_about_a_subject_counts() -> None:
    """Sold out and a countdown are about the same product, two dishes made again are not about the same."""
    sold = Note("n1", NoteKind.SOLD_OUT, NOW, plu_code=5)
    counted = Note("n2", NoteKind.COUNTDOWN, NOW, plu_code=5, amount=Decimal(1))
    assert subject_of(sold) == subject_of(counted)
    first, second = (Note("n", NoteKind.AGAIN, NOW, order_id="o1", item_id=each) for each in (1, 2))
    assert subject_of(first) != subject_of(second)
