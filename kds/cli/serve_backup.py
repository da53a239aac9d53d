"""`kds serve backup` and `kds serve restore`: the order server's database into a file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kds.cli.serve_database import Database, insist_on_server, place_of
from kds.cli.words import say
from kds.errors import UsageError
from kds.language import tr

NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="the back-up; a file that is there is never overwritten")]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="a back-up that `kds serve backup` made")]
Replace = Annotated[bool, typer.Option("--replace", help="move a database that is there aside")]


def register(group: typer.Typer) -> None:
    """Add the commands below `kds serve`."""
    group.command("backup")(backup)
    group.command("restore")(restore)


def is_begun_by(context: typer.Context) -> bool:
    """Say whether `kds serve` is only the beginning of another command, so that no server is to run.

    Raises:
        UsageError: an option stands before that command, where it would have no effect.
    """
    if context.invoked_subcommand is None:
        return False
    given = [name for name in context.params if str(context.get_parameter_source(name)).endswith("COMMANDLINE")]
    if given:
        raise UsageError(
            tr(
                "Write --{option} behind `kds serve {command}`, not before `{command}`.",
                option=given[0].replace("_", "-"),
                command=context.invoked_subcommand,
            )
        )
    return True


def backup(file: NewFile, *, database: Database = None) -> None:
    """Back the order server's database up, while it runs or not; the file is checked before success is said.

    Example: kds serve backup /media/usb/monday.db --database orders.db
    """
    insist_on_server()
    from kds.server.backup.taking import take

    contents = take(place_of(database), file.expanduser())
    say(
        tr(
            "Backed up and checked: {file}. Tickets: {tickets}, orders: {orders}. "
            "It holds keys and hashed passwords; keep it as safe as the database.",
            file=file,
            tickets=contents.rows.get("tickets", 0),
            orders=contents.rows.get("orders", 0),
        )
    )


def restore(file: BackupFile, *, database: Database = None, replace: Replace = False) -> None:
    """Put a back-up in place of a database that no server uses; the former one is kept beside it.

    Example: kds serve restore /media/usb/monday.db --database orders.db --replace
    """
    insist_on_server()
    from kds.server.backup.restoring import restore as put_back

    done = put_back(file.expanduser(), place_of(database), replace=replace, now=datetime.now(UTC))
    say(
        tr(
            "Restored and checked. Tickets: {tickets}, orders: {orders}. "
            "Everybody has to log in again, and boards will say that the POS restarted.",
            tickets=done.contents.rows.get("tickets", 0),
            orders=done.contents.rows.get("orders", 0),
        )
    )
    if done.former is not None:
        say(tr("The former database is now {file}.", file=done.former))
