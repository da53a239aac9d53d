"""Fills the database of a stopped server with very many open bills, faster than a till could write them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def crowd(database: Path, bills: int) -> None:
    """Copy the only bill and its order until there are that many, each on a table of its own: `C2`, `C3`, ..."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.row_factory = sqlite3.Row
        bill = dict(connection.execute("SELECT * FROM tickets").fetchone())
        order = dict(connection.execute("SELECT * FROM orders").fetchone())
        for number in range(2, bills + 1):
            ids = {"bill": f"{0xB000000000 + number:024x}", "order": f"{0xC000000000 + number:024x}"}
            insert(connection, "tickets", renamed(bill, number, ids["bill"], ids), number)
            insert(connection, "orders", renamed(order, number, ids["order"], ids), number)
        connection.execute("UPDATE counters SET value = max(value, ?) WHERE value > 0", (bills + 1,))


def renamed(row: dict[str, object], number: int, own_id: str, ids: dict[str, str]) -> dict[str, object]:
    """Give a copy of a row with ids, numbers and names of its own, in its columns and in its document."""
    document = json.loads(str(row["document"]))
    document["id"] = own_id
    table = f"C{number}"
    for name, value in {"ticketId": ids["bill"], "ticketName": table, "tableName": table, "number": number}.items():
        if name in document:
            document[name] = value
    if document.get("location"):
        document["location"]["tableName"] = table
    if "name" in document:
        document["name"] = table
    columns = {
        "id": own_id,
        "ticket_id": ids["bill"],
        "ticket_name": table,
        "name": table,
        "number": number,
        "location_table_name": table,
        "document": json.dumps(document),
    }
    return {**row, **{name: value for name, value in columns.items() if name in row}}


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object], number: int) -> None:
    """Insert a copied row behind the first one."""
    row = {**row, "sequence": int(str(row["sequence"])) + number}
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
