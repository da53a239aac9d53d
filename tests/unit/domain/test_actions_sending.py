"""The pass: nothing leaves while something is missing, unless somebody insists; and ready lines may go first (board 6)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kds.domain.actions import Missing, MissingLine, forces, press_enter, press_line, press_send_ready, press_start
from kds.domain.board import Board
from kds.domain.intents import Intent, IntentKind, Refusal
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, a_station, an_expo, an_item, an_order, at
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, performed, the_card, the_line

NOW = at("19:42")
READY, SERVED = Status.READY, Status.SERVED


def the_list(answer: Intent | Refusal | Missing) -> Missing:
    assert isinstance(answer, Missing), answer
    return answer


def half_ready() -> Board:
    """T7: a burger ready at the grill, chips still in the fryer."""
    return board_of(an_expo(), an_order(an_item("Burger", status=READY), an_item("Chips", 2, on="Fry")), user="expo")


def test_a_complete_table_is_sent_by_the_order_route() -> None:
    """Enter on a complete table serves the whole of each of its orders."""
    board = board_of(
        an_expo(),
        an_order(an_item("Burger", status=READY), an_item("Beer", on="Bar", status=SERVED), id="o1"),
        an_order(an_item("Chips", on="Fry", status=READY), id="o2"),
    )
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert (intent.kind, calls(intent)) == (IntentKind.BUMP, ["o1 order Served", "o2 order Served"])


def test_a_table_that_waits_is_refused_and_listed() -> None:
    """Enter names what is missing, where, and how many, and sends nothing."""
    board = half_ready()
    missing = the_list(press_enter(board, the_card(board), NOW))
    assert missing.sentence == "T7 waits for FRY 2x Chips"
    assert missing.lines == (MissingLine("o1", 2, "Chips", Decimal(2), ("Fry",)),)
    assert (missing.card_key, missing.at) == (the_card(board).key, NOW)


def test_a_shared_line_names_only_the_stations_it_waits_for() -> None:
    """A fish pie that the grill has done waits for the fryer alone."""
    pie = an_item("Fish pie", pairs=(a_pair("Grill", READY), a_pair("Fry", Status.IN_PROGRESS)))
    board = board_of(an_expo(), an_order(pie))
    assert the_list(press_enter(board, the_card(board), NOW)).sentence == "T7 waits for FRY 1x Fish pie"


@pytest.mark.parametrize(
    ("seconds", "forced"), [(0.0, False), (0.4, False), (0.5, True), (1.5, True), (3.0, True), (3.1, False)]
)
def test_a_further_enter_forces_between_half_a_second_and_three(seconds: float, forced: bool) -> None:
    """A double press doesn't force, a late one starts with the list again, one in between sends what there is."""
    board = half_ready()
    missing = the_list(press_enter(board, the_card(board), NOW))
    assert forces(missing, the_card(board), NOW + timedelta(seconds=seconds)) is forced


def test_another_card_is_not_forced() -> None:
    """The list of one table never forces another, and without a list nothing is forced."""
    board = board_of(an_expo(), an_order(id="o1"), an_order(id="o2", table="T9"))
    missing = the_list(press_enter(board, the_card(board), NOW))
    assert forces(missing, the_card(board, "T9"), NOW + timedelta(seconds=1)) is False
    assert forces(None, the_card(board), NOW) is False


def test_forcing_serves_the_whole_table() -> None:
    """Insisting sends the table with what was missing."""
    board = half_ready()
    assert calls(an_intent(press_enter(board, the_card(board), NOW, forced=True))) == ["o1 order Served"]


def test_seen_comes_before_the_list_and_never_starts_its_seconds() -> None:
    """A void on a waiting table is read first; the next Enter lists, also when it was meant to force."""
    board = board_of(
        an_expo(),
        an_order(an_item("Burger", 3), an_item("Chips", on="Fry")),
        an_order(a_negative(of=("o1", 1)), id="o2"),
    )
    seen = an_intent(press_enter(board, the_card(board), NOW, forced=True))
    assert (seen.kind, calls(seen)) == (IntentKind.SEEN, [])
    board = performed(board, seen)
    assert isinstance(press_enter(board, the_card(board), NOW + timedelta(seconds=1)), Missing)


def test_paper_endpoints_are_never_waited_for() -> None:
    """Cakes of a station without a screen are sent with the table."""
    board = board_of(
        an_expo(paper=("Pastry",)), an_order(an_item("Burger", status=READY), an_item("Cake", on="Pastry"))
    )
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 order Served"]


def test_voided_lines_are_never_waited_for() -> None:
    """A started steak that was taken back whole doesn't hold the table."""
    dishes = an_order(an_item("Burger", status=READY), an_item("Steak", status=Status.IN_PROGRESS))
    board = board_of(an_expo(), dishes, an_order(a_negative("Steak", of=("o1", 2)), id="o2"))
    board = performed(board, an_intent(press_enter(board, the_card(board), NOW)))
    assert "o1 order Served" in calls(an_intent(press_enter(board, the_card(board), NOW)))


def test_held_orders_are_neither_waited_for_nor_sent() -> None:
    """The second course of a table stays held when the first is sent."""
    board = board_of(an_expo(), an_order(an_item(status=READY), id="o1"), an_order(id="o2", held=True))
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 order Served"]


def test_a_pass_that_doesnt_wait_sends_at_once() -> None:
    """With `expo_waits` off Enter sends the table as it is."""
    board = board_of(an_expo(waits=False), an_order())
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 order Served"]


def test_sending_never_touches_a_voided_dish() -> None:
    """A cancelled line of a table that is sent stays cancelled."""
    board = board_of(an_expo(), an_order(an_item("Burger", status=READY), an_item("Steak", status=Status.CANCELLED)))
    intent = an_intent(press_enter(board, the_card(board), NOW))
    after = performed(board, intent).orders[0]
    assert [item.pairs[0].status for item in after.items] == [SERVED, Status.CANCELLED]


def test_e_sends_the_lines_that_are_ready_on_all_their_stations() -> None:
    """`e` sends the burger and the cake on paper; chips and the half-done pie stay."""
    order = an_order(
        an_item("Burger", status=READY),
        an_item("Chips", on="Fry"),
        an_item("Fish pie", pairs=(a_pair("Grill", READY), a_pair("Fry"))),
        an_item("Cake", on="Pastry"),
        an_item("Beer", on="Bar", status=SERVED),
    )
    board = board_of(an_expo(paper=("Pastry",)), order)
    assert calls(an_intent(press_send_ready(board, the_card(board), NOW))) == ["o1 item 1 Served", "o1 item 4 Served"]


def test_e_says_when_nothing_is_ready() -> None:
    """`e` on a table where everything cooks sends nothing and says so; a cook's screen has no `e`."""
    board = board_of(an_expo(), an_order())
    assert a_refusal(press_send_ready(board, the_card(board), NOW)) == "T7: no line is ready on all its stations"
    prep = board_of(a_station(), an_order())
    assert "only from the pass" in a_refusal(press_send_ready(prep, the_card(prep), NOW))


def test_e_says_seen_first_and_needs_the_right() -> None:
    """`e` on a table with a void only says that it was read; without orderUpdate it names the right."""
    burger = an_item("Burger", 3, status=READY)
    board = board_of(an_expo(), an_order(burger), an_order(a_negative(of=("o1", 1)), id="o2"))
    assert an_intent(press_send_ready(board, the_card(board), NOW)).kind is IntentKind.SEEN
    poor = board_of(an_expo(), an_order(burger), rights=("orderProcess",), user="anna")
    sentence = "anna may not send: the right orderUpdate is missing"
    assert a_refusal(press_send_ready(poor, the_card(poor), NOW)) == sentence


def test_space_sends_one_ready_line() -> None:
    """Space on the pass serves the chosen line when it is ready."""
    board = half_ready()
    assert calls(an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW))) == ["o1 item 1 Served"]


def test_space_is_refused_where_a_line_is_not_ready() -> None:
    """Space on chips that still fry names the station they wait for."""
    board = half_ready()
    sentence = a_refusal(press_line(board, the_card(board), the_line(board, "Chips"), NOW))
    assert sentence == "Chips is not ready: T7 waits for FRY"


def test_space_doesnt_wake_a_voided_part() -> None:
    """A line that is voided at one of its stations can't go by the item route and is left to Enter."""
    pie = an_item("Fish pie", pairs=(a_pair("Grill", READY), a_pair("Fry", Status.CANCELLED)))
    board = board_of(an_expo(), an_order(pie, an_item("Chips", on="Fry")))
    assert "send T7 as a whole" in a_refusal(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW))


def test_a_later_space_brings_a_line_back_to_the_pass() -> None:
    """A line sent by mistake is ready on the pass again after another Space."""
    board = half_ready()
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW)))
    later = NOW + timedelta(seconds=1)
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Burger"), later))
    assert calls(intent) == ["o1 item 1 Ready back"]


def test_the_pass_can_start_a_line_that_nobody_began() -> None:
    """`s` on the pass starts a line on all its stations, but not one that a station has begun already."""
    board = board_of(
        an_expo(),
        an_order(
            an_item("Fish pie", on=("Grill", "Fry")),
            an_item("Platter", pairs=(a_pair("Grill", READY), a_pair("Fry"))),
            an_item("Chips", on="Fry"),
        ),
    )
    card = the_card(board)
    assert calls(an_intent(press_start(board, card, the_line(board, "Fish pie"), NOW))) == ["o1 item 1 InProgress"]
    assert "begun already" in a_refusal(press_start(board, card, the_line(board, "Platter"), NOW))
