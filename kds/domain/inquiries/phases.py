"""Where an inquiry stands: derived from its flags and its thread, stored nowhere (lightspeed 5)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from kds.domain.inquiries.inquiry import Author, Inquiry, InquiryMessage
from kds.language import mark


class InquiryPhase(StrEnum):
    """What an inquiry waits for, the most urgent first."""

    UNANSWERED = mark("unanswered")
    TO_DO = mark("to do")
    ANSWERED = mark("answered")
    """It waits for the customer."""
    CLOSED = mark("closed")


def phase_of(inquiry: Inquiry) -> InquiryPhase:
    """Give the phase; a customer who wrote last waits for us, whatever the flag *answered* says."""
    flags = inquiry.flags
    if flags.is_closed:
        return InquiryPhase.CLOSED
    if flags.is_to_do:
        return InquiryPhase.TO_DO
    if flags.is_answered and not customer_wrote_last(inquiry):
        return InquiryPhase.ANSWERED
    return InquiryPhase.UNANSWERED


def customer_wrote_last(inquiry: Inquiry) -> bool:
    """Whether the newest message is the customer's; False as long as the thread was not read."""
    return _open_question(inquiry) is not None


def waiting_since(inquiry: Inquiry) -> datetime:
    """Give the newest message of the customer that the shop has not answered yet, else when the inquiry was made."""
    question = _open_question(inquiry)
    return question.at if question is not None else inquiry.created_at


def _open_question(inquiry: Inquiry) -> InquiryMessage | None:
    spoken = [message for message in inquiry.messages or () if message.author is not Author.OTHER]
    newest = max(spoken, key=lambda message: (message.at, message.id), default=None)
    return newest if newest is not None and newest.author is Author.CUSTOMER else None
