"""Where themes and key profiles are looked for, one's own first."""

from __future__ import annotations

from pathlib import Path

from kds import paths


def theme_folders() -> tuple[Path, ...]:
    """Give the folders of themes."""
    return (paths.themes_folder(), paths.shipped_themes())


def profile_folders() -> tuple[Path, ...]:
    """Give the folders of key profiles."""
    return (paths.config_file().parent / "profiles", paths.shipped_profiles())
