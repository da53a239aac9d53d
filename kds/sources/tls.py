"""Which server is believed: the system's authorities, or one pinned certificate; and words for one that is not.

A check is never left out: with a pinned file the certificate itself is compared after the handshake and before anything
is sent, so the name in it does not matter; without one, name and issuer are checked as usual.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from kds.domain.text import clean
from kds.errors import SettingsError, TlsFailure
from kds.language import mark, tr

HTTPS_PORT = 443
"""Port of an https address that names none."""
LOOK_SECONDS = 2.0
"""How long a server may take to show its certificate."""

_NOT_YET_VALID = 9
_EXPIRED = 10
_NAME_MISMATCH = frozenset({62, 64})
_PEM_END = "-----END CERTIFICATE-----"
_EXPIRED_WORDS = mark(
    "The certificate of {host} has expired, or this machine's clock is wrong. Look at the clock (timedatectl); "
    "if it is right, renew the certificate at the till."
)
_PINNED_EXPIRED_WORDS = mark(
    "The certificate of {host} has expired, or this machine's clock is wrong. Look at the clock (timedatectl); "
    "if it is right, renew the certificate at the till and run: kds pin {host}."
)
_OTHER_WORDS = mark(
    "{host} shows another certificate than the one in {file}. If the till has a new one, compare "
    "and pin it: kds pin {host}. If it has not, something stands in between; nothing was sent."
)
_OTHER_SHOWN_WORDS = mark(
    "{host} shows another certificate (SHA-256 {digest}) than the one in {file}. If the till has a new one, compare "
    "and pin it: kds pin {host}. If it has not, something stands in between; nothing was sent."
)


class OtherCertificate(ssl.SSLCertVerificationError):
    """The server is believable, but it is not the pinned one."""


def tls_context(address: str, pinned_file: Path | None = None) -> ssl.SSLContext:
    """Make the context of a connection once; making one costs 37 ms (performance, pitfall 8).

    Args:
        address: where it leads; for plain `http` the context trusts nobody and is never used.
        pinned_file: PEM file of the only certificate that is accepted, whatever name it bears; None trusts the system's
            authorities and wants the right name.

    Raises:
        SettingsError: the file can't be read or holds no certificate.
    """
    if not address.lower().startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if pinned_file is None:
        return ssl.create_default_context()
    try:
        text = pinned_file.read_text(encoding="ascii")
        return pinning_context(certificates_in(text))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise SettingsError(
            tr(
                "The certificate file {file} can't be used: {reason}. "
                "`tls_certificate` must name a PEM file with the server's certificate; `kds pin` makes one.",
                file=pinned_file,
                reason=_words_of(error),
            )
        ) from error


def pinning_context(pinned: Iterable[bytes]) -> ssl.SSLContext:
    """Make a context that accepts exactly these certificates (DER), within their validity.

    Raises:
        ssl.SSLError: there is none, or one can't be read.
    """
    accepted = frozenset(pinned)

    class Pinned(ssl.SSLObject):
        """A connection that ends when the other side shows another certificate; nothing was sent by then."""

        def do_handshake(self) -> None:
            """Shake hands, then compare."""
            super().do_handshake()
            shown = self.getpeercert(binary_form=True)
            if shown not in accepted:
                raise OtherCertificate(1, tr("it is signed by the pinned one, but is another"))

    context = ssl.create_default_context(cadata=b"".join(accepted))
    # the certificate is compared itself, so its name adds nothing; most of those made by a till bear none
    context.check_hostname = False
    # one that an authority has issued is trusted by itself, without that authority
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.sslobject_class = Pinned
    return context


def certificates_in(text: str) -> list[bytes]:
    """Give the certificates of a PEM text as DER.

    Raises:
        ValueError: there is none, or it is garbled.
    """
    pieces = [piece[piece.index("-----BEGIN CERTIFICATE") :] for piece in text.split(_PEM_END)[:-1]]
    if not pieces:
        raise ValueError(tr("it holds no certificate"))
    return [ssl.PEM_cert_to_DER_cert(f"{piece}{_PEM_END}\n") for piece in pieces]


def fingerprint(certificate: bytes) -> str:
    """Give the SHA-256 of a certificate (DER) in 16 groups of four digits, as a person compares it."""
    digits = hashlib.sha256(certificate).hexdigest().upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def shown_certificate(host: str, port: int, *, limit_seconds: float = LOOK_SECONDS) -> bytes:
    """Ask a server for its certificate without believing it; gives DER and sends nothing else.

    Raises:
        OSError: it can't be reached in time, or does not speak TLS.
    """
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((host, port), timeout=limit_seconds))


def tls_failure(error: BaseException, address: str, shown: bytes | None, *, pinned_file: Path | None) -> TlsFailure:
    """Put a refused certificate into a sentence with what to do.

    Args:
        error: what TLS said, from `tls_error`.
        address: where it was.
        shown: the certificate that the server shows instead of the pinned one, None when it is not known.
        pinned_file: the file that names the only one accepted.
    """
    host = urlsplit(address).netloc
    code = getattr(error, "verify_code", None)
    said = clean(
        getattr(error, "verify_message", "") or getattr(error, "reason", "") or tr("the connection is not TLS")
    )
    if code == _NOT_YET_VALID:
        return TlsFailure(
            tr(
                "The certificate of {host} is not yet valid by this machine's clock, which is probably wrong. "
                "Set the clock (timedatectl) and try again.",
                host=host,
            )
        )
    if code == _EXPIRED:
        sentence = _EXPIRED_WORDS if pinned_file is None else _PINNED_EXPIRED_WORDS
        return TlsFailure(tr(sentence, host=host))
    if not isinstance(error, ssl.SSLCertVerificationError):
        return TlsFailure(
            tr(
                "{host} does not speak TLS as it should: {reason}. Check the address, its port, and https or http.",
                host=host,
                reason=said,
            )
        )
    if pinned_file is not None:
        sentence = _OTHER_WORDS if shown is None else _OTHER_SHOWN_WORDS
        digest = "" if shown is None else fingerprint(shown)
        return TlsFailure(tr(sentence, host=host, file=pinned_file, digest=digest))
    if code in _NAME_MISMATCH:
        return TlsFailure(
            tr(
                "The certificate of {host} was not accepted: it is made out to another name. Use the name in it as "
                "the address; if it is the till's own certificate, pin it: kds pin {host}",
                host=host,
            )
        )
    return TlsFailure(
        tr(
            "The certificate of {host} was not accepted: {reason}. Check that it is the right server and that this "
            "machine's clock is right; if it is the till's own certificate, pin it: kds pin {host}",
            host=host,
            reason=said,
        )
    )


def tls_error(error: BaseException) -> ssl.SSLError | None:
    """Find what TLS said in the chain of causes, None when it said nothing."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError) and not isinstance(seen, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _words_of(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return clean(error.reason or tr("it holds no certificate"))
    return (error.strerror if isinstance(error, OSError) else None) or tr("it holds no certificate")
