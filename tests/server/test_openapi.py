"""The OpenAPI document: complete, public, and true, which schemathesis tries on every route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from kds.server.openapi import OPERATIONS, operation_key
from tests.faults.figures import note
from tests.server.world import Clock, Server, app_of, line

ROUTES = sorted(OPERATIONS)
QUIET = list(HealthCheck)
EXAMPLES = pytest.mark.parametrize("examples", [4, pytest.param(100, marks=pytest.mark.long)])
"""Requests to each route and of each kind."""


@pytest.fixture
def served() -> Iterator[Server]:
    """Give a server with an order."""
    clock = Clock()
    server = Server(app_of(clock=clock), clock)
    server.open_ticket(line(50, 1, "Grill", "Fry"), name="7")
    yield server
    server.close()


def described(server: Server, method: str, path: str) -> Any:
    """Give a route as schemathesis reads it from the document."""
    prefix = "/api/v2" if path == "/health" else "/api"
    return schemathesis.openapi.from_asgi("/openapi.json", server.app)[prefix + path][method]


def try_route(server: Server, method: str, path: str, mode: GenerationMode, examples: int) -> None:
    """Send what fits the document, or what does not, and check every answer, also without login."""
    sent = 0

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET)
    @given(case=described(server, method, path).as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        nonlocal sent
        sent += 1
        server.clock.forward(minutes=2)  # longer than refused logins are held against a user
        token = server.login("chef", "P01")["tokenId"]
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    send()
    note(f"{sent} requests to {method} {path} ({mode.value}): each answer fits the document")


@EXAMPLES
@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
def test_what_fits_the_document_is_answered(served: Server, method: str, path: str, examples: int) -> None:
    """A request that fits the document is answered with a status, type and content that the document names."""
    try_route(served, method, path, GenerationMode.POSITIVE, examples)


@EXAMPLES
@pytest.mark.parametrize(
    ("method", "path"),
    [route for route in ROUTES if route not in {("get", "/health"), ("get", "/auth"), ("delete", "/auth")}],
    ids=str,
)
def test_what_does_not_fit_the_document_is_refused(served: Server, method: str, path: str, examples: int) -> None:
    """A request that does not fit the document is refused as the document says, never with a 5xx."""
    try_route(served, method, path, GenerationMode.NEGATIVE, examples)


def test_every_route_is_described(served: Server) -> None:
    """The document is public, has every route under /api, and never speaks of 422 but for idempotency keys."""
    document = served.call("GET", "/../openapi.json", user=None).json()
    found = {operation_key(method, path) for path, methods in document["paths"].items() for method in methods}
    assert found == set(OPERATIONS)
    assert "HTTPValidationError" not in document["components"]["schemas"]
    reads = [methods["get"] for methods in document["paths"].values() if "get" in methods]
    assert all("422" not in read["responses"] for read in reads)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_there_is_no_page_for_trying_routes(served: Server, path: str) -> None:
    """No documentation pages are served."""
    assert served.wait(served.client.get(path)).status_code == 404
