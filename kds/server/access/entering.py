"""One attempt to log in, for the API and for the pages alike: limit of wrong attempts, password, session."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from starlette.requests import Request

from kds.server.access import passwords
from kds.server.access.attempts import Failure
from kds.server.access.login import Login
from kds.server.installation import Installation
from kds.server.problems import ErrorCode, Problem, not_logged_in

log = logging.getLogger(__name__)


async def enter(
    installation: Installation, *, address: str, user_name: str, password: str, device: Callable[[], str]
) -> Login:
    """Log a user into a device; a wrong attempt is counted.

    Args:
        installation: where to.
        address: where the attempt comes from.
        user_name: who wants to log in.
        password: what he says.
        device: names the device; asked once the password was right, so that its time tells nobody which users there are.

    Raises:
        Problem: 401; 423 with errorCode 5 and `Retry-After` for somebody who guessed too often.
    """
    _need_patience(installation, address, user_name)
    stored, is_known = installation.logins.stored_hash(installation.database, user_name)
    is_right = await asyncio.to_thread(passwords.matches, password, stored)
    now = installation.now
    device_name = ""
    try:
        if not (is_right and is_known):
            raise not_logged_in("login.refused")
        device_name = device()
        with installation.database.writing() as transaction:
            login = installation.logins.open(
                transaction,
                user_name=user_name,
                device_name=device_name,
                session_id=installation.new_identifier(),
                now=now,
            )
            installation.callers_changed(transaction)
    except Problem:
        installation.failed_login(Failure(address, user_name, now))
        log.warning("login refused: user %r, device %r, from %s", user_name, device_name, address)
        raise
    return login


def address_of(request: Request) -> str:
    """Give the address that a request came from."""
    return request.client.host if request.client is not None else ""


def _need_patience(installation: Installation, address: str, user_name: str) -> None:
    wait = installation.failed_logins.wait(address, user_name, installation.now)
    if wait is not None:
        seconds = int(wait.total_seconds()) + 1
        headers = {"Retry-After": str(seconds)}
        raise Problem(423, "login.locked", code=ErrorCode.RESOURCE_LOCKED, headers=headers, values={"seconds": seconds})
