"""Firing held orders: what goes is listed, waits three seconds, and can be stopped until then (board 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from kds.domain.actions import FirePlan, auto_fire, fire, fire_plan, press_undo
from kds.domain.intents import IntentKind, Refusal
from kds.domain.order import Order
from kds.domain.station import Process
from kds.domain.terms import Status
from tests.builders import a_negative, a_station, an_expo, an_item, an_order, at
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, performed, reread, the_card

NOW = at("19:42")
EXPO = an_expo()


def course(number: int, *dishes: str, id: str, held: bool = True, table: str = "T4") -> Order:  # noqa: A002 - an order's id
    """Give one course of a table, two portions of each dish."""
    return an_order(*(an_item(dish, 2, course=number) for dish in dishes), id=id, held=held, table=table)


def the_plan(answer: FirePlan | Refusal) -> FirePlan:
    assert isinstance(answer, FirePlan), answer
    return answer


def test_the_plan_lists_what_goes() -> None:
    """Fire on a table says table, course and dishes of its next course, and what stays held."""
    board = board_of(
        EXPO,
        course(1, "Soup", id="o1", held=False),
        course(2, "Ribeye", "Lamb", "Venison", id="o2"),
        course(3, "Sorbet", id="o3"),
    )
    plan = the_plan(fire_plan(board, the_card(board, "T4")))
    assert (plan.label, plan.sentence) == ("T4", "T4 course 2, 6 dishes")
    assert plan.courses[0].quantities == (("Ribeye", Decimal(2)), ("Lamb", Decimal(2)), ("Venison", Decimal(2)))
    assert [row.sentence for row in plan.later] == ["T4 course 3, 2 dishes"]


def test_all_of_a_table_can_go_at_once() -> None:
    """Asked for everything, the plan lists each held order of the table."""
    board = board_of(EXPO, course(2, "Ribeye", id="o2"), course(3, "Sorbet", id="o3"))
    plan = the_plan(fire_plan(board, the_card(board, "T4"), everything=True))
    assert (plan.sentence, plan.later) == ("T4 course 2, 2 dishes; T4 course 3, 2 dishes", ())


def test_one_dish_is_one_dish_and_no_course_is_not_named() -> None:
    """A single portion without a course reads as people say it."""
    board = board_of(EXPO, an_order(an_item("Ribeye"), held=True))
    assert the_plan(fire_plan(board, the_card(board))).sentence == "T7, 1 dish"


def test_what_was_taken_back_is_not_counted() -> None:
    """A held dish that was reduced meanwhile is listed with what is left of it."""
    board = board_of(
        EXPO,
        course(2, "Ribeye", id="o1"),
        an_order(a_negative("Ribeye", of=("o1", 1), status=Status.SERVED), id="o2", table="T4"),
    )
    assert the_plan(fire_plan(board, the_card(board, "T4"))).sentence == "T4 course 2, 1 dish"


def test_an_entry_of_the_held_row_can_be_fired() -> None:
    """A prep board's held row names the table; firing it takes the next course."""
    board = board_of(a_station("GRILL"), course(2, "Ribeye", id="o2"), course(3, "Lamb", id="o3"))
    plan = the_plan(fire_plan(board, board.held[0]))
    assert plan.sentence == "T4 course 2, 2 dishes"


def test_chosen_orders_are_exactly_what_goes() -> None:
    """Orders picked by hand go as picked, whatever their course."""
    dessert = course(3, "Sorbet", id="o3")
    board = board_of(EXPO, course(2, "Ribeye", id="o2"), dessert)
    assert the_plan(fire_plan(board, [dessert])).sentence == "T4 course 3, 2 dishes"


def test_one_command_per_order_waits_three_seconds() -> None:
    """A confirmed fire is one command in each order's lane, released together three seconds later."""
    board = board_of(EXPO, course(2, "Ribeye", id="o2"), course(3, "Sorbet", id="o3"))
    intent = fire(board, the_plan(fire_plan(board, the_card(board, "T4"), everything=True)), NOW)
    assert (intent.kind, calls(intent), intent.label) == (IntentKind.FIRE, ["o2 fire", "o3 fire"], "T4")
    assert intent.not_before == NOW + timedelta(seconds=3)


def test_a_fire_that_is_not_released_can_be_stopped() -> None:
    """`u` within three seconds takes the fire back; nothing goes to the till."""
    board = board_of(EXPO, course(2, "Ribeye", id="o2"))
    fired = fire(board, the_plan(fire_plan(board, the_card(board, "T4"))), NOW)
    undo = an_intent(press_undo(performed(board, fired, released=False), NOW + timedelta(seconds=2)))
    assert (undo.kind, undo.undoes, undo.commands) == (IntentKind.UNDO, fired.id, ())


def test_a_released_fire_cant_be_taken_back() -> None:
    """Once it is at the stations, `u` says that they must be told."""
    board = board_of(EXPO, course(2, "Ribeye", id="o2"))
    fired = fire(board, the_plan(fire_plan(board, the_card(board, "T4"))), NOW)
    sentence = a_refusal(press_undo(performed(board, fired), NOW + timedelta(seconds=4)))
    assert sentence == "T4 is fired and can't be taken back: tell the stations"


def test_firing_needs_its_right() -> None:
    """A cook without orderProcess reads `cook may not fire: the right orderProcess is missing`."""
    board = board_of(a_station("GRILL"), course(2, "Ribeye", id="o2"), rights=("orderUpdate",))
    assert a_refusal(fire_plan(board, board.held[0])) == "cook may not fire: the right orderProcess is missing"


def test_nothing_held_is_said() -> None:
    """Fire on a table without held orders does nothing."""
    board = board_of(EXPO, an_order())
    assert a_refusal(fire_plan(board, the_card(board))) == "T7: nothing is held"


def test_orders_fired_meanwhile_leave_the_plan() -> None:
    """What another screen fired since the card was painted is not listed."""
    board = board_of(EXPO, course(2, "Ribeye", id="o2"))
    painted = the_card(board, "T4")
    now = reread(board, course(2, "Ribeye", id="o2", held=False))
    assert a_refusal(fire_plan(now, painted)) == "T4: nothing is held"


def test_a_till_that_never_processes_has_no_fire() -> None:
    """With process = never there is nothing to fire, and a screen that only shows fires nothing."""
    board = board_of(an_expo(process=Process.NEVER), course(2, "Ribeye", id="o2"))
    assert "does not fire" in a_refusal(fire_plan(board, list(board.orders)))
    shown = board_of(a_station("GRILL", read_only=True), course(2, "Ribeye", id="o2"))
    assert "only shows" in a_refusal(fire_plan(shown, shown.held[0]))


def test_auto_fires_the_lowest_course_that_arrives() -> None:
    """A station set to auto fires the first course when it comes in and leaves the later ones held."""
    board = board_of(an_expo(process=Process.AUTO), course(1, "Soup", id="o1"), course(2, "Ribeye", id="o2"))
    intent = auto_fire(board, {"o1", "o2"}, NOW)
    assert intent is not None
    assert (calls(an_intent(intent)), an_intent(intent).not_before) == (["o1 fire"], None)


def test_auto_never_fires_a_later_course_by_itself() -> None:
    """A main course that arrives while the starters are fired, or that only became the lowest, stays held."""
    station = an_expo(process=Process.AUTO)
    both = board_of(station, course(1, "Soup", id="o1", held=False), course(2, "Ribeye", id="o2"))
    assert auto_fire(both, {"o2"}, NOW) is None
    later = board_of(station, course(2, "Ribeye", id="o2"))
    assert auto_fire(later, set(), NOW) is None


def test_auto_without_the_right_says_so_and_manual_never_fires() -> None:
    """Without orderProcess the orders stay for a person, with the reason; a manual station fires nothing by itself."""
    order = course(1, "Soup", id="o1")
    board = board_of(an_expo(process=Process.AUTO), order, rights=("orderUpdate",))
    answer = auto_fire(board, {"o1"}, NOW)
    assert answer is not None
    assert "orderProcess is missing" in a_refusal(answer)
    assert auto_fire(board_of(EXPO, order), {"o1"}, NOW) is None
    shown = board_of(replace(a_station("GRILL", read_only=True), process=Process.AUTO), order)
    assert auto_fire(shown, {"o1"}, NOW) is None
