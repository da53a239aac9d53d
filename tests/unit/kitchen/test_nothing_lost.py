"""Whatever goes wrong on the way, the till ends where the last press wanted it, or a person is asked.

`pytest tests/unit/kitchen -m long -n 0` draws other evenings at each run; Hypothesis prints what repeats a failure.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.kitchen.machine import Delivered, LosingState, WithoutKeys

SETTINGS = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
LONG_SETTINGS = settings(SETTINGS, max_examples=400, stateful_step_count=50, derandomize=False, print_blob=True)

TestNothingIsLost = Delivered.TestCase
TestNothingIsLost.settings = SETTINGS
TestNothingIsLostWithoutKeys = WithoutKeys.TestCase
TestNothingIsLostWithoutKeys.settings = SETTINGS
TestNothingIsLostWithAnOldDatabase = LosingState.TestCase
TestNothingIsLostWithAnOldDatabase.settings = SETTINGS


@pytest.mark.long
@pytest.mark.parametrize("machine", [Delivered, WithoutKeys, LosingState])
def test_nothing_is_lost_on_many_evenings(machine: type[Delivered]) -> None:
    """The same on hundreds of evenings that were never drawn before."""
    run_state_machine_as_test(machine, settings=LONG_SETTINGS)
