"""The command line: `main` runs a command and turns every error into one or two plain sentences; commands are beside."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["main"]

GROUP_OPTIONS = frozenset({"--help", "--version"})
"""Options of `kds` itself; any other option in the first place belongs to `kds board`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `kds` with these arguments (those of the process where None) and end the process with its status.

    Exit status: 0 done, 1 a problem was found or the work could not be done, 2 wrong usage.
    """
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit status; its sentences have been written by then."""
    from kds.cli.quick import board_options
    from kds.language import use, usual

    # a station's own language is known once its settings are
    use(os.environ.get("KDS_LANGUAGE") or usual())
    given = list(arguments)
    if not given or (given[0].startswith("-") and given[0] not in GROUP_OPTIONS):
        given = ["board", *given]
    plain = board_options(given)
    if plain is not None:
        return _told(lambda: _board(plain))
    return _told(lambda: _command(given))


def _told(work: Callable[[], int]) -> int:
    """Do the work and turn what goes wrong into a sentence and a status."""
    from kds.cli.words import complain
    from kds.errors import KdsError, UsageError

    try:
        return work()
    except KeyboardInterrupt:
        return 1
    except UsageError as error:
        complain(str(error))
        return 2
    except KdsError as error:
        complain(str(error))
        return 1
    except Exception as error:  # noqa: BLE001 - a person at the command line never reads a traceback
        from kds.language import tr
        from kds.log import without_secrets

        words = without_secrets(f"{type(error).__name__}: {error}")
        complain(tr("kds stopped unexpectedly ({error}). This is a fault in kds itself.", error=words))
        return 1


def _board(options: dict[str, Any]) -> int:
    from kds.cli.modes import run_in_mode

    return run_in_mode(options.pop("config", None), options)


def _command(arguments: list[str]) -> int:
    import typer

    from kds.cli.commands import app, names
    from kds.errors import UsageError
    from kds.language import tr

    # Typer exports only this child of the class of all its usage errors
    wrong_usage: type[Exception] = typer.BadParameter.__mro__[1]
    try:
        status = app(arguments, standalone_mode=False, prog_name="kds")
    except wrong_usage as error:
        sentence = error.format_message() if hasattr(error, "format_message") else str(error)
        command = f"{arguments[0]} " if arguments[0] in names() else ""
        help_line = tr("See `kds {command}--help`.", command=command)
        raise UsageError(f"{sentence.replace('Value error, ', '')} {help_line}") from error
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort:
        return 1
    return status if isinstance(status, int) else 0
