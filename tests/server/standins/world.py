"""Running stand-ins as tests see them: in memory, a clock that stands still, receivers of webhooks that remember."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.types import ASGIApp

from kds.server.standins.clock import StandInClock
from kds.server.standins.lightspeed.app import WELL_KNOWN_KEY, WELL_KNOWN_SECRET
from kds.server.standins.lightspeed.app import app_of as lightspeed_app
from kds.server.standins.lightspeed.app import open_stand_in as open_lightspeed
from kds.server.standins.qtickets.app import WELL_KNOWN_TOKEN
from kds.server.standins.qtickets.app import app_of as qtickets_app
from kds.server.standins.qtickets.app import open_stand_in as open_qtickets
from kds.server.standins.settings import StandInSettings

Json = dict[str, Any]

EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
TOKEN = {"Authorization": f"Bearer {WELL_KNOWN_TOKEN}"}
KEY = (WELL_KNOWN_KEY, WELL_KNOWN_SECRET)
API = "/api/rest/v1"


@dataclass
class Receivers:
    """Everybody who is told of changes; answers with the statuses it was given, then with 200."""

    statuses: list[int] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200)

    @property
    def events(self) -> list[str]:
        """What they were told of, in the order in which it came."""
        return [request.headers.get("X-Event-Type") or request.headers["X-Event"] for request in self.requests]


@dataclass
class Running:
    """A stand-in with a client that is logged in."""

    app: ASGIApp
    stand_in: Any
    client: httpx.AsyncClient
    clock: StandInClock
    receivers: Receivers

    async def call(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """Send a request of the vendor's interface."""
        return await self.client.request(method, path, json=body, **more)

    async def get(self, path: str, body: object = None) -> Any:
        """Read something that must be there; the body goes along even on GET."""
        answer = await self.call("GET", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def control(self, path: str, body: object = None, method: str = "POST") -> Any:
        """Steer the stand-in."""
        answer = await self.client.request(method, f"http://venue.example/__control{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def switch(self, **positions: object) -> None:
        """Set switches."""
        await self.control("/settings", positions)

    async def close(self) -> None:
        """Let go of everything."""
        await self.client.aclose()
        await self.stand_in.hooks.close()
        self.stand_in.database.close()


def _settings(receivers: Receivers, changes: Json) -> StandInSettings:
    chosen: Json = {"clock": StandInClock(EVENING), "hook_transport": httpx.MockTransport(receivers)} | changes
    return StandInSettings(**chosen)


def venue(**changes: Any) -> Running:
    """Start a Qtickets stand-in."""
    receivers = Receivers()
    stand_in = open_qtickets(_settings(receivers, changes))
    app = qtickets_app(stand_in)
    transport = httpx.ASGITransport(app)
    client = httpx.AsyncClient(transport=transport, base_url=f"http://venue.example{API}", headers=TOKEN)
    return Running(app, stand_in, client, stand_in.clock, receivers)


def shop(**changes: Any) -> Running:
    """Start a Lightspeed stand-in; its clock stands still, so it counts no seconds unless that is wished."""
    receivers = Receivers()
    changes["switches"] = {"per_second": 0, **changes.get("switches", {})}
    stand_in = open_lightspeed(_settings(receivers, changes))
    app = lightspeed_app(stand_in)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.example/en", auth=KEY)
    return Running(app, stand_in, client, stand_in.clock, receivers)


def where(*rows: tuple[str, str, object], **more: object) -> Json:
    """Write a filter body: column, operator, value."""
    return {"where": [{"column": column, "operator": name, "value": value} for column, name, value in rows], **more}


def body_of(request: httpx.Request) -> Json:
    """Read what a receiver got."""
    read: Json = json.loads(request.content)
    return read
