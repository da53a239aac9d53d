"""Fetches a server's own certificate for a person to judge, and saves the one that was accepted; it trusts nothing itself."""

from __future__ import annotations

import re
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kds.domain.text import clean
from kds.errors import SettingsError, Unreachable, UsageError
from kds.language import tr
from kds.settings.files import config_path
from kds.sources.tls import HTTPS_PORT, LOOK_SECONDS, fingerprint, pinning_context, shown_certificate, tls_error

_NO_CHECK_TIME = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python has no name for (x509_vfy.h)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A certificate as a server shows it.

    Attributes:
        server: host and port, as a person would write them.
        certificate: DER.
        subject: who it is made out to, `CN=till, O=Kitchen`.
        valid_from, valid_until: aware UTC.
    """

    server: str
    certificate: bytes
    subject: str
    valid_from: datetime
    valid_until: datetime

    @property
    def fingerprint(self) -> str:
        """SHA-256 in groups of four digits."""
        return fingerprint(self.certificate)

    def is_named(self, digest: str) -> bool:
        """Whether a person's SHA-256 is this one's; blanks, colons and case don't matter."""
        return _plain_digest(digest) == _plain_digest(self.fingerprint)


def offer_of(address: str) -> Offer:
    """Ask a server for its certificate and read what stands in it.

    Args:
        address: `till.local`, `till.local:4000` or `https://till.local:4000/api`.

    Raises:
        UsageError: that is no address.
        Unreachable: no server answers there with TLS, or its certificate could never be pinned.
    """
    host, port = _place(address)
    server = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        certificate = shown_certificate(host, port)
        content = _content(certificate, host, port)
    except OSError as error:
        refused = tls_error(error)
        if isinstance(refused, ssl.SSLCertVerificationError):
            sentence = tr(
                "{server} shows a certificate that can't be used: {reason}. Make a new one at the till.",
                server=server,
                reason=refused.verify_message,
            )
        elif refused is not None:
            sentence = tr("{server} does not speak TLS. Check the port.", server=server)
        else:
            sentence = tr(
                "{server} can't be reached: {reason}. Check the address and the network.",
                server=server,
                reason=error.strerror or error,
            )
        raise Unreachable(sentence, sent=False) from error
    return Offer(
        server=server,
        certificate=certificate,
        subject=clean(", ".join(f"{_short(name)}={value}" for part in content["subject"] for name, value in part)),
        valid_from=_moment(content["notBefore"]),
        valid_until=_moment(content["notAfter"]),
    )


def save(offer: Offer, config: Path | None) -> tuple[Path, Path]:
    """Save an accepted certificate next to the configuration; an earlier one of the same server is replaced.

    Returns:
        The PEM file, and the configuration file that should name it.

    Raises:
        SettingsError: it can't be written.
    """
    configuration, _ = config_path(config)
    name = re.sub(r"[^A-Za-z0-9.-]+", "_", offer.server).strip("._")
    file = configuration.absolute().parent / f"{name}.pem"
    fresh = file.with_suffix(".new")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(ssl.DER_cert_to_PEM_cert(offer.certificate), encoding="ascii")
        fresh.chmod(0o644)
        fresh.replace(file)
    except OSError as error:
        raise SettingsError(
            tr(
                "The certificate can't be saved as {file}: {reason}. Nothing was pinned.",
                file=file,
                reason=error.strerror,
            )
        ) from error
    return file, configuration


def checked_digest(text: str) -> str:
    """Give a SHA-256 as a person typed it, unchanged.

    Raises:
        UsageError: it does not have 64 hexadecimal digits.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", _plain_digest(text)):
        raise UsageError(tr("--yes needs the whole SHA-256 of the certificate, 64 digits of 0-9 and A-F."))
    return text


def _plain_digest(text: str) -> str:
    return re.sub(r"[\s:]", "", text).lower()


def _place(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or parts.username or parts.scheme == "http":
        raise UsageError(tr("{address!r} is not a server with TLS, such as till.local:4000.", address=address))
    return host, port or HTTPS_PORT


def _content(certificate: bytes, host: str, port: int) -> dict[str, Any]:
    """Shake hands once more with this certificate as the only one accepted: only then does Python read it."""
    context = pinning_context([certificate])
    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    with (
        socket.create_connection((host, port), timeout=LOOK_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return dict(secure.getpeercert() or {})


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _short(name: str) -> str:
    known = {"commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "countryName": "C"}
    return known.get(name, name)
