"""`GET /metrics`: who may read the figures of this process, and the figures.

They tell how much a restaurant sells and how often somebody guessed a password, so they are for nobody without a name: the
caller holds the token that the server was started with, as Prometheus sends it from a file, or is logged in with all rights.
Where a request comes from opens nothing: behind a proxy on the same machine every caller comes from loopback.
"""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response

from kds.server.access.callers import ADMIN
from kds.server.calls import calling
from kds.server.installation import Installation, installation_of
from kds.server.metrics.measuring import Measuring, running
from kds.server.metrics.stored import read_stored
from kds.server.problems import Problem

METRICS_PATH = "/metrics"
"""Where Prometheus looks by itself."""

router = APIRouter(include_in_schema=False)


@router.get(METRICS_PATH)
async def get_metrics(request: Request) -> Response:
    """Give the figures of this process and its database."""
    installation = installation_of(request)
    if not _holds_token(installation, request):
        await calling(request, ADMIN)
    measuring: Measuring = request.app.state.measuring
    if measuring.exposition is None:
        raise Problem(501, "metrics.absent")
    with installation.database.reading() as connection:
        stored = read_stored(connection)
    text = measuring.exposition.text(stored, running(installation))
    return Response(text, media_type=measuring.media_type)


def _holds_token(installation: Installation, request: Request) -> bool:
    token = installation.settings.metrics_token
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if token is None or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(sent.strip().encode(), token.encode())
