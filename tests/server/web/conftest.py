"""Pages are tested on SQLite, except where they read the database themselves."""

from __future__ import annotations

import pytest

from tests.server.conftest import SQLITE


@pytest.fixture
def kind() -> str:
    """Give the kind of database that a test runs on."""
    return SQLITE
