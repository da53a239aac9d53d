"""What one application counts of itself; where the extra is not installed it counts nothing and costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.server.installation import Installation

if TYPE_CHECKING:
    from kds.server.metrics.exposition import Exposition, Running


class Measuring:
    """The figures of one application.

    Attributes:
        exposition: counts and writes; None without prometheus-client.
        media_type: of what it writes.
    """

    def __init__(self) -> None:
        self.exposition: Exposition | None = None
        self.media_type = ""
        try:
            from kds.server.metrics import exposition
        except ImportError:
            return
        self.exposition = exposition.Exposition()
        self.media_type = exposition.CONTENT_TYPE


def running(installation: Installation) -> Running:
    """Take what the process knows without its database; only where the extra is installed."""
    from kds.server.metrics.exposition import Running

    webhooks = installation.webhooks
    return Running(
        hub_connections=installation.hub.connections,
        webhooks_waiting=0 if webhooks is None else webhooks.waiting,
        webhooks_ended={} if webhooks is None else {outcome.value: count for outcome, count in webhooks.ended.items()},
        logins_failed=installation.failed_logins.total,
    )
