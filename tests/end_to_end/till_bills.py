"""Bills as a waiter types them, for stories on real processes."""

from __future__ import annotations

from kds.bench.till import Till


def dish(name: str, endpoint: str, amount: int = 1, **more: object) -> dict[str, object]:
    """Give one line of a bill."""
    return {
        "plu": {"code": 1 + len(name) % 1000, "stockName": "T", "name": name, "orderEndpointNames": [endpoint]},
        "quantity": {"amount": amount, "unit": "pcs"},
        **more,
    }


def write_bill(till: Till, table: str, *items: dict[str, object], **more: object) -> str:
    """Write a bill, fire it, and give the id of its first order."""
    location = {"zoneName": "Main", "tableName": table}
    ticket = till.call("POST", "/tickets", {"name": table, "location": location, "items": list(items), **more})
    orders = till.call("GET", f"/orders?ticketId={ticket['id']}")["items"]
    till.call("POST", "/orders", {"orderIds": [order["id"] for order in orders]})
    return str(orders[0]["id"])


def statuses(till: Till, order_id: str) -> dict[str, str]:
    """Give the statuses of an order's last pair on each endpoint, as the server has them."""
    order = till.call("GET", f"/orders/{order_id}")
    return {pair["name"]: pair["status"] for item in order["items"] for pair in item["endpoints"]}
