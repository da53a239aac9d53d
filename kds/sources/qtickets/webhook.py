"""Checks that a webhook came from Qtickets and says which order to read again; nothing in it is believed beyond that.

A hook carries no time and no number of its own, and late tries arrive out of order (qtickets 4): a hook is a reason to
read the order, never the order.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from pydantic_core import from_json


def verify_webhook(raw: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Signature` is the lower-case hex HMAC-SHA1 of the raw body; compared in constant time (qtickets 4).

    Without a secret nothing can be checked, so nothing is accepted.
    """
    if not secret:
        return False
    expected = hmac.new(secret.encode(), raw, "sha1").hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Wake:
    """What a hook wakes for.

    Attributes:
        order_id: the order to read again.
        key: equal for two deliveries of the same hook.
    """

    order_id: int
    key: tuple[str, ...]


def read_webhook(raw: bytes, event_type: str) -> Wake | None:
    """Read a verified hook, None when it names no order.

    Args:
        raw: the body.
        event_type: the header `X-Event-Type`.
    """
    try:
        body = from_json(raw)
    except ValueError:
        return None
    order_id = body.get("id") if isinstance(body, dict) else None
    if not isinstance(order_id, int) or isinstance(order_id, bool) or order_id <= 0:
        return None
    scans = [body.get(name) for name in ("checked_basket", "unchecked_basket", "checked_service", "unchecked_service")]
    parts = [event_type, order_id, body.get("updated_at")]
    for scan in scans:
        row = scan if isinstance(scan, dict) else {}
        parts += [row.get("id"), row.get("checked_at")]
    return Wake(order_id, tuple("" if part is None else str(part) for part in parts))
