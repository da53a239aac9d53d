"""One picture for each screen of a busy evening in Slovak, whose words are longer; nothing may be cut for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kds import language
from tests.ui.evenings import board_of, evening, grill, the_pass
from tests.ui.showing import SIZES
from tests.ui.test_pictures import OFFLINE, Compare, showing, typing

SMALL = SIZES[:3]


@pytest.fixture(autouse=True)
def _in_slovak() -> Iterator[None]:
    """Show everything in Slovak, boards as they are composed among it."""
    language.use(language.SLOVAK)
    yield
    language.use(language.ENGLISH)


@pytest.mark.parametrize("size", SMALL, ids=lambda size: f"{size[0]}x{size[1]}")
def test_prep(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A busy grill in Slovak: late, due, allergy, void, again and new cards, the first one chosen."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=size, run_before=typing("1"))


@pytest.mark.parametrize("size", SMALL, ids=lambda size: f"{size[0]}x{size[1]}")
def test_expo(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A busy pass in Slovak: tables by stations, what each waits for, the first one in detail."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), terminal_size=size, run_before=typing("1"))


def test_prep_offline(snap_compare: Compare) -> None:
    """The till is gone: both reversed rows say it whole in Slovak."""
    board = replace(board_of(grill(), *evening()), connection=OFFLINE)
    assert snap_compare(showing(board), run_before=typing())


def test_help(snap_compare: Compare) -> None:
    """The help in Slovak, its captions those of the profile."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("?"))
