"""The sellers that the stories of the venue begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.venue.world import Vendor, behind_proxies


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    """A seller whom every gate reaches straight."""
    made = Vendor()
    yield made
    await made.close()


@pytest.fixture
async def far_vendor() -> AsyncIterator[Vendor]:
    """A seller whom every gate reaches over sockets and a proxy of its own."""
    async with behind_proxies() as made:
        yield made
