"""One live server for all tests of this folder that need no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.push.live import LiveServer


@pytest.fixture(scope="package")
def server() -> Iterator[LiveServer]:
    """Give a running server."""
    with LiveServer() as running:
        yield running
