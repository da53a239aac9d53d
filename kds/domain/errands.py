"""What is no change of an order: a scan at the door, an answer to a guest, a note to the other screens; frozen values, each
sent by its own source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal

from kds.domain.notes import Note, end_words, note_words, subject_of
from kds.language import tr


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


@dataclass(frozen=True, slots=True)
class TellNote:
    """Tell the other screens of this kitchen something (contract 7); telling it again changes nothing.

    Attributes:
        note: what is told; its id begins with `domain.notes.LOCAL`, since no server has given it one.
        former: what was known about the same subject before, for taking it back.
    """

    note: Note
    former: Note | None = None
    kind: Literal["tell-note"] = "tell-note"

    @property
    def topic(self) -> str | None:
        """What the note is about: a newer word about the same replaces an unsent one."""
        return subject_of(self.note)


@dataclass(frozen=True, slots=True)
class EndNote:
    """End what was told: every note about the same subject; ending it again changes nothing."""

    note: Note
    kind: Literal["end-note"] = "end-note"

    @property
    def topic(self) -> str | None:
        """What the note is about: a newer word about the same replaces an unsent one."""
        return subject_of(self.note)


Deed = Admit | SetFlags | Reply | AddMemo | TellNote | EndNote


def without_words(deed: Deed) -> Deed:
    """Give a deed that is over as it may be kept: what was written to or about a customer becomes a digest (sources 5)."""
    match deed:
        case Reply(text=text):
            return replace(deed, text=_digest(text))
        case AddMemo(line=line):
            return replace(deed, line=_digest(line))
        case _:
            return deed


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def words_of(deed: Deed) -> str:
    """Say what a deed does, for lists and sentences."""
    match deed:
        case Admit():
            return tr("admit {code}", code=deed.barcode)
        case SetFlags():
            return " ".join(
                word
                for word, value in (
                    (tr("answered") if deed.is_answered else tr("not answered"), deed.is_answered),
                    (tr("to-do") if deed.is_to_do else tr("no to-do"), deed.is_to_do),
                    (tr("close") if deed.is_closed else tr("reopen"), deed.is_closed),
                    (tr("notify") if deed.notifies else tr("don't notify"), deed.notifies),
                )
                if value is not None
            )
        case Reply():
            return tr("reply")
        case AddMemo():
            return tr("memo")
        case TellNote(note=note):
            return note_words(note)
        case EndNote(note=note):
            return end_words(note)
