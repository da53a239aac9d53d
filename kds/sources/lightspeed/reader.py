"""One typed method for each route that reads; built on `Reading` alone, so none of them can change anything.

Lists come page by page, in no order that can be relied on.
"""

from __future__ import annotations

from kds.sources.lightspeed import translate
from kds.sources.lightspeed.line import Reading
from kds.sources.lightspeed.selection import ALL, Selection
from kds.sources.lightspeed.shapes import counted, listed, shaped, under_root
from kds.sources.lightspeed.values import (
    LsAccess,
    LsAccount,
    LsCustomer,
    LsLanguage,
    LsMessage,
    LsOrder,
    LsOrderProduct,
    LsPermissions,
    LsRateLimit,
    LsShop,
    LsTicket,
    LsWebhook,
)
from kds.sources.lightspeed.wire import (
    WireAccess,
    WireAccount,
    WireCustomer,
    WireLanguage,
    WireMessage,
    WireOrder,
    WireOrderProduct,
    WireRateLimit,
    WireShop,
    WireTicket,
    WireWebhook,
)

PAGE_SIZE = 250
"""Largest `limit` (lightspeed 1.3)."""


class InquiryReads:
    """Inquiries and their threads (lightspeed 3.1, 3.2).

    Args:
        reading: the line, for asking only.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def tickets(
        self, selection: Selection = ALL, *, page: int = 1, limit: int = PAGE_SIZE, email: str = ""
    ) -> tuple[LsTicket, ...]:
        """T1, GET `/tickets`: one page as the server filters it; `Selection.keeps` filters again."""
        asked = {**selection.params, "limit": limit, "page": page, **({"email": email} if email else {})}
        raw = await self._reading.get("/tickets", asked)
        return listed(raw, "tickets", WireTicket, translate.ticket, self._reading.host)

    async def ticket_count(self, selection: Selection = ALL) -> int:
        """T2, GET `/tickets/count`: how many the server's filter lets through, margins included."""
        return counted(await self._reading.get("/tickets/count", selection.params), self._reading.host)

    async def ticket(self, ticket_id: int) -> LsTicket:
        """T3, GET `/tickets/{id}`."""
        raw = await self._reading.get(f"/tickets/{ticket_id}")
        return translate.ticket(under_root(raw, "ticket", WireTicket, self._reading.host))

    async def messages(self, ticket_id: int, *, page: int = 1, limit: int = PAGE_SIZE) -> tuple[LsMessage, ...]:
        """M1, GET `/tickets/{id}/messages`: one page, where the server knows pages of messages."""
        raw = await self._reading.get(f"/tickets/{ticket_id}/messages", {"limit": limit, "page": page})
        return listed(raw, "ticketMessages", WireMessage, translate.message, self._reading.host)

    async def message_count(self, ticket_id: int) -> int:
        """M2, GET `/tickets/{id}/messages/count`."""
        return counted(await self._reading.get(f"/tickets/{ticket_id}/messages/count"), self._reading.host)

    async def message(self, ticket_id: int, message_id: int) -> LsMessage:
        """M3, GET `/tickets/{id}/messages/{id}`."""
        raw = await self._reading.get(f"/tickets/{ticket_id}/messages/{message_id}")
        return translate.message(under_root(raw, "ticketMessage", WireMessage, self._reading.host))


class SupportingReads:
    """What stands around inquiries: shop, key, customers, orders (lightspeed 3.3).

    Args:
        reading: the line, for asking only.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def shop(self) -> LsShop:
        """GET `/shop`: proves key, cluster and language."""
        return translate.shop(under_root(await self._reading.get("/shop"), "shop", WireShop, self._reading.host))

    async def account(self) -> LsAccount:
        """GET `/account`."""
        return translate.account(
            under_root(await self._reading.get("/account"), "account", WireAccount, self._reading.host)
        )

    async def permissions(self) -> LsPermissions:
        """GET `/account/permissions`; its root key may be missing (lightspeed 2.5)."""
        raw = await self._reading.get("/account/permissions")
        areas = raw.get("accountPermissions", raw)
        named = areas.items() if isinstance(areas, dict) else ()
        read = {
            area: shaped(access, WireAccess, self._reading.host) for area, access in named if isinstance(access, dict)
        }
        return LsPermissions({area: LsAccess(access.read, access.write) for area, access in read.items()})

    async def rate_limit(self) -> LsRateLimit:
        """GET `/account/ratelimit`; whether it counts as a request itself is not documented."""
        raw = await self._reading.get("/account/ratelimit")
        return translate.rate_limit(under_root(raw, "accountRatelimit", WireRateLimit, self._reading.host))

    async def languages(self) -> tuple[LsLanguage, ...]:
        """GET `/languages`."""
        return listed(
            await self._reading.get("/languages"), "languages", WireLanguage, translate.language, self._reading.host
        )

    async def customer(self, customer_id: int) -> LsCustomer:
        """GET `/customers/{id}`."""
        raw = await self._reading.get(f"/customers/{customer_id}")
        return translate.customer(under_root(raw, "customer", WireCustomer, self._reading.host))

    async def orders(
        self, selection: Selection = ALL, *, page: int = 1, limit: int = PAGE_SIZE, customer_id: int | None = None
    ) -> tuple[LsOrder, ...]:
        """GET `/orders`: one page as the server filters it; numbers and e-mails can't be asked for."""
        asked = {**selection.params, "limit": limit, "page": page}
        raw = await self._reading.get("/orders", asked | ({"customer_id": customer_id} if customer_id else {}))
        return listed(raw, "orders", WireOrder, translate.order, self._reading.host)

    async def order(self, order_id: int) -> LsOrder:
        """GET `/orders/{id}`."""
        return translate.order(
            under_root(await self._reading.get(f"/orders/{order_id}"), "order", WireOrder, self._reading.host)
        )

    async def order_products(self, order_id: int) -> tuple[LsOrderProduct, ...]:
        """GET `/orders/{id}/products`."""
        raw = await self._reading.get(f"/orders/{order_id}/products", {"limit": PAGE_SIZE})
        return listed(raw, "orderProducts", WireOrderProduct, translate.order_product, self._reading.host)


class WebhookReads:
    """The webhooks that are there (lightspeed 4).

    Args:
        reading: the line, for asking only.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def page(self, *, page: int = 1, limit: int = PAGE_SIZE) -> tuple[LsWebhook, ...]:
        """GET `/webhooks`."""
        raw = await self._reading.get("/webhooks", {"limit": limit, "page": page})
        return listed(raw, "webhooks", WireWebhook, translate.webhook, self._reading.host)

    async def count(self) -> int:
        """GET `/webhooks/count`."""
        return counted(await self._reading.get("/webhooks/count"), self._reading.host)

    async def one(self, webhook_id: int) -> LsWebhook:
        """GET `/webhooks/{id}`."""
        raw = await self._reading.get(f"/webhooks/{webhook_id}")
        return translate.webhook(under_root(raw, "webhook", WireWebhook, self._reading.host))


class LightspeedReader:
    """All reading routes of lightspeed 3.

    Args:
        reading: the line, for asking only.
    """

    def __init__(self, reading: Reading) -> None:
        self.inquiries = InquiryReads(reading)
        self.supporting = SupportingReads(reading)
        self.webhooks = WebhookReads(reading)
