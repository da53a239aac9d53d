"""What the screens of one kitchen tell each other beside the orders: rush, made again, sold out and the like (contract 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from kds.language import number_words, tr


class NoteKind(StrEnum):
    """What a note says; the words of contract 7."""

    RUSH = "rush"
    AGAIN = "again"
    SOLD_OUT = "soldOut"
    COUNTDOWN = "countdown"
    ALLERGY_SEEN = "allergySeen"
    PRESENCE = "presence"
    NOTICE = "notice"


LOCAL = "local:"
"""How the id of a note begins that no server has given one."""

NOTES = "notes"
"""The outbox's name for whoever carries out notes, as `source` of their commands."""

PROCESS_RIGHT = "orderProcess"
"""The right that `RUSH` and its end need (contract 7)."""

UPDATE_RIGHT = "orderUpdate"
"""The right that all other notes of people need (contract 7)."""


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
        text: words for people; of `PRESENCE` the endpoints that the station watches, one a row; of `SOLD_OUT` and
            `COUNTDOWN` the product's name.
        gone_at: orders made later than this can't have the product; None while there is enough, or where the server does
            not say.
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
    gone_at: datetime | None = None

    @property
    def is_local(self) -> bool:
        """Whether only this screen knows of it: the till has no place for notes, or it has not been sent yet."""
        return self.id.startswith(LOCAL)


def subject_of(note: Note) -> str:
    """Name what a note is about: there is one note about a subject, and the newest word about it counts."""
    match note.kind:
        case NoteKind.RUSH:
            return f"rush {note.order_id}"
        case NoteKind.AGAIN:
            return f"again {note.order_id}/{note.item_id}"
        case NoteKind.SOLD_OUT | NoteKind.COUNTDOWN:
            return f"product {note.plu_code}"
        case NoteKind.ALLERGY_SEEN:
            return f"allergy {note.ticket_id} {note.station} {note.text}"
        case NoteKind.PRESENCE:
            return f"presence {note.station}"
        case NoteKind.NOTICE:
            return f"notice {note.station} {note.text}"


def right_to(kind: NoteKind) -> str | None:
    """Give the right that telling and ending a note needs (contract 7), None where any login may."""
    match kind:
        case NoteKind.PRESENCE:
            return None
        case NoteKind.RUSH:
            return PROCESS_RIGHT
        case _:
            return UPDATE_RIGHT


def note_words(note: Note) -> str:
    """Say a note in a few words, for lists of what is still to be sent."""
    match note.kind:
        case NoteKind.RUSH:
            return tr("rush")
        case NoteKind.AGAIN:
            return tr("again: {reason}", reason=tr(note.reason) if note.reason else "")
        case NoteKind.SOLD_OUT:
            return tr("sold out: {name}", name=note.text or note.plu_code)
        case NoteKind.COUNTDOWN:
            return tr(
                "{amount} left of {name}",
                amount=number_words(note.amount or Decimal(0)),
                name=note.text or note.plu_code,
            )
        case NoteKind.ALLERGY_SEEN:
            return tr("allergy seen: {text}", text=note.text)
        case NoteKind.PRESENCE:
            return tr("{station} has a screen", station=note.station)
        case NoteKind.NOTICE:
            return tr("notice: {text}", text=note.text)


def end_words(note: Note) -> str:
    """Say in a few words that what a note told is over: `available again: Sea trout`."""
    match note.kind:
        case NoteKind.SOLD_OUT:
            return tr("available again: {name}", name=note.text or note.plu_code)
        case NoteKind.COUNTDOWN:
            return tr("not counted down any more: {name}", name=note.text or note.plu_code)
        case NoteKind.RUSH:
            return tr("no rush")
        case NoteKind.NOTICE:
            return tr("notice taken down: {text}", text=note.text)
        case _:
            return tr("over: {note}", note=note_words(note))


@dataclass(frozen=True, slots=True)
class Shared:
    """The notes of the business day as this screen knows them.

    Attributes:
        notes: oldest first; what has lapsed or was ended is not there.
        is_offered: whether the till has a place for notes; False means that all of them are known to *this screen only*,
            None that nobody has asked yet.
        last_watched: endpoint name → when a screen last said that it watches it; stays when its presence has lapsed.
        has_listened: whether this screen has listened long enough to have heard every other one; False for its first minute.
    """

    notes: tuple[Note, ...] = ()
    is_offered: bool | None = None
    last_watched: Mapping[str, datetime] = field(default_factory=dict)
    has_listened: bool = True

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
    def knows_screens(self) -> bool:
        """Whether an endpoint that nobody is heard from really has no screen."""
        return self.is_offered is True and self.has_listened

    @property
    def watched(self) -> frozenset[str]:
        """Names of the endpoints that some screen watches now."""
        return frozenset(name for note in self.of(NoteKind.PRESENCE) for name in note.text.splitlines() if name)


NO_NOTES = Shared(has_listened=False)
"""Before anybody was asked."""
