"""Makes the second systems of a board from settings: a venue's Qtickets and a web shop's Lightspeed; asks nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from kds.domain.clock import Clock
from kds.domain.inquiries.cards import Reading
from kds.domain.inquiries.facts import InquiryRights
from kds.domain.inquiries.finding import order_pattern
from kds.domain.inquiries.replies import ReplyTemplates
from kds.domain.venue.arrivals import ArrivalRule, Moment
from kds.errors import SettingsError
from kds.kitchen.inquiries.desk import DeskHabits, InquiryDesk
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.sides import Side
from kds.kitchen.venue.desk import VenueDesk
from kds.kitchen.venue.ports import VenueOptions
from kds.language import mark, tr
from kds.settings.fields import is_plain
from kds.settings.model import Settings, StationSettings
from kds.settings.sides import ArrivalSettings, LightspeedSettings, QticketsSettings
from kds.settings.stations import business_day_of, station_settings
from kds.sources.hooks import Receiver, Webhooks, lightspeed_receiver, qtickets_receiver
from kds.sources.lightspeed.access import LightspeedAddress, key_from_file
from kds.sources.lightspeed.source import InquirySource
from kds.sources.qtickets.connection import QticketsAddress
from kds.sources.qtickets.source import VenueSource
from kds.sources.secret import read_secret, secret_file
from kds.store.store import Store

QTICKETS_CREDENTIAL = "kds-qtickets-token"
"""What systemd calls the token (`LoadCredential`)."""
LIGHTSPEED_CREDENTIAL = "kds-lightspeed-secret"
"""What systemd calls the API secret."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the till.

    Attributes:
        sides: the second systems, for the kitchen.
        venue: the venue among them, for a door's screen; None without one.
        webhooks: the listener that wakes them; None where none is configured.
    """

    sides: tuple[Side, ...]
    venue: VenueDesk | None
    webhooks: Webhooks | None


def beside(settings: Settings, store: Store, clock: Clock, kitchen: Callable[[], Kitchen]) -> Beside:
    """Make the second systems that are configured.

    Args:
        settings: all settings.
        store: what outlives a run.
        clock: wall and monotonic clock.
        kitchen: gives the kitchen they belong to, once it is made.

    Raises:
        SettingsError: something is missing, or a secret or certificate can't be used.
    """
    name, station = station_settings(settings)
    venue = shop = None
    if settings.qtickets is not None:
        venue = _venue(settings.qtickets, settings, name, station, store, clock, kitchen)
    if settings.lightspeed is not None:
        shop = _inquiries(settings.lightspeed, settings, station, clock, kitchen)
    sides: list[Side] = [side for side in (venue, shop) if side is not None]
    return Beside(tuple(sides), venue, _webhooks(settings, venue, shop))


def _webhooks(settings: Settings, venue: VenueDesk | None, shop: InquiryDesk | None) -> Webhooks | None:
    """Make the listener of what is configured; nothing that arrives there is believed, it only wakes a reading."""
    if settings.hooks is None:
        return None
    receivers: list[Receiver] = []
    if venue is not None and settings.qtickets is not None and settings.qtickets.hook_secret_file is not None:
        receivers.append(qtickets_receiver(partial(read_secret, settings.qtickets.hook_secret_file), venue.wake))
    table = settings.lightspeed
    if shop is not None and table is not None and table.hook_token_file is not None:
        if table.shop_id is None:
            raise SettingsError(
                tr("lightspeed.hook_token_file needs lightspeed.shop_id: the hooks of which shop are meant?")
            )
        receivers.append(lightspeed_receiver(read_secret(table.hook_token_file), table.shop_id, shop.wake))
    return Webhooks(receivers, host=settings.hooks.host, port=settings.hooks.port) if receivers else None


def _venue(
    table: QticketsSettings,
    settings: Settings,
    name: str,
    station: StationSettings,
    store: Store,
    clock: Clock,
    kitchen: Callable[[], Kitchen],
) -> VenueDesk:
    interval = table.interval_after_minutes
    options = VenueOptions(
        gate=name,
        event_id=table.event_id,
        show_id=table.show_id,
        rules=tuple(map(_rule, table.arrivals)),
        table_zones=frozenset(table.table_zones),
        zones=table.zones,
        interval_after=None if interval is None else timedelta(minutes=interval),
        interval_lead=timedelta(minutes=table.interval_lead_minutes),
        may_admit=station.may_admit and not station.read_only,
        sees_names=station.sees_names,
        hold=timedelta(seconds=table.hold_seconds),
        checked_every=timedelta(minutes=table.checked_every_minutes),
    )
    return VenueDesk(
        venue_source(table, settings),
        store.venue,
        clock,
        options,
        perform=lambda intent: kitchen().perform(intent),
        board_now=lambda: kitchen().now(),
    )


def venue_source(table: QticketsSettings, settings: Settings) -> VenueSource:
    """Make the venue's source; the token is read once here, so that a bad file is told at once.

    Raises:
        SettingsError: plain HTTP is not allowed, or the token or certificate can't be used.
    """
    _refuse_plain(table.url, settings, "qtickets.url")
    token = secret_file(
        table.token_file, "qtickets.token_file", credential=QTICKETS_CREDENTIAL, called=mark("Qtickets token")
    )
    read_secret(token, mark("token"))
    return VenueSource(QticketsAddress(token, table.url, table.tls_certificate))


def shop_source(table: LightspeedSettings, settings: Settings, clock: Clock) -> InquirySource:
    """Make the web shop's source; the secret is read once here.

    Raises:
        SettingsError: plain HTTP is not allowed, or key, secret or certificate can't be used.
    """
    if table.url is not None:
        _refuse_plain(table.url, settings, "lightspeed.url")
    secret = secret_file(
        table.secret_file, "lightspeed.secret_file", credential=LIGHTSPEED_CREDENTIAL, called=mark("Lightspeed secret")
    )
    address = LightspeedAddress(table.language, table.cluster, table.url, table.tls_certificate)
    return InquirySource(address, key_from_file(table.key, secret), clock)


def _rule(table: ArrivalSettings) -> ArrivalRule:
    return ArrivalRule(
        name=table.name,
        endpoints=table.endpoints,
        zones=frozenset(table.zones),
        tariffs=frozenset(table.tariffs),
        services=frozenset(table.services),
        quantity=table.quantity,
        per_guests=table.per_guests,
        moment=Moment(table.when),
    )


def _inquiries(
    table: LightspeedSettings,
    settings: Settings,
    station: StationSettings,
    clock: Clock,
    kitchen: Callable[[], Kitchen],
) -> InquiryDesk:
    may_write = not station.read_only
    habits = DeskHabits(
        rights=InquiryRights(
            reply=station.inquiry_reply and may_write,
            flag=station.inquiry_flag and may_write,
            notify=station.inquiry_notify and may_write,
            see_names=station.sees_names,
        ),
        templates=ReplyTemplates(dict(table.templates), fallback=table.template_language),
        reading=Reading() if table.order_pattern is None else Reading(pattern=order_pattern(table.order_pattern)),
        day=business_day_of(settings),
    )
    return InquiryDesk(shop_source(table, settings, clock), clock, lambda: kitchen().now(), habits)


def _refuse_plain(address: str, settings: Settings, key: str) -> None:
    if is_plain(address) and not settings.allow_plain_http:
        raise SettingsError(
            tr(
                "{key} is plain http: anybody on the way can read the key. Use https, or allow it with allow_plain_http = true.",
                key=key,
            )
        )
