"""`kds outbox list|retry|discard`: what waits for the till or for a person's decision."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kds.cli.choices import AsJson, Config
from kds.cli.words import complain, say, table
from kds.domain.errands import words_of
from kds.domain.intents import Change, Delete, EndpointPart, Errand, Fire, OneItem, WholeOrder
from kds.domain.wording import status_word
from kds.language import mark, tr

ChangeId = Annotated[str, typer.Argument(metavar="ID", help="id of a change, as `kds outbox list` prints it")]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="why it is given up; goes into the log")]
StateDir = Annotated[Path | None, typer.Option(metavar="FOLDER", help="state folder; else as configured")]


_STATES = {
    "pending": mark("pending"),
    "in_flight": mark("in flight"),
    "unknown": mark("unknown"),
    "confirming": mark("confirming"),
    "parked": mark("parked"),
}
"""The states that a listed change can be in, in words."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    outbox = typer.Typer(help="What waits for the till or for a decision.", no_args_is_help=True, rich_markup_mode=None)
    outbox.command("list")(list_waiting)
    outbox.command("retry")(retry_one)
    outbox.command("discard")(discard_one)
    app.add_typer(outbox, name="outbox")


def list_waiting(*, as_json: AsJson = False, config: Config = None, state_dir: StateDir = None) -> None:
    """List the changes that have not reached the till, oldest first.

    Example: kds outbox list
    """
    from kds.bootstrap.outbox import waiting

    rows = asyncio.run(waiting(config, {"state_dir": state_dir}))
    if as_json:
        own = [
            {
                "id": row.command.id,
                "order": row.command.number,
                "orderId": row.command.order_id,
                "change": _words(row.command.change),
                "state": row.state.value,
                "createdAt": row.created_at.isoformat(),
                "attempts": row.attempts,
                "reason": row.reason,
            }
            for row in rows
        ]
        say(json.dumps(own, indent=2))
    elif rows:
        now = datetime.now(UTC)
        cells = [
            (
                row.command.id,
                str(row.command.number),
                _shown(row.command.change),
                tr(_STATES.get(row.state.value, row.state.value)),
                str(max(int((now - row.created_at).total_seconds()) // 60, 0)),
                row.reason,
            )
            for row in rows
        ]
        say(table((tr("ID"), tr("ORDER"), tr("CHANGE"), tr("STATE"), tr("MIN"), tr("REASON")), cells))
    else:
        say(tr("Nothing is waiting."))


def retry_one(change: ChangeId, *, config: Config = None, state_dir: StateDir = None) -> None:
    """Send a change again that needs a decision.

    Example: kds outbox retry 0193a7c2-5b1e-7d40-9f3a-2f6f0c1b8e55
    """
    from kds.bootstrap.outbox import retry
    from kds.kitchen.waiting import Progress

    outcome = asyncio.run(retry(change, config, {"state_dir": state_dir}))
    if outcome.progress is Progress.REFUSED:
        complain(tr("The till refused it again: {reason}", reason=outcome.reason))
        raise typer.Exit(1)
    say(tr("delivered") if outcome.progress is Progress.DELIVERED else tr("It is being sent again."))


def discard_one(change: ChangeId, *, reason: Why, config: Config = None, state_dir: StateDir = None) -> None:
    """Give up a change for good; the till keeps what it has.

    Example: kds outbox discard 0193a7c2-5b1e-7d40-9f3a-2f6f0c1b8e55 --reason "done at the till"
    """
    from kds.bootstrap.outbox import discard

    asyncio.run(discard(change, reason, config, {"state_dir": state_dir}))
    say(tr("discarded"))


def _shown(change: Change) -> str:
    """Give a change in the language of the person who looks; programs read `_words`."""
    if isinstance(change, (Fire, Delete, Errand)):
        return tr(_words(change))
    match change.target:
        case WholeOrder():
            return tr("order to {status}", status=status_word(change.status))
        case EndpointPart(endpoint=endpoint):
            return tr("{what} to {status}", what=endpoint, status=status_word(change.status))
        case OneItem(item_id=item_id):
            return tr("item {number} to {status}", number=item_id, status=status_word(change.status))


def _words(change: Change) -> str:
    if isinstance(change, Fire):
        return mark("fire")
    if isinstance(change, Delete):
        return mark("delete")
    if isinstance(change, Errand):
        return words_of(change.deed)
    match change.target:
        case WholeOrder():
            return f"order to {change.status}"
        case EndpointPart(endpoint=endpoint):
            return f"{endpoint} to {change.status}"
        case OneItem(item_id=item_id):
            return f"item {item_id} to {change.status}"
