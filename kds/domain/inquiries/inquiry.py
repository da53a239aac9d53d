"""An inquiry: what a customer of the web shop asks, with its thread; values only, it knows no system and no screen.

Lightspeed calls it a ticket; here a ticket is a bill, so it is never called so (sources 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    SHOP = "shop"
    OTHER = "other"
    """Someone the shop system names in another way."""


@dataclass(frozen=True, slots=True)
class InquiryMessage:
    """One message of a thread.

    Attributes:
        id: the source's own.
        author: who wrote it.
        text: one cleaned line.
        at: when it was written, aware UTC by the source's clock.
    """

    id: int
    author: Author
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InquiryFlags:
    """What people have marked at the source; each is independent of the others (lightspeed 2.1)."""

    is_answered: bool = False
    is_to_do: bool = False
    is_closed: bool = False
    notifies: bool = False
    """Whether the shop system tells the customer of an answer."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who asks; e-mail and phone are for those who may see contacts, never for a card (sources 8).

    Attributes:
        id: the source's own.
        name: first, middle and last name, else the company; cleaned, "" when there is none.
        email: cleaned, "" when there is none.
        phone: cleaned, the mobile number where there is one, "" when there is none.
    """

    id: int
    name: str
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry as its source has it.

    Attributes:
        id: the source's own.
        subject: one cleaned line, may be "".
        created_at: aware UTC by the source's clock.
        updated_at: last change, None when the source does not say; together with `flags` it is the version.
        flags: what people have marked.
        language: language of the customer as in a locale, `en`; "" when unknown.
        language_code: the source's own code for it, for people: `us` is US English.
        customer_id: None when the source names nobody.
        customer_name: cleaned; "" as long as it is unknown.
        memo_lines: the internal note, cleaned line by line.
        stored_memo: the internal note as it is stored, so that writing it back loses nothing; never drawn.
        messages: the thread, oldest first; None as long as it was not read.
    """

    id: int
    subject: str
    created_at: datetime
    updated_at: datetime | None = None
    flags: InquiryFlags = InquiryFlags()
    language: str = ""
    language_code: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    memo_lines: tuple[str, ...] = ()
    stored_memo: str = ""
    messages: tuple[InquiryMessage, ...] | None = None

    @property
    def title(self) -> str:
        """The subject, `#2546` where there is none."""
        return self.subject or f"#{self.id}"

    @property
    def customer_initials(self) -> str:
        """The customer as stations without the right to names see it: `J. N.`; "" when unknown."""
        return initials(self.customer_name)


def initials(name: str) -> str:
    """Give the first letters of the first and last word of a name: `J. N.`; words without a letter don't count."""
    letters = [next((char for char in word if char.isalpha()), "") for word in name.split()]
    known = [letter.upper() for letter in letters if letter]
    return " ".join(f"{letter}." for letter in (known[:1] + known[-1:] if len(known) > 1 else known))
