"""The numbered list of an inquiry: what each entry sends, and why one can't be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from kds.domain.errands import AddMemo, Reply, SetFlags
from kds.domain.inquiries.actions import HOLD, Act, choices_of, flags_intent, memo_intent, reply_intent
from kds.domain.inquiries.cards import InquiryCard, StuckErrand
from kds.domain.inquiries.facts import InquiryFacts, InquiryRights
from kds.domain.inquiries.linking import FoodLink
from kds.domain.inquiries.versions import version_of
from kds.domain.intents import Errand, Intent, IntentKind
from kds.domain.station import Role
from tests.builders import an_expo
from tests.unit.domain.inquiry_builders import (
    NOW,
    a_card,
    accepted,
    an_inquiry,
    facts_of,
    flagged,
    refused,
    said,
)

EXPO = an_expo()
ASKED = an_inquiry(said("Where is 10021?"))


def listed(card: InquiryCard, facts: InquiryFacts | None = None) -> list[str]:
    return [choice.words for choice in choices_of(card, facts or facts_of(card), EXPO)]


def reasons(card: InquiryCard, facts: InquiryFacts) -> dict[Act, str]:
    return {choice.act: choice.reason for choice in choices_of(card, facts, EXPO)}


def deeds(intent: Intent) -> list[object]:
    return [command.change.deed for command in intent.commands if isinstance(command.change, Errand)]


def test_digits_mean_the_same_in_every_phase() -> None:
    """Reply, answered, to-do, close, memo, notify keep their places; their words follow the phase."""
    assert listed(a_card(ASKED)) == ["reply", "answered", "to-do", "close", "memo", "notify the customer"]
    assert listed(a_card(flagged(ASKED, is_to_do=True)))[2] == "no to-do any more"
    answered = a_card(flagged(an_inquiry(), is_answered=True))
    assert listed(answered)[1] == "not answered after all"
    assert listed(a_card(flagged(ASKED, is_closed=True)))[3] == "reopen"


@pytest.mark.parametrize(
    ("flags", "act", "deed"),
    [
        ({}, Act.ANSWERED, SetFlags(is_answered=True)),
        ({}, Act.TO_DO, SetFlags(is_to_do=True)),
        ({"is_to_do": True}, Act.TO_DO, SetFlags(is_to_do=False)),
        ({}, Act.CLOSE, SetFlags(is_closed=True)),
        ({"is_closed": True}, Act.CLOSE, SetFlags(is_closed=False)),
    ],
)
def test_a_flag_is_one_command_of_the_inquiry_s_lane(flags: dict[str, bool], act: Act, deed: SetFlags) -> None:
    """It is absolute, held back for undo, and knows what the person saw."""
    inquiry = flagged(ASKED, **flags)
    card = a_card(inquiry)
    intent = accepted(flags_intent(card, act, facts_of(card), EXPO, NOW))
    assert deeds(intent) == [deed]
    (command,) = intent.commands
    assert (command.source, command.order_id, command.number) == ("lightspeed", "inquiry:2546", 2546)
    assert command.base_version == version_of(inquiry)
    assert (intent.kind, intent.not_before, intent.label) == (IntentKind.ERRAND, NOW + HOLD, card.title)


def test_a_stale_answered_can_be_set_again() -> None:
    """A customer who wrote after the answer waits for us, so the entry says *answered*, not its opposite."""
    card = a_card(flagged(ASKED, is_answered=True))
    assert listed(card)[1] == "answered"
    assert deeds(accepted(flags_intent(card, Act.ANSWERED, facts_of(card), EXPO, NOW))) == [SetFlags(is_answered=True)]


def test_a_reply_is_sent_before_the_inquiry_counts_as_answered() -> None:
    """Two commands of one lane, in this order; white space is put in order."""
    card = a_card(ASKED)
    intent = accepted(reply_intent(card, " On its\n way. ", facts_of(card), EXPO, NOW))
    assert deeds(intent) == [Reply("On its way."), SetFlags(is_answered=True)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  ", "Nothing is written yet."),
        ("ready at {time}", "A place is still open: {time}"),
        ("late by {n}", "A place is still open: {n}"),
        ("x" * 4000, "That is too long for one reply."),
    ],
)
def test_a_reply_that_is_not_finished_stays_here(text: str, sentence: str) -> None:
    """Nothing goes to a customer that nobody has filled in."""
    card = a_card(ASKED)
    assert refused(reply_intent(card, text, facts_of(card), EXPO, NOW)) == sentence


def test_a_memo_says_who_and_when() -> None:
    """The line carries time and name, so that the next shift knows."""
    card = a_card(ASKED)
    intent = accepted(memo_intent(card, "will call", facts_of(card), EXPO, NOW, author="Ana", zone=UTC))
    assert deeds(intent) == [AddMemo("[19:42 Ana] will call")]
    assert (
        refused(memo_intent(card, " ", facts_of(card), EXPO, NOW, author="Ana", zone=UTC)) == "Nothing is written yet."
    )


def test_an_unread_allergy_keeps_an_inquiry_open() -> None:
    """Close names the food card that nobody has acknowledged; everything else goes on."""
    card = a_card(an_inquiry(said("10021: nut allergy")))
    unread = replace(card, food=(FoodLink("10021", "o1", "T7"),), unread=card.alerts)
    facts = facts_of(unread)
    assert refused(flags_intent(unread, Act.CLOSE, facts, EXPO, NOW)) == "Allergy is not acknowledged on T7."
    assert accepted(flags_intent(unread, Act.ANSWERED, facts, EXPO, NOW))
    assert accepted(flags_intent(unread, Act.CLOSE, facts_of(card), EXPO, NOW))


def test_a_refused_write_dims_everything_with_the_shop_s_reason() -> None:
    """The list stays, each entry says why; nothing leaves."""
    card = a_card(ASKED)
    facts = facts_of(card, refused="The key may not write.")
    assert set(reasons(card, facts).values()) == {"The key may not write."}
    assert refused(reply_intent(card, "hello", facts, EXPO, NOW)) == "The key may not write."


def test_local_rights_dim_their_own_entries() -> None:
    """A station without a right says which; a runner's screen only shows."""
    card = a_card(ASKED)
    found = reasons(card, facts_of(card, rights=InquiryRights(reply=False, flag=True)))
    assert (found[Act.REPLY], found[Act.CLOSE]) == ("this station has no right inquiry.reply", "")
    found = reasons(card, facts_of(card, rights=InquiryRights(flag=False)))
    assert (found[Act.REPLY], found[Act.MEMO]) == ("", "this station has no right inquiry.flag")
    runner = an_expo(role=Role.RUNNER)
    assert refused(flags_intent(card, Act.CLOSE, facts_of(card), runner, NOW)) == "This screen only shows."


def test_notifying_is_off_until_it_is_allowed_and_then_asks() -> None:
    """It may send an e-mail, so it is a right of its own and needs a second Enter; taking it back asks nothing."""
    card = a_card(ASKED)
    assert reasons(card, facts_of(card))[Act.NOTIFY] == "this station has no right inquiry.notify"
    choice = choices_of(card, facts_of(card, rights=InquiryRights(notify=True)), EXPO)[5]
    assert (choice.reason, choice.deed) == ("", SetFlags(notifies=True))
    assert choice.asks
    back = choices_of(a_card(flagged(ASKED, notifies=True)), facts_of(card, rights=InquiryRights(notify=True)), EXPO)[5]
    assert (back.deed, back.asks) == (SetFlags(notifies=False), "")


def test_a_closed_inquiry_offers_to_reopen_it_first() -> None:
    """Nothing else can be done to it, except a memo."""
    card = a_card(flagged(ASKED, is_closed=True))
    found = reasons(card, facts_of(card))
    assert [act for act, reason in found.items() if not reason] == [Act.CLOSE, Act.MEMO]
    assert refused(reply_intent(card, "hi", facts_of(card), EXPO, NOW)) == "It is closed: reopen it first."


def test_a_conflict_leaves_two_ways_out() -> None:
    """Ours all the same, or not at all; nothing else until that is decided."""
    card = replace(a_card(ASKED), stuck=(StuckErrand("c", "reply", "Somebody closed it."),))
    assert listed(card) == ["send ours all the same: reply", "drop ours: reply"]
    assert (
        refused(flags_intent(card, Act.CLOSE, facts_of(card), EXPO, NOW))
        == "Where is my order? needs a decision first."
    )
    assert refused(reply_intent(card, "hi", facts_of(card), EXPO, NOW)) == "Where is my order? needs a decision first."


def test_an_inquiry_that_is_gone_takes_nothing() -> None:
    """Deleted at the shop while the list was open."""
    card = a_card(ASKED)
    sentence = "Where is my order? is not among the inquiries any more."
    assert refused(flags_intent(card, Act.CLOSE, facts_of(), EXPO, NOW)) == sentence
    assert refused(reply_intent(card, "hi", facts_of(), EXPO, NOW)) == sentence
