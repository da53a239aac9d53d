"""Everything the web pages of one server process hold, made once at its start."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request

from kds.server.installation import Installation
from kds.server.web.live import Live
from kds.server.web.reading import OpenOrders
from kds.server.web.streaming import Times
from kds.server.web.views import Surroundings


class Pages:
    """The pages of an installation.

    Args:
        installation: whose orders they show.

    Attributes:
        live: what viewers look at.
        times: the server's time for them.
        has_pickup_screen: whether the pick-up screen may be seen; it asks nobody who he is.
    """

    def __init__(self, installation: Installation) -> None:
        settings = installation.settings
        self._calendar = installation.calendar
        around = Surroundings(settings.pages, installation.calendar, settings.day_starts, settings.clock)
        self.live = Live(OpenOrders(installation.database), around)
        self.times = Times(settings.clock, self._on_the_wall)
        wanted = settings.pages.pickup_screen
        self.has_pickup_screen = settings.is_loopback if wanted is None else wanted
        installation.changes.listen(self.live.changed)

    def _on_the_wall(self, moment: datetime) -> str:
        return f"{self._calendar.local(moment):%H:%M:%S}"


def pages_of(request: Request) -> Pages:
    """Give the pages of the server that a request came to."""
    pages: Pages = request.app.state.pages
    return pages
