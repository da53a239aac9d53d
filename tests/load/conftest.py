"""The PostgreSQL of the server's tests, for the short form."""

from __future__ import annotations

from tests.server.conftest import cluster

__all__ = ["cluster"]
