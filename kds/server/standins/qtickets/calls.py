"""What happens to every Qtickets request: route, token, body, answer; the rules themselves stand in other modules."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kds.server.standins.qtickets.refusals import Refusal, refusal_answer, unknown_error, wrong_authorization
from kds.server.standins.qtickets.switches import EventType, QticketsSwitches
from kds.server.standins.qtickets.wire import number_in_path, stamp
from kds.server.standins.settings import StandIn
from kds.server.values import json_text

PREFIX = "/api/rest/v1"
"""What all addresses begin with (qtickets 1)."""

NO_BODY = object()
"""Given by an endpoint whose answer has no body."""


@dataclass(slots=True, eq=False)
class QticketsStandIn(StandIn[QticketsSwitches]):
    """The running Qtickets stand-in.

    Attributes:
        held_hooks: webhooks that wait for the next one, to go out behind it.
    """

    held_hooks: list[tuple[EventType, bytes]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that may be carried out.

    Attributes:
        stand_in: whom it reached.
        path: the parts of its address.
        body: its JSON; None when it has none.
    """

    stand_in: QticketsStandIn
    path: Mapping[str, str]
    body: Any

    def number(self, name: str) -> int:
        """Give an id of the address."""
        return number_in_path(self.path[name])

    def members(self) -> dict[str, Any]:
        """Give the body as an object; none at all, or PHP's empty list, is an empty one.

        Raises:
            Refusal: 503, it is something else.
        """
        if self.body is None or self.body == []:
            return {}
        if not isinstance(self.body, dict):
            raise unknown_error()
        return self.body

    def written_form(self) -> dict[str, Any]:
        """Give what stands under `data` in the body.

        Raises:
            Refusal: 503, there is no such object.
        """
        form = self.members().get("data")
        if not isinstance(form, dict):
            raise unknown_error()
        return form

    @property
    def now(self) -> str:
        """The present moment as it is stored and sent."""
        return stamp(self.stand_in.clock.now())


Endpoint = Callable[[Call], Any]


def route(stand_in: QticketsStandIn, method: str, path: str, endpoint: Endpoint) -> Route:
    """Hang up one route; bodies are read on every method, GET included."""

    async def answer(request: Request) -> Response:
        try:
            _check_token(stand_in, request)
            call = Call(stand_in, request.path_params, _body(await request.body()))
            if "where" in request.query_params:
                raise unknown_error()
            answered = endpoint(call)
        except Refusal as refusal:
            return refusal_answer(refusal)
        except (SQLAlchemyError, OverflowError):
            # A value of a kind or size that the column can't take; the vendor's catch-all covers it.
            return refusal_answer(unknown_error())
        content = "" if answered is NO_BODY else json_text(answered)
        return Response(content, media_type="application/json", headers={"Cache-Control": "no-cache"})

    return Route(PREFIX + path, answer, methods=[method])


def _check_token(stand_in: QticketsStandIn, request: Request) -> None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    (expected,) = stand_in.credentials
    if kind.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), expected.encode()):
        raise wrong_authorization()


def _body(raw: bytes) -> Any:
    if not raw.strip():
        return None
    try:
        return json.loads(raw)
    except ValueError:
        raise unknown_error() from None
