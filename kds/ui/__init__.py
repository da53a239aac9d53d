"""The screens: the only part that knows Textual; it decides nothing about orders.

Textual reads its settings from the environment when it is loaded, so they are put right here, before any module below
this package can load it.
"""

import os

REMOVED_VARIABLES = (
    "COLUMNS",
    "LINES",
    "TEXTUAL",
    "TEXTUAL_ALLOW_SIGNALS",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DRIVER",
    "TEXTUAL_LOG",
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SHOW_RETURN",
)
"""A size that does not follow the terminal, and settings of Textual that can end a kiosk, press keys, print or write files."""

FRAMES_PER_SECOND = "240"
"""How soon after a change Textual paints: its own 60 lets a key wait up to 17 ms. Costs nothing while nothing changes."""

for _name in REMOVED_VARIABLES:
    os.environ.pop(_name, None)
os.environ.setdefault("TEXTUAL_FPS", FRAMES_PER_SECOND)
