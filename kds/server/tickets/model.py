"""A ticket as tills send it and as it is stored (portos 2.2, 2.3 and contract 2); values only, totals are elsewhere."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from kds.server.body import Body, Instant, Name, Rows, Text, Version, VersionNumber, amount_type, whole_type, word_type
from kds.server.orders.model import ItemType


class PurchaseType(StrEnum):
    """How the guests take their food (contract 1)."""

    WALK_IN = "WalkIn"
    TAKE_AWAY = "TakeAway"
    DELIVERY = "Delivery"


Small: Any = whole_type(0, 100_000)
VatCategory: Any = whole_type(0, 10)
Positive: Any = whole_type(1, 2**31 - 1)
Percent: Any = amount_type("0", "100", "0.000001")
Price: Any = amount_type("-1000000", "1000000", "0.000001")
Amount: Any = amount_type("0.001", "10000", "0.001")
Word: Any = word_type(ItemType)
Purchase: Any = word_type(PurchaseType)


class VatInfo(Body):
    """VAT of an article; the rate is in percent and may be unknown (portos 2.3)."""

    category: VatCategory | None = None
    rate: Percent | None = None


class Plu(Body):
    """The article of a line, as it was when it was ordered."""

    code: Positive
    name: Name
    description: Text | None = None
    stock_name: Name | None = None
    article_category_label: Name | None = None
    vat_info: VatInfo | None = None
    is_discount_allowed: bool = True
    is_price_fixed: bool = False
    is_splittable: bool = True
    order_endpoint_names: Rows[Name] | None = None
    type: Name | None = None
    special_regulation: Text | None = None
    is_cashback_allowed: bool = False
    allergens: Rows[Name] | None = None


class Money(Body):
    """An amount of money without VAT."""

    amount: Price
    currency_label: Name | None = None


class Quantity(Body):
    """How much of an article."""

    amount: Amount
    unit: Name = "pcs"


class Modifier(Body):
    """A chosen option."""

    name: Name
    option_name: Name | None = None
    quantity: Amount = Decimal(1)


class TicketItem(Body):
    """A line of a ticket; without an id it is a new one."""

    id: Positive | None = None
    external_id: Name | None = None
    type: Word = ItemType.POSITIVE
    plu: Plu
    comment: Text | None = None
    unit_price: Money | None = None
    quantity: Quantity
    discount_rate: Percent = Decimal(0)
    modifiers: Rows[Modifier] | None = None
    course_number: Small | None = None
    seat: Small | Name | None = None


class Location(Body):
    """Where the guests sit."""

    zone_name: Name | None = None
    table_name: Name | None = None


class Employee(Body):
    """Whose ticket it is."""

    user_name: Name
    name: Name | None = None
    feature_name: Name | None = None


class Customer(Body):
    """A guest who is known by name or card."""

    id: Name | None = None
    external_id: Name | None = None
    card_serial_number: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    full_name: Name | None = None
    gender: Name | None = None
    birth_date: Name | None = None
    address: Text | None = None
    delivery_address: Text | None = None
    is_company: bool = False
    company: Text | None = None
    phone: Name | None = None
    email: Name | None = None
    credit_rate: Percent | None = None
    discount_rate: Percent | None = None


class TicketFields(Body):
    """What a till decides about a ticket, its lines aside."""

    external_id: Name | None = None
    name: Name | None = None
    purchase_type: Purchase = PurchaseType.WALK_IN
    location: Location | None = None
    customer: Customer | None = None
    employee: Employee | None = None
    discount_rate: Percent = Decimal(0)
    currency_label: Annotated[Name, Field(max_length=10)] | None = None
    guest_count: Small | None = None
    note: Text | None = None
    due_at: Instant | None = None
    pickup_name: Name | None = None


class NewTicketItem(TicketItem):
    """A line of a ticket that does not exist yet: it has no id."""

    id: None = None


class NewTicket(TicketFields):
    """Body of POST /tickets."""

    items: Rows[NewTicketItem]


class TicketBody(TicketFields):
    """Body of PUT /tickets/{id}; members left out keep their value, the lines are always whole."""

    items: Rows[TicketItem] = ()
    version: Version = None


class CloseBody(Body):
    """Body of POST /tickets/{id}/close: what the receipt printer says, if the till knows."""

    number: Positive | None = None
    daily_sales_report_number: Positive | None = None
    fiscal_name: Name | None = None
    fiscal_memory_serial_number: Name | None = None
    version: Version = None


class CloseInfo(Body):
    """The receipt of a closed ticket (portos 2.2)."""

    number: int
    daily_sales_report_number: int | None = None
    fiscal_name: str | None = None
    fiscal_memory_serial_number: str | None = None
    device_name: str


class Ticket(TicketFields):
    """A stored ticket; every line has its id."""

    id: str
    items: Rows[TicketItem]
    open_date: Instant
    close_date: Instant | None = None
    close_info: CloseInfo | None = None
    origin_device_name: str
    version: Annotated[VersionNumber, Field(alias="_v")]

    @property
    def is_closed(self) -> bool:
        """Whether it was paid."""
        return self.close_info is not None
