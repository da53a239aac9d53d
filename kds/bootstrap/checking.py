"""Tries everything a board needs, one thing after the other, and says what to do about each problem; changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kds.bootstrap.kiosk import pin_file, read_pin
from kds.bootstrap.looks import profile_folders, spoken, theme_folders, theme_name
from kds.bootstrap.metrics import figures_stand
from kds.bootstrap.push import push_stands
from kds.bootstrap.till import SystemClock, source_of
from kds.domain.order import Endpoint
from kds.domain.station import ALL_ENDPOINTS, Rights, Role, Station
from kds.domain.terms import Status
from kds.errors import KdsError, LoginRefused, NotTheSource, StateLocked, TlsFailure
from kds.kitchen.ports import Profile
from kds.language import mark, tr, trn
from kds.settings.files import config_path
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import all_stations, station_of, station_settings
from kds.store.lock import hold

if TYPE_CHECKING:
    from kds.sources.lightspeed.source import InquirySource
    from kds.sources.portos.source import PortosSource
    from kds.sources.qtickets.source import VenueSource

MOST_SKEW_SECONDS = 5.0
"""Difference between the two clocks above which a board says so (reliability 3.3)."""


class Verdict(StrEnum):
    """What came of one try."""

    OK = mark("ok")
    NOTE = mark("note")
    PROBLEM = mark("PROBLEM")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row: what was tried, what came of it, and what to do."""

    what: str
    verdict: Verdict
    words: str


async def findings(file: Path | None, options: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Try everything; never raises for what it finds."""
    settings, configuration = _configured(file, options)
    if settings is None:
        return (configuration,)
    rows = [configuration]
    try:
        source = source_of(settings)
    except KdsError as error:
        rows.append(Finding(mark("address and login"), Verdict.PROBLEM, str(error)))
    else:
        try:
            rows += await _till(settings, station_of(settings), source)
        finally:
            await source.aclose()
    rows += await _beside(settings)
    rows += _looks(settings, file)
    rows.append(_state(settings))
    return (*rows, *_figures(settings), *_kiosk(settings), *_pass(settings))


def local_findings(file: Path | None, options: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Try what needs neither the till nor the state folder, so that a running board does not notice."""
    settings, configuration = _configured(file, options)
    if settings is None:
        return (configuration,)
    return (configuration, *_looks(settings, file), *_figures(settings), *_kiosk(settings), *_pass(settings))


def _configured(file: Path | None, options: Mapping[str, Any]) -> tuple[Settings | None, Finding]:
    """Give the settings, None where they can't be used, and what is to be said of them."""
    path, _ = config_path(file)
    try:
        settings = spoken(load(file, options))
        station = station_of(settings)
    except KdsError as error:
        return None, Finding(mark("configuration"), Verdict.PROBLEM, str(error))
    read = f"{path}" if path.exists() else tr("no file {file}; environment and options only", file=path)
    words = tr(
        "{file}; station {station}, {endpoints}",
        file=read,
        station=station.name,
        endpoints=", ".join(station.endpoints),
    )
    return settings, Finding(mark("configuration"), Verdict.OK, words)


async def _beside(settings: Settings) -> list[Finding]:
    """Try the second systems, each for itself."""
    if settings.qtickets is None and settings.lightspeed is None:
        return []
    from kds.bootstrap.sides import shop_source, venue_source

    rows = []
    if settings.qtickets is not None:
        rows.append(await _tried("qtickets", partial(venue_source, settings.qtickets, settings)))
    if settings.lightspeed is not None:
        rows.append(await _tried("lightspeed", partial(shop_source, settings.lightspeed, settings, SystemClock())))
    return rows


async def _tried(name: str, make: Callable[[], VenueSource | InquirySource]) -> Finding:
    try:
        source = make()
    except KdsError as error:
        return Finding(name, Verdict.PROBLEM, str(error))
    try:
        await source.open()
    except KdsError as error:
        return Finding(name, Verdict.PROBLEM, str(error))
    finally:
        await source.aclose()
    return Finding(name, Verdict.OK, tr("credentials accepted"))


async def _push(settings: Settings, source: PortosSource) -> Finding:
    """Tell whether the till tells of changes by itself; polling alone is no problem."""
    is_as_wished, words = await push_stands(settings, source)
    return Finding(mark("push"), Verdict.OK if is_as_wished else Verdict.NOTE, words)


async def _till(settings: Settings, station: Station, source: PortosSource) -> list[Finding]:
    try:
        profile = await source.profile()
    except LoginRefused as error:
        return [
            Finding(mark("address"), Verdict.OK, settings.address),
            Finding(mark("login"), Verdict.PROBLEM, str(error)),
        ]
    except (TlsFailure, NotTheSource) as error:
        return [Finding(mark("TLS") if isinstance(error, TlsFailure) else mark("address"), Verdict.PROBLEM, str(error))]
    except KdsError as error:
        return [Finding(mark("address"), Verdict.PROBLEM, str(error))]
    rows = [
        Finding(mark("address"), Verdict.OK, settings.address),
        _tls(settings),
        _login(profile),
        _rights(profile, station),
    ]
    try:
        rows.append(_endpoints(await source.read_endpoints(), station))
        reading = await source.read_open()
    except KdsError as error:
        return [*rows, Finding(mark("orders"), Verdict.PROBLEM, str(error))]
    rows.append(_clock(reading.server_time))
    rows.append(await _push(settings, source))
    unreadable = sum(order.oddity is not None for order in reading.orders)
    words = trn("{count} open", "{count} open", len(reading.orders))
    if unreadable:
        words = tr("{open}, {unreadable} of them can't be read", open=words, unreadable=unreadable)
    return [*rows, Finding(mark("orders"), Verdict.NOTE if unreadable else Verdict.OK, words)]


def _tls(settings: Settings) -> Finding:
    if settings.address.startswith("https"):
        pinned = (
            tr("only {file} is trusted", file=settings.tls_certificate)
            if settings.tls_certificate
            else tr("trusted by this system")
        )
        return Finding(mark("TLS"), Verdict.OK, pinned)
    if settings.is_plain:
        return Finding(
            "TLS", Verdict.NOTE, tr("plain http: the password can be read on the way; the board says so for ever")
        )
    return Finding(mark("TLS"), Verdict.OK, tr("not needed on this machine itself"))


def _login(profile: Profile) -> Finding:
    return Finding(mark("login"), Verdict.OK, tr("{user} on {device}", user=profile.user, device=profile.device))


def _rights(profile: Profile, station: Station) -> Finding:
    rights = Rights(profile.rights, known=True)
    held = ", ".join(sorted(profile.rights)) or tr("none")
    if station.read_only:
        return Finding(mark("rights"), Verdict.OK, tr("{rights}; this station changes nothing", rights=held))
    if not rights.has("orderUpdate"):
        return Finding(
            "rights",
            Verdict.PROBLEM,
            tr("{rights}; without orderUpdate nothing can be bumped. Give it to the user's role", rights=held),
        )
    if not rights.has("orderProcess"):
        return Finding(
            "rights",
            Verdict.NOTE,
            tr("{rights}; without orderProcess held orders can't be fired from here", rights=held),
        )
    return Finding(mark("rights"), Verdict.OK, held)


def _endpoints(known: tuple[Endpoint, ...], station: Station) -> Finding:
    names = [endpoint.name for endpoint in known]
    listed = ", ".join(names) or tr("none")
    missing = [name for name in station.endpoints if name != ALL_ENDPOINTS and name not in names]
    if missing:
        return Finding(
            "endpoints",
            Verdict.PROBLEM,
            tr("the till does not know {missing}; it has {known}", missing=", ".join(missing), known=listed),
        )
    off = [endpoint.name for endpoint in known if not endpoint.is_active and station.watches(endpoint.name)]
    if off:
        return Finding(
            mark("endpoints"), Verdict.NOTE, tr("switched off at the till: {endpoints}", endpoints=", ".join(off))
        )
    return Finding(mark("endpoints"), Verdict.OK, listed)


def _clock(server_time: datetime | None) -> Finding:
    if server_time is None:
        return Finding(
            mark("clock"), Verdict.NOTE, tr("the till does not tell its time; ages follow this machine's clock")
        )
    skew = (datetime.now(UTC) - server_time).total_seconds()
    if abs(skew) > MOST_SKEW_SECONDS:
        return Finding(
            "clock",
            Verdict.NOTE,
            tr("this machine is {seconds} s off the till; set its clock (timedatectl)", seconds=f"{skew:+.0f}"),
        )
    return Finding(mark("clock"), Verdict.OK, tr("agrees with the till"))


def _looks(settings: Settings, file: Path | None) -> list[Finding]:
    from kds.ui.profiles import load_profile
    from kds.ui.themes import load_theme

    _, table = station_settings(settings)
    theme, keys = theme_name(None, table.theme or settings.theme), table.keys or settings.keys
    rows = []
    try:
        load_theme(theme, theme_folders(file))
        rows.append(Finding(mark("theme"), Verdict.OK, theme))
    except KdsError as error:
        rows.append(Finding(mark("theme"), Verdict.PROBLEM, str(error)))
    try:
        load_profile(keys, profile_folders(file))
        rows.append(Finding(mark("keys"), Verdict.OK, keys))
    except KdsError as error:
        rows.append(Finding(mark("keys"), Verdict.PROBLEM, str(error)))
    return rows


def _state(settings: Settings) -> Finding:
    folder = settings.state_folder
    try:
        os.close(hold(folder))
    except StateLocked as error:
        return Finding(mark("state folder"), Verdict.NOTE, str(error))
    except KdsError as error:
        return Finding(mark("state folder"), Verdict.PROBLEM, str(error))
    return Finding(mark("state folder"), Verdict.OK, str(folder))


def _figures(settings: Settings) -> list[Finding]:
    """Tell whether the board's figures can be written, where that is wanted."""
    if settings.metrics_file is None:
        return []
    is_possible, words = figures_stand(settings.metrics_file)
    return [Finding(mark("figures"), Verdict.OK if is_possible else Verdict.NOTE, words)]


def _kiosk(settings: Settings) -> list[Finding]:
    """Tell whether somebody can leave a kiosk."""
    file = pin_file(settings.kiosk_pin_file)
    if file is None:
        words = tr("no kiosk_pin_file, so this screen can't be left with a key")
        return [Finding(mark("kiosk"), Verdict.NOTE, words)] if settings.kiosk else []
    try:
        read_pin(file)
    except KdsError as error:
        return [Finding(mark("kiosk"), Verdict.PROBLEM, str(error))]
    return [Finding(mark("kiosk"), Verdict.OK, tr("left with a PIN"))]


def _pass(settings: Settings) -> list[Finding]:
    """Warn when no station of the file ever serves anything (board 2)."""
    serves = any(
        station.bump_to is Status.SERVED and not station.read_only and station.role in (Role.PREP, Role.EXPO)
        for station in all_stations(settings)
    )
    if not settings.stations or serves:
        return []
    return [
        Finding(
            mark("stations"), Verdict.NOTE, tr("none bumps to Served, so orders stay open at the till; add an expo")
        )
    ]
