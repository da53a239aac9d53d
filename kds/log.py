"""Structured logs to a rotating file or the journal's standard output; never to the terminal the board draws on.

A board draws on standard error, so nothing else may write there. Secrets are removed before a line is formatted: those that
were named to `hide`, and whatever stands under a telling key or behind `Bearer` and its like. Values are written as JSON,
so that a name from an order can't forge a log line.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from collections import deque
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
CHATTY = ("httpx", "httpcore", "apscheduler", "uvicorn.access", "websockets")
"""Libraries that would log addresses and headers; they speak from `WARNING` on, whatever the level."""

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


def configure(file: Path | None, *, level: str = "INFO") -> None:
    """Send all logs to `file` (rotating, 5 x 2 MiB), or to standard output when it is None.

    Args:
        file: log file; its folder must exist.
        level: name of the lowest level written.
    """
    import structlog

    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stdout)
    else:
        handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=LOG_FILE_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8"
        )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
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
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
