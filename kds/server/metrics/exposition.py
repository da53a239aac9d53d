"""The figures of one application in Prometheus' text format, in a registry of its own; only here is its library loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client import generate_latest as written
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kds import __version__
from kds.server.metrics.stored import Stored

CONTENT_TYPE = CONTENT_TYPE_LATEST
"""Media type of the text."""
BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Borders of the latencies: a board polls in milliseconds, and gives up after four seconds."""
METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
"""Methods with a name of their own; whatever else a caller makes up is counted together."""
OTHER = "other"
"""What stands for a method or a route that there is none of; labels never hold what a caller wrote."""


@dataclass(frozen=True, slots=True)
class Running:
    """What this process knows without its database.

    Attributes:
        hub_connections: who listens by WebSocket.
        webhooks_waiting: notifications that wait for a receiver.
        webhooks_ended: outcome → how many ended so.
        logins_failed: refused logins.
    """

    hub_connections: int
    webhooks_waiting: int
    webhooks_ended: dict[str, int]
    logins_failed: int


class Exposition:
    """Counts the answers of one application, and writes them with what was taken of its database."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._taken = _Taken()
        self._registry.register(self._taken)
        ProcessCollector(registry=self._registry)
        labels = ("route", "method")
        self._answers = Counter(
            "kds_http_answers", "Answers of this process.", (*labels, "status"), registry=self._registry
        )
        self._latency = Histogram(
            "kds_http_answer_seconds",
            "From a request's head to its answer's head.",
            labels,
            buckets=BUCKETS_SECONDS,
            registry=self._registry,
        )

    def answered(self, route: str | None, method: str, status: int, seconds: float) -> None:
        """Count an answer.

        Args:
            route: template of the route, such as `/orders/{id}`; None where there is none.
            method: as the caller wrote it.
            status: HTTP status.
            seconds: until the answer's head, since an event stream has no end.
        """
        place, verb = route or OTHER, method if method in METHODS else OTHER
        self._answers.labels(place, verb, str(status)).inc()
        self._latency.labels(place, verb).observe(seconds)

    def text(self, stored: Stored, running: Running) -> bytes:
        """Write everything."""
        self._taken.now = (stored, running)
        return written(self._registry)


class _Taken(Collector):
    """Figures that were taken just now."""

    def __init__(self) -> None:
        self.now: tuple[Stored, Running] | None = None

    def collect(self) -> Iterable[Metric]:
        """Give each figure as a family."""
        if self.now is None:  # the registry asks for names when it is made
            return
        stored, running = self.now
        build = GaugeMetricFamily("kds_server_info", "The version of this server.", labels=("version",))
        build.add_metric((__version__,), 1.0)
        yield build
        yield GaugeMetricFamily(
            "kds_open_orders", "Orders that can be worked on; no more are counted than 20,000.", stored.open_orders
        )
        parts = GaugeMetricFamily(
            "kds_open_order_parts",
            "Open orders by endpoint and its status, of the newest 1,000.",
            labels=("endpoint", "status"),
        )
        for (endpoint, status), count in sorted(stored.parts.items()):
            parts.add_metric((endpoint, status), count)
        yield parts
        yield GaugeMetricFamily("kds_open_tickets", "Open bills; no more are counted than 20,000.", stored.open_tickets)
        yield CounterMetricFamily("kds_orders_stored", "Orders that this database was ever given.", stored.orders)
        yield GaugeMetricFamily("kds_database_bytes", "Size of the database.", stored.size_bytes)
        yield GaugeMetricFamily("kds_hub_connections", "Who listens by WebSocket.", running.hub_connections)
        yield GaugeMetricFamily(
            "kds_webhooks_waiting", "Notifications that wait for a receiver.", running.webhooks_waiting
        )
        ended = CounterMetricFamily("kds_webhooks", "Notifications that ended, by outcome.", labels=("outcome",))
        for outcome, count in running.webhooks_ended.items():
            ended.add_metric((outcome,), count)
        yield ended
        yield CounterMetricFamily("kds_logins_failed", "Refused logins.", running.logins_failed)
