"""Structured logs to a rotating file, or to standard error where no board draws; it never stops or disturbs what it tells about.

A line is one JSON object: `event` (the words), `level`, `logger` (the module), `timestamp` (ISO 8601, UTC), and where there
is one `exception` (a traceback), `command` (id of a change of the outbox) and `request_id` (of a request to the server, the
`traceId` of its refusal). Secrets are removed before a line is formatted: those that were named to `hide`, and whatever stands
under a telling key or behind `Bearer` and its like. Values are written as JSON, so that a name from an order can't forge a
line. What repeats is written a few times and then counted: `left_out` says how many lines there would have been.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from structlog.typing import EventDict

SECRET_WORDS = ("password", "token", "secret", "authorization", "signature", "credential")
"""A key with one of these in its name holds a secret."""
LOG_FILES = 5
"""Files of a board's log, the one being written included."""
LOG_FILE_BYTES = 2 * 1024 * 1024
"""Longest log file; then the next one begins and the oldest is dropped."""
LONGEST_TEXT = 16 * 1024
"""Characters of one value in a log line; the rest is counted only."""
SHORTEST_HIDDEN = 8
"""Characters that a secret needs to be looked for in every text; a shorter one would blot out ordinary numbers and words."""
MOST_HIDDEN = 32
"""Secrets that are looked for, the newest ones: a password, and the tokens of the last logins."""
REPEATS_SECONDS = 300.0
"""What repeats is counted for so long; then it may be written again, behind a line that says how much was left out."""
SAME_LINES = 3
"""Lines of `REPEATS_SECONDS` that say the very same."""
ALIKE_LINES = 600
"""Lines of `REPEATS_SECONDS` from one place in the code that differ only in what they name."""
MOST_COUNTED = 2000
"""Lines that are counted at a time; above it the oldest count is given up."""
TOLD_AGAIN = 200
"""Characters of a line that was left out, in the line that tells how often."""
EXTRA_FIELDS = ("command", "left_out")
"""Fields that a line may carry beside its words; others are ignored."""
CHATTY = ("httpx", "httpcore", "apscheduler", "uvicorn.access", "websockets", "alembic")
"""Libraries that would log addresses, headers and each of their steps; they speak from `WARNING` on, whatever the level."""

_HIDDEN = "***"
_CREDENTIAL = re.compile(r"\b(Bearer|Basic|NWS4-HMAC-SHA256)(\s+)[^\s'\"]+", re.IGNORECASE)
_NAMED = re.compile(
    rf"""(["'](?:[\w-]*(?:{"|".join(SECRET_WORDS)})[\w-]*)["']\s*[:=,]\s*b?)(["'])(?:\\.|(?!\2)[^\\])*\2(?!\s*:)""",
    re.IGNORECASE | re.DOTALL,
)
_hidden: deque[tuple[str, ...]] = deque(maxlen=MOST_HIDDEN)


def hide(secret: str) -> None:
    """Take a secret out of everything that is logged from now on, wherever it stands and however it is spelled."""
    import json  # not before the first paint

    if len(secret) < SHORTEST_HIDDEN:
        return
    spellings = (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], repr(secret.encode("utf-8", "replace"))[2:-1])
    own = tuple(dict.fromkeys(spellings))
    if own not in _hidden:
        _hidden.append(own)


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace what is secret: the value of every key that names one, at any depth, and what looks like one in a text."""
    return {key: _redacted(key, value) for key, value in event.items()}


def _redacted(key: str, value: Any) -> Any:
    if any(word in key.lower() for word in SECRET_WORDS):
        return _HIDDEN
    if isinstance(value, dict):
        return {inner: _redacted(str(inner), content) for inner, content in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redacted("", content) for content in value]
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return _shortened(without_secrets(value)) if isinstance(value, str) else value


def without_secrets(text: str) -> str:
    """Give a text as it may be logged or shown: secrets that are known, or stand where secrets do, are starred out."""
    for spelling in chain.from_iterable(_hidden):
        text = text.replace(spelling, _HIDDEN)
    return _NAMED.sub(rf"\1\2{_HIDDEN}\2", _CREDENTIAL.sub(rf"\1\2{_HIDDEN}", text))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}... ({len(text) - LONGEST_TEXT} more characters)"


@dataclass(slots=True)
class _Count:
    """How often something was said since a moment (monotonic seconds), written and left out."""

    since: float
    said: str
    written: int = 0
    left_out: int = 0


class Repeats(logging.Filter):
    """Lets a line pass unless it, or too many of its kind, passed lately.

    Args:
        tell: takes the line that says how many were left out.
        monotonic: seconds that never step.
    """

    def __init__(self, tell: Callable[[logging.LogRecord], object], monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._tell = tell
        self._monotonic = monotonic
        self._counts: dict[tuple[object, ...], _Count] = {}
        self._one_at_a_time = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether this line is written; lines about what was left out go before it."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # words that do not fit their values: the handler's business
            return True
        place = (record.name, record.levelno, str(record.msg)[:LONGEST_TEXT])
        with self._one_at_a_time:
            now = self._monotonic()
            self._end_old(now)
            alike = self._counts.setdefault(place, _Count(now, said[:TOLD_AGAIN]))
            if alike.written >= ALIKE_LINES:
                alike.left_out += 1
                return False
            same = self._counts.setdefault((*place, hash(said)), _Count(now, said[:TOLD_AGAIN]))
            if same.written >= SAME_LINES:
                same.left_out += 1
                return False
            alike.written += 1
            same.written += 1
        return True

    def _end_old(self, now: float) -> None:
        """Forget the counts that are over, and tell of those that left something out."""
        while self._counts:
            key = next(iter(self._counts))
            if now - self._counts[key].since < REPEATS_SECONDS and len(self._counts) < MOST_COUNTED:
                return
            count = self._counts.pop(key)
            if count.left_out:
                name, level = str(key[0]), key[1]
                told = logging.LogRecord(
                    name, level if isinstance(level, int) else logging.INFO, "", 0, "again: %s", (count.said,), None
                )
                told.left_out = count.left_out
                self._tell(told)


class _LogFile(logging.handlers.RotatingFileHandler):
    """Files that only their owner reads; a disk that takes nothing costs lines and nothing else, until it takes them again."""

    def _open(self) -> Any:
        return open(
            self.baseFilename, self.mode, encoding=self.encoding, opener=lambda name, flags: os.open(name, flags, 0o600)
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Lose the line; the library would write a traceback to standard error, where a board draws."""


def configure(file: Path | None, *, level: str = "INFO") -> None:
    """Send all logs to `file` (rotating, 5 x 2 MiB), or to standard error when it is None.

    Args:
        file: log file; lines are lost while it can't be written.
        level: name of the lowest level written.
    """
    import structlog

    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler()
    else:
        handler = _LogFile(file, maxBytes=LOG_FILE_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8", delay=True)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(allow=EXTRA_FIELDS),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(),
            foreign_pre_chain=shared,
        )
    )
    handler.addFilter(Repeats(_past_its_filters(handler), time.monotonic))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _past_its_filters(handler: logging.Handler) -> Callable[[logging.LogRecord], None]:
    """Give what writes a line that no filter is asked about."""

    def write(record: logging.LogRecord) -> None:
        handler.acquire()
        try:
            handler.emit(record)
        finally:
            handler.release()

    return write
