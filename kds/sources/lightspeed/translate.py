"""Turns what Lightspeed sends into values and cleans every text that is shown; ids and what is written back stay raw."""

from __future__ import annotations

from kds.domain.inquiries.inquiry import Author, Customer, Inquiry, InquiryFlags, InquiryMessage
from kds.domain.inquiries.memo import shown_lines
from kds.domain.inquiries.plain_text import one_line, plain_text
from kds.domain.inquiries.replies import MESSAGE_CELLS
from kds.domain.inquiries.web_order import WebOrder, WebOrderStatus
from kds.sources.lightspeed.values import (
    LsAccount,
    LsCustomer,
    LsLanguage,
    LsMessage,
    LsOrder,
    LsOrderProduct,
    LsRateLimit,
    LsShop,
    LsTicket,
    LsWebhook,
    LsWindow,
)
from kds.sources.lightspeed.wire import (
    WireAccount,
    WireCustomer,
    WireLanguage,
    WireLink,
    WireMessage,
    WireOrder,
    WireOrderProduct,
    WireRateLimit,
    WireShop,
    WireTicket,
    WireWebhook,
    WireWindow,
)

NAME_CELLS = 120
"""Longest name or word kept (reliability 4.1)."""
SUBJECT_CELLS = 300
"""Longest subject kept."""

_AUTHORS = {author.value: author for author in (Author.CUSTOMER, Author.SHOP)}
_STATUSES = {status.value: status for status in WebOrderStatus}


def ticket(wire: WireTicket) -> LsTicket:
    """Translate an inquiry."""
    return LsTicket(
        id=wire.id,
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        is_answered=wire.is_answered,
        is_closed=wire.is_closed,
        is_todo=wire.is_todo,
        do_notify_answered=wire.do_notify_answered,
        subject=plain_text(wire.subject, limit_cells=SUBJECT_CELLS),
        memo=wire.memo,
        language=language(wire.language) if wire.language is not None else None,
        customer_id=_linked_id(wire.customer),
    )


def message(wire: WireMessage) -> LsMessage:
    """Translate a message."""
    return LsMessage(
        id=wire.id,
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        author=_AUTHORS.get(wire.author.lower(), Author.OTHER),
        text=plain_text(wire.message, limit_cells=MESSAGE_CELLS),
    )


def language(wire: WireLanguage) -> LsLanguage:
    """Translate a language."""
    return LsLanguage(wire.id, wire.code, _name(wire.locale), _name(wire.title), wire.is_active)


def shop(wire: WireShop) -> LsShop:
    """Translate the shop."""
    return LsShop(wire.id, _name(wire.status), _name(wire.sub_domain), _name(wire.main_domain))


def account(wire: WireAccount) -> LsAccount:
    """Translate the account."""
    return LsAccount(wire.id, wire.app_id)


def rate_limit(wire: WireRateLimit) -> LsRateLimit:
    """Translate the rate limits."""
    return LsRateLimit(_window(wire.limit5_min), _window(wire.limit_hour), _window(wire.limit_day))


def customer(wire: WireCustomer) -> LsCustomer:
    """Translate a customer."""
    return LsCustomer(
        id=wire.id,
        first_name=_name(wire.firstname),
        middle_name=_name(wire.middlename),
        last_name=_name(wire.lastname),
        company=_name(wire.company_name),
        email=_name(wire.email),
        phone=_name(wire.phone),
        mobile=_name(wire.mobile),
    )


def order(wire: WireOrder) -> LsOrder:
    """Translate a web-shop order."""
    return LsOrder(
        id=wire.id,
        number=_name(wire.number),
        status=_name(wire.status),
        payment_status=_name(wire.payment_status),
        shipment_status=_name(wire.shipment_status),
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        first_name=_name(wire.firstname),
        last_name=_name(wire.lastname),
        email=_name(wire.email),
    )


def order_product(wire: WireOrderProduct) -> LsOrderProduct:
    """Translate a row of a web-shop order."""
    return LsOrderProduct(
        wire.id, _name(wire.product_title), _name(wire.variant_title), wire.quantity_ordered, _name(wire.article_code)
    )


def webhook(wire: WireWebhook) -> LsWebhook:
    """Translate a webhook."""
    return LsWebhook(
        id=wire.id,
        is_active=wire.is_active,
        item_group=_name(wire.item_group),
        item_action=_name(wire.item_action),
        language_code=wire.language.code if wire.language is not None else "",
        format=_name(wire.format),
        address=wire.address,
    )


def as_inquiry(
    one: LsTicket, *, customer_name: str = "", messages: tuple[InquiryMessage, ...] | None = None
) -> Inquiry:
    """Give an inquiry in our own words.

    Args:
        one: as Lightspeed has it.
        customer_name: "" as long as it is unknown.
        messages: its thread, None as long as it was not read.
    """
    spoken = one.language
    return Inquiry(
        id=one.id,
        subject=one.subject,
        created_at=one.created_at,
        updated_at=one.updated_at,
        flags=InquiryFlags(one.is_answered, one.is_todo, one.is_closed, one.do_notify_answered),
        language=spoken.locale.replace("-", "_").partition("_")[0].lower() if spoken is not None else "",
        language_code=_name(spoken.code) if spoken is not None else "",
        customer_id=one.customer_id,
        customer_name=customer_name,
        memo_lines=shown_lines(one.memo),
        stored_memo=one.memo,
        messages=messages,
    )


def as_message(one: LsMessage) -> InquiryMessage:
    """Give a message in our own words."""
    return InquiryMessage(one.id, one.author, one.text, one.created_at)


def as_customer(one: LsCustomer) -> Customer:
    """Give a customer in our own words."""
    names = (one.first_name, one.middle_name, one.last_name)
    name = " ".join(name for name in names if name) or one.company
    return Customer(one.id, name, email=one.email, phone=one.mobile or one.phone)


def as_web_order(one: LsOrder) -> WebOrder:
    """Give a web-shop order in our own words."""
    return WebOrder(one.id, one.number, _STATUSES.get(one.status, WebOrderStatus.OTHER), one.status, one.created_at)


def _window(wire: WireWindow) -> LsWindow:
    return LsWindow(wire.limit, wire.remaining, wire.reset)


def _linked_id(link: WireLink | None) -> int | None:
    return link.resource.id if link is not None and link.resource is not None else None


def _name(text: str) -> str:
    return one_line(text, limit_cells=NAME_CELLS)
