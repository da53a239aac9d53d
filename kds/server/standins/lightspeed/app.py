"""The Lightspeed stand-in as an ASGI application: opens its database and hangs up every route of lightspeed 3."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from kds.server.standins.control import steered
from kds.server.standins.frame import framed
from kds.server.standins.hooks import Emitter
from kds.server.standins.lightspeed import inquiries, messages, receivers, shop
from kds.server.standins.lightspeed.calls import Endpoint, KeyLayer, LightspeedStandIn, route
from kds.server.standins.lightspeed.inquiring import InquiryBody, fill, inquire
from kds.server.standins.lightspeed.refusals import Refusal, error_answer, refusal_answer
from kds.server.standins.lightspeed.sample import store_samples
from kds.server.standins.lightspeed.switches import LightspeedSwitches
from kds.server.standins.lightspeed.tables import metadata
from kds.server.standins.settings import StandInSettings
from kds.server.standins.storage import opened

WELL_KNOWN_KEY = "00000000000000000000000000000001"
"""The API key of a stand-in that was given no other."""
WELL_KNOWN_SECRET = "00000000000000000000000000000002"  # noqa: S105 - everybody may know it; accepted on loopback only
"""Its secret."""

_MESSAGES = "/tickets/{ticket_id:int}/messages"
_ROUTES: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/tickets", inquiries.list_tickets),
    ("POST", "/tickets", inquiries.create_ticket),
    ("GET", "/tickets/count", inquiries.count_tickets),
    ("GET", "/tickets/{ticket_id:int}", inquiries.show_ticket),
    ("PUT", "/tickets/{ticket_id:int}", inquiries.update_ticket),
    ("DELETE", "/tickets/{ticket_id:int}", inquiries.delete_ticket),
    ("GET", _MESSAGES, messages.list_messages),
    ("POST", _MESSAGES, messages.create_message),
    ("GET", f"{_MESSAGES}/count", messages.count_messages),
    ("GET", f"{_MESSAGES}/{{message_id:int}}", messages.show_message),
    ("PUT", f"{_MESSAGES}/{{message_id:int}}", messages.update_message),
    ("DELETE", f"{_MESSAGES}/{{message_id:int}}", messages.delete_message),
    ("GET", "/shop", shop.show_shop),
    ("GET", "/account", shop.show_account),
    ("GET", "/account/permissions", shop.show_permissions),
    ("GET", "/account/ratelimit", shop.show_rates),
    ("GET", "/languages", shop.list_languages),
    ("GET", "/customers/{id:int}", shop.show_customer),
    ("GET", "/orders", shop.list_orders),
    ("GET", "/orders/{id:int}", shop.show_order),
    ("GET", "/orders/{id:int}/products", shop.list_products),
    ("GET", "/webhooks", receivers.list_webhooks),
    ("POST", "/webhooks", receivers.create_webhook),
    ("GET", "/webhooks/count", receivers.count_webhooks),
    ("GET", "/webhooks/{id:int}", receivers.show_webhook),
    ("PUT", "/webhooks/{id:int}", receivers.update_webhook),
    ("DELETE", "/webhooks/{id:int}", receivers.delete_webhook),
)
"""Method and path below the language of every route, without `.json`, and what answers it."""


def open_stand_in(settings: StandInSettings) -> LightspeedStandIn:
    """Open a stand-in's database and give what its routes work with; the caller closes the database.

    Raises:
        ServerError: the database, a switch or the credentials are not usable.
    """
    switches = LightspeedSwitches().changed(settings.switches)
    credentials = settings.accepted_credentials((WELL_KNOWN_KEY, WELL_KNOWN_SECRET))

    def seed(connection: Connection) -> None:
        store_samples(connection)
        fill(connection, settings.fill, settings.clock.now())

    return LightspeedStandIn(
        database=opened(settings.database, "lightspeed", metadata, seed),
        clock=settings.clock,
        switches=switches,
        credentials=credentials,
        hooks=Emitter(settings.hook_transport),
    )


def create_app(settings: StandInSettings) -> ASGIApp:
    """Open the database and give the application; its end closes the database.

    Raises:
        ServerError: the database, a switch or the credentials are not usable.
    """
    return app_of(open_stand_in(settings))


def app_of(stand_in: LightspeedStandIn) -> ASGIApp:
    """Give the application of an opened stand-in."""
    return framed(
        stand_in,
        [route(stand_in, method, path, endpoint) for method, path, endpoint in _ROUTES],
        [steered("POST", "/inquiries", lambda body: inquire(stand_in, InquiryBody.model_validate(body)))],
        no_route=_no_route,
        error_answer=error_answer,
        layered=lambda app: KeyLayer(app, stand_in),
    )


async def _no_route(request: Request, _error: Exception) -> Response:
    return refusal_answer(Refusal(404, "There is nothing at this address."), request.method, request.url.path)
