"""What stands on a screen: the real board, or something that must never be taken for it."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How far a board is the real one."""

    REAL = "real"
    """What is pressed is sent to the till."""
    PRACTICE = "practice"
    """Invented orders; nothing of it leaves this screen."""
    DRY_RUN = "dry_run"
    """Real orders; nothing that is pressed is sent."""
    VIEW = "view"
    """A look at the board that another process of this machine runs; nothing can be pressed."""
