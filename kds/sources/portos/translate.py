"""Turns orders as Portos sends them into the kitchen's values and cleans every text that is shown; it never raises.

Ids and endpoint names stay raw, because they go back into addresses; they are cleaned where they are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kds.domain.order import Item, ItemRef, Modifier, Order, Pair
from kds.domain.terms import ItemType, Purchase, Status
from kds.domain.text import clean
from kds.language import tr
from kds.sources.portos.names import WireNames
from kds.sources.portos.wire import WireItem, WireModifier, WireOrder, WirePair

NAME_CELLS = 120
"""Longest name kept (reliability 4.1)."""
NOTE_CELLS = 4000
"""Longest note or comment kept; what is drawn of it is cut later, with words that say so, so that no allergy is lost."""
ODDITY_CELLS = 300
"""Longest reason on the card of an order that can't be read."""


class Translation:
    """Wire order → order, with the words of one installation.

    Args:
        names: the wire names in use.
        source: what the orders carry in `source`.
    """

    def __init__(self, names: WireNames, source: str) -> None:
        self._names = names
        self._source = source
        self._statuses = {word: Status(own) for word, own in names.words("status").items()}
        self._purchases = {word: Purchase(own) for word, own in names.words("purchase").items()}
        self._negative = names["type.Negative"].lower()

    def order(self, raw: object, *, stand_in_id: str = "?") -> Order:
        """Translate one order as parsed from JSON; one that does not fit becomes an order with an `oddity`.

        Args:
            raw: the parsed JSON, of any shape.
            stand_in_id: id for an order that has none of its own.
        """
        ours = self._names.ours(raw)
        try:
            return self._order(WireOrder.model_validate(ours))
        except ValidationError as error:
            return self._odd(ours, _first_misfit(error), stand_in_id)

    def unreadable(self, raw: object, reason: str, *, stand_in_id: str = "?") -> Order:
        """Give the card of an order that is not even looked at: what is known of it and the reason."""
        return self._odd(self._names.ours(raw), reason, stand_in_id)

    def _odd(self, ours: object, reason: str, stand_in_id: str) -> Order:
        known: Mapping[str, Any] = ours if isinstance(ours, dict) else {}
        own_id, number, ticket = known.get("id"), known.get("number"), known.get("ticketId")
        return Order(
            id=str(own_id)[:NAME_CELLS] if isinstance(own_id, (str, int)) and own_id != "" else stand_in_id,
            number=number if isinstance(number, int) else 0,
            items=(),
            ticket_id=ticket if isinstance(ticket, str) else "",
            ticket_name=_shown(known.get("ticketName")),
            oddity=clean(reason, limit_cells=ODDITY_CELLS),
            source=self._source,
        )

    def _order(self, wire: WireOrder) -> Order:
        location, user = wire.location, wire.user
        return Order(
            id=wire.id,
            number=wire.number,
            items=tuple(self._item(item) for item in wire.items),
            ticket_id=wire.ticket_id,
            ticket_name=_name(wire.ticket_name),
            device=_name(wire.device_name),
            waiter=_name(user.name or user.user_name) if user else "",
            zone=_maybe_name(location.zone_name) if location else None,
            table=_maybe_name(location.table_name) if location else None,
            purchase=self._purchases.get(wire.purchase_type.lower(), Purchase.WALK_IN),
            guests=wire.guest_count,
            note=_maybe_note(wire.note),
            due_at=wire.due_at,
            pickup_name=_maybe_name(wire.pickup_name),
            created_at=wire.created_at,
            processed_at=wire.processed_at,
            is_processed=wire.is_processed,
            inactive_endpoints=frozenset(point.name for point in wire.endpoints if not point.is_active),
            version=wire.version,
            source=self._source,
        )

    def _item(self, wire: WireItem) -> Item:
        plu, takes_back = wire.plu, wire.takes_back
        own = self._pair(None, wire)
        return Item(
            id=wire.id,
            name=_name(plu.name),
            amount=wire.quantity.amount,
            pairs=tuple(self._pair(pair.name, pair) for pair in wire.endpoints) or (own,),
            type=ItemType.NEGATIVE if wire.type.lower() == self._negative else ItemType.POSITIVE,
            unit=_name(wire.quantity.unit) or "pcs",
            ticket_item_id=wire.ticket_item_id,
            plu_code=plu.code,
            stock=_name(plu.stock_name),
            category=_name(plu.article_category_label),
            course=wire.course_number,
            seat=_maybe_name(wire.seat),
            comment=_maybe_note(wire.comment),
            modifiers=tuple(_modifier(modifier) for modifier in wire.modifiers),
            allergens=tuple(_name(allergen) for allergen in plu.allergens),
            takes_back=ItemRef(takes_back.order_id, takes_back.item_id) if takes_back else None,
        )

    def _pair(self, endpoint: str | None, wire: WirePair | WireItem) -> Pair:
        return Pair(
            endpoint=endpoint,
            status=self._statuses.get(wire.status.lower(), Status.OTHER),
            word=_name(wire.status),
            changed_at=wire.changed_at,
            changed_by=_maybe_name(wire.changed_by),
        )


def _modifier(wire: WireModifier) -> Modifier:
    return Modifier(_name(wire.name), _name(wire.option_name), Decimal(wire.quantity))


def _name(text: str) -> str:
    return clean(text, limit_cells=NAME_CELLS).strip()


def _maybe_name(text: str | None) -> str | None:
    return (_name(text) or None) if text is not None else None


def _maybe_note(text: str | None) -> str | None:
    return (clean(text, limit_cells=NOTE_CELLS).strip() or None) if text is not None else None


def _shown(value: object) -> str:
    return _name(value) if isinstance(value, str) else ""


def _first_misfit(error: ValidationError) -> str:
    """Say which property does not fit, and what stands there."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or tr("the order")
    found = "" if first["type"] == "missing" else tr(" (found {found!r})", found=str(first["input"])[:60])
    return f"{place}: {first['msg'].removeprefix('Value error, ')}{found}"
