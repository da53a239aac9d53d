"""Where a Lightspeed shop lives and how we prove who we are; it sends nothing and keeps no secret."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from kds.errors import KdsError, LoginRefused, SettingsError
from kds.language import mark, tr
from kds.sources.http import TransportMaker
from kds.sources.secret import read_secret

CLUSTERS: Mapping[str, str] = MappingProxyType(
    {"eu1": "https://api.webshopapp.com", "us1": "https://api.shoplightspeed.com"}
)
"""Cluster → address; a shop lives on exactly one (lightspeed 1)."""
KEY_CHARACTERS = 32
"""Length of key and secret alike (lightspeed 1, Auth)."""


@dataclass(frozen=True, slots=True)
class LightspeedAddress:
    """Where and how a shop is reached.

    Attributes:
        language: two letters of a language that is active in the shop, such as `nl`; `us` is US English. Never guessed.
        cluster: a key of `CLUSTERS`.
        base_url: another address instead of the cluster's, for the stand-in server.
        certificate: PEM file of the only certificate accepted, None for the system's authorities.
        transport: another way to the server, for tests.

    Raises:
        SettingsError: something of it can't be right.
    """

    language: str
    cluster: str = "eu1"
    base_url: str | None = None
    certificate: Path | None = None
    transport: TransportMaker | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch("[a-z]{2}", self.language):
            raise SettingsError(
                tr(
                    "{language!r} is no language of a Lightspeed shop. Write the two letters of one that is active in "
                    "the shop, such as `nl`; `us` is US English.",
                    language=self.language,
                )
            )
        if self.cluster not in CLUSTERS:
            choice = tr(" or ").join(CLUSTERS)
            raise SettingsError(
                tr("There is no Lightspeed cluster {cluster!r}. Choose {choice}.", cluster=self.cluster, choice=choice)
            )
        if self.base_url is not None:
            parts = urlsplit(self.base_url)
            if parts.scheme not in ("http", "https") or not parts.hostname or "@" in self.base_url or parts.query:
                raise SettingsError(tr("The address of the Lightspeed shop must look like https://api.example.com."))

    @property
    def url(self) -> str:
        """Scheme, host, prefix and language, without a slash at its end."""
        return f"{(self.base_url or CLUSTERS[self.cluster]).rstrip('/')}/{self.language}"


@dataclass(frozen=True, slots=True)
class LightspeedKey:
    """An API key of one shop.

    Attributes:
        key: public part, the user name of Basic authentication.
        read_secret: reads the secret part anew each time, so that a replaced file works at once.

    Raises:
        SettingsError: the key can't be one.
    """

    key: str = field(repr=False)
    read_secret: Callable[[], str] = field(repr=False)

    def __post_init__(self) -> None:
        if not _may_be_one(self.key):
            raise SettingsError(
                tr("The Lightspeed API key must have {count} characters. Copy it once more.", count=KEY_CHARACTERS)
            )

    @property
    def authorization(self) -> str:
        """The value of the header.

        Raises:
            LoginRefused: the secret can't be read or can't be one.
        """
        try:
            secret = self.read_secret()
        except KdsError as error:
            raise LoginRefused(str(error)) from error
        if not _may_be_one(secret):
            raise LoginRefused(
                tr("The Lightspeed API secret must have {count} characters. Check its file.", count=KEY_CHARACTERS)
            )
        return "Basic " + base64.b64encode(f"{self.key}:{secret}".encode()).decode()


def key_from_file(key: str, secret_file: Path) -> LightspeedKey:
    """Give a key whose secret lies in a file that only its owner can read; a bad file is told at once.

    Raises:
        SettingsError: key or secret can't be one, or the file can't be used.
    """
    made = LightspeedKey(key, partial(read_secret, secret_file, mark("API secret")))
    if not _may_be_one(made.read_secret()):
        raise SettingsError(
            tr(
                "The API secret file {file} must hold {count} characters. Copy it once more.",
                file=secret_file,
                count=KEY_CHARACTERS,
            )
        )
    return made


def _may_be_one(text: str) -> bool:
    return len(text) == KEY_CHARACTERS and text.isascii() and text.isalnum()
