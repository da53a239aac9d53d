"""`kds keys list` and `kds themes`: what can be chosen, and where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kds.bootstrap.looks import profile_folders, theme_folders
from kds.cli.words import complain, say, table
from kds.errors import KdsError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(help="Key profiles.", no_args_is_help=True, rich_markup_mode=None)
    keys.command("list")(list_keys)
    app.add_typer(keys, name="keys")
    app.command()(themes)


def list_keys(
    profile: Annotated[str | None, typer.Argument(metavar="NAME", help="one profile, with all its keys")] = None,
) -> None:
    """List the key profiles, or every key of one.

    Example: kds keys list keyboard
    """
    from kds.ui.keys import HELP_SENTENCES, load_profile

    folders = profile_folders()
    if profile is not None:
        chosen = load_profile(profile, folders)
        rows = [("slot " + str(number), chosen.printed(key), "choose it") for number, key in enumerate(chosen.slots, 1)]
        rows += [(action.value, chosen.printed(key), HELP_SENTENCES[action]) for key, action in chosen.actions.items()]
        say(table(("ACTION", "KEY", "WHAT IT DOES"), rows))
        return
    rows = [(name, load_profile(name, folders).title, str(file)) for name, file in _files(folders).items()]
    say(table(("NAME", "TITLE", "FILE"), rows))


def themes() -> None:
    """List the themes, your own first; one that can't be used says why.

    Example: kds themes
    """
    from kds.ui.themes import load_theme

    folders = theme_folders()
    rows, mistakes = [], []
    for name, file in _files(folders).items():
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


def _files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Give name → file; a file of one's own hides the shipped one of its name."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            found.setdefault(file.stem, file)
    return found
