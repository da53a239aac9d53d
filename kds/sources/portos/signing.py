"""Signs requests with an API key by the vendor's NWS4 scheme (portos 4.2); pure, it sends nothing and keeps no secret."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from operator import itemgetter
from urllib.parse import quote, quote_plus, urlsplit

SCHEME = "NWS4-HMAC-SHA256"
"""Name of the scheme, as it opens the `Authorization` header."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


def signed_headers(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    client_id: str,
    client_secret: str,
    now: datetime,
) -> dict[str, str]:
    """Give the headers to send: those given, `Host`, the two of the scheme, and `Authorization`.

    Args:
        method: HTTP method.
        url: the whole address as it goes over the wire, escapes and all.
        headers: headers that the signature covers too.
        body: the body as sent.
        client_id: public part of the API key.
        client_secret: secret part of the API key.
        now: aware moment of signing; the server accepts 150 s to either side.
    """
    timestamp = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"
    sent = {
        **headers,
        "Host": host_header(url),
        "x-nd-date": timestamp,
        "x-nd-content-sha256": hashlib.sha256(body).hexdigest(),
    }
    canonical, names = canonical_request(method, url, sent, body)
    signature = sign(canonical, client_id=client_id, client_secret=client_secret, timestamp=timestamp)
    credential = (
        f"Credential={client_id},SignedHeaders={quote_plus(names)},"
        f"Timestamp={quote_plus(timestamp)},Signature={signature}"
    )
    return {**sent, "Authorization": f"{SCHEME} {quote_plus(credential)}"}


def canonical_request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """Give the text that is signed and the `;`-joined names of the headers it covers."""
    parts = urlsplit(url)
    values = {name.lower(): re.sub(r"\s+", " ", value).strip() for name, value in headers.items()}
    names = ";".join(sorted(values, key=str.upper))
    block = "\n".join(f"{name}:{values[name]}" for name in sorted(values))
    path = quote(parts.path, safe="/:") or "/"
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join((method.upper(), path, canonical_query(parts.query), block, names, digest)), names


def canonical_query(query: str) -> str:
    """Sort and escape a raw query; what follows a second `=` is left out, as the vendor's library does."""
    pairs = [[*part.split("="), ""][:2] for part in query.split("&") if part]
    pairs.sort(key=itemgetter(0))
    return "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in pairs)


def sign(canonical: str, *, client_id: str, client_secret: str, timestamp: str) -> str:
    """Give the signature in lower-case hex; `timestamp` is the value of `x-nd-date`."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join((SCHEME, timestamp, client_id, digest))
    key = hmac.digest(f"NWS4{client_secret}".encode(), timestamp[:10].encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def host_header(url: str) -> str:
    """Give the `Host` header of an address: no port where it is the scheme's own."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{parts.port}"
