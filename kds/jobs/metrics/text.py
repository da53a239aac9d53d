"""Figures in Prometheus' text format; the only module of the terminal that loads prometheus-client, and not before it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kds import __version__
from kds.domain.connection import Link as State
from kds.jobs.metrics.figures import Figures


def text_of(figures: Figures) -> bytes:
    """Write figures and what this process costs, with the type and the meaning of each."""
    registry = CollectorRegistry()
    registry.register(_Taken(figures))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Taken(Collector):
    """Figures that were taken already."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Give each figure as a family."""
        figures = self._figures
        yield _info(figures.station)
        yield _number(
            "kds_metrics_written_timestamp_seconds",
            "When these figures were taken; old ones mean no board.",
            figures.taken_at,
        )
        if figures.poll_age_seconds is not None:
            yield _number("kds_poll_age_seconds", "Since the last good poll of the till.", figures.poll_age_seconds)
        if figures.poll_seconds is not None:
            yield _number("kds_poll_duration_seconds", "How long the last poll took.", figures.poll_seconds)
        yield _counts("kds_polls", "Polls of this run.", "outcome", figures.polls)
        yield _number("kds_push", "1 while the till tells of changes by itself.", float(figures.is_pushed))
        yield from self._links()
        yield _levels("kds_outbox_commands", "Changes in the outbox that have not ended.", "state", figures.outbox)
        yield _number(
            "kds_outbox_oldest_seconds",
            "Age of the oldest change that has not reached the till.",
            figures.oldest_seconds,
        )
        yield _counts("kds_presses", "Key presses of this run that changed something.", "kind", figures.presses)
        yield _counts("kds_bumps", "Bumps of this run.", "endpoint", figures.bumps)
        yield _levels("kds_cards", "Cards on the board.", "level", figures.cards)
        yield _number("kds_late_ratio", "Part of the fired cards that is late.", figures.late_share)
        yield _number("kds_clock_skew_seconds", "This machine's clock minus the till's.", figures.skew_seconds)
        yield _number("kds_banner", "1 while the board shows a problem over its full width.", float(figures.has_banner))

    def _links(self) -> Iterable[Metric]:
        states = GaugeMetricFamily("kds_link", "1 for how a system is heard now.", labels=("system", "state"))
        silence = GaugeMetricFamily("kds_link_silent_seconds", "Since a system was last heard.", labels=("system",))
        for system, link in self._figures.links.items():
            for state in State:
                states.add_metric((system, state.value.lower()), float(link.connection.link is state))
            if link.silent_seconds is not None:
                silence.add_metric((system,), link.silent_seconds)
        return states, silence


def _number(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _info(station: str) -> Metric:
    family = GaugeMetricFamily("kds_board_info", "The board: its station and version.", labels=("station", "version"))
    family.add_metric((station, __version__), 1.0)
    return family


def _levels(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=(label,))
    for value, count in values.items():
        family.add_metric((value,), count)
    return family


def _counts(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, meaning, labels=(label,))
    for value, count in values.items():
        family.add_metric((value,), count)
    return family
