"""What an order server is started with; values only, nothing is read from files or the environment here."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from kds.server.web.settings import PageSettings

SLOWEST_REQUEST = timedelta(seconds=20)
"""How long a caller may take to send the head of a request, and then its body."""


def utc_now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return datetime.now(UTC)


def write_passwords(passwords: Mapping[str, str]) -> None:
    """Write freshly made passwords to standard error; they are kept nowhere in readable form."""
    lines = "".join(f"  {user}  {password}\n" for user, password in passwords.items())
    sys.stderr.write(f"Passwords made at this start; they are shown only now, write them down:\n{lines}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Everything that can be chosen about one order server.

    Attributes:
        database: path of the SQLite file, `:memory:`, or the URL of a PostgreSQL database, which several servers can share.
            They hear of each other's changes by LISTEN, which needs a session of its own: name PostgreSQL itself, or a
            pooler in session mode. Through PgBouncer with `pool_mode=transaction` or `statement` nothing is heard and
            nothing fails: every answer is still right, but hub and pages tell of another server's changes only when
            they look by themselves, and the time limits that are set for each session get lost.
        host: address to listen on; demo passwords work on loopback addresses only.
        port: TCP port to listen on; 0 takes a free one.
        shares_port: other servers of the same PostgreSQL database listen on this port too; the kernel gives each new
            connection to one of them (SO_REUSEPORT, socket(7)), which must all belong to one user.
        restaurant: name of a shipped restaurant or path of a TOML file; read at the first start of a database only.
        time_zone: IANA name of the restaurant's time zone; None is the machine's own.
        day_starts: local time at which a business day, and with it the order numbers, begins anew (contract 2).
        token_lifetime: how long a login token is accepted.
        session_lifetime: how long after login or refresh a session can be refreshed.
        scrypt_cost: the N of scrypt, a power of two; tests lower it.
        body_limit_bytes: longest request body that is read; a longer one is answered with 413.
        slowest_request: how long the head of a request may take to arrive, and then its body; a slower head ends the
            connection, a slower body is answered with 408.
        login_failures: failed logins of one user from one address after which both have to wait.
        login_pause: how long they wait, and how long a failure counts.
        idempotency_lifetime: how long the answer to an `Idempotency-Key` is kept.
        webhooks: addresses that every notification of contract 6 is posted to.
        webhook_secret: signs them; None leaves them unsigned.
        pages: the board's page and the pick-up screen.
        metrics_token: whoever sends it may read `/metrics`; None leaves that to administrators.
        clock: source of the present moment.
        announce_passwords: told user names and new passwords when a start had to make some.
    """

    database: str
    host: str = "127.0.0.1"
    port: int = 4000
    shares_port: bool = False
    restaurant: str = "demo"
    time_zone: str | None = None
    day_starts: time = time(5, 0)
    token_lifetime: timedelta = timedelta(hours=1)
    session_lifetime: timedelta = timedelta(days=30)
    scrypt_cost: int = 2**14
    body_limit_bytes: int = 1024 * 1024
    slowest_request: timedelta = SLOWEST_REQUEST
    login_failures: int = 10
    login_pause: timedelta = timedelta(seconds=60)
    idempotency_lifetime: timedelta = timedelta(hours=24)
    webhooks: tuple[str, ...] = ()
    webhook_secret: str | None = field(default=None, repr=False)
    pages: PageSettings = field(default_factory=PageSettings)
    metrics_token: str | None = field(default=None, repr=False)
    clock: Callable[[], datetime] = utc_now
    announce_passwords: Callable[[Mapping[str, str]], None] = write_passwords

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback_host(self.host)


def is_loopback_host(host: str) -> bool:
    """Say whether an address is one that only this machine can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
