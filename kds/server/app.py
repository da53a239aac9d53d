"""The order server as an ASGI application: opens the database, hangs up the routes, turns refusals into problems."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from kds import __version__
from kds.server import health
from kds.server.access import routes as auth
from kds.server.beside import beside_requests
from kds.server.database import Database
from kds.server.installation import Installation
from kds.server.kitchen_notes import routes as kitchen_notes
from kds.server.metrics import routes as metrics
from kds.server.metrics.measuring import Measuring
from kds.server.middleware import EveryAnswer
from kds.server.openapi import document
from kds.server.orders import routes as orders
from kds.server.problems import Problem, problem_answer
from kds.server.push import routes as push
from kds.server.resources import keys, users
from kds.server.resources.named import NAMED_RESOURCES, routes_of
from kds.server.seeding import prepare
from kds.server.settings import ServerSettings
from kds.server.tickets import routes as tickets
from kds.server.web import routes as web
from kds.server.web.pages import Pages
from kds.server.webhooks import routes as webhooks

PREFIXES = ("/api", "", "/api/v1")
"""Where the same handlers answer (contract 5); the first is the documented one."""


def create_app(settings: ServerSettings) -> FastAPI:
    """Open the database and give the application; its end closes the database.

    Raises:
        ServerError: the database or the restaurant file is not usable.
    """
    database = Database(settings.database)
    try:
        facts = prepare(database, settings)
        installation = Installation(settings, database, instance=facts.instance, token_secret=facts.token_secret)
    except BaseException:
        database.close()
        raise
    if facts.new_passwords:
        settings.announce_passwords(facts.new_passwords)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with beside_requests(installation):
            yield
        database.close()

    app = FastAPI(
        title="kds order server",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.installation = installation
    app.state.measuring = measuring = Measuring()
    app.add_middleware(EveryAnswer, installation=installation, exposition=measuring.exposition)
    app.add_exception_handler(Problem, _refused)
    app.add_exception_handler(HTTPException, _not_routed)
    routers = [auth.router, orders.router, tickets.router, kitchen_notes.router, users.router, keys.router]
    routers += [push.router, webhooks.router]
    routers += [routes_of(resource) for resource in NAMED_RESOURCES]
    for prefix in PREFIXES:
        for router in routers:
            app.include_router(router, prefix=prefix, include_in_schema=prefix == PREFIXES[0])
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.state.pages = Pages(installation)
    app.include_router(web.router)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    return app


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    return problem_answer(request, error)


async def _not_routed(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: unknown addresses and methods."""
    if not isinstance(error, HTTPException):
        raise error
    path = request.url.path
    if error.status_code == 405:
        values = {"method": request.method, "path": path}
        return problem_answer(request, Problem(405, "method", headers={"Allow": _allowed(request)}, values=values))
    if error.status_code == 404:
        return problem_answer(request, Problem(404, "missing.route", values={"path": path}))
    return problem_answer(request, Problem(error.status_code, "refused"))


def _allowed(request: Request) -> str:
    """Give the methods of an address; the framework names only those of the first route that fits."""
    methods: set[str] = set()
    for method in ("DELETE", "GET", "POST", "PUT"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            methods.add(method)
    return ", ".join(sorted(methods))
