"""NWS4-HMAC-SHA256 (portos 4.2): pure signing and the reading of an `Authorization` header; no key is looked up here."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from urllib.parse import quote, unquote

SCHEME = "NWS4-HMAC-SHA256"
DATE_HEADER = "x-nd-date"
CONTENT_HEADER = "x-nd-content-sha256"
NEEDED_HEADERS = frozenset({"host", DATE_HEADER, CONTENT_HEADER})
"""Headers that a signature must cover, so that it holds for one server, one moment and one body."""

WINDOW = timedelta(seconds=150)
"""How far the signed date may be from the server's clock, either way."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of an NWS4 `Authorization` header."""

    client_id: str
    signed_headers: tuple[str, ...]
    timestamp: str
    signature: str


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came over the wire; `path` and `query` are still escaped, header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def content_hash(body: bytes) -> str:
    """Give the value of `x-nd-content-sha256`."""
    return hashlib.sha256(body).hexdigest()


def canonical_query(query: str) -> str:
    """Sort and escape a raw query; text behind a second `=` is dropped, as the vendor does."""
    pairs = []
    for part in filter(None, query.split("&")):
        key, *values = part.split("=")
        pairs.append((key, values[0] if values else ""))
    return "&".join(
        f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in sorted(pairs, key=lambda pair: pair[0])
    )


def canonical_request(
    method: str, path: str, query: str, headers: Mapping[str, str], signed_headers: Sequence[str], body_hash: str
) -> str:
    """Join what is signed.

    Args:
        method: HTTP method.
        path: path in its canonical, escaped form.
        query: query in its canonical form.
        headers: all headers, names in lower case.
        signed_headers: names of the headers that are signed, in lower case.
        body_hash: lower-case hex SHA-256 of the body.
    """
    lines = (f"{name}:{' '.join(headers.get(name, '').split())}" for name in sorted(signed_headers))
    names = ";".join(sorted(signed_headers, key=str.upper))
    return "\n".join((method.upper(), path or "/", query, "\n".join(lines), names, body_hash))


def signature(canonical: str, *, client_id: str, client_secret: str, timestamp: str) -> str:
    """Sign a canonical request; `timestamp` is the value of `x-nd-date`."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{SCHEME}\n{timestamp}\n{client_id}\n{digest}"
    key = hmac.digest(f"NWS4{client_secret}".encode(), timestamp[:10].encode(), "sha256")
    return hmac.new(key, to_sign.encode(), "sha256").hexdigest()


def read_authorization(header: str) -> Authorization | None:
    """Read an `Authorization` header; None where it is not one of this scheme."""
    scheme, _, content = header.partition(" ")
    if scheme.upper() != SCHEME:
        return None
    parts = dict(part.strip().partition("=")[::2] for part in unquote(content.strip()).split(","))
    if not parts.keys() >= {"Credential", "SignedHeaders", "Timestamp", "Signature"}:
        return None
    names = tuple(name.lower() for name in unquote(parts["SignedHeaders"]).split(";"))
    return Authorization(parts["Credential"], names, unquote(parts["Timestamp"]), parts["Signature"].lower())


def is_recent(timestamp: str, now: datetime) -> bool:
    """Say whether a signed date lies within the window around now."""
    try:
        signed_at = datetime.fromisoformat(timestamp)
    except ValueError:
        return False
    if signed_at.tzinfo is None:
        signed_at = signed_at.replace(tzinfo=UTC)
    return abs(signed_at - now) <= WINDOW


def is_signed(request: SignedRequest, authorization: Authorization, client_secret: str) -> bool:
    """Say whether a request carries the signature of this secret.

    The vendor's libraries differ in what they escape: one signs the path as sent, another escapes it once more, and one
    escapes `:` as well (portos 4.2). Each of these forms names the same request, so each is accepted.
    """
    headers = request.headers
    if not set(authorization.signed_headers) >= NEEDED_HEADERS or headers.get(DATE_HEADER) != authorization.timestamp:
        return False
    body_hash = content_hash(request.body)
    if not _same(headers.get(CONTENT_HEADER, "").lower(), body_hash):
        return False
    for path, query in product(_path_forms(request.path), _query_forms(request.query)):
        canonical = canonical_request(request.method, path, query, headers, authorization.signed_headers, body_hash)
        expected = signature(
            canonical,
            client_id=authorization.client_id,
            client_secret=client_secret,
            timestamp=authorization.timestamp,
        )
        if _same(expected, authorization.signature):
            return True
    return False


def _path_forms(path: str) -> tuple[str, ...]:
    bases = (unquote(path), path)
    return tuple(dict.fromkeys(quote(base, safe=safe) for base in bases for safe in ("/:", "/")))


def _query_forms(query: str) -> tuple[str, ...]:
    unescaped = "&".join("=".join(map(unquote, part.split("="))) for part in query.split("&"))
    return tuple(dict.fromkeys((canonical_query(query), canonical_query(unescaped))))


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))
