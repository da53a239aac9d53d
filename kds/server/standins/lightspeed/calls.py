"""What happens to every Lightspeed request: key, quota, language, body, answer; the rules stand in other modules."""

from __future__ import annotations

import base64
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import MutableHeaders, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kds.server.standins.faults import CONTROL
from kds.server.standins.lightspeed.rates import RateCounters
from kds.server.standins.lightspeed.refusals import Refusal, invalid, refusal_answer
from kds.server.standins.lightspeed.shapes import LANGUAGES, stamp
from kds.server.standins.lightspeed.switches import LightspeedSwitches
from kds.server.standins.settings import StandIn
from kds.server.values import json_text

SHOP_ID = 1001
"""The shop that this is."""

_FORM_MEMBER = re.compile(r"(\w+)\[(\w+)\]")
_READING = {"GET", "HEAD"}


@dataclass(slots=True, eq=False)
class LightspeedStandIn(StandIn[LightspeedSwitches]):
    """The running Lightspeed stand-in.

    Attributes:
        rates: counts the requests of its one key.
    """

    rates: RateCounters = field(default_factory=RateCounters)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that may be carried out.

    Attributes:
        stand_in: whom it reached.
        path: the parts of its address.
        query: what stands behind its question mark.
        body: its JSON, or its form in the same shape; None when it has none.
    """

    stand_in: LightspeedStandIn
    path: Mapping[str, Any]
    query: QueryParams
    body: Any

    def number(self, name: str) -> int:
        """Give an id of the address."""
        return int(self.path[name])

    def root(self, name: str) -> dict[str, Any]:
        """Give what stands under the root key of the body.

        Raises:
            Refusal: 400, there is no such object.
        """
        form = self.body.get(name) if isinstance(self.body, dict) else None
        if not isinstance(form, dict):
            raise invalid(f'The body needs an object "{name}".')
        return form

    @property
    def now(self) -> str:
        """The present moment as it is stored and sent."""
        return stamp(self.stand_in.clock.now())


Endpoint = Callable[[Call], Any]
"""Gives the JSON of an answer; None is one without a body, 204."""


def route(stand_in: LightspeedStandIn, method: str, path: str, endpoint: Endpoint) -> Route:
    """Hang up one route below every language."""

    async def answer(request: Request) -> Response:
        try:
            switches = stand_in.switches
            if request.path_params["language"] not in switches.languages:
                raise Refusal(404, "Unknown or inactive language.")
            if method not in _READING and not switches.can_write:
                raise Refusal(403, "This key may not write.")
            call = Call(stand_in, request.path_params, request.query_params, await _body(request))
            answered = _selected(endpoint(call), request.query_params.get("fields"))
        except Refusal as refusal:
            return refusal_answer(refusal, request.method, request.url.path)
        except (SQLAlchemyError, OverflowError):
            # A value of a kind or size that the column can't take.
            return refusal_answer(invalid("A value is out of range."), request.method, request.url.path)
        if answered is None:
            return Response(status_code=204)
        status = switches.post_status if method == "POST" else 200
        return Response(json_text(answered), status, media_type="application/json")

    return Route(f"/{{language}}{path}.json", answer, methods=[method])


def _selected(answered: Any, fields: str | None) -> Any:
    """Keep only the properties that `fields` names in the rows of a list; anything but a list stays as it is.

    The vendor has it for all lists but does not name it for inquiries (lightspeed 1.3): nobody may depend on it.
    """
    if fields is None or not isinstance(answered, dict):
        return answered
    names = {name.strip() for name in fields.split(",")}
    return {
        root: [{name: value for name, value in row.items() if name in names} for row in rows]
        if isinstance(rows, list)
        else rows
        for root, rows in answered.items()
    }


async def _body(request: Request) -> Any:
    raw = await request.body()
    if not raw:
        return None
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form: dict[str, dict[str, str]] = {}
        for name, value in parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True):
            member = _FORM_MEMBER.fullmatch(name)
            if member is not None:
                form.setdefault(member[1], {})[member[2]] = value
        return form
    try:
        return json.loads(raw)
    except ValueError:
        raise invalid("The body is not valid JSON.") from None


@dataclass(slots=True)
class KeyLayer:
    """Wraps the routes: checks the key, counts the request, and tells the quota on every answer.

    Attributes:
        app: the routes.
        stand_in: whose key and quota.
    """

    app: ASGIApp
    stand_in: LightspeedStandIn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self.app(scope, receive, send)
            return
        rates, switches = self.stand_in.rates, self.stand_in.switches
        quota, now = switches.quota, self.stand_in.clock.now()
        is_allowed = rates.take(now, quota, switches.per_second)
        told = {**rates.headers(now, quota), "X-Request-Id": secrets.token_hex(16)}

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in told.items():
                    headers[name] = value
            await send(message)

        app = self.app
        request = Request(scope)
        if not is_allowed:
            app = refusal_answer(Refusal(429, "Too many requests."), request.method, request.url.path)
        elif not _is_key(request.headers.get("authorization", ""), self.stand_in.credentials):
            app = refusal_answer(Refusal(401, "Access denied."), request.method, request.url.path)
        await app(scope, receive, send_told)


def _is_key(header: str, credentials: tuple[str, ...]) -> bool:
    kind, _, encoded = header.partition(" ")
    expected = base64.b64encode(":".join(credentials).encode())
    return kind.lower() == "basic" and hmac.compare_digest(encoded.strip().encode(), expected)


def language_of(code: str) -> str:
    """Give a code that there is a language for.

    Raises:
        Refusal: 400, there is none.
    """
    if code not in LANGUAGES:
        raise invalid(f"There is no language {code}.")
    return code
