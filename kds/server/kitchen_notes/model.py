"""A kitchen note as a client sends it and as it is answered (contract 7); the only place that spells its wire names on this side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kds.server.access.callers import Caller
from kds.server.body import Body, Name, Text, amount_type, whole_type, word_type
from kds.server.problems import REQUIRED, fault, invalid
from kds.server.values import instant_text, json_text, number, optional_instant_text


class NoteKind(StrEnum):
    """What a note says."""

    RUSH = "rush"
    AGAIN = "again"
    SOLD_OUT = "soldOut"
    COUNTDOWN = "countdown"
    ALLERGY_SEEN = "allergySeen"
    PRESENCE = "presence"
    NOTICE = "notice"


KindWord: Any = word_type(NoteKind)
PositiveInteger: Any = whole_type(1, 2**31 - 1)
Portions: Any = amount_type("0", "100000", "0.001")


class KindBody(Body):
    """As much of a note's body as decides which right is needed."""

    kind: KindWord


class NoteBody(KindBody):
    """Body of POST `/kitchen/notes`."""

    order_id: Name | None = None
    item_id: PositiveInteger | None = None
    ticket_id: Name | None = None
    plu_code: PositiveInteger | None = None
    amount: Portions | None = None
    station: Name | None = None
    reason: Text | None = None
    text: Text | None = None


NEEDED: Mapping[NoteKind, tuple[str, ...]] = {
    NoteKind.RUSH: ("order_id",),
    NoteKind.AGAIN: ("order_id", "item_id"),
    NoteKind.SOLD_OUT: ("plu_code",),
    NoteKind.COUNTDOWN: ("plu_code", "amount"),
    NoteKind.ALLERGY_SEEN: ("ticket_id",),
    NoteKind.PRESENCE: ("station",),
    NoteKind.NOTICE: ("text",),
}
"""What a note of each kind can't do without."""


def body_schema(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Give the schema of a body with what each kind needs; `plain` is the model's own."""
    alternatives = []
    for kind, names in NEEDED.items():
        needed = [str(NoteBody.model_fields[name].alias) for name in names]
        members: dict[str, Any] = dict(plain["properties"]) | {"kind": {"type": "string", "enum": [str(kind)]}}
        for name in needed:
            (given,) = (each for each in members[name]["anyOf"] if each.get("type") != "null")
            members[name] = given | {"minLength": 1} if given["type"] == "string" else given
        alternatives.append({"type": "object", "required": ["kind", *needed], "properties": members})
    return {"title": "NoteBody", "description": plain["description"], "anyOf": alternatives}


def right_for(kind: NoteKind) -> tuple[str, ...]:
    """Give the rights of which telling or ending a note needs one; none means any login."""
    match kind:
        case NoteKind.PRESENCE:
            return ()
        case NoteKind.RUSH:
            return ("orderProcess",)
        case _:
            return ("orderUpdate",)


def checked(body: NoteBody) -> NoteBody:
    """Give the body back when it says all that its kind needs.

    Raises:
        Problem: 400 that names what is missing.
    """
    absent = [name for name in NEEDED[body.kind] if getattr(body, name) in (None, "")]
    faults = [fault(str(NoteBody.model_fields[name].alias), "value.required", code=REQUIRED) for name in absent]
    if faults:
        raise invalid(*faults)
    return body


def subject(body: NoteBody, caller: Caller) -> str:
    """Name what a note is about: there is one note about a subject, and telling it again makes no second."""
    match body.kind:
        case NoteKind.RUSH:
            return f"rush {body.order_id}"
        case NoteKind.AGAIN:
            return f"again {body.order_id}/{body.item_id}"
        case NoteKind.SOLD_OUT | NoteKind.COUNTDOWN:
            return f"product {body.plu_code}"
        case NoteKind.ALLERGY_SEEN:
            return f"allergy {body.ticket_id} {body.station} {body.text}"
        case NoteKind.PRESENCE:
            return f"presence {caller.user_name} {caller.device_name} {body.station}"
        case NoteKind.NOTICE:
            return f"notice {body.station} {body.text}"
        case _:
            raise ValueError(f"{body.kind} is no kind of note")


@dataclass(frozen=True, slots=True)
class Note:
    """A stored note.

    Attributes:
        id: 24 hex digits.
        body: what was sent.
        created_at: when it was told.
        user_name, device_name: who told it, and where.
        left: portions left, of a countdown; below 0 where more were ordered than there were.
        gone_at: orders made later than this can't have the product; None while there is enough.
    """

    id: str
    body: NoteBody
    created_at: datetime
    user_name: str
    device_name: str
    left: Decimal | None = None
    gone_at: datetime | None = None

    @property
    def text(self) -> str:
        """The note as JSON text."""
        body, left = self.body, self.left
        return json_text(
            {
                "id": self.id,
                "kind": body.kind,
                "createdAt": instant_text(self.created_at),
                "userName": self.user_name,
                "deviceName": self.device_name,
                "orderId": body.order_id,
                "itemId": body.item_id,
                "ticketId": body.ticket_id,
                "pluCode": body.plu_code,
                "amount": None if left is None else number(max(left, Decimal(0))),
                "station": body.station,
                "reason": body.reason,
                "text": body.text,
                "goneAt": optional_instant_text(self.gone_at),
            }
        )
