"""Which station this screen is, as the kitchen's plain value; the rules of its defaults are board 2 and 4."""

from __future__ import annotations

import difflib
from datetime import timedelta
from zoneinfo import ZoneInfo

from kds.domain.business_day import BusinessDay
from kds.domain.lens import COOK_LAYOUTS, PASS_LAYOUTS, Layout
from kds.domain.station import ALL_ENDPOINTS, DEFAULT_THRESHOLDS, Role, Station, Thresholds
from kds.domain.terms import Purchase, Status
from kds.errors import SettingsError
from kds.language import tr
from kds.settings.model import PreparationSettings, Settings, StationSettings, ThresholdSettings

DEFAULT_STATION = "EXPO"
"""Name of the station where none is configured: it sees all endpoints."""


def fitting(settings: Settings) -> tuple[str, ...]:
    """Give the stations of the configuration that this screen may be: those of the role that was asked for."""
    role = settings.role
    return tuple(name for name, table in settings.stations.items() if role in (None, _role(name, table)))


def station_settings(settings: Settings) -> tuple[str, StationSettings]:
    """Give the name and the table of the station in use; `endpoints`, `role` and `read_only` above it.

    Raises:
        SettingsError: there are tables, but none of that name, or several fit and none is named.
    """
    tables = settings.stations
    name = settings.station or _only_one(settings)
    found = next((own for own in tables if own.casefold() == name.casefold()), None)
    if found is None and tables and not settings.endpoints:
        near = difflib.get_close_matches(name, tables, n=1, cutoff=0.0)[0]
        raise SettingsError(
            tr(
                "There is no station {name!r} among [stations] of the configuration. The nearest is {near!r}; "
                "or name the endpoints with --endpoints.",
                name=name,
                near=near,
            )
        )
    table = tables[found] if found is not None else StationSettings()
    above = {"endpoints": settings.endpoints or table.endpoints, "role": settings.role or table.role}
    return found or name, table.model_copy(update={**above, "read_only": settings.read_only or table.read_only})


def station_of(settings: Settings) -> Station:
    """Turn the station in use into the kitchen's value.

    Raises:
        SettingsError: there are tables, but none of that name; or its layout is not for its role.
    """
    return _station(*station_settings(settings))


def all_stations(settings: Settings) -> tuple[Station, ...]:
    """Turn all stations of the configuration into the kitchen's values, the one in use as it is used.

    Raises:
        SettingsError: see `station_of`.
    """
    used = station_of(settings)
    others = (
        _station(name, table.model_copy(update={"read_only": settings.read_only or table.read_only}))
        for name, table in settings.stations.items()
        if name != used.name
    )
    stations = {used.name: used, **{each.name: each for each in others}}
    names = dict.fromkeys((*settings.stations, used.name))
    return tuple(stations[name] for name in names)


def _only_one(settings: Settings) -> str:
    """Give the station where none is named: the only one that fits, else the one of the pass."""
    names = fitting(settings)
    if len(names) == 1:
        return names[0]
    if settings.stations and not settings.endpoints and DEFAULT_STATION.casefold() not in map(str.casefold, names):
        raise SettingsError(
            tr(
                "There are several stations and none is named: {names}. Name one with --station, or `station` in the file.",
                names=", ".join(settings.stations),
            )
        )
    return DEFAULT_STATION


def _endpoints(name: str, table: StationSettings) -> tuple[str, ...]:
    """Give the endpoints of a station: those named, all where its role or its name is one of the pass, else its own name."""
    sees_all = table.role in (Role.EXPO, Role.RUNNER) or (table.role is None and name.casefold() in ("expo", "pass"))
    return table.endpoints or ((ALL_ENDPOINTS,) if sees_all else (name,))


def _role(name: str, table: StationSettings) -> Role:
    return table.role or (Role.EXPO if ALL_ENDPOINTS in _endpoints(name, table) else Role.PREP)


def _station(name: str, table: StationSettings) -> Station:
    endpoints, role = _endpoints(name, table), _role(name, table)
    usual = DEFAULT_THRESHOLDS["prep" if role is Role.PREP else "expo"]
    if role is Role.PREP:
        usual = DEFAULT_THRESHOLDS.get(name.lower()) or DEFAULT_THRESHOLDS.get(endpoints[0].lower(), usual)
    return Station(
        name=name,
        endpoints=endpoints,
        role=role,
        bump_to=Status(table.bump_to or ("Ready" if role is Role.PREP else "Served")),
        expo_waits=table.expo_waits,
        process=table.process,
        paper_endpoints=frozenset(table.paper_endpoints),
        zones=frozenset(table.zones),
        thresholds={Purchase.WALK_IN: usual, **_thresholds(table.thresholds)},
        preparation=_preparation(table.preparation),
        layout=_layout(name, table.layout, role),
        sort=table.sort,
        pass_alarm=timedelta(minutes=table.pass_alarm_minutes),
        minutes_seconds=table.minutes_seconds,
        upper_case_items=table.upper_case_items,
        read_only=table.read_only or role is Role.RUNNER,
    )


def _layout(name: str, layout: Layout | None, role: Role) -> Layout:
    """Give how a station's cards are placed; raises SettingsError where its role can't be shown like that."""
    able = COOK_LAYOUTS if role is Role.PREP else PASS_LAYOUTS
    if layout is not None and layout not in able:
        raise SettingsError(
            tr(
                "Station {name} can't have the layout {layout}: a rail shows tables by stations, so it is for the pass. "
                "Set layout to one of: {able}.",
                name=name,
                layout=layout.value,
                able=", ".join(able),
            )
        )
    return layout or able[0]


def business_day_of(settings: Settings) -> BusinessDay:
    """Turn the restaurant's day into the kitchen's value."""
    return BusinessDay(settings.business_day_change, ZoneInfo(settings.time_zone) if settings.time_zone else None)


def _thresholds(table: ThresholdSettings) -> dict[Purchase, Thresholds]:
    by_type = {
        Purchase.WALK_IN: table.walk_in,
        Purchase.TAKE_AWAY: table.take_away,
        Purchase.DELIVERY: table.delivery,
    }
    return {
        purchase: Thresholds(timedelta(minutes=minutes[0]), timedelta(minutes=minutes[1]))
        for purchase, minutes in by_type.items()
        if minutes is not None
    }


def _preparation(table: PreparationSettings) -> dict[Purchase, timedelta]:
    by_type = {Purchase.TAKE_AWAY: table.take_away, Purchase.DELIVERY: table.delivery}
    return {purchase: timedelta(minutes=minutes) for purchase, minutes in by_type.items() if minutes is not None}
