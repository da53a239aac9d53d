"""The seven routes of `/orders` (contract 1); checks come in the contract's order, what happens is in `actions`."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from kds.server.answers import document_answer, empty_answer, list_answer, page_answer
from kds.server.body import Body, Name, Rows, Version, word_type
from kds.server.calls import Call, Command, calling, commanding
from kds.server.ndata.members import Kind, Member
from kds.server.ndata.query import Members
from kds.server.ndata.sql import fetch
from kds.server.orders import actions
from kds.server.orders.actions import StatusChange
from kds.server.orders.model import Status
from kds.server.orders.stored import StoredOrders, current_text
from kds.server.problems import missing
from kds.server.tables import orders

LARGEST_ITEM_ID = 2**31 - 1

MEMBERS = Members(
    (
        Member("deviceName", Kind.TEXT, orders.c.device_name),
        Member("id", Kind.TEXT, orders.c.id),
        Member("number", Kind.INTEGER, orders.c.number),
        Member("ticketId", Kind.TEXT, orders.c.ticket_id),
        Member("ticketName", Kind.TEXT, orders.c.ticket_name),
        Member("userUserName", Kind.TEXT, orders.c.user_user_name),
        Member("isProcessed", Kind.BOOLEAN, orders.c.is_processed),
        Member("isProcessable", Kind.BOOLEAN, orders.c.is_processable),
    ),
    only_sorted=(Member("createdAt", Kind.MOMENT, orders.c.created_at),),
)
"""Filters and sort keys of GET /orders (contract 1)."""


StatusWord: Any = word_type(Status)


class StatusBody(Body):
    """Body of the three status routes (contract 1)."""

    status: StatusWord
    version: Version = None


class ProcessBody(Body):
    """Body of POST /orders (contract 1)."""

    order_ids: Rows[Name]


router = APIRouter(tags=["orders"])


@router.get("/orders")
async def list_orders(request: Request) -> Response:
    """Give the orders that match."""
    call = await calling(request)
    query = MEMBERS.read(call.raw_query)
    tag = f'"{call.installation.instance[:8]}.{call.installation.orders_revision}.{zlib.crc32(call.raw_query.encode()):08x}"'
    if is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    with call.installation.database.reading() as connection:
        columns = (orders.c.document, orders.c.activity)
        rows, total = fetch(connection, query, columns, orders.c.id)
        activity = call.installation.activity(connection)
    documents = None if query.only_count else [current_text(row.document, row.activity, activity) for row in rows]
    answer = page_answer(documents, count=total if query.only_count else len(rows), total=total)
    answer.headers["ETag"] = tag
    return answer


def is_known(if_none_match: str, tag: str) -> bool:
    """Say whether a client already has the answer with this tag."""
    tags = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return tag in tags or "*" in tags


@router.get("/orders/{id}")
async def get_order(request: Request) -> Response:
    """Give one order."""
    call = await calling(request)
    return document_answer(_document(call, call.path("id")))


def _document(call: Call, order_id: str) -> str:
    with call.installation.database.reading() as connection:
        statement = select(orders.c.document, orders.c.activity).where(orders.c.id == order_id)
        row = connection.execute(statement).one_or_none()
        if row is None:
            raise missing("missing.order", id=order_id)
        return current_text(row.document, row.activity, call.installation.activity(connection))


@router.post("/orders")
async def process_orders(request: Request) -> Response:
    """Process orders: send them to their stations."""
    async with commanding(request, "orderProcess") as command:
        body = command.body(ProcessBody)
        installation = command.installation
        return command.commit(
            lambda transaction: list_answer(
                actions.process(installation.orders(transaction), body.order_ids, installation.now)
            )
        )


@router.post("/orders/{id}/status")
async def set_order_status(request: Request) -> Response:
    """Set all items of an order on all their endpoints."""
    async with commanding(request, "orderUpdate") as command:
        order_id = command.path("id")
        return _change_status(command, lambda orders, change: actions.set_order_status(orders, order_id, change))


@router.post("/orders/{id}/items/{itemId}/status")
async def set_item_status(request: Request) -> Response:
    """Set one item of an order on all its endpoints."""
    async with commanding(request, "orderUpdate") as command:
        order_id, item_id = command.path("id"), _item_id(command.path("itemId"))
        return _change_status(
            command, lambda orders, change: actions.set_item_status(orders, order_id, item_id, change)
        )


@router.post("/orders/{id}/endpoints/{endpointName:path}/status")
async def set_endpoint_status(request: Request) -> Response:
    """Set all items of one endpoint of an order, on that endpoint only."""
    async with commanding(request, "orderUpdate") as command:
        order_id, endpoint = command.path("id"), command.path("endpointName")
        return _change_status(
            command, lambda orders, change: actions.set_endpoint_status(orders, order_id, endpoint, change)
        )


def _change_status(command: Command, act: Callable[[StoredOrders, StatusChange], str]) -> Response:
    body = command.body(StatusBody)
    installation = command.installation
    change = StatusChange(body.status, body.version, installation.now, command.caller.user_name)
    return command.commit(lambda transaction: document_answer(act(installation.orders(transaction), change)))


def _item_id(text: str) -> int | None:
    """Read an item's id; None for what can't be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_ITEM_ID)) else None


@router.delete("/orders/{id}", status_code=204)
async def delete_order(request: Request) -> Response:
    """Delete an order."""
    async with commanding(request, "orderDelete") as command:
        order_id = command.path("id")
        installation = command.installation

        def delete(orders: StoredOrders) -> Response:
            actions.existing(orders, order_id)
            orders.remove(order_id)
            return empty_answer()

        return command.commit(lambda transaction: delete(installation.orders(transaction)))
