"""The parts of a bundle: a name, words for the person who sends it, and what gathers it; each stands alone."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kds.bootstrap.checking import Finding, local_findings
from kds.bootstrap.doctor import system
from kds.bootstrap.doctor.looking import Seen
from kds.bootstrap.doctor.masking import MASK
from kds.bootstrap.stacks import STACKS_FILE
from kds.domain.intents import Errand, SetStatus
from kds.kitchen.ports import StoredCommand
from kds.language import mark, tr
from kds.log import SECRET_WORDS, redact

LOG_LINES = 2000
"""How many of the newest log lines are taken along."""
MASKED_KEYS = ("user", "key", "api_key")
"""Settings that name a user, or a key at another system."""
FRAME = "  File "
"""How a line of a traceback begins that says where; the lines between hold code, the last one the error's own words."""

_ADMITTED = re.compile(r"(\bticket )\S+(?= was let in\b)")
_TYPED = re.compile(r"(\bby hand: |\bgiven up by a person, ).*", re.DOTALL)
"""What follows in the log is what a person typed; and a ticket's code opens a door."""

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
        Part("log.jsonl", mark("the newest 2,000 lines of the log, of tracebacks only the places"), log),
        Part("stacks.txt", mark("where the last board that was aborted stood"), stacks),
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


def log(seen: Seen) -> str:
    """Give the newest lines of the log and of the file before it, each parsed, so that nothing hides in its spelling."""
    if seen.log is None:
        return ""
    newest: deque[str] = deque(maxlen=LOG_LINES)
    for file in (seen.log.with_name(seen.log.name + ".1"), seen.log):
        if file.is_file():
            with file.open(encoding="utf-8", errors="replace") as lines:
                newest.extend(lines)
    return "\n".join(_lines(newest))


def stacks(seen: Seen) -> str:
    """Give the stacks of the last abort: places in the code, no values."""
    file = None if seen.log is None else seen.log.with_name(STACKS_FILE).with_suffix(".stacks.old")
    return file.read_text(encoding="utf-8", errors="replace") if file is not None and file.is_file() else "none"


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


def _lines(newest: deque[str]) -> Iterator[str]:
    """Give log lines without those of level debug, which may quote whole answers, and without errors' own words."""
    left_out = 0
    for line in newest:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or entry.get("level") == "debug":
            left_out += 1
            continue
        entry["event"] = _TYPED.sub(rf"\1{MASK}", _ADMITTED.sub(rf"\1{MASK}", str(entry.get("event", ""))))
        if "exception" in entry:
            entry["exception"] = _places(str(entry["exception"]))
        # once more, before quotes are escaped: an older version may have known fewer secrets
        yield json.dumps(redact(None, "", entry), ensure_ascii=False)
    if left_out:
        yield json.dumps({"event": f"{left_out} lines of level debug, or that are no JSON, are left out"})


def _places(traceback: str) -> list[str]:
    """Give where an error passed, and its kind; its words may be somebody's data."""
    lines = traceback.splitlines()
    kinds = [
        line.partition(":")[0]
        for line in lines
        if line and not line.startswith((" ", "Traceback", "The above", "During"))
    ]
    return [
        *(line.strip() for line in lines if line.startswith(FRAME)),
        *(kind for kind in kinds if kind.replace(".", "").isidentifier()),
    ]
