"""Which station this screen is, as the kitchen's plain value; the rules of its defaults are board 2 and 4."""

from __future__ import annotations

import difflib
from datetime import timedelta
from zoneinfo import ZoneInfo

from kds.domain.business_day import BusinessDay
from kds.domain.lens import Layout
from kds.domain.order import Purchase, Status
from kds.domain.station import ALL_ENDPOINTS, DEFAULT_THRESHOLDS, Role, Station, Thresholds
from kds.errors import SettingsError
from kds.settings.model import Settings, StationSettings, ThresholdSettings

DEFAULT_STATION = "EXPO"
"""Name of the station where none is configured: it sees all endpoints."""


def station_settings(settings: Settings) -> tuple[str, StationSettings]:
    """Give the name and the table of the station in use; `endpoints`, `role` and `read_only` above it.

    Raises:
        SettingsError: there are tables, but none of that name.
    """
    tables = settings.stations
    name = settings.station or (next(iter(tables)) if len(tables) == 1 else DEFAULT_STATION)
    found = next((own for own in tables if own.casefold() == name.casefold()), None)
    if found is None and tables and not settings.endpoints:
        near = difflib.get_close_matches(name, tables, n=1, cutoff=0.0)[0]
        raise SettingsError(
            f"There is no station {name!r} among [stations] of the configuration. The nearest is {near!r}; "
            "or name the endpoints with --endpoints."
        )
    table = tables[found] if found is not None else StationSettings()
    above = {"endpoints": settings.endpoints or table.endpoints, "role": settings.role or table.role}
    return found or name, table.model_copy(update={**above, "read_only": settings.read_only or table.read_only})


def station_of(settings: Settings) -> Station:
    """Turn the station in use into the kitchen's value.

    Raises:
        SettingsError: there are tables, but none of that name.
    """
    name, table = station_settings(settings)
    sees_all_by_name = name.casefold() in ("expo", "pass")
    endpoints = table.endpoints or ((ALL_ENDPOINTS,) if sees_all_by_name else (name,))
    role = table.role or (Role.EXPO if ALL_ENDPOINTS in endpoints else Role.PREP)
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
        layout=table.layout or (Layout.FLOW if role is Role.PREP else Layout.RAIL),
        sort=table.sort,
        pass_alarm=timedelta(minutes=table.pass_alarm_minutes),
        minutes_seconds=table.minutes_seconds,
        upper_case_items=table.upper_case_items,
        read_only=table.read_only or role is Role.RUNNER,
    )


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
