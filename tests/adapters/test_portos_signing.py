"""NWS4 signatures (portos 4.2): the vendor's scheme, byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from kds.sources.portos.signing import canonical_query, canonical_request, host_header, signed_headers

MOMENT = datetime(2024, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
JSON = "application/json"


def sign(method: str, url: str, headers: dict[str, str], body: bytes = b"") -> dict[str, str]:
    return signed_headers(
        method, url, headers, body, client_id="kds-demo-client", client_secret="kds-demo-secret", now=MOMENT
    )


def test_a_signed_change_is_the_vendors_own_vector() -> None:
    """The first vector of portos 4.2."""
    url = "http://pos.example:4000/api/orders/abc/status?x=1&a=b"
    sent = sign("POST", url, {"Content-Type": JSON, "Accept": JSON}, b'{"demo":1}')
    assert sent["x-nd-content-sha256"] == "7bc67da0a840d5b934fc9ae4c1fce166e998677f1dcbd5bf1c6f1cd960b2924c"
    assert "4d8f22beae9b4aa316da2b7c7ef15a927733847529f46be361c1994a285b75c3" in sent["Authorization"]
    assert sent["Host"] == "pos.example:4000"


def test_a_signed_reading_is_the_vendors_own_vector() -> None:
    """The second vector of portos 4.2, with a query."""
    sent = sign("GET", "http://pos.example:4000/api/orders?$take=50&isProcessed=eq:false", {"Accept": JSON})
    assert "63055b93e3bf01d7826c1ebdf6211d087b6577772c9940e4471509562e328504" in sent["Authorization"]


def test_the_header_is_written_as_the_vendor_reads_it() -> None:
    """Scheme, then one escaped list whose names and time are escaped twice."""
    scheme, _, rest = sign("GET", "http://pos.example/api/orders", {"Accept": JSON})["Authorization"].partition(" ")
    assert scheme == "NWS4-HMAC-SHA256"
    parts = dict(part.split("=", 1) for part in unquote(rest).split(","))
    assert parts["Credential"] == "kds-demo-client"
    assert unquote(parts["Timestamp"]) == "2024-01-02T03:04:05.678Z"
    assert unquote(parts["SignedHeaders"]) == "accept;host;x-nd-content-sha256;x-nd-date"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("b=2&a=1", "a=1&b=2"),
        ("a", "a="),
        ("a=1=2", "a=1"),
        ("a=x%20y", "a=x%2520y"),
        ("$take=1", "%24take=1"),
        ("a=2&a=1", "a=2&a=1"),
    ],
)
def test_a_query_is_sorted_and_escaped_as_it_stands(query: str, canonical: str) -> None:
    """Escaped values are escaped again, text behind a second `=` is dropped."""
    assert canonical_query(query) == canonical


def test_names_with_an_underscore_sort_differently_in_list_and_block() -> None:
    """`__tenant` stands first among the headers and last among the names."""
    text, names = canonical_request("GET", "http://pos.example/", {"__tenant": " a  b ", "Accept": "x"}, b"")
    assert text.split("\n")[3:5] == ["__tenant:a b", "accept:x"]
    assert names == "accept;__tenant"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://pos.example/api", "pos.example"),
        ("http://pos.example:80/api", "pos.example"),
        ("https://pos.example:443/api", "pos.example"),
        ("https://pos.example:4000/api", "pos.example:4000"),
        ("http://[::1]:4000/api", "[::1]:4000"),
    ],
)
def test_the_host_carries_a_port_only_where_it_is_unusual(url: str, host: str) -> None:
    """As HTTP clients send it."""
    assert host_header(url) == host
