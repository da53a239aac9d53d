"""Structured logs to a rotating file or the journal's standard output; never to the terminal the board draws on.

A board draws on standard error, so nothing else may write there. Secrets are removed by key name before a line is
formatted, and values are written as JSON, so that a name from an order can't forge a log line.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from structlog.typing import EventDict

SECRET_WORDS = ("password", "token", "secret", "authorization", "signature", "credential")
LOG_FILES = 5
LOG_FILE_BYTES = 2 * 1024 * 1024


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace the value of every key that names a secret, at any depth of nested mappings."""
    return {key: _redacted(key, value) for key, value in event.items()}


def _redacted(key: str, value: Any) -> Any:
    if any(word in key.lower() for word in SECRET_WORDS):
        return "***"
    if isinstance(value, dict):
        return {inner: _redacted(str(inner), content) for inner, content in value.items()}
    return value


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
    for chatty in ("httpx", "httpcore", "apscheduler", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
