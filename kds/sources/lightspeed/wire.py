"""What Lightspeed sends, property for property as typed values; nothing is cleaned, renamed for people or decided here.

The real thing mixes kinds: `false` stands for a missing object, truth values come as texts or numbers, dates may be null
(lightspeed 1). All of it is taken; what is not listed is ignored.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _nothing(value: Any) -> Any:
    return None if value is False or value == "" else value


def _object_or_nothing(value: Any) -> Any:
    return value if isinstance(value, (dict, BaseModel)) else None


def _blank(value: Any) -> Any:
    return "" if value is None or value is False else value


def _no(value: Any) -> Any:
    return False if value is None or value == "" else value


def _number_or_nothing(value: Any) -> Any:
    return None if value is None or isinstance(value, bool) or value == "" else value


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""ISO 8601 with any offset; without one it is UTC."""
MaybeMoment = Annotated[Moment | None, BeforeValidator(_nothing)]
"""A moment that may be null, false or empty."""
Text = Annotated[str, BeforeValidator(_blank)]
"""A text that may be null or false."""
Flag = Annotated[bool, BeforeValidator(_no)]
"""true, `"true"`, 1 and their opposites; null is false."""
MaybeId = Annotated[int | None, BeforeValidator(_number_or_nothing)]
"""An id, or false."""
Id = Annotated[int, Field(gt=0)]
"""An id of the thing itself."""


class Wire(BaseModel):
    """A frozen value with camelCase names."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore", coerce_numbers_to_str=True
    )


class Envelope(Wire):
    """What stands under `error` (lightspeed 1.2)."""

    code: MaybeId = None
    message: Text = ""
    errors: Any = None

    @property
    def words(self) -> str:
        """The message, and the fields at fault where they are named."""
        if not isinstance(self.errors, dict):
            return self.message
        return "; ".join([self.message, *(f"{name}: {what}" for name, what in self.errors.items())])


class WireResource(Wire):
    """Where a linked thing is; its address is not read, because it is never followed (lightspeed 2.3)."""

    id: MaybeId = None


class WireLink(Wire):
    """A link to a thing."""

    resource: Annotated[WireResource | None, BeforeValidator(_object_or_nothing)] = None


def _linked(value: Any) -> Any:
    """Take a bare id for a link too, as it is written when an inquiry is made."""
    if isinstance(value, int) and not isinstance(value, bool):
        return WireLink(resource=WireResource(id=value))
    return _object_or_nothing(value)


MaybeLink = Annotated[WireLink | None, BeforeValidator(_linked)]
"""A link, or false."""


class WireLanguage(Wire):
    """A language (lightspeed 2.2)."""

    id: MaybeId = None
    code: Text = ""
    locale: Text = ""
    title: Text = ""
    is_active: Flag = True


MaybeLanguage = Annotated[WireLanguage | None, BeforeValidator(_object_or_nothing)]
"""A language, or false."""


class WireTicket(Wire):
    """An inquiry (lightspeed 2.1)."""

    id: Id
    created_at: Moment
    updated_at: MaybeMoment = None
    is_answered: Flag = False
    is_closed: Flag = False
    is_todo: Flag = False
    subject: Text = ""
    memo: Text = ""
    do_notify_answered: Flag = False
    language: MaybeLanguage = None
    customer: MaybeLink = None
    messages: MaybeLink = None


class WireMessage(Wire):
    """A message of a thread (lightspeed 2.4)."""

    id: Id
    created_at: Moment
    updated_at: MaybeMoment = None
    author: Text = Field(default="", alias="from")
    message: Text = ""


class WireCount(Wire):
    """How many there are."""

    count: int = Field(ge=0)


class WireShop(Wire):
    """The shop; read to see that key, cluster and language are right."""

    id: MaybeId = None
    status: Text = ""
    sub_domain: Text = ""
    main_domain: Text = ""


class WireAccount(Wire):
    """The account of a key; the key itself, which it repeats, is not read."""

    id: MaybeId = None
    app_id: MaybeId = None


class WireAccess(Wire):
    """Reading and writing of one area."""

    read: Flag = False
    write: Flag = False


class WireWindow(Wire):
    """One window of `/account/ratelimit`."""

    limit: int = 0
    remaining: int = 0
    reset: int = 0


class WireRateLimit(Wire):
    """The three windows of the key."""

    limit5_min: WireWindow = Field(default_factory=WireWindow, alias="limit5Min")
    limit_hour: WireWindow = Field(default_factory=WireWindow)
    limit_day: WireWindow = Field(default_factory=WireWindow)


class WireCustomer(Wire):
    """The part of a customer that is used."""

    id: Id
    firstname: Text = ""
    middlename: Text = ""
    lastname: Text = ""
    email: Text = ""
    phone: Text = ""
    mobile: Text = ""
    company_name: Text = ""


class WireOrder(Wire):
    """The part of a web-shop order that is used."""

    id: Id
    number: Text = ""
    status: Text = ""
    created_at: Moment
    updated_at: MaybeMoment = None
    firstname: Text = ""
    lastname: Text = ""
    email: Text = ""
    payment_status: Text = ""
    shipment_status: Text = ""


class WireOrderProduct(Wire):
    """One row of a web-shop order."""

    id: Id
    product_title: Text = ""
    variant_title: Text = ""
    quantity_ordered: Decimal = Decimal(0)
    article_code: Text = ""


class WireWebhook(Wire):
    """A webhook as it is stored (lightspeed 4)."""

    id: Id
    created_at: MaybeMoment = None
    updated_at: MaybeMoment = None
    is_active: Flag = False
    item_group: Text = ""
    item_action: Text = ""
    language: MaybeLanguage = None
    format: Text = ""
    address: Text = Field(default="", repr=False)
