"""What Qtickets sends, property for property as typed values; nothing is cleaned, renamed for people or decided here.

The other side is PHP: an empty object arrives as `[]` or `""`, a yes as `true`, `1` or `"1"`, a text now and then as a
number (qtickets 1). Addresses of payment, cancelling and ticket files and card numbers have no place here, so that they
are never kept.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

MOSCOW_TIME = timezone(timedelta(hours=3))
"""The offset of every time on the wire, whatever the venue's city (qtickets 1)."""

_YES = (True, 1, "1", "true", "True")
_NO = (False, 0, "0", "false", "False", "", None)
_NO_TIME = ("", "0", False, 0)
_LANGUAGES = ("ru", "en")


def as_map(value: Any) -> dict[str, Any]:
    """Read an object that PHP may have written as an empty list or text.

    Raises:
        ValueError: it is something else.
    """
    if isinstance(value, dict):
        return {str(name): content for name, content in value.items()}
    if value is None or value in ([], ""):
        return {}
    raise ValueError("an object was expected")


def as_list(value: Any) -> list[Any]:
    """Read a list that may be missing, or an object whose values are the rows.

    Raises:
        ValueError: it is something else.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    if value is None or value == "":
        return []
    raise ValueError("a list was expected")


def as_bool(value: Any) -> bool:
    """Read a yes or no in any of its spellings.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, (list, dict)):
        raise ValueError("yes or no was expected")  # noqa: TRY004 - pydantic reports a ValueError as a misfit
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ValueError("yes or no was expected")


def as_text(value: Any) -> str:
    """Read a text that may be null, a number, or one text for each language."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, list):
        return ""
    if isinstance(value, dict):
        texts = [value.get(language) for language in _LANGUAGES] + list(value.values())
        return next((text for text in texts if isinstance(text, str) and text), "")
    return str(value)


def as_moment(value: Any) -> Any:
    """Read a time that may be null in any of PHP's ways; a text that is no time is left for the next step to refuse."""
    if value is None or value in _NO_TIME or value == []:
        return None
    return None if isinstance(value, str) and value.startswith("0000-00-00") else value


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    try:
        return (moment.replace(tzinfo=MOSCOW_TIME) if moment.tzinfo is None else moment).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no time of this world") from error


def _none_if_blank(value: Any) -> Any:
    return None if value is None or value in ("", []) else value


Moment = Annotated[datetime | None, BeforeValidator(as_moment), AfterValidator(_in_utc)]
"""ISO 8601 with an offset; without one it is Moscow's. Comes out in UTC."""
Flag = Annotated[bool, BeforeValidator(as_bool)]
"""Yes or no in any spelling."""
Text = Annotated[str, BeforeValidator(as_text)]
"""A text that may be null."""
Map = Annotated[dict[str, Any], BeforeValidator(as_map)]
"""An object that may be empty in PHP's way."""
Rows = Annotated[list[Any], BeforeValidator(as_list)]
"""Rows of any shape."""
Amount = Annotated[Decimal | None, BeforeValidator(_none_if_blank)]
"""Money; a number or a text on the wire."""
Number = Annotated[int | None, BeforeValidator(_none_if_blank)]
"""A number that may be null."""


def wire_time(moment: datetime) -> str:
    """Write a time as Qtickets does: whole seconds, `+03:00`."""
    return moment.astimezone(MOSCOW_TIME).replace(microsecond=0).isoformat()


class Wire(BaseModel):
    """A frozen value; what is not named is left out, and what does not fit is not repeated in messages."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)


class WireClientDetails(Wire):
    """The person behind an e-mail address."""

    name: Text = ""
    middlename: Text = ""
    surname: Text = ""
    phone: Text = ""


class WireClient(Wire):
    """A buyer (qtickets 2.2)."""

    id: int
    email: Text = ""
    details: Map = {}


class WireTicket(Wire):
    """One admission ticket, a "basket" (qtickets 2.3)."""

    id: int
    barcode: Text = ""
    show_id: int
    seat_id: Text = ""
    seat_name: Text = ""
    price: Amount = None
    original_price: Amount = None
    discount_value: Amount = None
    multiprice_code: Text = ""
    quantity: Number = None
    client_email: Text = ""
    client_phone: Text = ""
    client_name: Text = ""
    client_surname: Text = ""
    client_middlename: Text = ""
    comment: Text = ""
    related_baskets: Rows = []
    services: Rows = []
    checked_at: Moment = None
    updated_at: Moment = None
    deleted_at: Moment = None
    refunded_at: Moment = None
    refunded_amount: Amount = None
    refunded_deduction_amount: Amount = None


class WireOrder(Wire):
    """One purchase (qtickets 2.1)."""

    id: int
    uniqid: Text = ""
    payed: Flag
    payed_at: Moment = None
    created_at: Moment = None
    updated_at: Moment = None
    deleted_at: Moment = None
    client_id: Number = None
    client: Map = {}
    reserved: Flag = False
    reserved_to: Moment = None
    event_id: int
    price: Amount = None
    original_price: Amount = None
    currency_id: Text = ""
    custom: Map = {}
    fields: Map = {}
    baskets: Rows | None = None
    refunds: Rows = []


class WireCity(Wire):
    """Where a venue is."""

    name: Text = ""
    timezone: Text = ""


class WireShow(Wire):
    """One date of an event (qtickets 2.5)."""

    id: int
    name: Text = ""
    is_active: Flag = False
    sale_start_date: Moment = None
    sale_finish_date: Moment = None
    open_date: Moment = None
    start_date: Moment = None
    finish_date: Moment = None
    deleted_at: Moment = None


class WireEvent(Wire):
    """An event (qtickets 2.4)."""

    id: int
    name: Text = ""
    is_active: Flag = False
    currency_id: Text = ""
    place_name: Text = ""
    place_address: Text = ""
    age: Text = ""
    city: Map = {}
    shows: Rows = []
    updated_at: Moment = None
    deleted_at: Moment = None


class WireSeat(Wire):
    """One seat of a hall (qtickets 2.6)."""

    id: Text
    root_id: Text = ""
    name: Text = ""
    zone_id: Text = ""
    zone_root_id: Text = ""
    row: Text = ""
    place: Text = ""
    admission: Flag | None = None
    max_quantity: Number = None
    free_quantity: Number = None
    ordered_quantity: Number = None
    payed_quantity: Number = None
    available: Flag | None = None
    disabled: Flag | None = None
    price: Amount = None
    currency_id: Text = ""
    multiprice_name: Text = ""
    multiprice_code: Text = ""
    color_theme_id: Number = None


class WireBarcode(Wire):
    """One row of the list of codes (qtickets 2.7)."""

    barcode: Text
    admission: Flag | None = None
    price: Amount = None
    seat_name: Text = ""
    zone_name: Text = ""
    row: Text = ""
    place: Text = ""
    client_name: Text = ""
    client_surname: Text = ""
    client_middlename: Text = ""


class WireScan(Wire):
    """What Qtickets says about a code: its status, or the end of a scan (qtickets 2.8)."""

    barcode: Text = ""
    checked_at: Moment = None
    success: Flag | None = None


class WireColorTheme(Wire):
    """A price shade."""

    id: int
    color: Text = ""


class WireDiscount(Wire):
    """A discount (qtickets 2.8)."""

    id: int
    name: Text = ""
    type: Text = ""
    is_active: Flag = False
    active_from: Moment = None
    active_to: Moment = None
    deleted_at: Moment = None


class WirePromoCode(Wire):
    """A promo code (qtickets 2.8)."""

    id: int
    discount_id: Number = None
    code: Text = ""
    type: Number = None
    is_active: Flag = False
    max_uses_count: Number = None
    active_from: Moment = None
    active_to: Moment = None
    deleted_at: Moment = None


class WirePaging(Wire):
    """Where in a list a page stands (qtickets 1.2)."""

    perPage: Number = None  # noqa: N815 - spelled as on the wire
    currentPage: Number = None  # noqa: N815
    total: Number = None


class WireError(Wire):
    """An error body (qtickets 1.1); everything may be missing."""

    error: Text = ""
    message: Text = ""
    code: Text = ""
    status: Any = None
