"""GET /api/v2/health (portos 8.3): always 200, with the state of each order endpoint."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kds.server.answers import document_answer
from kds.server.installation import Installation, installation_of
from kds.server.problems import Problem
from kds.server.tables import order_endpoints
from kds.server.values import json_text

HEALTHY, DEGRADED, UNHEALTHY = "Healthy", "Degraded", "Unhealthy"
_WORST_LAST = (HEALTHY, DEGRADED, UNHEALTHY)
_LEAST_FREE_BYTES = 100 * 1024 * 1024

router = APIRouter(tags=["health"])


@router.get("/api/v2/health")
async def get_health(request: Request) -> Response:
    """Say how the server is; needs no login."""
    started = time.perf_counter()
    installation = installation_of(request)
    entries = {"diskstorage": _disk(installation), "orderEndpoints": _endpoints(installation)}
    document = {
        "status": max((entry["status"] for entry in entries.values()), key=_WORST_LAST.index),
        "totalDuration": _duration(started),
        "entries": entries,
    }
    return document_answer(json_text(document))


def _disk(installation: Installation) -> dict[str, Any]:
    started = time.perf_counter()
    folder = Path(installation.database.place).resolve().parent
    free = shutil.disk_usage(folder if folder.is_dir() else "/").free
    status = HEALTHY if free > _LEAST_FREE_BYTES else DEGRADED
    return {"status": status, "duration": _duration(started), "data": {"freeBytes": free}}


def _endpoints(installation: Installation) -> dict[str, Any]:
    """Give each endpoint as an entry; a screen tells by its own polls that it is alive, so active means healthy."""
    started = time.perf_counter()
    try:
        with installation.database.reading() as connection:
            statement = select(order_endpoints.c.name, order_endpoints.c.is_active).order_by(order_endpoints.c.name)
            rows = connection.execute(statement).all()
    except (SQLAlchemyError, Problem):
        return {"status": UNHEALTHY, "duration": _duration(started), "description": "The database does not answer."}
    entries = [
        {
            "key": row.name,
            "result": {
                "status": HEALTHY if row.is_active else DEGRADED,
                "description": None if row.is_active else "Switched off.",
                "data": {},
            },
        }
        for row in rows
    ]
    status = HEALTHY if all(row.is_active for row in rows) else DEGRADED
    return {"status": status, "duration": _duration(started), "data": {"entries": entries}}


def _duration(started: float) -> str:
    """Write the time since as `hh:mm:ss.fffffff` (portos 0.2)."""
    whole, _, fraction = str(timedelta(seconds=time.perf_counter() - started)).partition(".")
    return f"0{whole}.{fraction:0<7}"
