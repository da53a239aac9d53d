"""The frame of every stand-in: its vendor's routes, the control routes, faults in front, and an end that closes the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from kds.server.standins.control import control_routes
from kds.server.standins.faults import FaultLayer
from kds.server.standins.settings import Chosen, StandIn


def framed(
    stand_in: StandIn[Chosen],
    routes: Sequence[BaseRoute],
    steering: Sequence[BaseRoute],
    *,
    no_route: Callable[[Request, Exception], Awaitable[Response]],
    error_answer: Callable[[int, str, str], Response],
    layered: Callable[[ASGIApp], ASGIApp] = lambda app: app,
) -> ASGIApp:
    """Give the application of an opened stand-in; its end closes hooks and database.

    Args:
        stand_in: what the routes work with.
        routes: the vendor's.
        steering: control routes of this stand-in alone, made with `control.steered`.
        no_route: answers where there is no such address or method, as the vendor does.
        error_answer: writes the vendor's error answer of a status, for a method and a path.
        layered: puts a layer of the vendor's own around the routes.
    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await stand_in.hooks.close()
        stand_in.database.close()

    app = Starlette(
        routes=[control_routes(stand_in, steering), *routes],
        exception_handlers={404: no_route, 405: no_route},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return FaultLayer(layered(app), stand_in.faults, stand_in.clock, stand_in.requests.append, error_answer)
