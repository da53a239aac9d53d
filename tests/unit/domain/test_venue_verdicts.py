"""What the door says to a code, from the list at hand alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.entries import Entries, Entry
from kds.domain.venue.verdicts import Alarm, DoorList, Verdict, Word, judge
from tests.builders import at
from tests.unit.domain.venues import SHOW, a_ticket, gone

NOW = at("18:41:07")
CODE = "870000000001"
TOMORROW = replace(SHOW, id=42, starts_at=at("20:00"))


def a_gate(*tickets: Admission, entries: Entries | None = None, **changes: Any) -> DoorList:
    """Give gate A with some tickets on its list."""
    fields: dict[str, Any] = {"show": SHOW, "gate": "A", "list_at": at("18:40"), "shows": {42: TOMORROW}}
    return DoorList(admissions=AdmissionList(tickets), entries=entries or Entries(), **{**fields, **changes})


def at_gate(door: DoorList, scanned: str = CODE) -> Verdict:
    """Scan a code."""
    return judge(scanned, NOW, door)


def test_a_first_scan_is_welcome_and_counts_the_guest() -> None:
    """One of four is in with this one; zone, seat and name are the ticket's."""
    verdict = at_gate(a_gate(*(a_ticket(number) for number in range(1, 5))))
    assert (verdict.word, verdict.alarm, verdict.is_new_entry) == (Word.WELCOME, Alarm.COME_IN, True)
    assert verdict.party is not None
    assert (verdict.party.arrived, verdict.party.expected) == (1, 4)
    assert verdict.admission is not None
    assert (verdict.admission.row, verdict.admission.place) == ("3", "1")


@pytest.mark.parametrize("scanned", [f"{CODE}\r", f" {CODE}\t", CODE])
def test_what_a_scanner_adds_is_taken_off(scanned: str) -> None:
    """White space and line ends around the code change nothing."""
    assert at_gate(a_gate(a_ticket()), scanned).word is Word.WELCOME


def test_a_guest_who_is_in_is_told_since_when_and_where() -> None:
    """Scanned here ten minutes ago: the time and this gate; scanned elsewhere: the time alone."""
    here = at_gate(a_gate(a_ticket(), entries=Entries([Entry(CODE, at("18:31"), "A")])))
    elsewhere = at_gate(a_gate(a_ticket(checked_at=at("18:32"))))
    assert (here.word, here.since, here.gate, here.alarm) == (Word.ALREADY_IN, at("18:31"), "A", Alarm.STOP)
    assert (elsewhere.word, elsewhere.since, elsewhere.gate) == (Word.ALREADY_IN, at("18:32"), "")


def test_the_earlier_of_two_times_is_told() -> None:
    """Scanned elsewhere first and here later: the first time counts."""
    entries = Entries([Entry(CODE, at("18:36"), "A")])
    verdict = at_gate(a_gate(a_ticket(checked_at=at("18:35")), entries=entries))
    assert (verdict.since, verdict.gate) == (at("18:35"), "")


@pytest.mark.parametrize(("seconds", "word"), [(0, Word.WELCOME), (3, Word.WELCOME), (4, Word.ALREADY_IN)])
def test_a_bounce_is_no_second_guest(seconds: int, word: Word) -> None:
    """Within three seconds at the same gate the same code is welcomed again without a new entry."""
    entries = Entries([Entry(CODE, NOW - timedelta(seconds=seconds), "A")])
    verdict = at_gate(a_gate(a_ticket(), a_ticket(2), entries=entries))
    assert verdict.word is word
    assert verdict.is_bounce is (word is Word.WELCOME)
    assert not verdict.is_new_entry
    assert verdict.party is not None
    assert verdict.party.arrived == 1


def test_two_gates_in_three_seconds_are_no_bounce() -> None:
    """What another gate has just scanned is a second guest here."""
    assert at_gate(a_gate(a_ticket(), entries=Entries([Entry(CODE, NOW, "B")]))).word is Word.ALREADY_IN
    assert at_gate(a_gate(a_ticket(checked_at=NOW))).word is Word.ALREADY_IN


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (AdmissionState.CANCELLED, Word.CANCELLED),
        (AdmissionState.REFUNDED, Word.REFUNDED),
        (AdmissionState.UNPAID, Word.NOT_PAID),
        (AdmissionState.NO_BARCODE, Word.CANCELLED),
    ],
)
def test_a_code_that_was_taken_away_is_still_known(state: AdmissionState, word: Word) -> None:
    """The seller removes the code with the ticket; the door says what became of it."""
    door = a_gate(a_ticket())
    door.admissions.take([gone(state=state)])
    verdict = at_gate(door)
    assert (verdict.word, verdict.alarm, verdict.is_new_entry) == (word, Alarm.LOOK, False)


def test_a_code_that_was_replaced_lets_nobody_in() -> None:
    """The ticket was issued anew: its new code is welcome, its old one is not."""
    door = a_gate(a_ticket())
    door.admissions.take([a_ticket(barcode="870000000999")])
    assert at_gate(door).word is Word.CANCELLED
    assert at_gate(door, "870000000999").word is Word.WELCOME


def test_a_ticket_for_tomorrow_says_so() -> None:
    """The date of the ticket's own show comes with the verdict."""
    verdict = at_gate(a_gate(a_ticket(show_id=42)))
    assert (verdict.word, verdict.other_show) == (Word.WRONG_DATE, TOMORROW)


@pytest.mark.parametrize(("can_ask", "word"), [(True, Word.ASK), (False, Word.UNKNOWN_CODE)])
def test_an_unknown_code_is_asked_about_where_that_is_possible(can_ask: bool, word: Word) -> None:
    """Without a network it is unknown, and the age of the list comes with it."""
    verdict = at_gate(a_gate(a_ticket(), can_ask=can_ask), "999999999999")
    assert (verdict.word, verdict.list_at, verdict.admission) == (word, at("18:40"), None)


def test_an_entry_that_was_not_written_down_wants_a_look() -> None:
    """A welcome with a trouble is not drawn as an ordinary one."""
    verdict = replace(at_gate(a_gate(a_ticket())), trouble="The disk is full.")
    assert verdict.alarm is Alarm.LOOK


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 12)), max_size=30))
def test_a_code_is_entered_once_however_often_it_is_scanned(scans: list[tuple[int, int]]) -> None:
    """Whatever is scanned in whatever order: each ticket lets one guest in, and its first time stays."""
    door = a_gate(*(a_ticket(number) for number in range(1, 5)))
    first: dict[str, object] = {}
    now = NOW
    for number, seconds in scans:
        now += timedelta(seconds=seconds)
        verdict = judge(f"87{number:010d}", now, door)
        assert (verdict.word is Word.UNKNOWN_CODE) is (number > 4)
        if verdict.is_new_entry:
            assert verdict.code not in first
            first[verdict.code] = now
            door.entries.add(Entry(verdict.code, now, "A"))
    assert {entry.barcode: entry.at for entry in door.entries} == first


def test_old_news_changes_nothing() -> None:
    """An answer that was on its way for long does not undo what came after it."""
    admissions = AdmissionList([a_ticket(checked_at=at("18:40"), changed_at=at("18:40"))])
    assert admissions.take([a_ticket(changed_at=at("18:00"))]) == ()
    found = admissions.find(CODE)
    assert found is not None
    assert found.checked_at == at("18:40")


def test_a_code_without_an_order_is_joined_to_its_order() -> None:
    """The list of codes came first; once the order names the code there is one ticket, not two."""
    alone = a_ticket(order=None, basket_id=None)
    admissions = AdmissionList([alone])
    admissions.take([a_ticket()])
    assert (len(admissions), admissions.find(CODE)) == (1, a_ticket())
    assert admissions.take([alone]) == ()


def test_the_earliest_entry_is_kept() -> None:
    """Two entries of one code: the earlier one counts, in whatever order they come."""
    entries = Entries([Entry(CODE, at("18:41"), "A"), Entry(CODE, at("18:40"), "B"), Entry(CODE, at("18:42"), "A")])
    assert [(entry.at, entry.gate) for entry in entries] == [(at("18:40"), "B")]
