"""What all resources have in common: pages, single documents, versions; knows no single resource."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from sqlalchemy import Column, Connection, Table, select

from kds.server.answers import document_answer, page_answer
from kds.server.calls import Call
from kds.server.ndata.query import Members
from kds.server.ndata.sql import fetch
from kds.server.problems import missing, outdated, taken
from kds.server.values import json_text


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where one kind of resource is kept.

    Attributes:
        path: its place in addresses, `zones`.
        kind: its name in messages, `zone`.
        table: its table, with columns `document` and, where it is written by clients, `version`.
        key: the column that addresses name it by.
        members: filters and sort keys.
        stem: what its rights begin with, `zone` of `zoneCreate`.
    """

    path: str
    kind: str
    table: Table
    key: Column[Any]
    members: Members
    stem: str

    @property
    def rights(self) -> tuple[str, str, str]:
        """The rights to create, update and delete."""
        return (f"{self.stem}Create", f"{self.stem}Update", f"{self.stem}Delete")

    def page(self, call: Call) -> Response:
        """Answer the resources that match."""
        query = self.members.read(call.raw_query)
        with call.installation.database.reading() as connection:
            rows, total = fetch(connection, query, (self.table.c.document,), self.key)
        documents = None if query.only_count else [row.document for row in rows]
        return page_answer(documents, count=total if query.only_count else len(rows), total=total)

    def single(self, call: Call, key: str) -> Response:
        """Answer one resource.

        Raises:
            Problem: 404.
        """
        with call.installation.database.reading() as connection:
            return document_answer(json_text(self.existing(connection, key)))

    def find(self, connection: Connection, key: str) -> dict[str, Any] | None:
        """Give the document of a resource."""
        text = connection.execute(select(self.table.c.document).where(self.key == key)).scalar_one_or_none()
        document: dict[str, Any] | None = None if text is None else json.loads(text)
        return document

    def existing(self, connection: Connection, key: str) -> dict[str, Any]:
        """Give the document of a resource.

        Raises:
            Problem: 404.
        """
        document = self.find(connection, key)
        if document is None:
            raise missing("missing.resource", kind=self.kind, id=key)
        return document

    def remove(self, connection: Connection, key: str) -> None:
        """Delete a resource.

        Raises:
            Problem: 404.
        """
        self.existing(connection, key)
        connection.execute(self.table.delete().where(self.key == key))

    def add(self, connection: Connection, document: dict[str, Any], columns: dict[str, Any]) -> str:
        """Store a new resource as version 1 and give its document; `columns` holds its key and what filters look at."""
        text = json_text(document | {"_v": 1})
        connection.execute(self.table.insert().values(columns | {"version": 1, "document": text}))
        return text

    def change(
        self,
        connection: Connection,
        before: dict[str, Any],
        document: dict[str, Any],
        columns: dict[str, Any],
        *,
        sent: int | None,
    ) -> str:
        """Store a changed resource and give its document; one that is already so stays as it is.

        Raises:
            Problem: 409 when the version sent is older than the stored one.
        """
        key, stored = columns[self.key.name], before["_v"]
        if json.loads(json_text(document | {"_v": stored})) == before and not columns.keys() & {"password_hash"}:
            return json_text(before)
        if sent is not None and sent < stored:
            raise outdated(self.path, key, sent=sent, stored=stored)
        text = json_text(document | {"_v": stored + 1})
        statement = self.table.update().where(self.key == key)
        connection.execute(statement.values(columns | {"version": stored + 1, "document": text}))
        return text

    def need_new(self, connection: Connection, column: Column[Any], value: str, member: str) -> None:
        """Insist that a value is not taken yet.

        Raises:
            Problem: 409 with constraint code 2.
        """
        if connection.execute(select(column).where(column == value)).first() is not None:
            raise taken(member, value)
