"""All commands of `kds` under one roof; what each does is in the module of its group, imported when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from kds import __version__
from kds.cli import bench, board, check, demo, doctor, keys, orders, outbox, pin, report, serve, stop, themes, tidy
from kds.cli.words import say

app = typer.Typer(
    name="kds",
    help="Kitchen and bar display for the terminal. `kds demo` shows a living kitchen; plain `kds` is `kds board`.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
)
for group in (demo, board, serve, check, pin, orders, outbox, report, keys, themes, doctor, stop, tidy, bench):
    group.register(app)


def names() -> frozenset[str]:
    """Give the names of all commands and groups of commands."""
    commands = {own.name or getattr(own.callback, "__name__", "") for own in app.registered_commands}
    return frozenset(commands | {group.name or "" for group in app.registered_groups})


@app.callback(invoke_without_command=True)
def kds(
    version: Annotated[bool, typer.Option("--version", help="print the version", is_eager=True)] = False,
) -> None:
    """Kitchen and bar display for the terminal. `kds demo` shows a living kitchen; plain `kds` is `kds board`.

    Example: kds demo
    """
    if version:
        say(f"kds {__version__}")
        raise typer.Exit
