"""Readable builders of inquiries and their cards; they invent defaults and decide nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.inquiries.cards import InquiryCard, Reading, card_of
from kds.domain.inquiries.facts import InquiryFacts, InquiryRights
from kds.domain.inquiries.inquiry import Author, Inquiry, InquiryFlags, InquiryMessage
from kds.domain.inquiries.laying_over import laid_over
from kds.domain.inquiries.news import WriteRight
from kds.domain.inquiries.privacy import fit_for_cards
from kds.domain.intents import Command, Intent, Refusal
from tests.builders import at

NOW = at("19:42:07")
READING = Reading()


def said(text: str, when: str = "19:30", author: Author = Author.CUSTOMER, number: int = 0) -> InquiryMessage:
    """Give a message; its id is made of its time."""
    moment = at(when)
    return InquiryMessage(number or moment.hour * 100 + moment.minute, author, text, moment)


def an_inquiry(
    *messages: InquiryMessage,
    number: int = 2546,
    subject: str = "Where is my order?",
    since: str = "19:30",
    flags: InquiryFlags | None = None,
    customer: str = "Jana Nováková",
    language: str = "sk",
    memo: str = "",
    changed: datetime | None = None,
) -> Inquiry:
    """Give an inquiry that was made at `since` and has this thread."""
    return Inquiry(
        id=number,
        subject=subject,
        created_at=at(since),
        updated_at=changed or at(since),
        flags=flags or InquiryFlags(),
        language=language,
        language_code=language,
        customer_name=customer,
        memo_lines=tuple(memo.splitlines()),
        stored_memo=memo,
        messages=messages,
    )


def a_card(inquiry: Inquiry, *commands: Command, sees_names: bool = False) -> InquiryCard:
    """Give the card of an inquiry with commands laid over it."""
    return card_of(fit_for_cards(laid_over(inquiry, commands), sees_names=sees_names), READING)


def facts_of(
    *cards: InquiryCard, rights: InquiryRights | None = None, refused: str = "", start: timedelta | None = None
) -> InquiryFacts:
    """Give facts of these cards; `refused` is why the shop takes no changes, `start` how long the shift still begins."""
    return InquiryFacts(
        cards=cards,
        rights=rights or InquiryRights(),
        write=WriteRight(is_given=not refused, reason=refused),
        to_dos_first_until=None if start is None else NOW + start,
    )


def accepted(outcome: Intent | Refusal) -> Intent:
    """Give an intent that must not have been refused."""
    assert isinstance(outcome, Intent), outcome.sentence
    return outcome


def refused(outcome: Intent | Refusal) -> str:
    """Give the sentence of what must have been refused."""
    assert isinstance(outcome, Refusal), outcome
    return outcome.sentence


def flagged(inquiry: Inquiry, **flags: bool) -> Inquiry:
    """Give the inquiry with flags set."""
    return replace(inquiry, flags=replace(inquiry.flags, **flags))
