"""The server's answers as the simulated people read them; only the fields they need, and no HTTP.

Names and meanings: contract 1 (order), 2 (ticket), 3 (login).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.alias_generators import to_camel

PROGRESS = {"New": 0, "InProgress": 1, "Ready": 2, "Served": 3}
"""How far a status is (contract 1, Status); `Cancelled` and unknown words are missing here on purpose."""


class Wire(BaseModel):
    """A frozen value read from camelCase JSON; unknown properties are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Pair(Wire):
    """An item on one endpoint."""

    name: str
    status: str


class Plu(Wire):
    """The product of an item, a snapshot taken when it was ordered."""

    code: int


class Quantity(Wire):
    """An amount, always positive."""

    amount: Decimal


class Item(Wire):
    """One item of an order."""

    id: int
    type: str = "Positive"
    ticket_item_id: int | None = None
    plu: Plu
    quantity: Quantity
    status: str
    endpoints: tuple[Pair, ...] = ()

    @property
    def is_negative(self) -> bool:
        """Say whether this item takes back something that was ordered earlier."""
        return self.type == "Negative"

    def status_at(self, endpoint: str) -> str | None:
        """Give the item's status at an endpoint, None when it isn't made there."""
        return next((pair.status for pair in self.endpoints if pair.name == endpoint), None)


class Slip(Wire):
    """One order, as the kitchen reads it."""

    id: str
    ticket_id: str
    status: str
    is_processed: bool
    is_processable: bool
    created_at: datetime
    processed_at: datetime | None = None
    due_at: datetime | None = None
    items: tuple[Item, ...]
    version: int = Field(default=0, alias="_v")


class SlipPage(Wire):
    """One page of GET /orders."""

    items: tuple[Slip, ...]
    total_count: int


class FiredOrders(RootModel[tuple[Slip, ...]]):
    """The answer to POST /orders: all orders it affected."""


class TicketLine(Wire):
    """One line of a stored ticket; only its id matters here."""

    id: int


class StoredTicket(Wire):
    """The server's answer to POST and PUT of a ticket."""

    id: str
    items: tuple[TicketLine, ...] = ()


class TicketPage(Wire):
    """One page of GET /tickets."""

    items: tuple[StoredTicket, ...]
    total_count: int


class OrderEndpoint(Wire):
    """One order endpoint of the restaurant."""

    name: str


class OrderEndpointPage(Wire):
    """One page of GET /orderendpoints."""

    items: tuple[OrderEndpoint, ...]


class Session(Wire):
    """The answer to a login."""

    token_id: str


class Fault(Wire):
    """One thing that is wrong with a request."""

    member_name: str = ""
    message: str = ""


class Problem(Wire):
    """An error body (problem+json); everything may be missing."""

    title: str | None = None
    detail: str | None = None
    error_code: int | None = None
    errors: tuple[Fault, ...] = ()
