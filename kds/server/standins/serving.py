"""`kds serve --stand-in`: a stand-in as a process; which vendors there are and where they listen by themselves."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from starlette.types import ASGIApp

from kds.server.serving import serve_app
from kds.server.standins.lightspeed.app import create_app as create_lightspeed
from kds.server.standins.qtickets.app import create_app as create_qtickets
from kds.server.standins.settings import StandInSettings

__all__ = ["PORTS", "StandInSettings", "Vendor", "serve"]


class Vendor(StrEnum):
    """Whose server is stood in for."""

    QTICKETS = "qtickets"
    LIGHTSPEED = "lightspeed"


PORTS = {Vendor.QTICKETS: 4001, Vendor.LIGHTSPEED: 4002}
"""The port of each stand-in where `--port` is not given."""

_MAKERS: dict[Vendor, Callable[[StandInSettings], ASGIApp]] = {
    Vendor.QTICKETS: create_qtickets,
    Vendor.LIGHTSPEED: create_lightspeed,
}


def serve(vendor: Vendor, settings: StandInSettings, *, on_listening: Callable[[str], None]) -> None:
    """Run a stand-in until SIGINT or SIGTERM; called from the main thread, where signals arrive.

    Args:
        vendor: whose server is stood in for.
        settings: how, and where.
        on_listening: called with the URL once requests are answered.

    Raises:
        ServerError: the port is taken, the database is not usable, a switch is unknown, or the well-known
            credentials would be open to other machines.
    """
    serve_app(lambda: _MAKERS[vendor](settings), host=settings.host, port=settings.port, on_listening=on_listening)
