"""The writing routes that the board uses: flags, memo, replies, and the webhooks that wake it; nothing here deletes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kds.sources.lightspeed import translate
from kds.sources.lightspeed.line import Writing
from kds.sources.lightspeed.reader import WebhookReads
from kds.sources.lightspeed.shapes import under_root
from kds.sources.lightspeed.values import LsMessage, LsTicket, LsWebhook, LsWebhookDraft
from kds.sources.lightspeed.wire import WireMessage, WireTicket, WireWebhook

MessageAuthor = Literal["customer", "shop"]
"""Who a message may be written as (lightspeed 2.4)."""


class LightspeedWriter:
    """The writing routes of lightspeed 3 that can be taken back or verified.

    Args:
        writing: the line, for making and changing.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    async def update_ticket(
        self,
        ticket_id: int,
        *,
        subject: str | None = None,
        memo: str | None = None,
        is_answered: bool | None = None,
        is_todo: bool | None = None,
        is_closed: bool | None = None,
        do_notify_answered: bool | None = None,
    ) -> LsTicket:
        """T5, PUT `/tickets/{id}`: only what is given; absolute, so that sending it again is harmless."""
        changes = ticket_body(
            subject=subject,
            memo=memo,
            isAnswered=is_answered,
            isTodo=is_todo,
            isClosed=is_closed,
            doNotifyAnswered=do_notify_answered,
        )
        raw = await self._writing.put(f"/tickets/{ticket_id}", changes)
        return translate.ticket(under_root(raw, "ticket", WireTicket, self._writing.host))

    async def post_message(self, ticket_id: int, text: str, *, author: MessageAuthor = "shop") -> LsMessage:
        """M4, POST `/tickets/{id}/messages`: each call makes a message; look for it before calling again."""
        body = {"ticketMessage": {"message": text, "from": author}}
        raw = await self._writing.post(f"/tickets/{ticket_id}/messages", body)
        return translate.message(under_root(raw, "ticketMessage", WireMessage, self._writing.host))

    async def create_webhook(self, draft: LsWebhookDraft) -> LsWebhook:
        """POST `/webhooks`: each call makes one, and each one knocks; see `ensure_webhook`."""
        raw = await self._writing.post("/webhooks", _webhook_body(draft))
        return translate.webhook(under_root(raw, "webhook", WireWebhook, self._writing.host))

    async def update_webhook(self, webhook_id: int, draft: LsWebhookDraft) -> LsWebhook:
        """PUT `/webhooks/{id}`."""
        raw = await self._writing.put(f"/webhooks/{webhook_id}", _webhook_body(draft))
        return translate.webhook(under_root(raw, "webhook", WireWebhook, self._writing.host))


async def ensure_webhook(reads: WebhookReads, writer: LightspeedWriter, draft: LsWebhookDraft) -> LsWebhook:
    """Give the webhook that knocks for a draft; make it or wake it only where it is missing (lightspeed 4).

    Raises:
        SourceError: reading or writing failed.
    """
    wanted = (draft.item_group, draft.item_action, draft.address)
    for known in await reads.page():
        if (known.item_group, known.item_action, known.address) == wanted:
            return known if known.is_active == draft.is_active else await writer.update_webhook(known.id, draft)
    return await writer.create_webhook(draft)


def ticket_body(**properties: object) -> Mapping[str, object]:
    """Give the body that sets these properties of an inquiry, by their wire names; None leaves one out."""
    return {"ticket": {name: value for name, value in properties.items() if value is not None}}


def _webhook_body(draft: LsWebhookDraft) -> Mapping[str, object]:
    return {
        "webhook": {
            "isActive": draft.is_active,
            "itemGroup": draft.item_group,
            "itemAction": draft.item_action,
            "language": draft.language_code,
            "format": "json",
            "address": draft.address,
        }
    }
