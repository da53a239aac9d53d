"""Statistics and table of the bench: what stands in the README follows from the samples and from nothing else."""

from __future__ import annotations

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.bench.figures import Figure, as_json_text, measured, percentile, table
from kds.bench.machine import Pace, machine

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
        ([9.0] * 94 + [30.0] * 6, {"at_most": 10.0, "p95_at_most": 29.0}, False),
        ([9.0] * 95 + [30.0] * 5, {"at_most": 10.0, "p95_at_most": 29.0}, True),
        ([1.0], {}, None),
    ],
)
def test_a_target_is_met_only_when_every_bound_holds(
    samples: list[float], bounds: dict[str, float], met: bool | None
) -> None:
    """The median is held against its bound, p95 and p99 against their own; without a bound there is nothing to meet."""
    assert measured("it", samples, "ms", **bounds).met is met


def test_a_missed_target_stands_out_in_the_table() -> None:
    """Each figure is a row with median, p99, count and target, and the machine stands below."""
    figures = [
        Figure("key", 12.345, "ms", 99.5, 1234.5, 160, "<= 10", met=False),
        Figure("memory", 70.0, "MB", target="<= 76", met=True),
        Figure("bytes", 3.0, "bytes"),
    ]
    rows = table(figures, {"processor": "two cores"}).splitlines()
    assert rows[2] == "| key | 12.35 ms | 99.50 | 1,234.50 | 160 | <= 10 | **missed** |"
    assert rows[3] == "| memory | 70.00 MB |  |  | 1 | <= 76 | met |"
    assert rows[4] == "| bytes | 3.00 bytes |  |  | 1 |  |  |"
    assert rows[-1] == "* processor: two cores"


def test_a_program_reads_the_same_figures() -> None:
    """JSON has what stands in the table: unit, median, percentiles, count, target and whether it is met."""
    figure = measured("poll", [1.0, 2.0, 9.0], "ms", at_most=5, p99_at_most=8)
    read = json.loads(as_json_text([figure], {"processor": "two cores"}))
    assert read["machine"] == {"processor": "two cores"}
    assert read["figures"] == [
        {
            "what": "poll",
            "median": 2.0,
            "unit": "ms",
            "p95": 9.0,
            "p99": 9.0,
            "count": 3,
            "target": "<= 5, p99 <= 8",
            "met": False,
        }
    ]


def test_a_single_value_has_no_percentiles() -> None:
    """What was taken once is told once."""
    figure = measured("memory", [70.0], "MB", at_most=76)
    assert (figure.median, figure.p95, figure.p99, figure.target, figure.met) == (70.0, None, None, "<= 76", True)


def test_the_pace_of_the_machine_is_told() -> None:
    """Two looks give a fastest and a slowest, so that a table taken in a busy hour is known as one."""
    pace = Pace()
    pace.look()
    pace.look()
    least, most = map(float, re.findall(r"\d+\.\d", pace.told()))
    assert 0 < least <= most


def test_the_machine_is_named() -> None:
    """A reader of the table sees processor, memory, load, system and the versions that were measured."""
    facts = machine()
    assert {"processor", "memory", "load", "system", "python", "textual"} == set(facts)
    assert all(facts.values())
