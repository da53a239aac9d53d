"""The control routes of every stand-in, under `/__control`: faults, switches, clock, requests; only for this machine.

They are no part of any vendor's interface. Wrong bodies are answered with 400 and a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from kds.errors import ServerError
from kds.server.settings import is_loopback_host
from kds.server.standins.faults import CONTROL, FAULTS
from kds.server.standins.settings import Chosen, StandIn

Steering = Callable[[Any], Any]
"""Takes the JSON of a control request, None without a body, and gives the JSON of the answer."""


class _ClockBody(BaseModel):
    """Where the clock shall stand; nothing lets it go with the machine."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime | None = None
    forward_seconds: float | None = None


def control_routes(stand_in: StandIn[Chosen], more: Sequence[BaseRoute] = ()) -> Mount:
    """Give the control routes of a stand-in.

    Args:
        stand_in: what is steered.
        more: routes of this stand-in alone, made with `steered`.
    """

    def add_faults(body: Any) -> Any:
        stand_in.faults.add(FAULTS.validate_python(body))
        return stand_in.faults.waiting

    def clear_faults(_body: Any) -> Any:
        stand_in.faults.clear()
        return []

    def change(body: Any) -> Any:
        stand_in.switches = stand_in.switches.changed(body)
        return stand_in.switches.model_dump(mode="json")

    def set_clock(body: Any) -> Any:
        asked = _ClockBody.model_validate(body)
        if asked.forward_seconds is None:
            stand_in.clock.set_to(asked.at)
        else:
            stand_in.clock.forward(timedelta(seconds=asked.forward_seconds))
        return {"now": _now(stand_in)}

    def forget_requests(_body: Any) -> Any:
        stand_in.requests.clear()
        return []

    routes = [
        steered("GET", "/faults", lambda _body: stand_in.faults.waiting),
        steered("POST", "/faults", add_faults),
        steered("DELETE", "/faults", clear_faults),
        steered("GET", "/settings", lambda _body: stand_in.switches.model_dump(mode="json")),
        steered("POST", "/settings", change),
        steered("GET", "/clock", lambda _body: {"now": _now(stand_in)}),
        steered("POST", "/clock", set_clock),
        steered("GET", "/requests", lambda _body: list(stand_in.requests)),
        steered("DELETE", "/requests", forget_requests),
    ]
    return Mount(CONTROL, routes=[*routes, *more])


def _now(stand_in: StandIn[Chosen]) -> str:
    moment: datetime = stand_in.clock.now()
    return moment.isoformat()


def steered(method: str, path: str, steering: Steering) -> Route:
    """Give a control route that only this machine may call."""

    async def answer(request: Request) -> Response:
        if request.client is None or not is_loopback_host(request.client.host):
            return JSONResponse({"detail": "Only for this machine."}, 403)
        raw = await request.body()
        try:
            return JSONResponse(steering(json.loads(raw) if raw else None))
        except ValidationError as error:
            return JSONResponse({"detail": f"{error.errors(include_url=False, include_context=False)}"}, 400)
        except (ValueError, TypeError, LookupError, ServerError) as error:
            return JSONResponse({"detail": str(error)}, 400)

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(path, endpoint, methods=[method])
