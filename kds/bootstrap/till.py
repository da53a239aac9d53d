"""Makes the source of orders and the clock from settings."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

from kds.errors import SettingsError
from kds.language import tr
from kds.settings.model import Settings
from kds.sources.portos.login import KeyLogin, Login, PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.source import PortosAddress, PortosSource
from kds.sources.secret import read_secret, secret_file


class SystemClock:
    """This machine's clocks."""

    def now(self) -> datetime:
        """Give the wall time, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that never step."""
        return time.monotonic()


def source_of(settings: Settings) -> PortosSource:
    """Make the source; nothing is asked of it yet.

    Raises:
        SettingsError: something is missing, plain HTTP is not allowed, or the secret or certificate can't be used.
    """
    address = settings.address
    if settings.is_plain and not settings.allow_plain_http:
        raise SettingsError(
            tr(
                "{server} is plain http: anybody on the way can read the password. Use https, or allow it with "
                "allow_plain_http = true.",
                server=settings.server,
            )
        )
    return PortosSource(
        PortosAddress(address, certificate=settings.tls_certificate, name_overrides=settings.portos.names),
        login_of(settings),
    )


def login_of(settings: Settings) -> Login:
    """Make the login; the secret is read once here, so that a bad file is told at once.

    Raises:
        SettingsError: user, device or secret is missing, or the secret's file can't be used.
    """
    if settings.portos.api_key is not None:
        file = secret_file(settings.portos.api_key_file, "portos.api_key_file")
        read_secret(file)
        return KeyLogin(settings.portos.api_key, partial(read_secret, file))
    if not settings.user or not settings.device:
        missing = "user" if not settings.user else "device"
        raise SettingsError(
            tr(
                "No {setting} is configured for {server}. Set `{setting}` or give --{setting}.",
                setting=missing,
                server=settings.server,
            )
        )
    file = secret_file(settings.password_file, "password_file")
    read_secret(file)
    return PasswordLogin(settings.user, settings.device, partial(read_secret, file), WireNames(settings.portos.names))
