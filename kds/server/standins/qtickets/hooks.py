"""Qtickets' webhooks: whom to tell what, signed over the raw bytes, on the vendor's schedule (qtickets 4)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from kds.server.database import Transaction
from kds.server.standins.hooks import Delivery
from kds.server.standins.qtickets.calls import QticketsStandIn
from kds.server.standins.qtickets.shapes import written_order
from kds.server.standins.qtickets.switches import EventType, Hook
from kds.server.values import json_text

ATTEMPTS = 10
"""How often a webhook is tried; the n-th attempt waits n³ seconds (qtickets 4)."""

_NOT_IN_HOOKS = ("checked_at", "refunded_at", "refunded_amount", "refunded_deduction_amount", "pdf_url", "passbook_url")


def signature(secret: str, body: bytes) -> str:
    """Give the `X-Signature` of a body."""
    return hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()


def tell(
    stand_in: QticketsStandIn,
    transaction: Transaction,
    event: EventType,
    order_id: int,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Let the receivers know of a change once it is committed.

    Args:
        stand_in: whose receivers.
        transaction: in which it changed.
        event: what happened.
        order_id: to which order.
        more: members beside those of the order, such as `checked_basket`.
    """
    if not stand_in.switches.hooks:
        return
    body = _body(transaction.connection, order_id, more or {})
    transaction.after_commit.append(lambda: _queue(stand_in, event, body))


def _body(connection: Connection, order_id: int, more: Mapping[str, Any]) -> bytes:
    order = written_order(connection, order_id, is_live=True)
    if order is None:
        raise LookupError(order_id)
    order["baskets"] = [without_scans(ticket) for ticket in order["baskets"]]
    return json_text({**order, **more}).encode()


def without_scans(ticket: Mapping[str, Any]) -> dict[str, Any]:
    """Give an admission ticket as webhooks list it."""
    return {name: value for name, value in ticket.items() if name not in _NOT_IN_HOOKS}


def _queue(stand_in: QticketsStandIn, event: EventType, body: bytes) -> None:
    waiting = stand_in.held_hooks
    waiting.append((event, body))
    if stand_in.switches.hook_reorder and len(waiting) < 2:
        return
    for due_event, due_body in reversed(waiting):
        for hook in stand_in.switches.hooks:
            if not hook.events or due_event in hook.events:
                _send(stand_in, hook, due_event, due_body)
    waiting.clear()


def _send(stand_in: QticketsStandIn, hook: Hook, event: EventType, body: bytes) -> None:
    switches = stand_in.switches
    headers = {
        "Content-type": "application/json",
        "User-Agent": "Qtickets-Webhooks/2.0",
        "X-Event-Type": event,
        "X-Model-Name": "Order",
    }
    if hook.secret:
        signed = body + b" " if switches.hook_bad_signature else body
        headers["X-Signature"] = signature(hook.secret, signed)
    delays = [number**3 * switches.hook_factor for number in range(1, ATTEMPTS + 1)]
    for _ in range(2 if switches.hook_duplicate else 1):
        stand_in.hooks.send(Delivery(hook.url, body, headers, delays))
