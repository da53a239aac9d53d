"""Every error a person can meet, in one tree; a message says what happened, where, and what to do.

KdsError
├── SettingsError            a setting is missing, malformed or unknown (file, key, nearest valid key)
├── UsageError               a command was called with something that does not exist (exit status 2)
├── StateError               the state folder can't be used: read-only, full, corrupt, newer schema
│   ├── StateLocked          another process holds it
│   └── NoBoard              no board answers at the state folder's control socket
├── ThemeError, KeyProfileError   a theme or key profile file is unusable (file, line or key, reason)
├── ReplayError              a replay file is malformed (file, line, reason)
├── ServerError              the embedded order server can't start (port taken, database unusable)
└── SourceError              an order source can't do what was asked
    ├── Unreachable          no answer: refused, timed out, DNS, cut off; `sent` says whether it may have arrived
    │   └── TlsFailure       the certificate was not accepted
    ├── NotTheSource         something answered that is not the POS: HTML, redirect, wrong shape
    ├── LoginRefused         401 after refresh and a new login
    ├── Forbidden            403: a right is missing
    ├── Missing              404, 410
    ├── Conflict             409, 412
    ├── Refused              any other 4xx: the request will never be accepted as it is
    └── Busy                 408, 423, 425, 429, 5xx: try again later
"""

from __future__ import annotations


class KdsError(Exception):
    """Something a person should read; `str(error)` is one or two plain sentences."""


class SettingsError(KdsError):
    """A setting is missing, malformed or unknown."""


class UsageError(KdsError):
    """A command was asked for something that does not exist (exit status 2)."""


class StateError(KdsError):
    """The state folder can't be used."""


class StateLocked(StateError):
    """Another process holds the state folder."""


class NoBoard(StateError):
    """No board answers at the state folder's control socket."""


class ThemeError(KdsError):
    """A theme file is unusable."""


class KeyProfileError(KdsError):
    """A key profile file is unusable."""


class ReplayError(KdsError):
    """A replay file is malformed."""


class ServerError(KdsError):
    """The embedded order server can't start."""


class SourceError(KdsError):
    """An order source can't do what was asked.

    Attributes:
        status: HTTP status of the answer, None when there was none.
        error_code: the POS's own `errorCode`, None when it sent none.
        retry_after: seconds the source asked to wait, None when it did not say.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        error_code: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error_code = error_code
        self.retry_after = retry_after


class Unreachable(SourceError):
    """No answer arrived; `sent` is False only when the request certainly never reached the source."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class TlsFailure(Unreachable):
    """The source's certificate was not accepted."""

    def __init__(self, message: str) -> None:
        super().__init__(message, sent=False)


class NotTheSource(SourceError):
    """Something answered that is not the source: HTML, a redirect, another shape."""


class LoginRefused(SourceError):
    """The source does not accept user, password, device or key."""


class Forbidden(SourceError):
    """The login lacks a right."""


class Missing(SourceError):
    """The source does not know the order, item or endpoint."""


class Conflict(SourceError):
    """The source holds a newer version, or the same request is still running there."""


class Refused(SourceError):
    """The source will never accept this request as it is."""


class Busy(SourceError):
    """The source can't answer now; the same request may succeed later."""
