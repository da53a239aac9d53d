"""Speed of service, the facts: whatever order and however often a reading arrives, each thing is counted once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kds.domain.connection import Connection, Link
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Order
from kds.domain.terms import Purchase, Status
from kds.domain.times.deriving import limit_of, offline_span, parts_of, sold_out_in, told_by, voids_of
from kds.domain.times.facts import Change, Fact, Part, Span, merged
from kds.domain.times.timeline import status_at, timeline
from tests.builders import a_negative, a_pair, a_station, an_expo, an_item, an_order, at, with_status

NEW, STARTED, READY, SERVED = Status.NEW, Status.IN_PROGRESS, Status.READY, Status.SERVED

_TEN_MINUTES = timedelta(minutes=10)


def the_part(order: Order) -> Part:
    """Give the only line of an order."""
    (part,) = parts_of(order, a_station())
    return part


def seen(*changes: tuple[Status, str]) -> Part:
    """Give a line with these changes, as one reading after the other told them."""
    order = an_order(an_item("Burger"), id="o1", fired="19:00")
    part = the_part(order)
    for status, when in changes:
        again = the_part(with_status(order, status, changed=when))
        part = part.merged(again)
    return part


def test_a_line_is_started_ready_and_served_when_the_till_says_so() -> None:
    """The times are the till's, not those of the readings."""
    line = timeline(seen((STARTED, "19:02"), (READY, "19:10"), (SERVED, "19:12")))
    assert (line.started, line.ready, line.served) == (at("19:02"), at("19:10"), at("19:12"))
    assert line.ended == at("19:10")
    assert line.again == ()


def test_a_bump_taken_back_counts_until_the_dish_was_really_ready() -> None:
    """The mistaken bump leaves no trace in the times."""
    line = timeline(seen((STARTED, "19:02"), (READY, "19:05"), (STARTED, "19:05:20"), (READY, "19:11")))
    assert line.ready == at("19:11")
    assert line.again == ()


def test_new_long_after_ready_is_a_remake_and_soon_after_an_undo() -> None:
    """The rule of the board: more than 60 s."""
    assert timeline(seen((READY, "19:10"), (NEW, "19:10:50"), (READY, "19:12"))).again == ()
    assert timeline(seen((READY, "19:10"), (NEW, "19:14"), (READY, "19:20"))).again == (at("19:14"),)


def test_a_plate_that_comes_back_from_the_table_was_ready_all_the_time() -> None:
    """Recalled at the pass from served to ready: its cook is not blamed."""
    line = timeline(seen((READY, "19:10"), (SERVED, "19:11"), (READY, "19:15"), (SERVED, "19:20")))
    assert (line.ready, line.served) == (at("19:10"), at("19:20"))


def test_what_was_happening_at_a_moment_is_known() -> None:
    """Before the first change a dish is new."""
    part = seen((STARTED, "19:02"), (READY, "19:10"))
    assert [status_at(part, at(time)) for time in ("19:01", "19:05", "19:30")] == [NEW, STARTED, READY]


def test_a_held_order_has_no_lines_until_it_is_fired() -> None:
    """Held time is not counted."""
    assert parts_of(an_order(an_item(), held=True), a_station()) == ()


def test_endpoints_on_paper_are_not_counted() -> None:
    """Nobody bumps them, so nobody knows when they were ready."""
    order = an_order(an_item("Fondant", on="Pastry"), an_item("Burger"))
    assert [part.name for part in parts_of(order, an_expo(paper=("Pastry",)))] == ["Burger"]


def test_a_status_without_a_time_counts_when_this_screen_saw_it_change() -> None:
    """A till that keeps no times is measured by the readings."""
    before = an_order(an_item("Burger"), id="o1", fired="19:00")
    after = with_status(before, READY)
    (part,) = parts_of(after, a_station(), was=before, now=at("19:09"))
    assert timeline(part).ready == at("19:09")
    assert the_part(after).changes == ()


def test_limits_are_the_cooks_own_and_elsewhere_those_of_the_name() -> None:
    """The pass has limits for tables, not for lines; a station of the installation goes before a name."""
    grill, fry = a_station("GRILL"), a_station("FRY", "Fry", "Wok")
    assert limit_of((grill,), "Grill", Purchase.WALK_IN) == timedelta(minutes=18)
    assert limit_of((fry, grill), "Wok", Purchase.WALK_IN) == timedelta(minutes=12)
    assert limit_of((an_expo(),), "Bar", Purchase.WALK_IN) == timedelta(minutes=6)
    assert limit_of((an_expo(),), "Sushi", Purchase.WALK_IN) == timedelta(minutes=12)


def test_a_negative_names_its_dish() -> None:
    """What was taken back, from which dish, and why."""
    dish = an_order(an_item("Burger", 3, id=1), id="o4", table="T3")
    slip = an_order(a_negative("Burger", 1, of=("o4", 1), comment="guest left"), id="o5", table="T3", created="19:41")
    (void,) = voids_of((dish, slip))
    assert (void.dish_order_id, void.dish_item_id, void.amount, void.reason) == ("o4", 1, Decimal(1), "guest left")


def test_notes_tell_remakes_and_read_allergies() -> None:
    """Other notes are nobody's times."""
    notes = (
        Note("n1", NoteKind.AGAIN, at("19:20"), order_id="o1", item_id=1, reason="dropped"),
        Note("n2", NoteKind.ALLERGY_SEEN, at("19:21"), by="cook", station="GRILL", text="nuts"),
        Note("n3", NoteKind.RUSH, at("19:22"), order_id="o1"),
    )
    assert [(told.what, told.reason) for told in told_by(Shared(notes))] == [
        ("again", "dropped"),
        ("allergySeen", "nuts"),
    ]


def test_sold_out_lasts_from_the_note_to_its_end() -> None:
    """A countdown is sold out from when it was seen at 0."""
    gone = Shared((Note("n1", NoteKind.SOLD_OUT, at("19:00"), plu_code=7),))
    (begun,) = sold_out_in(gone, Shared(), {7: "Venison"}, at("19:01"))
    (ended,) = sold_out_in(Shared(), gone, {7: "Venison"}, at("20:00"))
    whole = merged(begun, ended)
    assert isinstance(whole, Span)
    assert (whole.name, whole.at, whole.until) == ("Venison", at("19:00"), at("20:00"))


def test_time_without_the_till_ends_with_the_next_answer() -> None:
    """It began with the last good answer."""
    away = Connection(link=Link.OFFLINE, offline_since=at("19:00"))
    back = offline_span(Connection(link=Link.LIVE), away, at("19:04"))
    assert back is not None
    assert (back.at, back.until) == (at("19:00"), at("19:04"))
    assert offline_span(away, Connection(link=Link.LIVE), at("19:04")) is None


def readings() -> tuple[tuple[Order, ...], ...]:
    """Give an evening as readings: two tables, a bump and its undo, a re-make, a void."""
    one = an_order(an_item("Burger", 2), an_item("Chips", on="Fry"), id="o1", table="T1", fired="19:00", guests=2)
    two = an_order(an_item("Steak", pairs=(a_pair("Grill"), a_pair("Cold"))), id="o2", table="T2", fired="19:05")
    void = an_order(a_negative("Burger", 1, of=("o1", 1)), id="o3", table="T1", created="19:06", fired="19:06")
    started = with_status(one, STARTED, item=1, changed="19:02")
    ready = with_status(started, READY, item=1, changed="19:07")
    undone = with_status(ready, STARTED, item=1, changed="19:07:30")
    ready_again = with_status(undone, READY, changed="19:12")
    remade = with_status(ready_again, NEW, item=1, changed="19:20")
    served = with_status(remade, SERVED, changed="19:30")
    grilled = with_status(two, READY, endpoint="Grill", changed="19:15")
    return (
        (one,),
        (started, two),
        (ready, two, void),
        (undone, grilled, void),
        (ready_again, grilled),
        (remade, with_status(grilled, SERVED, changed="19:25")),
        (served,),
    )


def facts_of(reading: tuple[Order, ...]) -> list[Fact]:
    """Give the facts of one reading; the slips before it are known too, as they are on a board."""
    known = {order.id: order for order in (*readings()[0], *reading)}
    return [
        *(part for order in reading for part in parts_of(order, a_station())),
        *voids_of(tuple(known.values())),
    ]


def gathered(facts: list[Fact]) -> dict[tuple[str, str], Fact]:
    """Merge facts in this order."""
    kept: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        key = (fact.kind, fact.key)
        kept[key] = merged(kept[key], fact) if key in kept else fact
    return kept


_IN_TURN = [fact for reading in readings() for fact in facts_of(reading)]


@given(st.permutations(_IN_TURN), st.lists(st.sampled_from(_IN_TURN), max_size=20))
def test_any_order_and_any_repetition_counts_each_thing_once(shuffled: list[Fact], repeated: list[Fact]) -> None:
    """Readings that arrive twice, late or out of turn change nothing."""
    assert gathered([*shuffled, *repeated]) == gathered(_IN_TURN)


@given(st.permutations(_IN_TURN), st.integers(0, len(_IN_TURN)))
def test_a_restart_in_between_changes_nothing(shuffled: list[Fact], cut: int) -> None:
    """What was kept before a restart and what is learnt after it become one."""
    before, after = gathered(shuffled[:cut]), gathered(shuffled[cut:])
    assert gathered([*before.values(), *after.values()]) == gathered(_IN_TURN)


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from([NEW, STARTED, READY, SERVED]))))
def test_a_line_that_flickers_keeps_a_bounded_memory(changes: list[tuple[int, Status]]) -> None:
    """However often a line goes to and fro, only its newest changes are remembered."""
    start = at("19:00")
    part = seen()
    for minute, status in changes:
        changed = the_part(
            with_status(
                an_order(an_item("Burger"), id="o1", fired="19:00"), status, changed=start + minute * _TEN_MINUTES
            )
        )
        part = part.merged(changed)
    assert len(part.changes) <= 16
    assert (
        list(part.changes)
        == sorted({Change(start + minute * _TEN_MINUTES, status) for minute, status in changes})[-16:]
    )
