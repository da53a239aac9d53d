"""The routes that a back office may need and a board must not have: they make, rewrite and delete for good.

The board never imports this module (lightspeed 3.1, T6; sources 4.2).
"""

from __future__ import annotations

from kds.sources.lightspeed import translate
from kds.sources.lightspeed.line import Deleting, Line, Writing
from kds.sources.lightspeed.shapes import under_root
from kds.sources.lightspeed.values import LsMessage, LsTicket
from kds.sources.lightspeed.wire import WireMessage, WireTicket
from kds.sources.lightspeed.writer import MessageAuthor, ticket_body


class LightspeedOffice:
    """Routes without undo.

    Args:
        line: the line to the shop.
    """

    def __init__(self, line: Line) -> None:
        self._writing = Writing(line)
        self._deleting = Deleting(line)

    async def create_ticket(
        self,
        *,
        subject: str,
        customer_id: int,
        memo: str = "",
        is_answered: bool = False,
        is_todo: bool = False,
        is_closed: bool = False,
        do_notify_answered: bool | None = None,
    ) -> LsTicket:
        """T4, POST `/tickets`: each call makes an inquiry, without a message; its first one is posted like any other."""
        body = ticket_body(
            subject=subject,
            memo=memo,
            customer=customer_id,
            isAnswered=is_answered,
            isTodo=is_todo,
            isClosed=is_closed,
            doNotifyAnswered=do_notify_answered,
        )
        raw = await self._writing.post("/tickets", body)
        return translate.ticket(under_root(raw, "ticket", WireTicket, self._writing.host))

    async def delete_ticket(self, ticket_id: int) -> None:
        """T6, DELETE `/tickets/{id}`: the inquiry and its thread are gone; one that is gone already is no error."""
        await self._deleting.delete(f"/tickets/{ticket_id}")

    async def update_message(
        self, ticket_id: int, message_id: int, text: str, *, author: MessageAuthor | None = None
    ) -> LsMessage:
        """M5, PUT `/tickets/{id}/messages/{id}`: rewrites what somebody has said."""
        body = {"ticketMessage": {"message": text, **({"from": author} if author else {})}}
        raw = await self._writing.put(f"/tickets/{ticket_id}/messages/{message_id}", body)
        return translate.message(under_root(raw, "ticketMessage", WireMessage, self._writing.host))

    async def delete_message(self, ticket_id: int, message_id: int) -> None:
        """M6, DELETE `/tickets/{id}/messages/{id}`; one that is gone already is no error."""
        await self._deleting.delete(f"/tickets/{ticket_id}/messages/{message_id}")

    async def delete_webhook(self, webhook_id: int) -> None:
        """DELETE `/webhooks/{id}`; one that is gone already is no error."""
        await self._deleting.delete(f"/webhooks/{webhook_id}")
