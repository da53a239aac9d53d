"""Files that can be chosen by their name: one's own and shipped ones."""

from __future__ import annotations

from pathlib import Path


def files_in(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Give name → file; a file of one's own hides the shipped one of its name."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            found.setdefault(file.stem, file)
    return found
