"""Inquiries of the web shop: whose turn it is, what concerns food, and which replies were sent; no network, no screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.inquiries.finding import (
    Alert,
    Concern,
    alerts_of,
    order_numbers,
    order_pattern,
    unacknowledged,
)
from kds.domain.inquiries.inquiry import Author, Inquiry, InquiryFlags, InquiryMessage, initials
from kds.domain.inquiries.memo import has_line, memo_line, shown_lines, with_line
from kds.domain.inquiries.phases import InquiryPhase, customer_wrote_last, phase_of, waiting_since
from kds.domain.inquiries.plain_text import plain_text
from kds.domain.inquiries.replies import TEMPLATES, ReplyTemplate, ReplyTemplates, sent_reply
from kds.domain.inquiries.web_order import same_number
from kds.domain.inquiries.wishes import FlagWish, closed_meanwhile, contested
from kds.domain.text import cell_width
from kds.errors import SettingsError

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
FLAGS = st.builds(InquiryFlags, st.booleans(), st.booleans(), st.booleans(), st.booleans())
MAYBE = st.sampled_from((None, True, False))
WISHES = st.builds(FlagWish, MAYBE, MAYBE, MAYBE, MAYBE)
C, S, X = Author.CUSTOMER, Author.SHOP, Author.OTHER


def said(author: Author, minute: int, text: str = "hello", number: int | None = None) -> InquiryMessage:
    return InquiryMessage(number or minute, author, text, AT + timedelta(minutes=minute))


def inquiry(*messages: InquiryMessage, subject: str = "", flags: InquiryFlags | None = None) -> Inquiry:
    return Inquiry(2546, subject, AT, AT, flags or InquiryFlags(), messages=messages)


@pytest.mark.parametrize(
    ("flags", "authors", "phase"),
    [
        (InquiryFlags(), [], InquiryPhase.UNANSWERED),
        (InquiryFlags(is_answered=True), [], InquiryPhase.ANSWERED),
        (InquiryFlags(is_answered=True), [C, S], InquiryPhase.ANSWERED),
        (InquiryFlags(is_answered=True), [C, S, C], InquiryPhase.UNANSWERED),
        (InquiryFlags(is_answered=True), [C, S, X], InquiryPhase.ANSWERED),
        (InquiryFlags(), [C, S], InquiryPhase.UNANSWERED),
        (InquiryFlags(is_answered=True, is_to_do=True), [C], InquiryPhase.TO_DO),
        (InquiryFlags(is_answered=True, is_to_do=True, is_closed=True), [C], InquiryPhase.CLOSED),
    ],
)
def test_the_phase_follows_flags_and_thread(flags: InquiryFlags, authors: list[Author], phase: InquiryPhase) -> None:
    """Closed before to-do before answered; a customer who wrote last repairs a stale *answered* (lightspeed 5)."""
    thread = [said(author, minute) for minute, author in enumerate(authors, 1)]
    assert phase_of(inquiry(*thread, flags=flags)) is phase
    assert phase_of(inquiry(*reversed(thread), flags=flags)) is phase


def test_waiting_counts_from_the_newest_open_question() -> None:
    """A second question starts the clock anew, an answer stops it, and without a thread the inquiry's own age counts."""
    assert waiting_since(inquiry(said(C, 1), said(C, 5))) == AT + timedelta(minutes=5)
    assert waiting_since(inquiry(said(C, 1), said(S, 5))) == AT
    assert waiting_since(inquiry(said(C, 1), said(X, 5))) == AT + timedelta(minutes=1)
    assert waiting_since(replace(inquiry(), messages=None)) == AT
    assert not customer_wrote_last(replace(inquiry(), messages=None))


def test_two_messages_of_one_second_stand_in_the_order_of_their_ids() -> None:
    """Times have whole seconds, so the larger id is the later message."""
    assert customer_wrote_last(inquiry(said(S, 1, number=8), said(C, 1, number=9)))
    assert not customer_wrote_last(inquiry(said(S, 1, number=9), said(C, 1, number=8)))


@given(FLAGS, st.lists(st.sampled_from(Author), max_size=6))
def test_every_inquiry_has_one_phase_and_an_age(flags: InquiryFlags, authors: list[Author]) -> None:
    """No mix of flags and messages leaves an inquiry without its place, and none waits since before it was made."""
    own = inquiry(*(said(author, minute) for minute, author in enumerate(authors, 1)), flags=flags)
    assert (phase_of(own) is InquiryPhase.CLOSED) == flags.is_closed
    assert waiting_since(own) >= own.created_at


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Jana Nováková", "J. N."),
        ("jana", "J."),
        ("", ""),
        ("Ana Mária de la Cruz", "A. C."),
        ("  7 (x) ", "X."),
        ("ľ", "Ľ."),
    ],
)
def test_initials_tell_no_name(name: str, letters: str) -> None:
    """A station without the right to names sees first and last letter."""
    assert initials(name) == letters
    assert replace(inquiry(), customer_name=name).customer_initials == letters


def test_an_inquiry_without_a_subject_has_its_number() -> None:
    """A card always has a title."""
    assert (inquiry().title, inquiry(subject="Soup").title) == ("#2546", "Soup")


def test_order_numbers_are_found_once_each() -> None:
    """Numbers in subject and messages link to cards, with and without the letters; prices and years' digits may not."""
    own = inquiry(
        said(C, 1, "see ord1234 and 98765, not 123 or 123456789"), said(S, 2, "ORD1234!"), subject="No. 55555"
    )
    assert order_numbers(own, order_pattern()) == ("55555", "ORD1234", "98765")
    assert (
        order_numbers(inquiry(subject=" ".join(str(number) for number in range(1000, 1050))), order_pattern())[-1]
        == "1004"
    )
    assert order_numbers(own, order_pattern(r"#\d+")) == ()


@pytest.mark.parametrize("wrong", ["(", "", r"\d*"])
def test_a_pattern_that_can_not_be_meant_is_told(wrong: str) -> None:
    """A typing mistake in the settings stops the start, not the board in the evening."""
    with pytest.raises(SettingsError, match="pattern of order numbers"):
        order_pattern(wrong)


@pytest.mark.parametrize(
    ("text", "concerns"),
    [
        ("I have a nut allergy", [Concern.ALLERGY]),
        ("Mám alergiu na orechy", [Concern.ALLERGY]),
        ("no allergies, thank you", []),
        ("Please CANCEL my order", [Concern.CANCEL]),
        ("Prosím zrušte objednávku", [Concern.CANCEL]),
        ("chcem storno", [Concern.CANCEL]),
        ("Graag mijn bestelling annuleren", [Concern.CANCEL]),
        ("Kan het zonder ui?", [Concern.CHANGE]),
        ("аллергия на рыбу", [Concern.ALLERGY]),
        ("Soup without onions", [Concern.CHANGE]),
        ("polievka bez cibule", [Concern.CHANGE]),
        ("je to bezpečné?", []),
        ("Can I change it? I'm coeliac", [Concern.ALLERGY, Concern.CHANGE]),
        ("Where is my order?", []),
    ],
)
def test_words_that_concern_food_raise_an_alert(text: str, concerns: list[Concern]) -> None:
    """Allergies, cancellations and changes are seen in English and Slovak, in subject and messages alike."""
    assert [alert.concern for alert in alerts_of(inquiry(subject=text))] == concerns
    found = alerts_of(inquiry(said(C, 3, text), said(S, 4, text)))
    assert found == tuple(Alert(concern, text, 3) for concern in concerns)


def test_an_alert_is_acknowledged_message_by_message() -> None:
    """A cook's acknowledgement holds for what was read; a new message asks again (sources 6.4)."""
    own = inquiry(said(C, 1, "cancel it"))
    seen = frozenset(alert.mark(own.id) for alert in alerts_of(own))
    assert seen == {"inquiry:2546/1:cancel"}
    assert unacknowledged(own.id, alerts_of(own), seen) == ()
    later = inquiry(said(C, 1, "cancel it"), said(C, 2, "cancel it!"))
    assert [alert.message_id for alert in unacknowledged(later.id, alerts_of(later), seen)] == [2]


def test_word_lists_can_be_replaced() -> None:
    """A restaurant with German guests writes its own words."""
    words = {Concern.CANCEL: {"de": ("abbestell",)}}
    assert [alert.concern for alert in alerts_of(inquiry(subject="Abbestellung, allergy"), words)] == [Concern.CANCEL]


def test_a_memo_grows_by_one_line() -> None:
    """Time and name stand in front, in the restaurant's time; what was there stays."""
    line = memo_line("call\nback \x1b[2J", author="Ana", at=AT, zone=ZoneInfo("Europe/Bratislava"))
    assert line == "[19:00 Ana] call back �[2J"
    assert with_line("", line) == line
    assert with_line("old <b>\n", line) == f"old <b>\n{line}"


def test_a_line_whose_answer_was_lost_is_not_added_twice() -> None:
    """The memo says itself whether the line has arrived."""
    stored = with_line("old", "[19:00 Ana] x")
    assert has_line(stored, "[19:00 Ana] x")
    assert with_line(stored, "[19:00 Ana] x") == stored
    assert shown_lines(stored + "\r\n\n [19:05 Bo]  y ") == ("old", "[19:00 Ana] x", "[19:05 Bo] y")


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_memo_never_loses_what_stood_there(stored: str, text: str) -> None:
    """Whatever others wrote, adding a line keeps it, and adding it again changes nothing."""
    line = memo_line(text, author="Ana", at=AT, zone=UTC)
    grown = with_line(stored, line)
    assert grown.startswith(stored.rstrip())
    assert with_line(grown, line) == grown


def test_templates_speak_the_customers_language() -> None:
    """Slovak for Slovaks, English for `us`, the shop's language for everybody else."""
    templates = ReplyTemplates(fallback="sk")
    assert templates.of("en", "us")[0].text == TEMPLATES["en"][0]
    assert templates.of("", "sk")[1].text == TEMPLATES["sk"][1]
    assert templates.of("de")[1].text == TEMPLATES["sk"][1]


def test_own_templates_replace_the_built_in_ones() -> None:
    """A restaurant writes its own words, also in a language more."""
    templates = ReplyTemplates({"EN": ("Soon!",), "de": ("Um {time}.",)})
    assert [one.text for one in templates.of("en")] == ["Soon!"]
    assert [one.filled(time="18:40") for one in templates.of("de")] == ["Um 18:40."]


@pytest.mark.parametrize("text", ["ready at {when}", "{0.__class__}", "{}"])
def test_a_template_with_an_unknown_place_is_told(text: str) -> None:
    """A misspelt place is found at the start, not by a customer."""
    with pytest.raises(SettingsError, match=r"Only \{time\} and \{n\}"):
        ReplyTemplates({"en": (text,)})
    with pytest.raises(SettingsError, match="no reply templates for 'xx'"):
        ReplyTemplates(fallback="xx")


def test_a_template_says_what_it_needs() -> None:
    """The screen asks for a time or for minutes, and only for those."""
    ready, coming, late = map(ReplyTemplate, TEMPLATES["en"])
    assert (ready.needs_time, ready.needs_number, coming.needs_time, late.needs_number) == (True, False, False, True)
    assert ready.filled(time="18:40") == "Your order is in preparation and will be ready at 18:40."
    assert late.filled(number=15) == "We are sorry, your order is delayed by 15 minutes."
    assert late.filled() == late.text


@given(st.text(alphabet="ab <>&;/é\n", min_size=1, max_size=40))
def test_a_reply_is_recognised_however_the_shop_stores_it(text: str) -> None:
    """As it was sent, with its entities escaped, or wrapped in a paragraph: it is the same reply."""
    import html

    for stored in (text, html.escape(text), f"<p>{html.escape(text)}</p>"):
        thread = [said(S, 1, plain_text(stored, limit_cells=4000))]
        assert sent_reply(thread, text, pressed_at=AT) is not None
    assert sent_reply([said(S, 1, "another reply")], text, pressed_at=AT) is None


def test_a_reply_of_the_shops_slower_clock_is_recognised() -> None:
    """Two minutes of skew are forgiven, ten are another reply."""
    assert sent_reply([said(S, -2, "x")], "x", pressed_at=AT) is not None
    assert sent_reply([said(S, -10, "x")], "x", pressed_at=AT) is None
    assert sent_reply([said(S, 0, "cafe\u0301")], "café", pressed_at=AT) is not None


@given(WISHES, WISHES, FLAGS)
def test_wishes_for_flags_are_absolute(first: FlagWish, later: FlagWish, flags: InquiryFlags) -> None:
    """Sent twice they change nothing more, and the last word on each flag stands."""
    once = replace(flags, **first.wanted)
    assert first.is_met_by(once)
    assert replace(once, **first.wanted) == once
    assert later.is_met_by(replace(once, **later.wanted))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen() -> None:
    """A flag that was changed since it stood on the screen is a conflict only where ours would change it back."""
    seen = inquiry(flags=InquiryFlags(is_to_do=True))
    moved = replace(seen, updated_at=AT + timedelta(minutes=1), flags=InquiryFlags(is_to_do=False, is_closed=True))
    assert contested(FlagWish(is_to_do=True), seen, moved) == ("is_to_do",)
    assert contested(FlagWish(is_to_do=False), seen, moved) == ()
    assert contested(FlagWish(is_to_do=False), seen, seen) == ()
    assert closed_meanwhile(seen, moved)
    assert not closed_meanwhile(moved, moved)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ORD00123", "123", True),
        ("ord-123", "ORD123", True),
        ("123", "1234", False),
        ("A1B", "a1b", True),
        ("A1B2", "2", False),
        ("", "", True),
    ],
)
def test_order_numbers_are_compared_as_people_do(one: str, other: str, same: bool) -> None:
    """Letters in front and leading zeros don't keep a customer's number from its order."""
    assert same_number(one, other) is same_number(other, one) is same


@given(st.text(alphabet=st.characters(), max_size=200))
def test_no_text_reaches_the_screen_with_controls(text: str) -> None:
    """Whatever a customer sends, one printable line comes out, and cleaning it again changes nothing of its words."""
    shown = plain_text(text, limit_cells=80)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)


@pytest.mark.parametrize("unit", ["<", "<!--", "<a ", '<a b="', "<![", "<script>", "</", "&#", "<script></", "\u0301"])
def test_a_hostile_text_is_read_to_its_end(unit: str) -> None:
    """A message made to keep a parser busy is an ordinary long text."""
    assert cell_width(plain_text(unit * 20_000, limit_cells=100)) <= 100
