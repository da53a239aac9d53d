"""The route that shows what became of the webhooks; only for who may do everything."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kds.server.access.callers import ADMIN
from kds.server.answers import page_answer
from kds.server.calls import calling

router = APIRouter(tags=["webhooks"])


@router.get("/webhooks/deliveries")
async def list_deliveries(request: Request) -> Response:
    """Give the newest deliveries, newest first."""
    call = await calling(request, ADMIN)
    texts = call.installation.deliveries.texts()
    return page_answer(texts, count=len(texts), total=len(texts))
