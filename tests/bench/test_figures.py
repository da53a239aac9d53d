"""Statistics and table of the bench: what stands in the README follows from the samples and from nothing else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.bench.figures import Figure, machine, measured, percentile, table

SAMPLES = st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1)


@given(SAMPLES, st.floats(min_value=0.01, max_value=1))
def test_a_percentile_is_the_smallest_sample_that_enough_others_do_not_exceed(
    samples: list[float], share: float
) -> None:
    """At least that share of the samples is no larger, and no smaller sample could say so."""
    found = percentile(samples, share)
    enough = math.ceil(share * len(samples))
    assert found in samples
    assert sum(sample <= found for sample in samples) >= enough
    assert sum(sample < found for sample in samples) < enough


def test_one_slow_sample_in_a_hundred_is_not_the_p99_but_two_are() -> None:
    """The 99th percentile of a hundred samples is the second slowest."""
    assert percentile([1.0] * 99 + [50.0], 0.99) == 1.0
    assert percentile([1.0] * 98 + [50.0, 60.0], 0.99) == 50.0


@pytest.mark.parametrize(
    ("samples", "bounds", "met"),
    [
        ([9.0, 10.0, 11.0], {"at_most": 10.0}, True),
        ([9.0, 10.1, 11.0], {"at_most": 10.0}, False),
        ([9.0, 10.0, 46.0], {"at_most": 10.0, "p99_at_most": 45.0}, False),
        ([200.0, 199.0, 250.0], {"at_least": 200.0}, True),
        ([199.0, 199.0, 250.0], {"at_least": 200.0}, False),
        ([1.0], {}, None),
    ],
)
def test_a_target_is_met_only_when_every_bound_holds(
    samples: list[float], bounds: dict[str, float], met: bool | None
) -> None:
    """The median is held against its bound, p99 against its own; without a bound there is nothing to meet."""
    assert measured("it", samples, "ms", **bounds).met is met


def test_a_missed_target_stands_out_in_the_table() -> None:
    """Each figure is a row with median, p99, count and target, and the machine stands below."""
    figures = [
        Figure("key", 12.345, "ms", 1234.5, 160, "<= 10", met=False),
        Figure("memory", 70.0, "MB", None, 1, "<= 76", met=True),
        Figure("bytes", 3.0, "bytes"),
    ]
    rows = table(figures, {"processor": "two cores"}).splitlines()
    assert rows[2] == "| key | 12.35 ms | 1,234.50 | 160 | <= 10 | **missed** |"
    assert rows[3] == "| memory | 70.00 MB |  | 1 | <= 76 | met |"
    assert rows[4] == "| bytes | 3.00 bytes |  | 1 |  |  |"
    assert rows[-1] == "* processor: two cores"


def test_the_machine_is_named() -> None:
    """A reader of the table sees processor, memory, load, system and the versions that were measured."""
    facts = machine()
    assert {"processor", "memory", "load", "system", "python", "textual"} == set(facts)
    assert all(facts.values())
