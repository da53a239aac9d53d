"""Inquiries as cards: who waits, in which order they stand, what is hidden, and which food they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.cards import Unseen
from kds.domain.errands import AddMemo, Reply, SetFlags
from kds.domain.inquiries.cards import InquiryCard, StuckErrand, Wait, food_of, lane_of_cards, wait_of
from kds.domain.inquiries.finding import Concern
from kds.domain.inquiries.food_notes import NOTE_CELLS, with_notes
from kds.domain.inquiries.inquiry import Author, InquiryFlags
from kds.domain.inquiries.laying_over import laid_over
from kds.domain.inquiries.linking import is_about
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.inquiries.privacy import without_contacts
from kds.domain.inquiries.reporting import ShiftReport, shift_report
from kds.domain.inquiries.versions import as_seen, version_of
from kds.domain.intents import Command, Errand
from kds.domain.text import cell_width
from tests.builders import a_board, a_station, an_item, an_order, at
from tests.unit.domain.inquiry_builders import NOW, a_card, an_inquiry, facts_of, flagged, said

FLAGS = st.builds(InquiryFlags, st.booleans(), st.booleans(), st.booleans(), st.booleans())


def command(deed: Reply | SetFlags | AddMemo, name: str = "c") -> Command:
    return Command(name, "inquiry:2546", 2546, Errand(deed), source="lightspeed", at=NOW)


def keys(*cards: InquiryCard, start: timedelta | None = None) -> list[int]:
    until = None if start is None else NOW + start
    return [card.inquiry_id for card in lane_of_cards(cards, NOW, to_dos_first_until=until)]


@given(FLAGS)
def test_a_version_tells_what_was_seen(flags: InquiryFlags) -> None:
    """Time and flags come back out of the number that a command carries, whatever has changed since."""
    inquiry = replace(an_inquiry(), flags=flags)
    later = replace(inquiry, flags=InquiryFlags(), updated_at=None, subject="other")
    assert as_seen(version_of(inquiry), later) == replace(later, flags=flags, updated_at=inquiry.updated_at)
    assert as_seen(version_of(replace(inquiry, updated_at=None)), later).updated_at is None


@pytest.mark.parametrize(
    ("since", "wait"),
    [("19:38", Wait.FRESH), ("19:37", Wait.WAITING), ("19:32", Wait.LONG), ("19:27", Wait.TOO_LONG)],
)
def test_waiting_has_four_levels(since: str, wait: Wait) -> None:
    """From 5, 10 and 15 minutes on a card says so; one that waits for the customer never does."""
    inquiry = an_inquiry(said("Where?", since), since=since)
    assert wait_of(a_card(inquiry), NOW) is wait
    assert wait_of(a_card(flagged(inquiry, is_closed=True)), NOW) is Wait.FRESH


def test_the_lane_has_who_waits_for_us_oldest_first() -> None:
    """Answered and closed ones are off the lane; to-dos come first at the start of a shift and last later."""
    new = a_card(an_inquiry(said("?", "19:40"), number=1))
    old = a_card(an_inquiry(said("?", "19:20"), number=2))
    to_do = a_card(flagged(an_inquiry(said("?", "19:35"), number=3), is_to_do=True))
    answered = a_card(flagged(an_inquiry(number=4), is_answered=True))
    closed = a_card(flagged(an_inquiry(number=5), is_closed=True))
    assert keys(new, old, to_do, answered, closed) == [2, 1, 3]
    assert keys(new, old, to_do, start=timedelta(minutes=1)) == [3, 2, 1]


def test_an_unread_allergy_and_a_decision_come_before_the_oldest() -> None:
    """What would be missed off the lane stands first on it, also when it has just come."""
    allergy = a_card(an_inquiry(said("order 10021: nut allergy", "19:41"), number=9))
    stuck = replace(
        a_card(flagged(an_inquiry(number=8), is_closed=True)), stuck=(StuckErrand("c", "reply", "Closed."),)
    )
    old = a_card(an_inquiry(said("?", "19:00"), number=1))
    assert keys(old, replace(allergy, unread=allergy.alerts), stuck) == [8, 9, 1]


def test_a_card_shows_initials_and_no_contacts() -> None:
    """Names become initials unless the station may see them; addresses and phone numbers never show."""
    inquiry = an_inquiry(said("Call +421 905 123 456 or jana@example.com about 10021"), subject="jana@example.com")
    card = a_card(inquiry)
    assert (card.customer, card.title) == ("J. N.", "(e-mail)")
    assert card.newest is not None
    assert card.newest.text == "Call (phone) or (e-mail) about 10021"
    assert card.numbers == ("10021",)
    assert a_card(inquiry, sees_names=True).customer == "Jana Nováková"


@pytest.mark.parametrize("text", ["order ORD10021", "order 12345678", "on 2026-11-22 18:30", "2 x 7.50", "v1.2.3"])
def test_numbers_that_are_no_phones_stay(text: str) -> None:
    """Order numbers, dates and prices are not taken for phone numbers."""
    assert without_contacts(text) == text


def test_what_is_on_its_way_shows_at_once() -> None:
    """A reply, flags and a memo stand on the card before the shop has them; the customer no longer waits."""
    inquiry = an_inquiry(said("Where?", "19:41"), memo="old line")
    laid = laid_over(
        inquiry,
        [command(Reply("On its way.")), command(SetFlags(is_answered=True)), command(AddMemo("[19:42 Ana] called"))],
    )
    card = a_card(laid)
    assert card.phase is InquiryPhase.ANSWERED
    assert card.memo == ("old line", "[19:42 Ana] called")
    assert card.thread is not None
    assert [message.text for message in card.thread] == ["Where?", "On its way."]


def test_a_reply_is_the_last_word_though_our_clock_is_behind() -> None:
    """A board whose clock is slow still shows the reply below the question."""
    early = replace(command(Reply("Soon.")), at=at("19:00"))
    laid = laid_over(an_inquiry(said("Where?", "19:41")), [early, command(SetFlags(is_answered=True))])
    assert a_card(laid).phase is InquiryPhase.ANSWERED


@pytest.mark.parametrize(
    ("number", "matches"), [("10021", True), ("ORD10021", True), ("0010021", True), ("1002", False)]
)
def test_an_order_number_names_a_slip(number: str, matches: bool) -> None:
    """By the slip's own number, or by the name of its ticket, leading letters and zeros aside."""
    assert is_about(number, an_order(number=10021)) is matches
    assert is_about(number, an_order(ticket_name="Web ORD10021")) is matches
    assert is_about(number, an_order(id="10021", number=7)) is matches


def test_an_allergy_in_an_inquiry_rings_on_the_food_until_read() -> None:
    """The linked card gets a loud unread note like a guest's allergy; seen at the station, it stays as read."""
    board = a_board(a_station(), an_order(an_item("Burger"), number=10021), an_order(id="o2", table="T2"))
    inquiry = a_card(an_inquiry(said("Order 10021: my son has a nut allergy"), subject="Order"))
    noted = with_notes(board.cards, [inquiry], frozenset())
    card = next(card for card in noted if card.title == "T7")
    ((mark, kind),) = card.unseen
    assert (kind, card.allergies[0].word, card.allergies[0].confirmed) == (Unseen.ALLERGY, "WEB ALLERGY", False)
    assert next(card for card in noted if card.title == "T2") in board.cards
    assert with_notes(noted, [inquiry], frozenset()) is noted
    read = next(card for card in with_notes(noted, [inquiry], frozenset({mark})) if card.title == "T7")
    assert (read.unseen, read.allergies[0].confirmed) == ((), True)
    assert with_notes(noted, [], frozenset()) == board.cards


def test_notes_leave_the_till_s_own_in_place() -> None:
    """What is unread on the card already stays, the worst first; a cancelled order counts like a void."""
    order = an_order(an_item("Burger"), number=10021, note="Allergy: fish")
    board = a_board(a_station(), order)
    inquiry = a_card(an_inquiry(said("Please cancel 10021"), subject="Order"))
    (card,) = with_notes(board.cards, [inquiry], frozenset())
    assert [allergy.word for allergy in card.allergies] == ["ALLERGY", "WEB CANCEL"]
    assert [kind for _, kind in card.unseen] == [Unseen.ALLERGY, Unseen.VOID]


def test_unread_alerts_are_those_of_food_on_the_board() -> None:
    """Without its food on the board nobody could acknowledge, so nothing waits for that."""
    board = a_board(a_station(), an_order(number=10021))
    card = a_card(an_inquiry(said("10021 without onions please"), subject="Order"))
    food, unread = food_of(card, board.cards, frozenset())
    assert [link.title for link in food] == ["T7"]
    assert [alert.concern for alert in unread] == [Concern.CHANGE]
    assert food_of(card, board.cards, frozenset({unread[0].mark(2546)}))[1] == ()
    assert food_of(card, (), frozenset()) == ((), ())


def test_facts_tell_counts_and_find_cards() -> None:
    """The lane is empty when nobody waits, which hides it; beside the board cards know their food."""
    waiting = a_card(an_inquiry(said("10021?"), subject="Order"))
    answered = a_card(flagged(an_inquiry(number=2), is_answered=True))
    facts = facts_of(answered, waiting)
    assert facts.count(InquiryPhase.ANSWERED) == 1
    assert facts.lane(NOW) == (waiting,)
    assert facts_of(answered).lane(NOW) == ()
    linked = facts.beside(a_board(a_station(), an_order(number=10021)).cards, frozenset())
    assert [card.inquiry_id for card in linked.cards] == [2546, 2]
    first = linked.card("inquiry:2546")
    assert first is not None
    assert [link.number for link in first.food] == ["10021"]
    assert linked.card("inquiry:1") is None


def test_a_shift_is_counted_from_threads_and_flags() -> None:
    """Replies of this shift count with their waits; what was closed without a word counts without one."""
    shop = Author.SHOP
    replied = flagged(an_inquiry(said("a", "18:00"), said("b", "18:02"), said("r", "18:10", shop)), is_answered=True)
    twice = an_inquiry(
        said("a", "18:00"), said("r", "18:30", shop), said("c", "18:40"), said("r", "18:44", shop), said("d", "19:00")
    )
    closed = flagged(an_inquiry(changed=at("18:30")), is_closed=True)
    before = flagged(an_inquiry(said("a", "16:00"), said("r", "16:30", shop), changed=at("16:30")), is_answered=True)
    report = shift_report([replied, twice, closed, before], at("17:00"))
    assert report == ShiftReport(answered=3, median_wait=timedelta(minutes=10), still_open=1)
    assert shift_report([], at("17:00")) == ShiftReport()


def test_a_long_letter_is_a_short_note() -> None:
    """A cook reads the sentences that concern food; what is short stands whole."""
    letter = "We loved it. " * 100 + "My son has a nut allergy! " + "See you soon. " * 100
    board = a_board(a_station(), an_order(number=10021))
    inquiry = a_card(an_inquiry(said(letter), subject="10021"))
    (card,) = with_notes(board.cards, [inquiry], frozenset())
    assert [allergy.text for allergy in card.allergies] == ["My son has a nut allergy!"]
    endless = a_card(an_inquiry(said("allergy " * 500), subject="10021"))
    (card,) = with_notes(board.cards, [endless], frozenset())
    assert cell_width(card.allergies[0].text) <= NOTE_CELLS
