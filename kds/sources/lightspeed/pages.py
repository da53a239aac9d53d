"""Walks through a list page by page, whatever its order; the end is a short page, cross-checked with the count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kds.sources.lightspeed.reader import PAGE_SIZE

MOST_PAGES = 40
"""Pages that one walk reads at most: ten thousand rows, of which a venue has a tenth in two months."""
DEFAULT_PAGE_SIZE = 50
"""Length of a page where a server does not care for `limit` (lightspeed 1.3)."""


class Row(Protocol):
    """Whatever has an id."""

    @property
    def id(self) -> int:
        """The source's own."""
        ...


One = TypeVar("One", bound=Row)


@dataclass(frozen=True, slots=True)
class Walk(Generic[One]):
    """What a walk found.

    Attributes:
        rows: each once.
        is_complete: whether nothing can be missing; only then is what is absent gone.
    """

    rows: tuple[One, ...]
    is_complete: bool


async def walk(
    page: Callable[[int], Awaitable[tuple[One, ...]]],
    count: Callable[[], Awaitable[int]] | None,
    *,
    always_counts: bool = False,
) -> Walk[One]:
    """Read all pages.

    Args:
        page: gives a page by its number from 1.
        count: gives how many rows there are by the same filter; None where the shop does not count them.
        always_counts: ask for the count each time, else only when the last page is as long as one of a server that
            does not care for `limit`.

    Raises:
        SourceError: a page or the count was not answered.
    """
    found: dict[int, One] = {}
    for number in range(1, MOST_PAGES + 1):
        rows = await page(number)
        before = len(found)
        found.update((row.id, row) for row in rows)
        is_over = len(found) == before
        if len(rows) >= PAGE_SIZE and not is_over:
            continue
        is_doubtful = bool(rows) and (is_over or len(rows) % DEFAULT_PAGE_SIZE == 0)
        if not (always_counts or is_doubtful) or (count is not None and len(found) >= await count()):
            return Walk(tuple(found.values()), is_complete=True)
        if is_over:
            return Walk(tuple(found.values()), is_complete=count is None)
    return Walk(tuple(found.values()), is_complete=False)
