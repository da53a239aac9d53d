"""What Portos sends, property for property as typed values; nothing is cleaned, renamed for people or decided here.

Orders are the contract's own shape (contract 1) and arrive renamed by `names.WireNames.ours`. The other resources are as the
vendor's samples show them (portos 1.5 to 8.3): what is not listed there is kept as it came, so that a value that is read,
changed and written back loses nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from kds.language import tr


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(tr("a date and time out of range")) from None


def _none_is_empty(value: Any) -> Any:
    return () if value is None else value


def _none_is_blank(value: Any) -> Any:
    return "" if value is None else value


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""ISO 8601; without a zone it is UTC (portos 0.2)."""
Blank = Annotated[str, BeforeValidator(_none_is_blank)]
"""A text that may be null."""


class Wire(BaseModel):
    """A frozen value with camelCase names; numbers are taken where texts are expected."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore", coerce_numbers_to_str=True
    )


class WireNote(Wire):
    """A kitchen note (contract 7)."""

    id: str
    kind: str
    created_at: Moment
    user_name: Blank = ""
    order_id: str | None = None
    item_id: int | None = None
    ticket_id: str | None = None
    plu_code: int | None = None
    amount: Decimal | None = None
    station: Blank = ""
    reason: Blank = ""
    text: Blank = ""
    gone_at: Moment | None = None


class WireUser(Wire):
    """Who ordered."""

    name: Blank = ""
    user_name: Blank = ""


class WireLocation(Wire):
    """Zone and table."""

    zone_name: str | None = None
    table_name: str | None = None


class WirePlu(Wire):
    """The product, a snapshot."""

    name: str
    code: int | None = None
    stock_name: Blank = ""
    article_category_label: Blank = ""
    allergens: Annotated[tuple[str, ...], BeforeValidator(_none_is_empty)] = ()


class WireQuantity(Wire):
    """An amount, never negative: the item's type gives the sign."""

    amount: Decimal = Field(ge=0)
    unit: Blank = ""


class WireModifier(Wire):
    """A chosen modifier."""

    name: Blank = ""
    option_name: Blank = ""
    quantity: Decimal = Decimal(1)


class WirePair(Wire):
    """An item on one endpoint."""

    name: str
    status: Blank = "New"
    changed_at: Moment | None = None
    changed_by: str | None = None


class WireTakesBack(Wire):
    """The Positive that a Negative reduces."""

    order_id: str
    item_id: int


class WireItem(Wire):
    """One item of an order."""

    id: int
    plu: WirePlu
    quantity: WireQuantity
    ticket_item_id: int | None = None
    type: Blank = "Positive"
    course_number: int | None = None
    seat: str | None = None
    comment: str | None = None
    modifiers: Annotated[tuple[WireModifier, ...], BeforeValidator(_none_is_empty)] = ()
    status: Blank = "New"
    changed_at: Moment | None = None
    changed_by: str | None = None
    endpoints: Annotated[tuple[WirePair, ...], BeforeValidator(_none_is_empty)] = ()
    takes_back: WireTakesBack | None = None


class WireOrderEndpoint(Wire):
    """An endpoint within an order."""

    name: str
    is_active: bool = True


def _ids_differ(items: tuple[WireItem, ...]) -> tuple[WireItem, ...]:
    if len({item.id for item in items}) < len(items):
        raise ValueError(tr("two items have the same id"))
    return items


class WireOrder(Wire):
    """One order (contract 1); the derived properties are left out, we derive them ourselves."""

    id: Annotated[str, Field(min_length=1)]
    number: int = 0
    ticket_id: Blank = ""
    ticket_name: Blank = ""
    device_name: Blank = ""
    user: WireUser | None = None
    location: WireLocation | None = None
    purchase_type: Blank = "WalkIn"
    guest_count: int | None = None
    note: str | None = None
    due_at: Moment | None = None
    pickup_name: str | None = None
    created_at: Moment | None = None
    processed_at: Moment | None = None
    is_processed: bool = True
    items: Annotated[tuple[WireItem, ...], AfterValidator(_ids_differ)]
    endpoints: Annotated[tuple[WireOrderEndpoint, ...], BeforeValidator(_none_is_empty)] = ()
    version: int = Field(default=0, alias="_v")


class AnyCase(BaseModel):
    """A value whose property names are matched without regard to case (contract, introduction)."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow")

    @model_validator(mode="before")
    @classmethod
    def _spelled_as_ours(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        spelled = [known.alias or name for name, known in cls.model_fields.items()]
        own = {alias.lower(): alias for alias in spelled}
        return {own.get(str(name).lower(), name): content for name, content in value.items()}


class Resource(AnyCase):
    """A stored resource of the till; properties we don't know stay in it and go back with it."""

    version: int = Field(default=0, alias="_v")


class OrderEndpointResource(Resource):
    """An order endpoint (portos 1.5)."""

    name: str
    is_active: bool = True
    address: str | None = None
    type: str | None = None
    settings: dict[str, str] = Field(default_factory=dict)


class Zone(Resource):
    """A room plan (portos 2.5)."""

    name: str
    items: list[dict[str, Any]] = Field(default_factory=list)
    sort_hint: int | None = None


class Device(Resource):
    """A device (portos 5.4)."""

    name: str
    is_active: bool = True
    env_name: str = ""
    description: str | None = None
    settings: dict[str, str] = Field(default_factory=dict)


class UserProfile(Resource):
    """A user with the devices he may use (portos 5.4)."""

    id: str | None = None
    user_name: str
    name: str = ""
    is_active: bool = True
    devices: list[dict[str, Any]] = Field(default_factory=list)


class Role(Resource):
    """A named set of rights (portos 5.4)."""

    name: str
    label: str | None = None
    rights: list[str] = Field(default_factory=list)
    env_names: list[str] = Field(default_factory=list)


class Session(Resource):
    """A login that still works (portos 4.1)."""

    id: str = ""


class ApiKey(Resource):
    """A key for signed requests (portos 4.2)."""

    id: str | None = None
    client_id: str = ""
    is_active: bool = True
    user_name: str = ""
    device_name: str = ""
    permissions: list[str] = Field(default_factory=list)


class TicketLine(Resource):
    """One line of a bill (portos 2.3); `plu` and `quantity` as the till has them."""

    id: int | None = None
    plu: dict[str, Any]
    quantity: dict[str, Any]


class Ticket(Resource):
    """A guest's bill (portos 2.2)."""

    id: str | None = None
    name: str = ""
    items: list[TicketLine] = Field(default_factory=list)
    location: WireLocation | None = None
    purchase_type: str = "WalkIn"
    close_date: Moment | None = None


class LoginDevice(Resource):
    """The device logged in on."""

    name: str = ""


class LoginUser(Resource):
    """Who is logged in (portos 4.1, `UserProfileContext`)."""

    user_name: str = ""
    name: str = ""
    rights: list[str] = Field(default_factory=list)
    device: LoginDevice | None = None


class AuthResult(Resource):
    """The answer to a login and a refresh (contract 3)."""

    model_config = ConfigDict(hide_input_in_errors=True)

    token_id: str = Field(repr=False)
    refresh_token: str = Field(default="", repr=False)
    user: LoginUser | None = None


class Health(Resource):
    """How the till feels (portos 8.3)."""

    status: str
    entries: dict[str, Any] = Field(default_factory=dict)


class Problem(AnyCase):
    """An error body (portos 6.2); everything may be missing."""

    title: str | None = None
    detail: str | None = None
    error_code: int | None = None
    errors: Annotated[tuple[dict[str, Any], ...], BeforeValidator(_none_is_empty)] = ()
