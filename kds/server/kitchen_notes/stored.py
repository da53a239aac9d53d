"""The kitchen's notes in the database: told, renewed, lowered, ended, and gone with the business day (contract 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Row, select

from kds.server.access.callers import Caller
from kds.server.kitchen_notes.model import Note, NoteBody, NoteKind, subject
from kds.server.orders.model import ItemType, Order
from kds.server.push.changes import KITCHEN_NOTES, Change, Kind
from kds.server.tables import kitchen_notes
from kds.server.values import instant_of, instant_text, optional_instant_of, optional_instant_text

PRESENCE_LAPSES = timedelta(seconds=60)
"""How long a screen counts as present after it last said so."""

_JUST_BEFORE = timedelta(milliseconds=1)
_REPLACED_BY_THE_NEXT = frozenset({NoteKind.AGAIN, NoteKind.SOLD_OUT, NoteKind.COUNTDOWN})
"""Of these the newest word counts; of the others the first one stays as it is."""

StoredNote = Row[tuple[str, str, str, str, str, str, str, str, str | None, str | None, str, str]]


class KitchenNotes:
    """The notes of one business day as one connection sees them.

    Args:
        connection: where they are read and written.
        business_day: the day, as `2026-11-22`.
        now: the present moment.
        new_identifier: source of ids.

    Attributes:
        changes: what was written so far, to be told after the commit; what was only renewed tells nobody anything.
    """

    def __init__(
        self, connection: Connection, business_day: str, now: datetime, new_identifier: Callable[[], str]
    ) -> None:
        self._connection = connection
        self._day = business_day
        self._now = now
        self._new_identifier = new_identifier
        self.changes: list[Change] = []

    def texts(self) -> Sequence[str]:
        """Give the documents of all notes that hold now, oldest first."""
        table = kitchen_notes
        lapsed = instant_text(self._now - PRESENCE_LAPSES)
        statement = (
            select(table.c.document)
            .where(table.c.business_day == self._day)
            .where((table.c.kind != NoteKind.PRESENCE.value) | (table.c.renewed_at > lapsed))
            .order_by(table.c.sequence)
        )
        return self._connection.execute(statement).scalars().all()

    def find(self, note_id: str) -> NoteKind | None:
        """Give the kind of a note of this day, None when there is none with that id."""
        table = kitchen_notes
        statement = select(table.c.kind).where(table.c.id == note_id, table.c.business_day == self._day)
        kind = self._connection.execute(statement).scalar_one_or_none()
        return None if kind is None else NoteKind(kind)

    def tell(self, body: NoteBody, caller: Caller) -> tuple[str, bool]:
        """Store a note and give its document, and whether it is a new one."""
        table = kitchen_notes
        about = hashlib.sha256(subject(body, caller).encode("utf-8", "replace")).hexdigest()
        same = (table.c.business_day == self._day) & (table.c.subject == about)
        self._connection.execute(table.delete().where(table.c.business_day < self._day))
        known = self._connection.execute(select(table).where(same)).one_or_none()
        if known is not None and self._stays(known, body):
            self._connection.execute(table.update().where(same).values(renewed_at=instant_text(self._now)))
            return str(known.document), False
        if known is not None:
            self._connection.execute(table.delete().where(same))
        keeps_id = known is not None and body.kind is NoteKind.PRESENCE
        note = Note(
            id=known.id if known is not None and keeps_id else self._new_identifier(),
            body=body,
            created_at=self._now,
            user_name=caller.user_name,
            device_name=caller.device_name,
            left=body.amount if body.kind is NoteKind.COUNTDOWN else None,
            gone_at=self._now if body.kind is NoteKind.SOLD_OUT or body.amount == 0 else None,
        )
        columns = self._columns(note) | {"id": note.id, "business_day": self._day, "subject": about}
        self._connection.execute(table.insert().values(columns | {"renewed_at": instant_text(self._now)}))
        self._changed(note.id, Kind.CREATED if known is None else Kind.UPDATED)
        return note.text, known is None

    def end(self, note_id: str) -> None:
        """Remove a note."""
        self._connection.execute(kitchen_notes.delete().where(kitchen_notes.c.id == note_id))
        self._changed(note_id, Kind.DELETED)

    def follow(self, order: Order) -> None:
        """Lower the countdowns of what a new order asks for, and raise those of what it takes back."""
        table = kitchen_notes
        counted = (table.c.business_day == self._day) & (table.c.kind == NoteKind.COUNTDOWN.value)
        for row in self._connection.execute(select(table).where(counted)).all():
            note = _note(row)
            wanted = _wanted(order, note.body.plu_code)
            if not wanted or note.left is None:
                continue
            left = note.left - wanted
            gone_at = note.gone_at
            if left > 0:
                gone_at = None
            elif gone_at is None:
                gone_at = order.created_at if left == 0 else order.created_at - _JUST_BEFORE
            lowered = Note(note.id, note.body, note.created_at, note.user_name, note.device_name, left, gone_at)
            self._connection.execute(table.update().where(table.c.id == note.id).values(self._columns(lowered)))
            self._changed(note.id, Kind.UPDATED)

    def _changed(self, note_id: str, kind: Kind) -> None:
        self.changes.append(Change(KITCHEN_NOTES, note_id, None, kind))

    @staticmethod
    def _stays(known: StoredNote, body: NoteBody) -> bool:
        """Whether telling a note again leaves what is known of its subject as it is."""
        if known.kind != body.kind.value:
            return False
        if body.kind is NoteKind.PRESENCE:
            return _note(known).body.text == body.text
        return body.kind is NoteKind.SOLD_OUT or body.kind not in _REPLACED_BY_THE_NEXT

    @staticmethod
    def _columns(note: Note) -> dict[str, str | None]:
        return {
            "kind": note.body.kind.value,
            "created_at": instant_text(note.created_at),
            "user_name": note.user_name,
            "device_name": note.device_name,
            "remaining": None if note.left is None else str(note.left),
            "gone_at": optional_instant_text(note.gone_at),
            "body": note.body.model_dump_json(by_alias=True),
            "document": note.text,
        }


def _wanted(order: Order, plu_code: int | None) -> Decimal:
    """Give how many portions of a product an order asks for, less what it takes back."""
    amounts = (
        item.amount if item.type is ItemType.POSITIVE else -item.amount
        for item in order.items
        if item.article.code == plu_code
    )
    return sum(amounts, Decimal(0))


def _note(row: StoredNote) -> Note:
    return Note(
        id=row.id,
        body=NoteBody.model_validate_json(row.body),
        created_at=instant_of(row.created_at),
        user_name=row.user_name,
        device_name=row.device_name,
        left=None if row.remaining is None else Decimal(row.remaining),
        gone_at=optional_instant_of(row.gone_at),
    )
