"""`kds themes`: what can be chosen, and where it comes from."""

from __future__ import annotations

from pathlib import Path

import typer

from kds.bootstrap.looks import theme_folders
from kds.cli.words import complain, say, table
from kds.errors import KdsError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(themes)


def themes() -> None:
    """List the themes, your own first; one that can't be used says why.

    Example: kds themes
    """
    from kds.ui.themes import load_theme

    folders = theme_folders()
    rows, mistakes = [], []
    for name, file in files_in(folders).items():
        try:
            rows.append((name, load_theme(name, folders).title, str(file)))
        except KdsError as error:
            rows.append((name, "CAN'T BE USED", str(file)))
            mistakes.append(str(error))
    say(table(("NAME", "TITLE", "FILE"), rows))
    for mistake in mistakes:
        complain(mistake)
    if mistakes:
        raise typer.Exit(1)


def files_in(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Give name → file; a file of one's own hides the shipped one of its name."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            found.setdefault(file.stem, file)
    return found
