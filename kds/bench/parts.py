"""What can be measured, by name and in the order of the table; it measures nothing and loads nothing."""

from __future__ import annotations

import difflib

from kds.errors import UsageError

PARTS = {
    "first-paint": "from the start to the first painted screen, against an empty Textual app",
    "tick": "what a second costs that only moves the ages, in both modes of ages",
    "idle": "what the board costs while nobody touches it, and its memory",
    "arrival": "from the till's request to the painted order, with push and without",
    "keys": "from a key to painted bytes: choosing a card, bumping it",
    "growth": "what 1,200 bumps leave in memory",
    "poll": "what polls of 200, 1,000 and 5,000 open orders cost",
    "store": "how fast a bump is on disk, and how fast waiting ones are read again",
    "server": "requests a second, with few and with many stored orders",
    "door": "from a scan to its verdict, with 20,000 tickets",
}
"""Name → what it measures. Each runs programs and a server of its own, so that it gives the same figures alone."""


def chosen(only: str | None, *, with_million: bool = False) -> tuple[str, ...]:
    """Give the parts that a person named, in the table's order.

    Args:
        only: names with commas between; all where None.
        with_million: a server with a million stored orders is wanted too.

    Raises:
        UsageError: there is no such part, and the message names the nearest; or the million is for none of them.
    """
    if only is None:
        return tuple(PARTS)
    asked = [name.strip() for name in only.split(",") if name.strip()]
    for name in asked or [only]:
        if name not in PARTS:
            near = difflib.get_close_matches(name, PARTS, n=1, cutoff=0.0)[0]
            raise UsageError(
                f"There is nothing to measure called {name!r}; did you mean {near!r}? All: {', '.join(PARTS)}."
            )
    if with_million and "server" not in asked:
        raise UsageError("--million is about the part 'server'; name it in --only too.")
    return tuple(name for name in PARTS if name in asked)
