"""`kds` with a fault built in, for tests: `python faulty_kds.py FAULT board ...` breaks one method and then runs `kds`.

The first `TIMES` calls of the broken method raise, of the one in `TELLING` some later ones too, with words that repeat all
it was given; the product itself knows nothing of this.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

TIMES = 2
FAULTS = {
    "poll": ("kds.sources.portos.source", "PortosSource", "read_open"),
    "taking in": ("kds.kitchen.receive", "Receiving", "take"),
    "recall list": ("kds.sources.portos.source", "PortosSource", "read_finished"),
    "heartbeat": ("kds.kitchen.kitchen", "Kitchen", "beat"),
    "delivery": ("kds.sources.portos.source", "PortosSource", "send"),
    "key": ("kds.ui.screens.board", "BoardScreen", "act"),
    "press": ("kds.kitchen.kitchen", "Kitchen", "perform"),
    "drawing": ("kds.ui.screens.board", "BoardScreen", "paint"),
    "start": ("kds.kitchen.kitchen", "Kitchen", "start"),
}
"""Name of the fault → module, class and method that it breaks."""
TELLING = {"telling": ("kds.sources.http", "Channel", "exchange")}
"""The same, for a fault whose words hold the whole request, password and token included."""


class BuiltInFault(Exception):
    """What the broken methods raise; nobody expects it."""


def broken(method: Callable[..., Any]) -> Callable[..., Any]:
    """Give a method that raises the first `TIMES` times and then works."""
    left = [TIMES]

    def fail_or_work(*arguments: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise BuiltInFault("[bold]a fault was built in[/]")
        return method(*arguments, **named)

    return fail_or_work


def telling(method: Callable[..., Any]) -> Callable[..., Any]:
    """Give a method that raises at first and then at times, and says with what it was called."""
    calls = [0]

    def fail_or_work(owner: Any, *arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] <= TIMES or calls[0] in (5, 7, 8):
            raise BuiltInFault(f"it was called with {arguments!r}") from ValueError(repr(arguments))
        return method(owner, *arguments)

    return fail_or_work


if __name__ == "__main__":
    fault = sys.argv[1]
    module, owner, name = (FAULTS | TELLING)[fault]
    target = getattr(import_module(module), owner)
    setattr(target, name, (telling if fault in TELLING else broken)(getattr(target, name)))
    from kds.cli import main

    main(sys.argv[2:])
