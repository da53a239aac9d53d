"""Every state as plain characters: what is left when colour, bold and reverse are taken away still tells all apart."""

from __future__ import annotations

import itertools

import pytest

from kds.ui.drawing.spans import text_of, width_of
from kds.ui.painting import LOOKS
from kds.ui.samples import CELLS, samples


@pytest.mark.parametrize("ascii_only", [False, True], ids=["all characters", "ASCII"])
def test_every_state_reads_differently(ascii_only: bool) -> None:
    """The same dish for the same table, in each state a cook can meet: no two are written alike."""
    written = {
        each.name: "\n".join(text_of(row).rstrip() for row in each.rows) for each in samples(ascii_only=ascii_only)
    }
    assert len(written) == len(samples())
    alike = [(one, other) for one, other in itertools.combinations(written, 2) if written[one] == written[other]]
    assert alike == []


def test_an_example_is_a_whole_row() -> None:
    """Reversed rows reach the edge, as on the board."""
    assert {width_of(row) for each in samples() for row in each.rows} == {CELLS}


def test_every_look_has_an_example() -> None:
    """Whoever looks at the examples of a theme has seen each of its colours."""
    assert {span.look for each in samples() for row in each.rows for span in row} == set(LOOKS.values())
