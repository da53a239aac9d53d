"""Enter on a cook's card: seen first, then this station's part, and nothing of anybody else's (board 3 and 6)."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.actions import press_enter
from kds.domain.intents import IntentKind, PairState
from kds.domain.marks import Marks, tick_key
from kds.domain.station import Role
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, a_station, an_expo, an_item, an_order, at
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, performed, reread, the_card

NOW = at("19:42")
GRILL = a_station("GRILL")


def test_a_bump_sets_the_stations_part_by_its_endpoint_route() -> None:
    """Enter on the grill's card sets the grill's part ready, and the fryer's stays as it is."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Chips", on="Fry")))
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert calls(intent) == ["o1 Grill Ready"]
    assert (intent.kind, intent.label, intent.station, intent.at) == (IntentKind.BUMP, "T7", "GRILL", NOW)


def test_a_bump_goes_straight_to_the_stations_last_status() -> None:
    """A bar that bumps to served does so from new, without a start in between."""
    board = board_of(a_station("BAR", bump_to=Status.SERVED), an_order(an_item("Beer", on="Bar")))
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 Bar Served"]


def test_unrouted_lines_go_by_the_item_route() -> None:
    """What is made nowhere is shown on the card and goes with its bump, by its own route."""
    order = an_order(an_item("Burger"), an_item("Water", on=None), an_item("Corn", on="Fry"), off=("Fry",))
    board = board_of(GRILL, order)
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == [
        "o1 item 2 Ready",
        "o1 item 3 Ready",
        "o1 Grill Ready",
    ]


def test_a_card_of_two_slips_is_one_intent() -> None:
    """A card with an add-on is bumped in one press: one command for each slip, one undo for both."""
    first = an_order(an_item("Burger"), id="o1", ticket="t")
    added = an_order(an_item("Corn"), id="o2", ticket="t", created="19:40", fired="19:40")
    board = board_of(GRILL, first)
    marks = Marks(card_of={"o1": "o1", "o2": "o1"}, seen=frozenset({"add-on:o2"}))
    board = reread(replace(board, marks=marks), first, added)
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 Grill Ready", "o2 Grill Ready"]


def test_a_bump_covers_only_what_was_painted() -> None:
    """An add-on that arrived after the card was painted is not bumped with it."""
    first = an_order(an_item("Burger"), id="o1", ticket="t")
    added = an_order(an_item("Corn"), id="o2", ticket="t", created="19:40", fired="19:40")
    board = board_of(GRILL, first)
    painted = the_card(board)
    assert calls(an_intent(press_enter(reread(board, first, added), painted, NOW))) == ["o1 Grill Ready"]


def test_a_line_that_was_not_painted_stays() -> None:
    """A line that the till added to the same slip meanwhile stays open; the painted ones go one by one."""
    board = board_of(GRILL, an_order(an_item("Burger"), an_item("Steak")))
    painted = the_card(board)
    grown = an_order(an_item("Burger"), an_item("Steak"), an_item("Corn"))
    intent = an_intent(press_enter(reread(board, grown), painted, NOW))
    assert calls(intent) == ["o1 item 1 Ready", "o1 item 2 Ready"]


def test_a_line_that_is_further_on_is_not_pulled_back() -> None:
    """Chips that the pass has served already stay served when the rest of the card is bumped."""
    order = an_order(an_item("Burger"), an_item("Steak"), an_item("Corn", status=Status.SERVED))
    board = board_of(GRILL, order)
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 item 1 Ready", "o1 item 2 Ready"]


def test_a_shared_line_takes_the_endpoint_route_and_puts_the_others_forward_again() -> None:
    """A fish pie made at two stations needs the endpoint route; the served corn is put forward again in the same intent."""
    order = an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Corn", status=Status.SERVED), an_item("Steak"))
    board = board_of(GRILL, order)
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert calls(intent) == ["o1 Grill Ready", "o1 item 2 Served"]
    after = performed(board, intent).orders[0]
    assert [pair.status for item in after.items for pair in item.pairs] == [
        Status.READY,
        Status.NEW,
        Status.SERVED,
        Status.READY,
    ]


def test_a_shared_line_that_is_further_on_blocks_the_bump_with_a_sentence() -> None:
    """Where a served line is itself shared nothing can be bumped without pulling it back, and the board says so."""
    order = an_order(
        an_item("Fish pie", on=("Grill", "Fry")),
        an_item("Platter", pairs=(a_pair("Grill", Status.SERVED), a_pair("Fry"))),
    )
    board = board_of(GRILL, order)
    sentence = a_refusal(press_enter(board, the_card(board), NOW))
    assert "Fish pie (Fry, Grill) can't be set alone" in sentence
    assert "pulled back" in sentence


def test_cancelled_pairs_are_never_touched() -> None:
    """A voided dish on the card stays voided."""
    order = an_order(an_item("Burger"), an_item("Steak", status=Status.CANCELLED))
    board = board_of(GRILL, order)
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert calls(intent) == ["o1 Grill Ready"]
    assert performed(board, intent).orders[0].items[1].pairs[0].status is Status.CANCELLED


def test_a_command_carries_what_the_person_saw() -> None:
    """Each command knows the version and every pair's status at the press, and has an id of its own."""
    order = an_order(an_item("Burger", status=Status.IN_PROGRESS), an_item("Chips", on="Fry"), version=7)
    board = board_of(GRILL, order)
    intent = an_intent(press_enter(board, the_card(board), NOW))
    (command,) = intent.commands
    assert (command.base_version, command.number, command.at) == (7, 101, NOW)
    assert command.before == (
        PairState("o1", 1, "Grill", Status.IN_PROGRESS),
        PairState("o1", 2, "Fry", Status.NEW),
    )
    again = an_intent(press_enter(board, the_card(board), NOW))
    assert len({intent.id, command.id, again.id, again.commands[0].id}) == 4


def test_ids_sort_by_time() -> None:
    """A later intent has a later id."""
    board = board_of(GRILL, an_order())
    first, second = (an_intent(press_enter(board, the_card(board), at(time))) for time in ("19:42:00", "19:42:01"))
    assert first.id < second.id


def test_the_first_enter_says_seen_and_the_second_done() -> None:
    """A card with a void on it is read first; only the next Enter bumps it."""
    board = board_of(GRILL, an_order(an_item("Burger", 3)), an_order(a_negative(of=("o1", 1)), id="o2"))
    seen = an_intent(press_enter(board, the_card(board), NOW))
    assert seen.kind is IntentKind.SEEN
    assert seen.seen
    board = performed(board, seen)
    done = an_intent(press_enter(board, the_card(board), NOW))
    assert (done.kind, calls(done)) == (IntentKind.BUMP, ["o1 Grill Ready"])


def test_a_shared_void_is_told_with_the_bump() -> None:
    """A void that two stations must read is told by this one's endpoint route, together with its bump."""
    pie = an_item("Fish pie", 3, on=("Grill", "Fry"))
    board = board_of(GRILL, an_order(pie), an_order(a_negative("Fish pie", of=("o1", 1), on=("Grill", "Fry")), id="o2"))
    seen = an_intent(press_enter(board, the_card(board), NOW))
    assert calls(seen) == []
    board = performed(board, seen)
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 Grill Ready", "o2 Grill Ready"]


def test_a_shared_void_that_left_the_card_is_told_with_the_bump_of_its_ticket() -> None:
    """A whole fish pie that was voided and read is no row any more, but the till still learns that the grill read it."""
    dishes = an_order(an_item("Burger"), an_item("Fish pie", on=("Grill", "Fry"), status=Status.CANCELLED))
    void = an_order(a_negative("Fish pie", of=("o1", 2), on=("Grill", "Fry")), id="o2")
    board = board_of(GRILL, dishes, void)
    board = performed(board, an_intent(press_enter(board, the_card(board), NOW)))
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 Grill Ready", "o2 Grill Ready"]


def test_a_read_void_of_another_ticket_is_not_told_with_this_bump() -> None:
    """Bumping T7 says nothing about a shared void of T9 that was read here but still waits for its own bump."""
    both = ("Grill", "Fry")
    board = board_of(
        GRILL,
        an_order(id="o1"),
        an_order(an_item("Fish pie", on=both, status=Status.CANCELLED), an_item("Corn"), id="o2", table="T9"),
        an_order(a_negative("Fish pie", of=("o2", 1), on=both), id="o3", table="T9"),
    )
    board = performed(board, an_intent(press_enter(board, the_card(board, "T9"), NOW)))
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 Grill Ready"]
    assert calls(an_intent(press_enter(board, the_card(board, "T9"), NOW))) == ["o2 Grill Ready", "o3 Grill Ready"]


def test_a_bump_ends_the_local_ticks() -> None:
    """Lines that were ticked here only are sent with the bump, so their ticks end with it."""
    key = tick_key("o1", 1, "Ready")
    marks = Marks(ticked=frozenset({key, tick_key("other", 1, "Ready")}))
    board = board_of(GRILL, an_order(an_item("Fish pie", on=("Grill", "Fry")), an_item("Burger")), marks=marks)
    assert an_intent(press_enter(board, the_card(board), NOW)).unticked == {key}


def test_a_card_that_is_gone_is_not_bumped() -> None:
    """Enter on a card whose order left the board meanwhile does nothing and says so."""
    board = board_of(GRILL, an_order())
    painted = the_card(board)
    assert a_refusal(press_enter(reread(board), painted, NOW)) == "T7: nothing is left to do here"


def test_without_the_right_a_bump_is_refused_by_name() -> None:
    """A login without orderUpdate reads who lacks which right."""
    board = board_of(GRILL, an_order(), rights=(), user="view")
    assert a_refusal(press_enter(board, the_card(board), NOW)) == "view may not bump: the right orderUpdate is missing"


def test_the_right_counts_without_regard_to_case_and_admin_means_all() -> None:
    """A till that writes its rights in another case, or an administrator, may bump."""
    for right in ("ORDERUPDATE", "admin"):
        board = board_of(GRILL, an_order(), rights=(right,))
        assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o1 Grill Ready"]


def test_a_screen_that_only_shows_refuses_everything() -> None:
    """A read-only station and a runner's screen change nothing, not even what was read."""
    board = board_of(a_station("GRILL", read_only=True), an_order())
    assert "nothing can be changed" in a_refusal(press_enter(board, the_card(board), NOW))
    runner = board_of(an_expo(name="RUNNER", role=Role.RUNNER), an_order(an_item(status=Status.READY)))
    assert "RUNNER only shows" in a_refusal(press_enter(runner, the_card(runner), NOW))


def test_a_slip_that_nobody_can_read_is_not_bumped() -> None:
    """A slip that did not fit the model says that it must be finished at the till."""
    board = board_of(GRILL, an_order(table=None, oddity="items is not a list"))
    sentence = a_refusal(press_enter(board, board.cards[0], NOW))
    assert "items is not a list" in sentence
    assert "at the till" in sentence
