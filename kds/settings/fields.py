"""Kinds of values that settings are made of: addresses, paths, lists, pairs of minutes; each check says what would be right."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_settings import NoDecode

from kds.language import tr


def _listed(value: Any) -> Any:
    """Split `Grill,Fry`, as the environment and the command line write lists."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.query
    except ValueError:
        usable = False
    if "@" in value:
        raise ValueError(tr("an address holds no user and no password; there are keys and files for them"))
    if not usable:
        raise ValueError(tr("{value!r} is not an address such as https://till.local:4000", value=value))
    return value.rstrip("/")


def _known_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, LookupError):
        raise ValueError(tr("{value!r} is not a time zone such as Europe/Bratislava", value=value)) from None


def _home(value: Path | None) -> Path | None:
    return None if value is None else value.expanduser()


def _rising(value: tuple[float, float]) -> tuple[float, float]:
    if not 0 < value[0] < value[1]:
        raise ValueError(tr("two rising numbers of minutes are needed: due, late"))
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""A list, or one text with commas."""
File = Annotated[Path | None, AfterValidator(_home)]
"""A path; `~` is the user's own folder."""
Language = Literal["en", "sk"]
"""Code of a language there is a catalogue for, or English."""
Minutes = Annotated[tuple[float, float], AfterValidator(_rising)]
"""Due and late, in minutes from fire."""
Address = Annotated[str, AfterValidator(_address)]
"""An http or https address without user, password and query."""
Zone = Annotated[str, AfterValidator(_known_zone)]
"""IANA name of a time zone that this machine knows."""


class Table(BaseModel):
    """A table of the file; a key that it does not name is a mistake."""

    model_config = ConfigDict(extra="forbid")


def is_plain(address: str) -> bool:
    """Whether what is sent to an address can be read on the way."""
    parts = urlsplit(address)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
