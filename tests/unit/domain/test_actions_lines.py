"""Space and `s` on one line: its own route, a local tick where it is shared, and back again later (board 6)."""

from __future__ import annotations

from datetime import timedelta

from kds.domain.actions import press_enter, press_line, press_start
from kds.domain.intents import IntentKind
from kds.domain.marks import Marks, tick_key
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, a_station, an_expo, an_item, an_order, at
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, performed, the_card, the_line

NOW = at("19:42")
LATER = at("19:43")
GRILL = a_station("GRILL")


def test_space_bumps_one_line_by_the_item_route() -> None:
    """Space on the burger sets the burger ready and leaves the steak."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Steak")))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW))
    assert (intent.kind, calls(intent)) == (IntentKind.BUMP, ["o1 item 1 Ready"])


def test_the_last_line_goes_by_its_own_route_too() -> None:
    """Space on the last open line is still that line's bump, and nothing else is called."""
    board = board_of(GRILL, an_order(an_item("Burger", status=Status.READY), an_item("Steak")))
    assert calls(an_intent(press_line(board, the_card(board), the_line(board, "Steak"), NOW))) == ["o1 item 2 Ready"]


def test_space_on_a_shared_line_ticks_it_here_only() -> None:
    """A fish pie that the fryer makes too is ticked on this screen, and the till hears nothing yet."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW))
    assert (intent.kind, calls(intent), set(intent.ticked)) == (IntentKind.TICK, [], {tick_key("o1", 1, "Ready")})
    assert the_line(performed(board, intent), "Fish pie").shown_status is Status.READY


def test_the_endpoint_route_goes_out_when_the_last_shared_line_is_ticked() -> None:
    """When the pie is the last line of the grill, its tick becomes the grill's bump."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger", status=Status.READY)))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW))
    assert (intent.kind, calls(intent)) == (IntentKind.BUMP, ["o1 Grill Ready"])


def test_the_last_own_line_takes_ticked_lines_along() -> None:
    """When everything but the burger is ticked, Space on the burger sends the whole part and ends the ticks."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Burger"), LATER))
    assert calls(intent) == ["o1 Grill Ready"]
    assert intent.unticked == {tick_key("o1", 1, "Ready")}


def test_a_tick_needs_no_right_but_sending_does() -> None:
    """Without orderUpdate a shared line can be ticked here; the last one, which would be sent, is refused."""
    pie = an_item("Fish pie", on=("Grill", "Fry"))
    board = board_of(GRILL, an_order(pie, an_item("Burger")), rights=())
    assert an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)).ticked
    assert "orderUpdate is missing" in a_refusal(press_line(board, the_card(board), the_line(board, "Burger"), NOW))
    alone = board_of(GRILL, an_order(pie), rights=())
    assert "orderUpdate is missing" in a_refusal(press_line(alone, the_card(alone), the_line(alone, "Fish pie"), NOW))


def test_a_last_tick_that_would_pull_a_line_back_is_refused() -> None:
    """The last shared line can't be sent while a further shared line of the grill would be pulled back."""
    platter = an_item("Platter", pairs=(a_pair("Grill", Status.SERVED), a_pair("Fry")))
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), platter))
    assert "pulled back" in a_refusal(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW))


def test_a_second_space_within_a_second_is_ignored() -> None:
    """A double press finishes the line once and doesn't take it back."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Steak")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW)))
    soon = NOW + timedelta(seconds=0.9)
    assert "only just finished" in a_refusal(press_line(board, the_card(board), the_line(board, "Burger"), soon))


def test_a_second_space_on_a_tick_within_a_second_is_ignored() -> None:
    """A double press ticks a shared line once."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)))
    soon = NOW + timedelta(seconds=0.9)
    assert "only just finished" in a_refusal(press_line(board, the_card(board), the_line(board, "Fish pie"), soon))


def test_finishing_one_line_doesnt_guard_another() -> None:
    """A line finished long ago is taken back at once, also right after another line was finished."""
    steak = an_item("Steak", status=Status.READY, changed="19:30")
    board = board_of(GRILL, an_order(an_item("Burger"), steak, an_item("Corn")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW)))
    soon = NOW + timedelta(seconds=0.5)
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Steak"), soon))
    assert calls(intent) == ["o1 item 2 InProgress back"]


def test_a_later_space_un_bumps_to_in_progress() -> None:
    """A line bumped by mistake is back on the grill after another Space."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Steak")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW)))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Burger"), LATER))
    assert (intent.kind, calls(intent)) == (IntentKind.RECALL, ["o1 item 1 InProgress back"])


def test_a_later_space_takes_a_tick_off() -> None:
    """A tick set by mistake comes off again without a word to the till."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")))
    board = performed(board, an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW)))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Fish pie"), LATER))
    assert (calls(intent), set(intent.unticked)) == ([], {tick_key("o1", 1, "Ready")})
    assert the_line(performed(board, intent), "Fish pie").shown_status is Status.NEW


def test_a_sent_shared_line_cant_be_taken_back_alone() -> None:
    """There is no route for one item on one endpoint, so a shared line that was sent says that `u` takes back the bump."""
    pie = an_item("Fish pie", pairs=(a_pair("Grill", Status.READY, changed="19:30"), a_pair("Fry")))
    corn = an_item("Corn", status=Status.READY, changed="19:30")
    board = board_of(GRILL, an_order(pie, an_item("Burger"), corn))
    assert "UNDO takes back the bump" in a_refusal(press_line(board, the_card(board), the_line(board, "Fish pie"), NOW))


def test_a_served_line_is_not_pulled_back_by_a_cook() -> None:
    """Space on a line that the pass has served does nothing on the grill."""
    board = board_of(GRILL, an_order(an_item("Corn", status=Status.SERVED), an_item("Burger")))
    assert "served already" in a_refusal(press_line(board, the_card(board), the_line(board, "Corn"), NOW))


def test_space_says_seen_first() -> None:
    """On a card with a void Space only says that it was read."""
    board = board_of(GRILL, an_order(an_item("Burger", 3)), an_order(a_negative(of=("o1", 1)), id="o2"))
    intent = an_intent(press_line(board, the_card(board), the_line(board, "Burger"), NOW))
    assert intent.kind is IntentKind.SEEN


def test_a_void_row_has_nothing_to_finish() -> None:
    """Space on a void row that is read already names it and does nothing."""
    board = board_of(
        GRILL,
        an_order(an_item("Steak"), an_item("Burger", status=Status.IN_PROGRESS)),
        an_order(a_negative(of=("o1", 2)), id="o2"),
    )
    card = the_card(board)
    void = next(line for line in card.lines if line.unseen)
    board = performed(board, an_intent(press_enter(board, card, NOW)))
    assert "nothing to do" in a_refusal(press_line(board, the_card(board), void, NOW))


def test_start_sets_the_chosen_line_in_progress() -> None:
    """`s` on the burger starts the burger."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Steak")))
    intent = an_intent(press_start(board, the_card(board), the_line(board, "Burger"), NOW))
    assert (intent.kind, calls(intent)) == (IntentKind.START, ["o1 item 1 InProgress"])


def test_start_without_a_line_starts_the_stations_part() -> None:
    """`s` on a card starts everything of the grill and nothing of the fryer."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Chips", on="Fry"), an_item("Water", on=None)))
    intent = an_intent(press_start(board, the_card(board), None, NOW))
    assert calls(intent) == ["o1 item 3 InProgress", "o1 Grill InProgress"]


def test_start_doesnt_pull_back_what_is_ready() -> None:
    """Starting the rest of a card leaves the ready corn ready."""
    order = an_order(an_item("Burger"), an_item("Fish pie", on=("Grill", "Fry")), an_item("Corn", status=Status.READY))
    board = board_of(GRILL, order)
    intent = an_intent(press_start(board, the_card(board), None, NOW))
    assert calls(intent) == ["o1 Grill InProgress", "o1 item 3 Ready"]


def test_starting_a_shared_line_is_local_until_all_lines_here_are_started() -> None:
    """The pie's start stays on this screen; starting the burger then sends the start of the whole part."""
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")))
    ticked = an_intent(press_start(board, the_card(board), the_line(board, "Fish pie"), NOW))
    assert (ticked.kind, calls(ticked), set(ticked.ticked)) == (IntentKind.TICK, [], {tick_key("o1", 1, "InProgress")})
    board = performed(board, ticked)
    assert the_line(board, "Fish pie").shown_status is Status.IN_PROGRESS
    intent = an_intent(press_start(board, the_card(board), the_line(board, "Burger"), LATER))
    assert (calls(intent), set(intent.unticked)) == (["o1 Grill InProgress"], {tick_key("o1", 1, "InProgress")})


def test_a_start_that_cant_be_sent_stays_local() -> None:
    """Where sending the start would pull a shared line back, it stays a mark of this screen."""
    platter = an_item("Platter", pairs=(a_pair("Grill", Status.READY), a_pair("Fry")))
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), platter))
    intent = an_intent(press_start(board, the_card(board), the_line(board, "Fish pie"), NOW))
    assert (calls(intent), set(intent.ticked)) == ([], {tick_key("o1", 1, "InProgress")})


def test_starting_keeps_done_ticks() -> None:
    """A shared line that is ticked done here stays ticked when the rest of the card is started."""
    done = tick_key("o1", 1, "Ready")
    board = board_of(
        GRILL,
        an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")),
        marks=Marks(ticked=frozenset({done, tick_key("o1", 1, "InProgress")})),
    )
    intent = an_intent(press_start(board, the_card(board), None, NOW))
    assert intent.unticked == {tick_key("o1", 1, "InProgress")}


def test_what_is_started_isnt_started_again() -> None:
    """`s` on a started line, or on a card where all is started, says so."""
    board = board_of(GRILL, an_order(an_item("Burger", status=Status.IN_PROGRESS)))
    line = the_line(board, "Burger")
    assert a_refusal(press_start(board, the_card(board), line, NOW)) == "Burger is started already"
    assert a_refusal(press_start(board, the_card(board), None, NOW)) == "T7 is started already"


def test_start_needs_the_right_and_says_seen_first() -> None:
    """`s` names the missing right; on a card with a void it only says that the void was read."""
    board = board_of(GRILL, an_order(), rights=("orderProcess",))
    sentence = "cook may not start: the right orderUpdate is missing"
    assert a_refusal(press_start(board, the_card(board), None, NOW)) == sentence
    unread = board_of(GRILL, an_order(an_item("Burger", 3)), an_order(a_negative(of=("o1", 1)), id="o2"))
    assert an_intent(press_start(unread, the_card(unread), None, NOW)).kind is IntentKind.SEEN


def test_held_cards_answer_that_they_are_held() -> None:
    """Enter, Space and start on a held table of the pass answer `held, not fired yet`."""
    board = board_of(an_expo(), an_order(held=True))
    card = the_card(board)
    assert a_refusal(press_enter(board, card, NOW)) == "T7 is held, not fired yet"
    assert a_refusal(press_start(board, card, None, NOW)) == "T7 is held, not fired yet"


def test_a_held_line_among_fired_ones_answers_that_it_is_held() -> None:
    """Space on a line that was fired when painted but is held now does nothing."""
    board = board_of(GRILL, an_order(id="o1"), an_order(an_item("Steak"), id="o2", ticket="ticket-T7"))
    card, line = the_card(board), the_line(board, "Burger")
    held = board_of(GRILL, an_order(id="o1", held=True), an_order(an_item("Steak"), id="o2"))
    assert a_refusal(press_line(held, card, line, NOW)) == "Burger is held, not fired yet"
    assert a_refusal(press_line(board_of(GRILL), card, line, NOW)) == "Burger is no longer open"
