"""What the logs of an installation tell, line by line and parsed, so that nothing hides in its spelling."""

from __future__ import annotations

import builtins
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from kds.bootstrap.doctor.looking import Seen
from kds.bootstrap.doctor.masking import MASK
from kds.bootstrap.doctor.system import UNITS, said
from kds.bootstrap.stacks import STACKS_FILE
from kds.log import redact

LOG_LINES = 2000
"""How many of the newest log lines are taken along."""
JOURNAL_LINES = 1000
"""How many of the journal's."""
FRAME = "  File "
"""How a line of a traceback begins that says where; the lines between hold code, the last one the error's own words."""

_ADMITTED = re.compile(r"(\bticket )\S+(?= was let in\b)")
_TYPED = re.compile(r"(\bby hand: |\bgiven up by a person, ).*", re.DOTALL)
"""What follows in the log is what a person typed; and a ticket's code opens a door."""


def log(seen: Seen) -> str:
    """Give the newest lines of the log and of the file before it, each parsed, so that nothing hides in its spelling."""
    if seen.log is None:
        return ""
    newest: deque[str] = deque(maxlen=LOG_LINES)
    for file in (seen.log.with_name(seen.log.name + ".1"), seen.log):
        if file.is_file():
            with file.open(encoding="utf-8", errors="replace") as lines:
                newest.extend(lines)
    return "\n".join(told(newest))


def journal(_seen: Seen) -> str:
    """Give what systemd says about the units, and what they said themselves."""
    text = said(
        "journalctl",
        "--no-pager",
        "--quiet",
        "--output=json",
        f"--lines={JOURNAL_LINES}",
        *(f"--unit={unit}" for unit in UNITS),
    )
    lines = text.splitlines()
    return "\n".join(told(_message(line) for line in lines)) if lines and lines[0].startswith("{") else text


def stacks(seen: Seen) -> str:
    """Give the stacks of the last abort: places in the code, no values."""
    file = None if seen.log is None else seen.log.with_name(STACKS_FILE).with_suffix(".stacks.old")
    return file.read_text(encoding="utf-8", errors="replace") if file is not None and file.is_file() else "none"


def told(lines: Iterable[str]) -> Iterator[str]:
    """Give log lines without those of level debug, which may quote whole answers, and without errors' own words."""
    left_out = 0
    for line in lines:
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


def _message(line: str) -> str:
    """Give a line of the journal as a line of a log (systemd.journal-fields(7))."""
    try:
        entry = json.loads(line)
    except ValueError:
        return ""
    message = entry.get("MESSAGE")
    if entry.get("SYSLOG_IDENTIFIER") != "systemd":
        return message if isinstance(message, str) else ""
    return json.dumps({"event": message, "logger": "systemd", "unit": entry.get("UNIT")})


def _places(traceback: str) -> list[str]:
    """Give where an error passed, and its kind; its words may be somebody's data."""
    lines = traceback.splitlines()
    places = [line.strip() for line in lines if line.startswith(FRAME)]
    return [*places, *(kind for line in lines if _is_kind(kind := line.partition(":")[0]))]


def _is_kind(name: str) -> bool:
    """Whether a word names a kind of error: a built-in one, or one of a package that is installed."""
    package, dot, _ = name.partition(".")
    if dot:
        return all(part.isidentifier() for part in name.split(".")) and find_spec(package) is not None
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, BaseException)
