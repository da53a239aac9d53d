"""The Qtickets stand-in as an ASGI application: opens its database and hangs up every route of qtickets 3."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from kds.server.standins.control import steered
from kds.server.standins.frame import framed
from kds.server.standins.hooks import Emitter
from kds.server.standins.qtickets import barcodes, catalogue, orders, removal, scans, seats, tickets
from kds.server.standins.qtickets.calls import Endpoint, QticketsStandIn, route
from kds.server.standins.qtickets.filling import FillBody, fill
from kds.server.standins.qtickets.refusals import error_answer, no_route
from kds.server.standins.qtickets.sample import store_samples
from kds.server.standins.qtickets.switches import QticketsSwitches
from kds.server.standins.qtickets.tables import metadata
from kds.server.standins.settings import StandInSettings
from kds.server.standins.storage import opened

WELL_KNOWN_TOKEN = "demo"  # noqa: S105 - everybody may know it; it is accepted on loopback only
"""The bearer token of a stand-in that was given no other."""

_ROUTES: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/orders", orders.list_orders),
    ("POST", "/orders", orders.create_order),
    ("GET", "/orders/{order_id}", orders.show_order),
    ("DELETE", "/orders/{order_id}/baskets", removal.remove_or_refund),
    ("POST", "/orders/{order_id}/restore", removal.restore),
    ("PUT", "/baskets/{basket_id}", tickets.edit_ticket),
    ("GET", "/clients", catalogue.list_clients),
    ("POST", "/clients", catalogue.save_client),
    ("GET", "/clients/{id}", catalogue.show_client),
    ("GET", "/events", catalogue.list_events),
    ("POST", "/events", catalogue.create_event),
    ("GET", "/events/{id}", catalogue.show_event),
    ("PUT", "/events/{id}", catalogue.update_event),
    ("GET", "/shows/{show_id}/seats", seats.show_seats),
    ("GET", "/color-themes", catalogue.list_color_themes),
    ("GET", "/discounts", catalogue.list_discounts),
    ("GET", "/discounts/{id}", catalogue.show_discount),
    ("GET", "/promo-codes", catalogue.list_promo_codes),
    ("POST", "/promo-codes", catalogue.create_promo_code),
    ("PUT", "/promo-codes/{id}", catalogue.update_promo_code),
    ("GET", "/shows/{show_id}/barcodes", barcodes.list_barcodes),
    ("POST", "/shows/{show_id}/barcodes", scans.record_scans),
    ("GET", "/shows/{show_id}/barcode/{barcode}", scans.scan_status),
    ("POST", "/shows/{show_id}/barcode/{barcode}", scans.record_scan),
)
"""Method and path below the prefix of every route, and what answers it."""


def open_stand_in(settings: StandInSettings) -> QticketsStandIn:
    """Open a stand-in's database and give what its routes work with; the caller closes the database.

    Raises:
        ServerError: the database, a switch or the credentials are not usable.
    """
    switches = QticketsSwitches().changed(settings.switches)
    credentials = settings.accepted_credentials((WELL_KNOWN_TOKEN,))

    def seed(connection: Connection) -> None:
        store_samples(connection)
        if settings.fill:
            fill(connection, FillBody(tickets=settings.fill), settings.clock.now())

    return QticketsStandIn(
        database=opened(settings.database, "qtickets", metadata, seed),
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


def app_of(stand_in: QticketsStandIn) -> ASGIApp:
    """Give the application of an opened stand-in."""

    def fill_show(body: Any) -> Any:
        with stand_in.database.writing() as transaction:
            return fill(transaction.connection, FillBody.model_validate(body or {}), stand_in.clock.now())

    return framed(
        stand_in,
        [route(stand_in, method, path, endpoint) for method, path, endpoint in _ROUTES],
        [
            steered("POST", "/shows", fill_show),
            steered("POST", "/payments", lambda body: orders.pay(stand_in, int(body["order_id"]))),
        ],
        no_route=_no_route,
        error_answer=error_answer,
    )


async def _no_route(_request: Request, _error: Exception) -> Response:
    return no_route()
