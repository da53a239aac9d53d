"""NWS4 signing against the published vectors (portos 4.2), and what a signature must cover."""

from __future__ import annotations

import hashlib

import pytest

from kds.server.access import nws4

CLIENT = {"client_id": "kds-demo-client", "client_secret": "kds-demo-secret"}
DATE = "2024-01-02T03:04:05.678Z"


def headers_of(body: bytes, **extra: str) -> dict[str, str]:
    """Give the headers of a vector."""
    return {"host": "pos.example:4000", "x-nd-date": DATE, "x-nd-content-sha256": nws4.content_hash(body), **extra}


def test_the_vector_with_a_body() -> None:
    """Portos 4.2, first vector: body hash, canonical query, canonical request and signature."""
    body = b'{"demo":1}'
    headers = headers_of(body, accept="application/json") | {"content-type": "application/json"}
    query = nws4.canonical_query("x=1&a=b")
    canonical = nws4.canonical_request(
        "POST", "/api/orders/abc/status", query, headers, list(headers), nws4.content_hash(body)
    )
    assert nws4.content_hash(body) == "7bc67da0a840d5b934fc9ae4c1fce166e998677f1dcbd5bf1c6f1cd960b2924c"
    assert query == "a=b&x=1"
    assert hashlib.sha256(canonical.encode()).hexdigest() == (
        "7b70a6eeb63e2c315dce2123a3795204d4bffeac51303ec2257a9452c5e3f73a"
    )
    assert nws4.signature(canonical, timestamp=DATE, **CLIENT) == (
        "4d8f22beae9b4aa316da2b7c7ef15a927733847529f46be361c1994a285b75c3"
    )


def test_the_vector_with_a_query() -> None:
    """Portos 4.2, second vector: canonical query and signature of a GET."""
    headers = headers_of(b"", accept="application/json")
    query = nws4.canonical_query("$take=50&isProcessed=eq:false")
    canonical = nws4.canonical_request("GET", "/api/orders", query, headers, list(headers), nws4.content_hash(b""))
    assert query == "%24take=50&isProcessed=eq%3Afalse"
    assert nws4.signature(canonical, timestamp=DATE, **CLIENT) == (
        "63055b93e3bf01d7826c1ebdf6211d087b6577772c9940e4471509562e328504"
    )


def test_queries_are_sorted_and_cut_like_the_vendors() -> None:
    """Portos 4.2, step 2: a missing value is empty, text behind a second = is dropped, keys sort by code point."""
    assert nws4.canonical_query("b&a=1=2&B=%20") == "B=%2520&a=1&b="


def authorized(request: nws4.SignedRequest, names: tuple[str, ...]) -> nws4.Authorization:
    """Sign a request over some headers."""
    canonical = nws4.canonical_request(
        request.method, request.path, request.query, request.headers, names, nws4.content_hash(request.body)
    )
    signature = nws4.signature(canonical, timestamp=DATE, **CLIENT)
    return nws4.Authorization(CLIENT["client_id"], names, DATE, signature)


@pytest.mark.parametrize("left_out", sorted(nws4.NEEDED_HEADERS))
def test_a_signature_covers_server_moment_and_body(left_out: str) -> None:
    """A signature without host, date or content hash holds for too much and is refused."""
    request = nws4.SignedRequest("GET", "/api/orders", "", headers_of(b""), b"")
    full = authorized(request, tuple(sorted(nws4.NEEDED_HEADERS)))
    assert nws4.is_signed(request, full, CLIENT["client_secret"])
    assert not nws4.is_signed(request, full, "another-secret")
    part = authorized(request, tuple(sorted(nws4.NEEDED_HEADERS - {left_out})))
    assert not nws4.is_signed(request, part, CLIENT["client_secret"])


@pytest.mark.parametrize("path", ["/api/zones/Terrasse%20S%C3%BCd", "/api/zones/A:B"])
def test_paths_may_be_escaped_as_either_library_does(path: str) -> None:
    """Portos 4.2, caveat: once or twice escaped, with or without the colon, it is the same path."""
    request = nws4.SignedRequest("GET", path, "", headers_of(b""), b"")
    for form in {path, path.replace("%", "%25"), path.replace(":", "%3A")}:
        named = nws4.SignedRequest("GET", form, "", request.headers, b"")
        authorization = authorized(named, tuple(sorted(nws4.NEEDED_HEADERS)))
        assert nws4.is_signed(request, authorization, CLIENT["client_secret"])


@pytest.mark.parametrize("header", ["", "Bearer x", "NWS4-HMAC-SHA256 Credential=a", "NWS4-HMAC-SHA256 %"])
def test_a_header_of_another_kind_is_none(header: str) -> None:
    """A header that lacks a part is not taken for a signature."""
    assert nws4.read_authorization(header) is None
