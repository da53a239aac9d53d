"""What a person wants: frozen commands for the till, bundled into one intent per key press (board 6).

An intent is one transaction, one pending mark and one undo. A command names its target and the absolute status, so
that sending it twice is harmless (reliability 3). The `kind` of targets and changes tells them apart where they are written
down as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from kds.domain.errands import Deed
from kds.domain.terms import Status


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """All pairs of an order."""

    kind: Literal["order"] = "order"


@dataclass(frozen=True, slots=True)
class EndpointPart:
    """All items of one endpoint, on that endpoint only."""

    endpoint: str
    kind: Literal["endpoint"] = "endpoint"


@dataclass(frozen=True, slots=True)
class OneItem:
    """One item on all its endpoints."""

    item_id: int
    kind: Literal["item"] = "item"


Target = WholeOrder | EndpointPart | OneItem


class Direction(StrEnum):
    """Decides what counts as done (reliability 3.1.6): forward is met by a later status too, backward only exactly."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class SetStatus:
    """`POST /orders/{id}/status` and its item and endpoint routes."""

    target: Target
    status: Status
    direction: Direction = Direction.FORWARD
    kind: Literal["status"] = "status"


@dataclass(frozen=True, slots=True)
class Fire:
    """`POST /orders` for this one order."""

    kind: Literal["fire"] = "fire"


@dataclass(frozen=True, slots=True)
class Delete:
    """`DELETE /orders/{id}`."""

    kind: Literal["delete"] = "delete"


@dataclass(frozen=True, slots=True)
class Errand:
    """Something for another system than the till; its own source carries it out."""

    deed: Deed
    kind: Literal["errand"] = "errand"


Change = SetStatus | Fire | Delete | Errand


@dataclass(frozen=True, slots=True)
class Command:
    """One request to the till.

    Attributes:
        id: UUID text, unique for ever; also the idempotency key of its first attempt.
        order_id: raw id; the lane of the outbox together with `source` (`show:41`, `inquiry:2546` or `rush <order id>` for an
            errand).
        number: order number, for messages to people.
        base_version: version of the order the person saw.
        before: the status each pair stood at when the person pressed, for undo and for telling our change from others'.
        source: which source sends it.
        created_at: when the till created the order; an id that stands for another time is another order.
        at: server time of the press; what the board shows as the time of the change until the till says its own.
    """

    id: str
    order_id: str
    number: int
    change: Change
    base_version: int = 0
    before: tuple[PairState, ...] = ()
    source: str = "portos"
    at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PairState:
    """A pair's status at one moment."""

    order_id: str
    item_id: int
    endpoint: str | None
    status: Status


class IntentKind(StrEnum):
    """Which key it was; the words of board 1."""

    BUMP = "bump"
    START = "start"
    UNDO = "undo"
    RECALL = "recall"
    FIRE = "fire"
    SEEN = "seen"
    TICK = "tick"
    DELETE = "delete"
    ERRAND = "errand"
    CLOSE = "close"
    """Orders of an earlier business day were put away; nobody was served now, so no time is counted from it."""
    RUSH = "rush"
    AGAIN = "again"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Intent:
    """One key press that changes something.

    Attributes:
        id: UUID text.
        station: name of the station it was pressed at.
        label: what a person calls the thing: `T9`, `TAKE #131`.
        card_key: the card it was pressed on.
        commands: may be empty for purely local intents (seen, tick).
        seen: marks that become seen with it.
        ticked, unticked: local marks of shared lines that it sets or takes away (`domain.marks.tick_key`).
        undoes: id of the intent it takes back.
        not_before: commands are kept back until then (a fire can be stopped for 3 s, board 6).
        at: wall time of the press, UTC.
        remark: a sentence the person should read with it (what an undo had to leave out), mostly empty.
    """

    id: str
    kind: IntentKind
    station: str
    label: str
    card_key: str
    at: datetime
    commands: tuple[Command, ...] = ()
    seen: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()
    unticked: frozenset[str] = frozenset()
    undoes: str | None = None
    not_before: datetime | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A key that did nothing, and the sentence that says why."""

    sentence: str
