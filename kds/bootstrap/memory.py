"""What a board holds in memory: large blocks are given back, command lines of libraries are left out, and what the first press needs is loaded before it."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Parameters of glibc's `mallopt` (mallopt(3))."""
_LARGE_BYTES = 128 * 1024
"""Blocks of this size and more are mapped and unmapped on their own. It is glibc's own first value; without saying so it grows to
the size of the answers that are read, which then leave holes between smaller things for ever."""


def give_back_memory() -> None:
    """Make large blocks return to the system as soon as they are free; without effect where there is no glibc."""
    try:
        import ctypes

        mallopt = ctypes.CDLL(None).mallopt
    except (ImportError, OSError, AttributeError, MemoryError):
        return
    mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
    mallopt(_TRIM_THRESHOLD, _LARGE_BYTES)
    mallopt(_ARENA_MAX, 1)


def leave_out_command_lines() -> None:
    """Load httpx without its own command line, which it brings along where the libraries for that happen to be installed.

    They cost a board 3.5 MB; httpx does without them (`httpx/__init__.py` expects the `ImportError`).
    """
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))


def load_what_a_press_needs() -> None:
    """Load modules and JSON schemas of a key press, so that neither the first one waits for them nor a full board grows by them."""
    import kds.ui.screens.deciding  # noqa: F401 - loaded for the first press
    from kds.domain.intents import Command, Intent
    from kds.domain.marks import Marks
    from kds.domain.order import Endpoint, Order
    from kds.kitchen.codec import prepare

    prepare(Intent, Command, Marks, tuple[Order, ...], tuple[Endpoint, ...])
