"""Scans at the entrance (Q20 to Q22): first one wins unless a switch says otherwise (qtickets 5.2 and 8).

A scan moves the ticket's `updated_at` and never the order's, so lists of changed orders can't show it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from kds.server.database import Transaction
from kds.server.standins.qtickets.barcodes import check_show, is_valid
from kds.server.standins.qtickets.calls import NO_BODY, Call
from kds.server.standins.qtickets.hooks import tell
from kds.server.standins.qtickets.listing import Json
from kds.server.standins.qtickets.refusals import Refusal, not_found, unknown_error
from kds.server.standins.qtickets.shapes import written_basket
from kds.server.standins.qtickets.tables import baskets, orders
from kds.server.standins.qtickets.wire import moment_of, stamp


def scan_status(call: Call) -> Json:
    """Q20: when a ticket was scanned, null when it was not."""
    with call.stand_in.database.reading() as connection:
        ticket = _ticket(connection, call.number("show_id"), call.path["barcode"])
    return {"barcode": ticket["barcode"], "checked_at": ticket["checked_at"]}


def record_scan(call: Call) -> Json:
    """Q21: record one scan."""
    body = call.members()
    if "checked_at" not in body:
        raise unknown_error()
    with call.stand_in.database.writing() as transaction:
        show_id, barcode = call.number("show_id"), call.path["barcode"]
        return _recorded(call, transaction, show_id, barcode, body["checked_at"])


def record_scans(call: Call) -> Any:
    """Q22: record scans in one request; what a bad row does to the others is a switch."""
    rows = call.body
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and isinstance(row.get("barcode"), str) and "checked_at" in row for row in rows
    ):
        raise unknown_error()
    switches, show_id = call.stand_in.switches, call.number("show_id")
    results: list[Json] = []
    if switches.batch_mode == "all_or_nothing":
        with call.stand_in.database.writing() as transaction:
            results = [_recorded(call, transaction, show_id, row["barcode"], row["checked_at"]) for row in rows]
    else:
        with call.stand_in.database.reading() as connection:
            check_show(connection, show_id)
        results = [_recorded_alone(call, show_id, row) for row in rows]
    if switches.batch_reply == "empty":
        return NO_BODY
    if switches.batch_reply == "object":
        return {"success": all(result["success"] for result in results)}
    return results


def _recorded_alone(call: Call, show_id: int, row: Json) -> Json:
    """Record one row of a batch; an unknown code spoils only itself, a poisoned one the rest of the batch."""
    try:
        with call.stand_in.database.writing() as transaction:
            return _recorded(call, transaction, show_id, row["barcode"], row["checked_at"])
    except Refusal as refusal:
        if row["barcode"] in call.stand_in.switches.poison:
            raise
        return {"success": False, "barcode": row["barcode"], "checked_at": None, "error": refusal.code}


def _ticket(connection: Connection, show_id: int, barcode: str) -> RowMapping:
    check_show(connection, show_id)
    found = (
        select(baskets)
        .join(orders, orders.c.id == baskets.c.order_id)
        .where(baskets.c.show_id == show_id, baskets.c.barcode == barcode, is_valid())
    )
    ticket = connection.execute(found).mappings().first()
    if ticket is None:
        raise not_found("Barcode", barcode)
    return ticket


def _recorded(call: Call, transaction: Transaction, show_id: int, barcode: str, asked: object) -> Json:
    switches = call.stand_in.switches
    if barcode in switches.poison:
        raise unknown_error()
    ticket = _ticket(transaction.connection, show_id, barcode)
    checked_at = _moment(asked)
    if checked_at is None and switches.undo_null == "reject":
        raise unknown_error()
    stored = ticket["checked_at"]
    if stored is not None and checked_at is not None and switches.double_scan != "overwrite":
        if switches.double_scan == "error":
            raise Refusal(400, "VALIDATION_ERROR", "Ticket is already checked", {"checked_at": stored})
        return {"success": True, "barcode": barcode, "checked_at": stored}
    changed = update(baskets).where(baskets.c.id == ticket["id"])
    transaction.connection.execute(changed.values(checked_at=checked_at, updated_at=call.now))
    _tell(call, transaction, ticket, "unchecked_basket" if checked_at is None else "checked_basket")
    return {"success": True, "barcode": barcode, "checked_at": checked_at}


def _moment(asked: object) -> str | None:
    if asked is None:
        return None
    if not isinstance(asked, str):
        raise unknown_error()
    try:
        return stamp(moment_of(asked))
    except (ValueError, OverflowError):
        raise unknown_error() from None


def _tell(call: Call, transaction: Transaction, ticket: RowMapping, member: str) -> None:
    if not call.stand_in.switches.hooks:
        return
    connection = transaction.connection
    order = connection.execute(select(orders).where(orders.c.id == ticket["order_id"])).mappings().one()
    scanned = connection.execute(select(baskets).where(baskets.c.id == ticket["id"])).mappings().one()
    more = {member: written_basket(scanned, order, [scanned], is_live=True)}
    tell(call.stand_in, transaction, "checked", order["id"], more)
