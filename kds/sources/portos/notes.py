"""Kitchen notes as `/kitchen/notes` of contract 7 has them: reads, tells and ends them; it decides nothing about any."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kds.domain.notes import Note, NoteKind
from kds.domain.text import clean
from kds.errors import Missing, SourceError
from kds.sources.portos.answers import parsed, strange
from kds.sources.portos.client import Till, escaped
from kds.sources.portos.names import WireNames
from kds.sources.portos.wire import WireNote

NO_PLACE = frozenset({404, 405, 501})
"""Statuses of a till that does not have the route."""

TEXT_CELLS = 300
"""Longest text of a note that is kept."""


class PortosNotes:
    """Implements `kds.kitchen.notes.NoteSource`.

    Args:
        reading: the client's connection that reads.
        sending: its connection that sends.
    """

    def __init__(self, reading: Till, sending: Till) -> None:
        self._reading = reading
        self._sending = sending
        self._names = reading.names
        self._path = reading.names.path("kitchenNotes")
        self._etag: str | None = None
        self._body: bytes | None = None
        self._known: tuple[Note, ...] = ()

    async def read(self) -> tuple[Note, ...] | None:
        """Give the notes of the business day; an unchanged answer is not even parsed."""
        headers = {"If-None-Match": self._etag} if self._etag else {}
        try:
            answer = await self._reading.call("GET", self._path, headers=headers)
        except SourceError as error:
            if error.status in NO_PLACE:
                return None
            raise
        if answer.status == 304 or answer.body == self._body:
            return self._known
        raw = parsed(answer, self._reading.host)
        listed = self._names.property_of(raw, "page.items") if isinstance(raw, dict) else raw
        if not isinstance(listed, list):
            raise strange(answer, self._reading.host)
        self._known = tuple(note for each in listed if (note := note_of(each, self._names)) is not None)
        self._etag, self._body = answer.headers.get("etag"), answer.body
        return self._known

    async def tell(self, note: Note, *, key: str | None) -> Note | None:
        """POST a note and give it as the till has it; None where there is no such route."""
        try:
            raw, answer = await self._sending.read(
                "POST", self._path, body=body_of(note, self._names), headers=self._key(key)
            )
        except SourceError as error:
            if error.status in NO_PLACE:
                return None
            raise
        told = note_of(raw, self._names)
        if told is None:
            raise strange(answer, self._sending.host)
        return told

    async def end(self, note_id: str, *, key: str) -> bool:
        """DELETE a note; one that is over already counts as ended."""
        try:
            await self._sending.call("DELETE", f"{self._path}/{escaped(note_id)}", headers=self._key(key))
        except Missing:
            return True
        except SourceError as error:
            if error.status in NO_PLACE:
                return False
            raise
        return True

    def _key(self, key: str | None) -> dict[str, str]:
        return {} if key is None else {self._names["header.idempotencyKey"]: key}


def note_of(raw: object, names: WireNames) -> Note | None:
    """Read a note as parsed from JSON; None for one that does not fit, so that it takes no other with it."""
    try:
        wire = WireNote.model_validate(names.ours(raw, "note"))
        kind = NoteKind(names.words("noteKind")[wire.kind.lower()])
    except (ValidationError, KeyError):
        return None
    return Note(
        id=wire.id,
        kind=kind,
        at=wire.created_at,
        by=_text(wire.user_name),
        order_id=wire.order_id,
        item_id=wire.item_id,
        ticket_id=wire.ticket_id,
        plu_code=wire.plu_code,
        amount=wire.amount,
        station=_text(wire.station),
        reason=_text(wire.reason),
        # raw endpoint names: they are compared with the till's own
        text=wire.text if kind is NoteKind.PRESENCE else _text(wire.text),
        gone_at=wire.gone_at,
    )


def body_of(note: Note, names: WireNames) -> Mapping[str, Any]:
    """Give the body that tells a note; what it does not say is left out."""
    said = {
        "orderId": note.order_id,
        "itemId": note.item_id,
        "ticketId": note.ticket_id,
        "pluCode": note.plu_code,
        "amount": None if note.amount is None else _number(note.amount),
        "station": note.station or None,
        "reason": note.reason or None,
        "text": note.text or None,
    }
    body: dict[str, Any] = {names["note.kind"]: names[f"noteKind.{note.kind}"]}
    return body | {names[f"note.{name}"]: value for name, value in said.items() if value is not None}


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


def _text(text: str) -> str:
    return clean(text, limit_cells=TEXT_CELLS).strip()
