"""The table of answers: what each outcome of a sent command means and what follows (reliability 3.2); pure, decides nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kds.errors import (
    Busy,
    Conflict,
    Forbidden,
    LoginRefused,
    Missing,
    NotTheSource,
    Refused,
    SourceError,
    TlsFailure,
    Unreachable,
)

RETRY_AFTER_SECONDS = (1.0, 60.0)
"""Bounds of an honoured `Retry-After`; a date of a bad clock becomes the upper one."""

RESOURCE_LOCKED = 5
"""`errorCode` of what somebody else uses right now (portos 6.3)."""
VERSION_CONFLICT = 6
"""`errorCode` that means *the till holds a newer version*; the vendor names no status for it (portos 6.3, contract 1)."""


class Meaning(StrEnum):
    """What one answer means for one command.

    NOT_SENT: it never left; keep it, try again. UNKNOWN: it may have been applied; the same one again before any newer.
    LATER: it was not applied, the till asks for time. TLS: stop all sending. PORTAL: something else answered
    (but a proxy that reports a broken till with a page of its own may have passed the request on: UNKNOWN).
    LOGIN: pause the whole queue. RIGHT: a right is missing. GONE: order, item or endpoint is not known there.
    CONFLICT: the till holds a newer version. CONTRACT: the till does not know this kind of request. OVERSIZED: our fault.
    REFUSED: never accepted as it is.
    """

    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    LATER = "later"
    TLS = "tls"
    PORTAL = "portal"
    LOGIN = "login"
    RIGHT = "right"
    GONE = "gone"
    CONFLICT = "conflict"
    CONTRACT = "contract"
    OVERSIZED = "oversized"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the table.

    Attributes:
        wait_seconds: what the till asked for, within bounds; None when it did not say.
        reason: the error as a sentence.
    """

    meaning: Meaning
    wait_seconds: float | None
    reason: str


_BY_STATUS = {
    400: Meaning.REFUSED,
    401: Meaning.LOGIN,
    403: Meaning.RIGHT,
    404: Meaning.GONE,
    405: Meaning.CONTRACT,
    406: Meaning.CONTRACT,
    408: Meaning.UNKNOWN,
    410: Meaning.GONE,
    412: Meaning.CONFLICT,
    413: Meaning.OVERSIZED,
    414: Meaning.OVERSIZED,
    415: Meaning.CONTRACT,
    422: Meaning.REFUSED,
    423: Meaning.LATER,
    425: Meaning.LATER,
    429: Meaning.LATER,
    431: Meaning.OVERSIZED,
    500: Meaning.UNKNOWN,
    501: Meaning.CONTRACT,
    502: Meaning.UNKNOWN,
    503: Meaning.UNKNOWN,
    504: Meaning.UNKNOWN,
    505: Meaning.CONTRACT,
}

_BY_ERROR_CODE = {RESOURCE_LOCKED: Meaning.LATER, VERSION_CONFLICT: Meaning.CONFLICT}

_BY_KIND: tuple[tuple[type[SourceError], Meaning], ...] = (
    (LoginRefused, Meaning.LOGIN),
    (Forbidden, Meaning.RIGHT),
    (Missing, Meaning.GONE),
    (Conflict, Meaning.CONFLICT),
    (Refused, Meaning.REFUSED),
    (Busy, Meaning.UNKNOWN),
)


def meaning_of(error: SourceError) -> Answer:
    """Look up what an error of `Source.send` means; a good answer needs no look-up."""
    return Answer(_meaning(error), _bounded(error.retry_after), str(error))


def _meaning(error: SourceError) -> Meaning:
    match error:
        case TlsFailure():
            return Meaning.TLS
        case Unreachable(sent=sent):
            return Meaning.UNKNOWN if sent else Meaning.NOT_SENT
        case NotTheSource() if _BY_STATUS.get(error.status or 0) is not Meaning.UNKNOWN:
            return Meaning.PORTAL
        case Conflict(status=409) if error.error_code != VERSION_CONFLICT and error.retry_after is not None:
            return Meaning.UNKNOWN
    if error.error_code in _BY_ERROR_CODE:
        return _BY_ERROR_CODE[error.error_code]
    if error.status in _BY_STATUS:
        return _BY_STATUS[error.status]
    return next((meaning for kind, meaning in _BY_KIND if isinstance(error, kind)), Meaning.UNKNOWN)


def _bounded(seconds: float | None) -> float | None:
    if seconds is None:
        return None
    lowest, highest = RETRY_AFTER_SECONDS
    return min(max(seconds, lowest), highest)
