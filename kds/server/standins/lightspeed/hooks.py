"""Lightspeed's webhooks: whom to tell of a change of an inquiry, with the headers of lightspeed 4."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from sqlalchemy import select

from kds.server.database import Transaction
from kds.server.standins.hooks import Delivery
from kds.server.standins.lightspeed.calls import SHOP_ID, LightspeedStandIn
from kds.server.standins.lightspeed.tables import webhooks
from kds.server.values import json_text

_CLUSTER = "eu1"
_GROUP = "tickets"


def tell(
    stand_in: LightspeedStandIn, transaction: Transaction, action: str, ticket_id: int, ticket: dict[str, Any]
) -> None:
    """Let the receivers know of a change once it is committed.

    Args:
        stand_in: whose switches and quota.
        transaction: in which it changed.
        action: `created`, `updated`, `deleted` or `answered`.
        ticket_id: the inquiry.
        ticket: what is sent of it.
    """
    interested = select(webhooks).where(
        webhooks.c.isActive, webhooks.c.itemGroup == _GROUP, webhooks.c.itemAction.in_([action, "*"])
    )
    body = json_text({"ticket": ticket}).encode()
    for hook in transaction.connection.execute(interested).mappings():
        headers = {
            "Content-Type": "application/json",
            "X-Shop-Id": str(SHOP_ID),
            "X-Cluster-Id": _CLUSTER,
            "X-Event": f"{_GROUP}/{action}",
            "X-Format": hook["format"],
            "X-Language": hook["language"],
            "X-Ticket-Id": str(ticket_id),
            "X-Request-Id": secrets.token_hex(16),
            **stand_in.rates.headers(stand_in.clock.now(), stand_in.switches.quota),
        }
        delivery = Delivery(hook["address"], body, headers)
        for _ in range(2 if stand_in.switches.hook_duplicate else 1):
            transaction.after_commit.append(partial(stand_in.hooks.send, delivery))
