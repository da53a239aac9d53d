"""What the screens of one kitchen tell each other beside the orders: rush, made again, sold out and the like (contract 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note says; the words of contract 7."""

    RUSH = "rush"
    AGAIN = "again"
    SOLD_OUT = "soldOut"
    COUNTDOWN = "countdown"
    ALLERGY_SEEN = "allergySeen"
    PRESENCE = "presence"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Note:
    """One fact that a screen of this kitchen has told the others.

    Attributes:
        id: the server's id; one that begins with `local:` was never sent to anybody.
        at: server time it was told.
        by: user name, empty where the server does not say.
        station: name of the station it is about or was told at.
        plu_code: code of the product, of `SOLD_OUT` and `COUNTDOWN`.
        amount: how many are left, of `COUNTDOWN`.
        reason: why, of `AGAIN`: dropped, wrong, overcooked, sent back.
        text: words for people; of `PRESENCE` the endpoints that the station watches, one a row.
    """

    id: str
    kind: NoteKind
    at: datetime
    by: str = ""
    order_id: str | None = None
    item_id: int | None = None
    ticket_id: str | None = None
    plu_code: int | None = None
    amount: Decimal | None = None
    station: str = ""
    reason: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """The notes of the business day as this screen knows them.

    Attributes:
        notes: oldest first; what has lapsed or was ended is not there.
        is_offered: whether the till has a place for notes; False means that all of them are known to *this screen only*,
            None that nobody has asked yet.
    """

    notes: tuple[Note, ...] = ()
    is_offered: bool | None = None

    def of(self, kind: NoteKind) -> tuple[Note, ...]:
        """Give the notes of one kind, oldest first."""
        return tuple(note for note in self.notes if note.kind is kind)

    @property
    def rushed(self) -> frozenset[str]:
        """Ids of the orders that go first."""
        return frozenset(note.order_id for note in self.of(NoteKind.RUSH) if note.order_id is not None)

    @property
    def sold_out(self) -> Mapping[int, Note]:
        """Product code → the note that says it is sold out: by a person, or by a countdown at 0."""
        gone = {note.plu_code: note for note in self.of(NoteKind.SOLD_OUT) if note.plu_code is not None}
        return gone | {code: note for code, note in self.countdowns.items() if note.amount == 0}

    @property
    def countdowns(self) -> Mapping[int, Note]:
        """Product code → the note that says how many are left."""
        return {note.plu_code: note for note in self.of(NoteKind.COUNTDOWN) if note.plu_code is not None}

    @property
    def watched(self) -> frozenset[str]:
        """Names of the endpoints that some screen watches now."""
        return frozenset(name for note in self.of(NoteKind.PRESENCE) for name in note.text.splitlines() if name)


NO_NOTES = Shared()
"""Before anybody was asked."""
