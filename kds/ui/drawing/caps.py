"""What is printed on the keys, for legends and hints; a plain value that a key profile fills, no key is read here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFAULT_CAPS: Mapping[str, str] = MappingProxyType(
    {
        "pick": "1-9",
        "pick_wide": "1-9,0",
        "done": "ENTER",
        "line": "SPACE",
        "start": "S",
        "undo": "U",
        "recall": "R",
        "fire": "F",
        "send_ready": "E",
        "details": "D",
        "inquiries": "I",
        "page_up": "PgUp",
        "page_down": "PgDn",
        "help": "?",
    }
)
"""What is printed on the key of each action in the profile `keyboard`; an action without a key is left out."""
