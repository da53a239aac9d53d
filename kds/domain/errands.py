"""What goes to another system than the till: a scan at the door, an answer to a guest; frozen values, sent by their own source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Admit:
    """A guest came in: the first one with that code wins, and the earliest time is kept.

    Attributes:
        barcode: raw code as the system knows it.
        at: when it was scanned, by the system's clock; the same at every attempt.
        basket_id: the vendor's number of the admission, None where only the code is known.
    """

    barcode: str
    at: datetime
    basket_id: int | None = None
    kind: Literal["admit"] = "admit"

    @property
    def topic(self) -> str | None:
        """What a newer deed of the same lane would replace while this one is unsent; a scan never gives way."""
        return None


@dataclass(frozen=True, slots=True)
class SetFlags:
    """How an inquiry stands; None leaves a flag as it is. Absolute, so it can be sent again and again."""

    is_answered: bool | None = None
    is_to_do: bool | None = None
    is_closed: bool | None = None
    notifies: bool | None = None
    kind: Literal["flags"] = "flags"

    @property
    def topic(self) -> str | None:
        """The flags it sets: only a newer deed about the same ones replaces it."""
        flags = {
            "answered": self.is_answered,
            "to-do": self.is_to_do,
            "closed": self.is_closed,
            "notifies": self.notifies,
        }
        return "flags " + " ".join(name for name, value in flags.items() if value is not None)


@dataclass(frozen=True, slots=True)
class Reply:
    """Words to a customer: sent once, since a repeated one is a second message."""

    text: str
    kind: Literal["reply"] = "reply"

    @property
    def topic(self) -> str | None:
        """No reply replaces another."""
        return None


@dataclass(frozen=True, slots=True)
class AddMemo:
    """One more line in an inquiry's internal note; done when the note has it."""

    line: str
    kind: Literal["memo"] = "memo"

    @property
    def topic(self) -> str | None:
        """No line replaces another."""
        return None


Deed = Admit | SetFlags | Reply | AddMemo


def words_of(deed: Deed) -> str:
    """Say what a deed does, for lists and sentences."""
    match deed:
        case Admit():
            return f"admit {deed.barcode}"
        case SetFlags():
            return " ".join(
                word
                for word, value in (
                    ("answered" if deed.is_answered else "not answered", deed.is_answered),
                    ("to-do" if deed.is_to_do else "no to-do", deed.is_to_do),
                    ("close" if deed.is_closed else "reopen", deed.is_closed),
                    ("notify" if deed.notifies else "don't notify", deed.notifies),
                )
                if value is not None
            )
        case Reply():
            return "reply"
        case AddMemo():
            return "memo"
