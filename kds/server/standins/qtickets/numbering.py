"""New identifiers: row ids, public ids of orders, and barcodes, which have no check digit (qtickets 5.1)."""

from __future__ import annotations

import random
import string

from sqlalchemy import Connection, Table, func, select

from kds.server.standins.qtickets.tables import baskets

_PUBLIC = string.ascii_letters + string.digits


def next_id(connection: Connection, table: Table) -> int:
    """Give the id after the highest one."""
    highest: int | None = connection.execute(select(func.max(table.c.id))).scalar()
    return (highest or 0) + 1


def public_id(chance: random.Random) -> str:
    """Give the ten letters and digits of an order."""
    return "".join(chance.choices(_PUBLIC, k=10))


def barcode(chance: random.Random) -> str:
    """Give twelve digits that begin as every one seen does."""
    return f"87{chance.randrange(10**10):010d}"


def unused_barcode(connection: Connection, chance: random.Random) -> str:
    """Give a barcode that no ticket has."""
    while True:
        code = barcode(chance)
        if connection.execute(select(baskets.c.id).where(baskets.c.barcode == code)).first() is None:
            return code
