"""What can be configured of the second systems on the board: a venue's Qtickets and a web shop's Lightspeed."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from kds.settings.fields import Address, File, Names, Table


class ArrivalSettings(Table):
    """`[[qtickets.arrivals]]`: what guests who come in ask of the kitchen (sources 6.2 and 6.3)."""

    name: str
    """What stands on the line."""
    endpoints: Names
    """The stations that make it."""
    zones: Names = ()
    """Only for guests of these sectors; empty for all."""
    tariffs: Names = ()
    """Only for these kinds of tickets; empty for all."""
    services: Names = ()
    """Only for these services sold with a ticket; then one for each that was sold."""
    quantity: Decimal = Field(default=Decimal(1), gt=0)
    """Portions for each `per_guests` guests begun, or for each service."""
    per_guests: int = Field(default=1, ge=0)
    """Guests that share one quantity; 0 is once for the party."""
    when: Literal["arrival", "interval"] = "arrival"
    """When it is wanted."""


class QticketsSettings(Table):
    """`[qtickets]`: the venue beside the till."""

    token_file: File = None
    """File with the organiser's token; `$CREDENTIALS_DIRECTORY/kds-qtickets-token` where it is not set."""
    url: Address = "https://qtickets.ru/api/rest/v1"
    """Address of the API."""
    tls_certificate: File = None
    """PEM file of the only certificate that is accepted."""
    event_id: int | None = None
    """The event whose shows are looked at; all of them where it is not set."""
    show_id: int | None = None
    """The show that is on; the one nearest in time where it is not set."""
    table_zones: Names = ()
    """Sectors whose rows are tables."""
    zones: Names = ()
    """Sectors in the order a waiter walks them."""
    interval_after_minutes: float | None = Field(default=None, gt=0)
    """From the start of the show to its interval."""
    interval_lead_minutes: float = Field(default=20, ge=0)
    """So long before the interval its rows of seats come up on the board."""
    checked_every_minutes: float = Field(default=2, ge=1, le=5)
    """How often scans of other gates are looked for while the doors are open."""
    hold_seconds: float = Field(default=5, ge=0, le=10)
    """How long a scan can be taken back before it is sent."""
    arrivals: tuple[ArrivalSettings, ...] = ()
    """What arrivals ask of the kitchen."""
    hook_secret_file: File = None
    """File with the secret that webhooks are signed with; without it none is listened to."""


class LightspeedSettings(Table):
    """`[lightspeed]`: the web shop whose customers write."""

    key: str
    """API key, 32 characters."""
    secret_file: File = None
    """File with the API secret; `$CREDENTIALS_DIRECTORY/kds-lightspeed-secret` where it is not set."""
    language: str
    """Two letters of a language that is active in the shop, such as `nl`; `us` is US English."""
    cluster: Literal["eu1", "us1"] = "eu1"
    """Where the shop lives."""
    url: Address | None = None
    """Another address instead of the cluster's."""
    tls_certificate: File = None
    """PEM file of the only certificate that is accepted."""
    order_pattern: str | None = None
    """How order numbers look in texts, as a regular expression."""
    templates: dict[str, Names] = Field(default_factory=dict)
    """Replies by language, with `{time}` and `{n}` to be filled in; replaces the built-in ones of that language."""
    template_language: str = "en"
    """Language of the replies to customers whose own has none."""
    hook_token_file: File = None
    """File with the unguessable last part of the webhook's path, 64 hexadecimal digits; without it none is listened to."""
    shop_id: int | None = None
    """Number of the shop, which its webhooks name."""


class HookSettings(Table):
    """`[hooks]`: the listener for webhooks, which only wake the reading; behind the venue's own reverse proxy."""

    host: str = "127.0.0.1"
    """A loopback address of this machine."""
    port: int = Field(default=4010, ge=1, le=65535)
    """Its port."""
