"""The parts of a bundle: a name, words for the person who sends it, and what gathers it; each stands alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kds.bootstrap.checking import Finding, local_findings
from kds.bootstrap.doctor import logs, system
from kds.bootstrap.doctor.looking import Seen
from kds.bootstrap.doctor.masking import MASK
from kds.domain.intents import Errand, SetStatus
from kds.kitchen.ports import StoredCommand
from kds.language import mark, tr
from kds.log import SECRET_WORDS

MASKED_KEYS = ("user", "key", "api_key")
"""Settings that name a user, or a key at another system."""
Gather = Callable[[Seen], str | Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a bundle.

    Attributes:
        name: of the file.
        words: what is in it, for the person who sends it.
        gather: gives its text; whatever it raises becomes its text.
    """

    name: str
    words: str
    gather: Gather


def parts_of(config: Path | None, options: dict[str, Any]) -> tuple[Part, ...]:
    """Give all parts of a bundle about the installation of this configuration."""
    return (
        Part("versions.txt", mark("versions of kds, Python, libraries and the system; the terminal"), system.versions),
        Part(
            "settings.txt",
            mark("the settings in force, without names of users; of secrets only the files' names"),
            settings,
        ),
        Part("check.txt", mark("what `kds check` says without asking the till"), partial(check, config, options)),
        Part("board.txt", mark("how the running board is"), board),
        Part(
            "outbox.json",
            mark("what waits in the outbox: states, counts, kinds of change; the check of its file"),
            outbox,
        ),
        Part("log.jsonl", mark("the newest 2,000 lines of the log, of tracebacks only the places"), logs.log),
        Part(
            "journal.jsonl", mark("the newest 1,000 lines of the units in the journal, in the same way"), logs.journal
        ),
        Part("stacks.txt", mark("where the last board that was aborted stood"), logs.stacks),
        Part("metrics.prom", mark("the board's figures"), metrics),
        Part("units.txt", mark("how systemd sees the units"), system.units),
        Part(
            "files.txt",
            mark("names and sizes of the files in the folders of state and log; room on the disks"),
            system.files,
        ),
        Part("clock.txt", mark("the clock and what keeps it right"), system.clock),
    )


def settings(seen: Seen) -> str:
    """Give the settings in force."""
    if seen.settings is None:
        return "\n".join(seen.trouble)
    return "\n".join(_flat(seen.settings.model_dump(mode="json")))


def check(config: Path | None, options: dict[str, Any], _seen: Seen) -> str:
    """Give what can be tried without the till, which might end the board's own login."""
    rows: tuple[Finding, ...] = local_findings(config, options)
    return "\n".join(f"{tr(row.what)}: {tr(row.verdict.value)}: {row.words}" for row in rows)


def board(seen: Seen) -> str:
    """Give how the running board is."""
    rows = list(seen.trouble)
    if seen.status is None:
        return "\n".join([*rows, "No board runs."])
    connection = seen.status.connection
    rows += [
        f"station {seen.status.station}, process {seen.status.process}, device {seen.status.device}",
        f"the till is {connection.link.value}, last answer {connection.last_answer_at}, reason: {connection.reason or 'none'}",
        f"unsent {connection.unsent}, parked {connection.parked}, clock {connection.skew_seconds:+.1f} s",
        f"banner: {seen.status.banner or 'none'}",
        f"open orders {len(seen.orders)}",
    ]
    return "\n".join(rows)


def outbox(seen: Seen) -> str:
    """Give what has not ended, without a word that anybody wrote."""
    now = datetime.now(UTC)
    counts = Counter(row.state.value for row in seen.outbox)
    rows = [_change(row, now) for row in seen.outbox]
    return json.dumps({"file": seen.verdict, "counts": counts, "changes": rows}, indent=1, ensure_ascii=False)


def metrics(seen: Seen) -> str:
    """Give the file of figures as it stands."""
    file = None if seen.settings is None else seen.settings.metrics_file
    if file is None:
        return "# no metrics_file is configured"
    return file.read_text(encoding="utf-8", errors="replace")


def _flat(value: Any, key: str = "") -> Iterator[str]:
    """Give settings one a line, `portos.push = True`; secrets and names of users are starred out, names of files stay."""
    name = key.rpartition(".")[2]
    if isinstance(value, dict) and value:
        for inner, content in value.items():
            yield from _flat(content, f"{key}.{inner}" if key else inner)
        return
    is_secret = name in MASKED_KEYS or (any(word in name for word in SECRET_WORDS) and not name.endswith("_file"))
    yield f"{key} = {MASK if is_secret and value is not None else value}"


def _change(row: StoredCommand, now: datetime) -> dict[str, Any]:
    change = row.command.change
    kind = change.deed.kind if isinstance(change, Errand) else change.kind
    return {
        "position": row.position,
        "order": row.command.number,
        "system": row.command.source,
        "change": kind,
        "target": change.target.kind if isinstance(change, SetStatus) else None,
        "status": change.status.value if isinstance(change, SetStatus) else None,
        "state": row.state.value,
        "attempts": row.attempts,
        "rounds": row.rounds,
        "age_seconds": round((now - row.created_at).total_seconds()),
        "reason": row.reason,
    }
