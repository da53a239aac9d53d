"""Which station a screen is where several fit: asks on the first screen, and remembers the answer in the state folder."""

from __future__ import annotations

import logging
from pathlib import Path

from kds.bootstrap.glance import Glance
from kds.bootstrap.looks import profile_folders, theme_folders
from kds.ui.picker import PickerApp, Question
from kds.ui.profiles import load_profile
from kds.ui.themes import choose_theme

LOG = logging.getLogger(__name__)

LAST_STATION = "last-station"
"""File of the state folder with the name of the station that was chosen last."""


def ask_station(seen: Glance) -> str | None:
    """Ask on the terminal; None when the person left instead."""
    question = Question(seen.choice, last_station(seen.state_folder), may_leave=not seen.kiosk)
    profile = load_profile(seen.keys, profile_folders(seen.config))
    theme = choose_theme(seen.theme, theme_folders(seen.config))
    picker = PickerApp(question, profile, theme)
    picker.run()
    return picker.picked


def last_station(folder: Path) -> str:
    """Give the last choice, empty where there is none or it can't be read."""
    try:
        return (folder / LAST_STATION).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def remember_station(folder: Path, name: str) -> None:
    """Keep a choice for the next start; a full or broken disk costs no more than that."""
    try:
        (folder / LAST_STATION).write_text(f"{name}\n", encoding="utf-8")
    except OSError as error:
        LOG.warning("the choice of station could not be kept: %s", error)
