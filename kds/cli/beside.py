"""The other systems of a demo as settings of its board: addresses, and credentials that only a stand-in knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TOKEN = "demo"  # noqa: S105 - every stand-in on this machine accepts it
KEY = "0" * 31 + "1"
SECRET = "0" * 31 + "2"
INTERVAL = (
    ("Prosecco", "Bar", "prosecco"),
    ("Lemonade", "Bar", "lemonade"),
    ("Beer", "Bar", "beer"),
    ("Cheese Plate", "Cold", "cheese plate"),
)
"""What guests of the demo order for the interval: name of the line, who makes it, what the seller calls it."""


def own_file(file: Path, text: str) -> Path:
    """Write a file that only its owner can read, and give it."""
    file.touch(mode=0o600)
    file.write_text(text)
    return file


def beside_settings(urls: dict[str, str], folder: Path) -> dict[str, Any]:
    """Give the tables of the configuration for the systems that have a URL.

    Args:
        urls: name of the system → its address.
        folder: for the credentials.
    """
    tables: dict[str, Any] = {}
    if "qtickets" in urls:
        tables["qtickets"] = {
            "url": f"{urls['qtickets']}/api/rest/v1",
            "token_file": own_file(folder / "token", TOKEN),
            "interval_after_minutes": 60,
            "arrivals": [
                {"name": "Welcome Prosecco", "endpoints": ["Bar"], "zones": ["VIP_TABLES"], "per_guests": 1},
                {"name": "Cold Platter", "endpoints": ["Cold"], "zones": ["VIP_TABLES"], "per_guests": 2},
                *(
                    {"name": name, "endpoints": [where], "services": [f"Interval: {sold}"], "when": "interval"}
                    for name, where, sold in INTERVAL
                ),
            ],
        }
    if "lightspeed" in urls:
        tables["lightspeed"] = {
            "url": urls["lightspeed"],
            "key": KEY,
            "secret_file": own_file(folder / "secret", SECRET),
            "language": "en",
        }
    return tables
