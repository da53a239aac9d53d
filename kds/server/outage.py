"""A database that went away in mid-run: the request that was hit is refused with 503, and the log says it once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from kds.server.problems import Problem

log = logging.getLogger(__name__)

RETRY_SECONDS = 1
"""After which a refused request may come again."""


def _is_outage(error: DBAPIError | exc.TimeoutError) -> bool:
    """Tell a lost or unobtainable connection, or lock, from a statement that is wrong."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return True


class Outage:
    """Knows whether a database answered last time; `place` is what to call it."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._lasts = False

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Turn the end of a connection, or the want of one, into a refusal.

        Raises:
            Problem: 503, to be tried again.
        """
        try:
            yield
        except (DBAPIError, exc.TimeoutError) as error:
            if not _is_outage(error):
                raise
            if not self._lasts:
                log.warning("the database %s does not answer: %s", self._place, type(error.__cause__ or error).__name__)
            self._lasts = True
            raise Problem(503, "database.away", headers={"Retry-After": str(RETRY_SECONDS)}) from error
        if self._lasts:
            self._lasts = False
            log.warning("the database %s answers again", self._place)
