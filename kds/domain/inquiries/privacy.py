"""What a card may tell about a customer: initials instead of names, no e-mail and no phone number (sources 8); pure."""

from __future__ import annotations

import re
from dataclasses import replace

from kds.domain.inquiries.inquiry import Inquiry, InquiryMessage

MASKED_EMAIL = "(e-mail)"
"""Stands for an address that a customer wrote into a text."""
MASKED_PHONE = "(phone)"
"""Stands for a phone number in a text; order numbers have at most eight digits and stay."""

_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,253}\.[^\s@<>().,;]{2,63}")
_PHONE = re.compile(r"(?<![\w.])(?!\d{4}-\d\d-\d\d)(?:\+|00)?\d(?:[ ./-]?\d){8,14}(?!\w)")


def without_contacts(text: str) -> str:
    """Give a text without e-mail addresses and phone numbers."""
    if "@" in text:
        text = _EMAIL.sub(MASKED_EMAIL, text)
    return _PHONE.sub(MASKED_PHONE, text)


def fit_for_cards(inquiry: Inquiry, *, sees_names: bool) -> Inquiry:
    """Give an inquiry with what a card may tell: its texts without contacts, its customer as initials.

    Args:
        inquiry: as its source has it.
        sees_names: whether this station may see names.
    """
    return replace(
        inquiry,
        subject=without_contacts(inquiry.subject),
        customer_name=inquiry.customer_name if sees_names else inquiry.customer_initials,
        memo_lines=tuple(map(without_contacts, inquiry.memo_lines)),
        messages=None if inquiry.messages is None else tuple(map(_fit, inquiry.messages)),
    )


def _fit(message: InquiryMessage) -> InquiryMessage:
    text = without_contacts(message.text)
    return message if text == message.text else replace(message, text=text)
