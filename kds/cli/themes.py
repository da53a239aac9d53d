"""`kds themes`: what can be chosen, where it comes from, how well it can be read, and what it looks like."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kds import paths
from kds.bootstrap.looks import theme_folders
from kds.cli.choices import Config
from kds.cli.listing import files_in
from kds.cli.words import complain, say, table
from kds.domain.text import cell_width, visible
from kds.errors import KdsError
from kds.language import tr

if TYPE_CHECKING:
    from kds.ui.board_theme import BoardTheme
    from kds.ui.drawing.spans import Row

_NAME_CELLS = 28

Show = Annotated[
    str | None, typer.Option("--show", metavar="NAME", help="print an example of each state in that theme, in colour")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(themes)


def themes(*, show: Show = None, config: Config = None) -> None:
    """List the themes with the least contrast of two colours in each, your own first; one that can't be used says why.

    Your own themes are TOML files in the folder `themes` beside the configuration file, in the format of the shipped ones.
    A board takes the theme that `--theme` names, else no colours where NO_COLOR is set (any text that is not empty),
    else the configured one, else `console` on the Linux console and `default` everywhere else.

    Example: kds themes --show light
    """
    if show is not None:
        _show(show, theme_folders(config))
    else:
        _list(theme_folders(config))


def _list(folders: tuple[Path, ...]) -> None:
    from kds.ui.themes import read_theme

    rows, mistakes = [], []
    for name, file in files_in(folders).items():
        try:
            theme = read_theme(file)
        except KdsError as error:
            rows.append((name, tr("CAN'T BE USED"), _origin(file), "", str(file)))
            mistakes.append(str(error))
        else:
            rows.append((name, theme.title, _origin(file), _contrast(theme), str(file)))
    say(table((tr("NAME"), tr("TITLE"), tr("FROM"), tr("LEAST CONTRAST"), tr("FILE")), rows))
    for mistake in mistakes:
        complain(mistake)
    if mistakes:
        raise typer.Exit(1)


def _origin(file: Path) -> str:
    return tr("shipped") if file.parent == paths.shipped_themes() else tr("your own")


def _contrast(theme: BoardTheme) -> str:
    """Give `5.2 : 1 due`: the least contrast and the look that has it."""
    from kds.ui.painting import least_pair

    least = least_pair(theme)
    if least is None:
        return tr("the terminal's own")
    return f"{least.contrast:.1f} : 1 {least.look.lower()}"


def _show(name: str, folders: tuple[Path, ...]) -> None:
    """Print every example; to anything but a terminal its characters alone."""
    from kds.ui.drawing.spans import text_of
    from kds.ui.samples import samples
    from kds.ui.themes import load_theme

    theme = load_theme(name, folders)
    rows = [
        (sample.name if index == 0 else "", row)
        for sample in samples(ascii_only=theme.ascii_only)
        for index, row in enumerate(sample.rows)
    ]
    if sys.stdout.isatty():
        _paint(rows, theme)
    else:
        say("\n".join(f"{_label(words)}{text_of(row)}".rstrip() for words, row in rows))


def _label(words: str) -> str:
    return words + " " * (_NAME_CELLS - cell_width(words))


def _paint(rows: Iterable[tuple[str, Row]], theme: BoardTheme) -> None:
    """Print in the theme's colours, even where NO_COLOR is set: it was asked for by its name."""
    from rich.console import COLOR_SYSTEMS, Console

    from kds.ui.painting import paint_of

    known = COLOR_SYSTEMS.get(Console(file=sys.stdout).color_system or "")
    for words, row in rows:
        cells = (paint_of(span.look, theme).style().render(visible(span.text), color_system=known) for span in row)
        sys.stdout.write(f"{_label(words)}{''.join(cells)}\n")
    sys.stdout.flush()
