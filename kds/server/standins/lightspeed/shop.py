"""The supporting routes (lightspeed 3.3): the shop and its key, languages, customers and orders; all of it read-only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, Table, select

from kds.server.standins.lightspeed.calls import SHOP_ID, Call
from kds.server.standins.lightspeed.paging import filtered, page_of
from kds.server.standins.lightspeed.refusals import invalid, missing
from kds.server.standins.lightspeed.shapes import LANGUAGES, Json, link, written_customer, written_order
from kds.server.standins.lightspeed.tables import customers, orders

_AREAS = ("content", "products", "customers", "orders", "settings", "tracking")
_ACCOUNT_ID = 501


def show_shop(_call: Call) -> Json:
    """Say which shop this is; a cheap proof that key and language are right."""
    return {
        "shop": {
            "id": SHOP_ID,
            "status": "active",
            "isB2b": False,
            "subDomain": "practice",
            "mainDomain": "practice.example",
            "email": "shop@practice.example",
        }
    }


def show_account(call: Call) -> Json:
    """Say whose key it is."""
    names = ("signout", "permissions", "ratelimit", "metafields")
    links: Json = {name: link(f"account/{name}") for name in names}
    return {"account": {"id": _ACCOUNT_ID, "appId": False, "apiKey": call.stand_in.credentials[0], **links}}


def show_permissions(call: Call) -> Json:
    """Say what the key may do."""
    rights = {"read": True, "write": call.stand_in.switches.can_write}
    return {"accountPermissions": dict.fromkeys(_AREAS, rights)}


def show_rates(call: Call) -> Json:
    """Say how many requests are left; this one counts too."""
    stand_in = call.stand_in
    return {"accountRatelimit": stand_in.rates.document(stand_in.clock.now(), stand_in.switches.quota)}


def list_languages(call: Call) -> Json:
    """Give the languages of the shop."""
    active = call.stand_in.switches.languages
    return {"languages": [{**language, "isActive": code in active} for code, language in LANGUAGES.items()]}


def show_customer(call: Call) -> Json:
    """Give one customer."""
    return {"customer": written_customer(_one(call, customers, "Customer"))}


def list_orders(call: Call) -> Json:
    """Give a page of the web shop's orders."""
    found = filtered(call, orders, ("created_at", "updated_at"))
    if (customer := call.query.get("customer_id")) is not None:
        if not customer.isdigit():
            raise invalid("customer_id has to be a number.")
        found = found.where(orders.c.customer_id == int(customer))
    with call.stand_in.database.reading() as connection:
        return {"orders": [written_order(row) for row in page_of(call, connection, found, orders)]}


def show_order(call: Call) -> Json:
    """Give one order."""
    return {"order": written_order(_one(call, orders, "Order"))}


def list_products(call: Call) -> Json:
    """Give the products of an order."""
    products: list[Any] = _one(call, orders, "Order")["document"]["products"]
    return {"orderProducts": products}


def _one(call: Call, table: Table, name: str) -> RowMapping:
    key = call.number("id")
    with call.stand_in.database.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == key)).mappings().first()
    if row is None:
        raise missing(name, key)
    return row
