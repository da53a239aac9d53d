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
from kds.bootstrap.looks import profile_folders, theme_folders, theme_name
from kds.bootstrap.till import SystemClock, source_of
from kds.domain.order import Endpoint, Status
from kds.domain.station import ALL_ENDPOINTS, Rights, Role, Station
from kds.errors import KdsError, LoginRefused, NotTheSource, StateLocked, TlsFailure
from kds.kitchen.ports import Profile, Source
from kds.settings.files import config_path
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import all_stations, station_of, station_settings
from kds.store.lock import hold

if TYPE_CHECKING:
    from kds.sources.lightspeed.source import InquirySource
    from kds.sources.qtickets.source import VenueSource

MOST_SKEW_SECONDS = 5.0
"""Difference between the two clocks above which a board says so (reliability 3.3)."""


class Verdict(StrEnum):
    """What came of one try."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "PROBLEM"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row: what was tried, what came of it, and what to do."""

    what: str
    verdict: Verdict
    words: str


async def findings(file: Path | None, options: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Try everything; never raises for what it finds."""
    path, _ = config_path(file)
    try:
        settings = load(file, options)
        station = station_of(settings)
    except KdsError as error:
        return (Finding("configuration", Verdict.PROBLEM, str(error)),)
    read = f"{path}" if path.exists() else f"no file {path}; environment and options only"
    rows = [Finding("configuration", Verdict.OK, f"{read}; station {station.name}, {', '.join(station.endpoints)}")]
    try:
        source = source_of(settings)
    except KdsError as error:
        rows.append(Finding("address and login", Verdict.PROBLEM, str(error)))
    else:
        try:
            rows += await _till(settings, station, source)
        finally:
            await source.aclose()
    rows += await _beside(settings)
    rows += _looks(settings)
    rows.append(_state(settings))
    return (*rows, *_kiosk(settings), *_pass(settings))


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
    return Finding(name, Verdict.OK, "credentials accepted")


async def _till(settings: Settings, station: Station, source: Source) -> list[Finding]:
    try:
        profile = await source.profile()
    except LoginRefused as error:
        return [Finding("address", Verdict.OK, settings.address), Finding("login", Verdict.PROBLEM, str(error))]
    except (TlsFailure, NotTheSource) as error:
        return [Finding("TLS" if isinstance(error, TlsFailure) else "address", Verdict.PROBLEM, str(error))]
    except KdsError as error:
        return [Finding("address", Verdict.PROBLEM, str(error))]
    rows = [
        Finding("address", Verdict.OK, settings.address),
        _tls(settings),
        _login(profile),
        _rights(profile, station),
    ]
    try:
        rows.append(_endpoints(await source.read_endpoints(), station))
        reading = await source.read_open()
    except KdsError as error:
        return [*rows, Finding("orders", Verdict.PROBLEM, str(error))]
    rows.append(_clock(reading.server_time))
    unreadable = sum(order.oddity is not None for order in reading.orders)
    words = f"{len(reading.orders)} open" + (f", {unreadable} of them can't be read" if unreadable else "")
    return [*rows, Finding("orders", Verdict.NOTE if unreadable else Verdict.OK, words)]


def _tls(settings: Settings) -> Finding:
    if settings.address.startswith("https"):
        pinned = f"only {settings.tls_certificate} is trusted" if settings.tls_certificate else "trusted by this system"
        return Finding("TLS", Verdict.OK, pinned)
    if settings.is_plain:
        return Finding(
            "TLS", Verdict.NOTE, "plain http: the password can be read on the way; the board says so for ever"
        )
    return Finding("TLS", Verdict.OK, "not needed on this machine itself")


def _login(profile: Profile) -> Finding:
    return Finding("login", Verdict.OK, f"{profile.user} on {profile.device}")


def _rights(profile: Profile, station: Station) -> Finding:
    rights = Rights(profile.rights, known=True)
    held = ", ".join(sorted(profile.rights)) or "none"
    if station.read_only:
        return Finding("rights", Verdict.OK, f"{held}; this station changes nothing")
    if not rights.has("orderUpdate"):
        return Finding(
            "rights", Verdict.PROBLEM, f"{held}; without orderUpdate nothing can be bumped. Give it to the user's role"
        )
    if not rights.has("orderProcess"):
        return Finding("rights", Verdict.NOTE, f"{held}; without orderProcess held orders can't be fired from here")
    return Finding("rights", Verdict.OK, held)


def _endpoints(known: tuple[Endpoint, ...], station: Station) -> Finding:
    names = [endpoint.name for endpoint in known]
    listed = ", ".join(names) or "none"
    missing = [name for name in station.endpoints if name != ALL_ENDPOINTS and name not in names]
    if missing:
        return Finding("endpoints", Verdict.PROBLEM, f"the till does not know {', '.join(missing)}; it has {listed}")
    off = [endpoint.name for endpoint in known if not endpoint.is_active and station.watches(endpoint.name)]
    if off:
        return Finding("endpoints", Verdict.NOTE, f"switched off at the till: {', '.join(off)}")
    return Finding("endpoints", Verdict.OK, listed)


def _clock(server_time: datetime | None) -> Finding:
    if server_time is None:
        return Finding("clock", Verdict.NOTE, "the till does not tell its time; ages follow this machine's clock")
    skew = (datetime.now(UTC) - server_time).total_seconds()
    if abs(skew) > MOST_SKEW_SECONDS:
        return Finding(
            "clock", Verdict.NOTE, f"this machine is {skew:+.0f} s off the till; set its clock (timedatectl)"
        )
    return Finding("clock", Verdict.OK, "agrees with the till")


def _looks(settings: Settings) -> list[Finding]:
    from kds.ui.profiles import load_profile
    from kds.ui.themes import load_theme

    _, table = station_settings(settings)
    theme, keys = theme_name(None, table.theme or settings.theme), table.keys or settings.keys
    rows = []
    try:
        load_theme(theme, theme_folders())
        rows.append(Finding("theme", Verdict.OK, theme))
    except KdsError as error:
        rows.append(Finding("theme", Verdict.PROBLEM, str(error)))
    try:
        load_profile(keys, profile_folders())
        rows.append(Finding("keys", Verdict.OK, keys))
    except KdsError as error:
        rows.append(Finding("keys", Verdict.PROBLEM, str(error)))
    return rows


def _state(settings: Settings) -> Finding:
    folder = settings.state_folder
    try:
        os.close(hold(folder))
    except StateLocked as error:
        return Finding("state folder", Verdict.NOTE, str(error))
    except KdsError as error:
        return Finding("state folder", Verdict.PROBLEM, str(error))
    return Finding("state folder", Verdict.OK, str(folder))


def _kiosk(settings: Settings) -> list[Finding]:
    """Tell whether somebody can leave a kiosk."""
    file = pin_file(settings.kiosk_pin_file)
    if file is None:
        words = "no kiosk_pin_file, so this screen can't be left with a key"
        return [Finding("kiosk", Verdict.NOTE, words)] if settings.kiosk else []
    try:
        read_pin(file)
    except KdsError as error:
        return [Finding("kiosk", Verdict.PROBLEM, str(error))]
    return [Finding("kiosk", Verdict.OK, "left with a PIN")]


def _pass(settings: Settings) -> list[Finding]:
    """Warn when no station of the file ever serves anything (board 2)."""
    serves = any(
        station.bump_to is Status.SERVED and not station.read_only and station.role in (Role.PREP, Role.EXPO)
        for station in all_stations(settings)
    )
    if not settings.stations or serves:
        return []
    return [Finding("stations", Verdict.NOTE, "none bumps to Served, so orders stay open at the till; add an expo")]
