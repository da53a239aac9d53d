"""Reads plain `kds board …` by itself: the command-line library costs as much as a third of the first paint.

Whatever is not plain (`--help`, an unknown option, a missing value) is left to that library, which has the words for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kds.domain.station import Role

TEXTS = frozenset({"server", "user", "device", "station", "endpoints", "role", "theme", "keys", "language"})
"""Options of `kds board` that take a text."""
FILES = frozenset({"config", "password_file"})
"""Options of `kds board` that take a path."""
FLAGS = frozenset({"kiosk", "practice", "dry_run", "view"})
"""Options of `kds board` that stand alone."""


def board_options(arguments: Sequence[str]) -> dict[str, Any] | None:
    """Give the options of a plain `kds board …`, None for anything else.

    Args:
        arguments: all arguments of `kds`, with the word `board`.
    """
    if arguments[:1] != ["board"]:
        return None
    found: dict[str, Any] = {}
    words = iter(arguments[1:])
    for word in words:
        option, joined, value = word.partition("=")
        name = option.removeprefix("--").replace("-", "_")
        if not option.startswith("--"):
            return None
        if name in FLAGS and not joined:
            found[name] = True
            continue
        if not joined:
            value = next(words, "")
        if name not in TEXTS | FILES or not value or value.startswith("--"):
            return None
        found[name] = Path(value) if name in FILES else value
    return found if found.get("role", Role.PREP) in set(Role) else None
