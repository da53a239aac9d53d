"""The routes of `/tickets` (contract 2); checks come in the contract's order, what happens is in `actions`."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from kds.server.answers import document_answer, empty_answer, page_answer
from kds.server.calls import calling, commanding
from kds.server.database import Transaction
from kds.server.ndata.sql import fetch
from kds.server.problems import fault, invalid, missing
from kds.server.tables import tickets
from kds.server.tickets.actions import TicketActions
from kds.server.tickets.model import CloseBody, NewTicket, TicketBody
from kds.server.tickets.stored import MEMBERS
from kds.server.values import IDENTIFIER_PATTERN

router = APIRouter(tags=["tickets"])


@router.get("/tickets")
async def list_tickets(request: Request) -> Response:
    """Give the tickets that match."""
    call = await calling(request)
    query = MEMBERS.read(call.raw_query)
    with call.installation.database.reading() as connection:
        existing = tickets.c.is_deleted.is_(False)
        rows, total = fetch(connection, query, (tickets.c.document,), tickets.c.id, existing)
    documents = None if query.only_count else [row.document for row in rows]
    return page_answer(documents, count=total if query.only_count else len(rows), total=total)


@router.get("/tickets/{id}")
async def get_ticket(request: Request) -> Response:
    """Give one ticket."""
    call = await calling(request)
    ticket_id = call.path("id")
    with call.installation.database.reading() as connection:
        document = connection.execute(
            select(tickets.c.document).where(tickets.c.id == ticket_id, tickets.c.is_deleted.is_(False))
        ).scalar_one_or_none()
    if document is None:
        raise missing("missing.ticket", id=ticket_id)
    return document_answer(document)


@router.post("/tickets", status_code=201)
async def create_ticket(request: Request) -> Response:
    """Open a ticket; its lines become orders."""
    async with commanding(request, "ticketCreate") as command:
        command.caller.need_sale_environment()
        body = command.body(NewTicket)

        def act(transaction: Transaction) -> Response:
            written = TicketActions(command.installation, transaction, command.caller).create(body)
            return document_answer(written.document, status=201)

        return command.commit(act)


@router.put("/tickets/{id}")
async def put_ticket(request: Request) -> Response:
    """Create a ticket under this id, or change an open one; the difference becomes orders."""
    async with commanding(request, "ticketUpdate", "ticketUpdateAny", "ticketCreate") as command:
        command.caller.need_sale_environment()
        ticket_id = command.path("id")
        body = command.body(TicketBody)
        if not re.match(IDENTIFIER_PATTERN, ticket_id):
            raise invalid(fault("id", "value.wrong", reason="24 lower-case hex digits"))

        def act(transaction: Transaction) -> Response:
            written = TicketActions(command.installation, transaction, command.caller).put(ticket_id, body)
            return document_answer(written.document, status=201 if written.is_new else 200)

        return command.commit(act)


@router.delete("/tickets/{id}", status_code=204)
async def delete_ticket(request: Request) -> Response:
    """Delete an open ticket; everything it ordered is taken back."""
    async with commanding(request, "ticketDelete") as command:
        command.caller.need_sale_environment()

        def act(transaction: Transaction) -> Response:
            TicketActions(command.installation, transaction, command.caller).delete(command.path("id"))
            return empty_answer()

        return command.commit(act)


@router.post("/tickets/{id}/close")
async def close_ticket(request: Request) -> Response:
    """Close a ticket: it was paid. Its orders stay as they are."""
    async with commanding(request, "ticketClose") as command:
        command.caller.need_sale_environment()
        body = command.body(CloseBody, optional=True)

        def act(transaction: Transaction) -> Response:
            actions = TicketActions(command.installation, transaction, command.caller)
            return document_answer(actions.close(command.path("id"), body))

        return command.commit(act)
