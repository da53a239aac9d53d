"""Makes the commands that tell or end a note, and those that take such commands back; no key press is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kds.domain.actions.checks import refuse_read_only
from kds.domain.actions.commands import new_id
from kds.domain.board import Board
from kds.domain.cards import Allergy
from kds.domain.errands import EndNote, TellNote
from kds.domain.intents import Command, Errand, Refusal
from kds.domain.notes import LOCAL, NOTES, UPDATE_RIGHT, Note, NoteKind, right_to, subject_of
from kds.domain.order import Order
from kds.domain.unseen import ticket_of_mark
from kds.language import tr


def refuse_note(board: Board, kind: NoteKind, deed: str) -> Refusal | None:
    """Refuse on a screen that only looks, or without the right (board 6).

    Args:
        board: as painted.
        kind: what is told or ended.
        deed: what the person wanted, after *may not*, in the language of this screen.
    """
    refusal = refuse_read_only(board)
    right = right_to(kind) or UPDATE_RIGHT
    if refusal is not None or board.rights.has(right):
        return refusal
    who = board.user or tr("this login")
    return Refusal(tr("{who} may not {deed}: the right {right} is missing", who=who, deed=deed, right=right))


def note_of(
    board: Board,
    kind: NoteKind,
    now: datetime,
    *,
    order: Order | None = None,
    item_id: int | None = None,
    ticket_id: str | None = None,
    plu_code: int | None = None,
    amount: Decimal | None = None,
    reason: str = "",
    text: str = "",
    gone_at: datetime | None = None,
) -> Note:
    """Make a note of this station; what it does not name stays empty, and an order brings its ticket along."""
    return Note(
        id=LOCAL + new_id(now),
        kind=kind,
        at=now,
        by=board.user,
        order_id=order.id if order is not None else None,
        item_id=item_id,
        ticket_id=(order.ticket_id or None) if order is not None else ticket_id,
        plu_code=plu_code,
        amount=amount,
        station=board.station.name,
        reason=reason,
        text=text,
        gone_at=gone_at,
    )


def tell(note: Note, now: datetime, *, number: int = 0, former: Note | None = None) -> Command:
    """Make the command that tells a note.

    Args:
        note: what is told.
        now: server time.
        number: number of its order, for messages.
        former: what was known about the same subject before.
    """
    return Command(new_id(now), subject_of(note), number, Errand(TellNote(note, former)), source=NOTES, at=now)


def end(note: Note, now: datetime, *, number: int = 0) -> Command:
    """Make the command that ends a note; `number` is that of its order, for messages."""
    return Command(new_id(now), subject_of(note), number, Errand(EndNote(note)), source=NOTES, at=now)


def allergy_notes(board: Board, allergies: Iterable[Allergy], now: datetime) -> tuple[Command, ...]:
    """Give what tells the other screens that this station has read guests' allergies.

    Nothing where the login may not, or where there is nobody to tell: what was seen here is remembered all the same.
    """
    if board.shared.is_offered is False or refuse_note(board, NoteKind.ALLERGY_SEEN, "") is not None:
        return ()
    notes = (
        note_of(board, NoteKind.ALLERGY_SEEN, now, ticket_id=ticket, text=each.text)
        for each in allergies
        if (ticket := ticket_of_mark(each.mark)) is not None
    )
    return tuple(tell(note, now) for note in notes)


def kind_of(command: Command) -> NoteKind | None:
    """Give the kind of the note that a command tells or ends, None when it is about something else."""
    match command.change:
        case Errand(deed=TellNote(note=note) | EndNote(note=note)):
            return note.kind
        case _:
            return None


def taken_back(commands: Iterable[Command], now: datetime) -> tuple[Command, ...]:
    """Give what takes back the notes among an intent's commands: told ones end, ended ones are told again.

    A word that replaced an older one, such as a new countdown, gives way to that one.
    """
    back: list[Command] = []
    for command in commands:
        match command.change:
            case Errand(deed=TellNote(note=note, former=None)) if note.kind is not NoteKind.ALLERGY_SEEN:
                back.append(end(note, now, number=command.number))
            case Errand(deed=TellNote(former=Note() as note) | EndNote(note=note)):
                back.append(tell(replace(note, id=LOCAL + new_id(now)), now, number=command.number))
    return tuple(back)


def refuse_taking_back(board: Board, notes: Iterable[Command]) -> Refusal | None:
    """Refuse to take notes back without the rights that they need.

    Args:
        board: as painted.
        notes: what `taken_back` gave.
    """
    kinds = (kind for command in notes if (kind := kind_of(command)) is not None)
    refusals = (refuse_note(board, kind, tr("take this back")) for kind in kinds)
    return next((refusal for refusal in refusals if refusal is not None), None)
