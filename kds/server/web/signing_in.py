"""Who looks at the board: an API login kept in a cookie, renewed while a page is open; no route is decided here."""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass
from urllib.parse import quote, unquote

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from kds.server.access.callers import Caller, caller_of
from kds.server.access.entering import address_of, enter
from kds.server.access.login import Login
from kds.server.installation import Installation
from kds.server.problems import Problem
from kds.server.tables import devices, users

COOKIE = "kds_board"
"""The cookie with token and refresh token of an API login; no script can read it."""
FORM_COOKIE = "kds_form"
"""The cookie whose value each form has to repeat, so that no other site can send one."""
PATH = "/board"
"""Where cookies are sent."""
SCREEN = "Tool"
"""Environment of the devices that are logged into: there a login ends no other one (contract 3)."""

_BETWEEN = "~"
_NOT_LOGGED_IN = 401
_WORD_LENGTH = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A viewer with a login that holds.

    Attributes:
        caller: who it is.
        token: the login's token.
        renewed: the cookie's new value, where the login was just renewed.
    """

    caller: Caller
    token: str
    renewed: str | None = None

    def keep(self, request: Request, answer: Response, installation: Installation) -> None:
        """Hand a renewed login to the browser."""
        if self.renewed is not None:
            set_cookie(request, answer, installation, self.renewed)


def signed_in(request: Request, installation: Installation) -> SignedIn | None:
    """Give who looks, and renew a login that has used up a quarter of its time; None for nobody.

    Of two pages that renew at once one comes too late: it goes on with the login it has.
    """
    token, _, refresh_token = request.cookies.get(COOKIE, "").partition(_BETWEEN)
    if not token:
        return None
    lifetime = installation.settings.token_lifetime
    caller = _caller_of(installation, token)
    claims = installation.token_key.read(token)
    if claims is None or (caller is not None and claims.expires_at - installation.now > lifetime * 3 / 4):
        return None if caller is None else SignedIn(caller, token)
    try:
        with installation.database.writing() as transaction:
            login = installation.logins.renew(
                transaction, token=token, refresh_token=unquote(refresh_token), now=installation.now
            )
        return SignedIn(installation.callers.of_token(login.token), login.token, cookie_value(login))
    except Problem as problem:
        if problem.status != _NOT_LOGGED_IN:
            raise
        return None if caller is None else SignedIn(caller, token)


async def sign_in(request: Request, installation: Installation, user_name: str, password: str) -> Login:
    """Log a user into the first screen that is his; wrong attempts count with those of the API.

    Raises:
        Problem: 401, 423.
    """
    return await enter(
        installation,
        address=address_of(request),
        user_name=user_name,
        password=password,
        device=lambda: _screen_of(installation, user_name),
    )


def sign_out(installation: Installation, viewer: SignedIn) -> None:
    """End a login, and with it every page that lives on it."""
    session_id = viewer.caller.session_id
    if session_id is None:
        return
    with installation.database.writing() as transaction:
        installation.logins.end(transaction, session_id)
        installation.callers_changed(transaction)


def is_welcome(installation: Installation, token: str) -> bool:
    """Say whether a login still holds; as long as the database is away nobody can say that it does not."""
    try:
        return _caller_of(installation, token) is not None
    except Problem:
        return True


def _caller_of(installation: Installation, token: str) -> Caller | None:
    """Give whose login a token is, None for nobody's.

    Raises:
        Problem: 503, the database is away.
    """
    try:
        return installation.callers.of_token(token)
    except Problem as problem:
        if problem.status != _NOT_LOGGED_IN:
            raise
        return None


def cookie_value(login: Login) -> str:
    """Write a login as the value of its cookie."""
    return f"{login.token}{_BETWEEN}{quote(login.refresh_token, safe='')}"


def set_cookie(request: Request, answer: Response, installation: Installation, value: str) -> None:
    """Keep a login in the browser for as long as it can be renewed."""
    lifetime = int(installation.settings.session_lifetime.total_seconds())
    answer.set_cookie(
        COOKIE, value, max_age=lifetime, path=PATH, httponly=True, samesite="strict", secure=_is_secure(request)
    )


def forget_cookie(request: Request, answer: Response) -> None:
    """Take the login out of the browser."""
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict", secure=_is_secure(request))


def form_word(request: Request) -> str:
    """Give the word that forms of this browser repeat, a new one where it has none."""
    word = request.cookies.get(FORM_COOKIE, "")
    return word if len(word) == _WORD_LENGTH else secrets.token_urlsafe(_WORD_LENGTH * 3 // 4)


def keep_form_word(request: Request, answer: Response, word: str) -> None:
    """Hand the browser the word that its forms carry."""
    if request.cookies.get(FORM_COOKIE) != word:
        secure = _is_secure(request)
        answer.set_cookie(FORM_COOKIE, word, path=PATH, httponly=True, samesite="strict", secure=secure)


def is_own_form(request: Request, word: str) -> bool:
    """Say whether a form was sent from a page of this server."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    expected = request.cookies.get(FORM_COOKIE, "")
    return bool(expected) and hmac.compare_digest(expected.encode(), word.encode("utf-8", "surrogatepass"))


def _is_secure(request: Request) -> bool:
    """Say whether the browser speaks https; who lies about it only loses his own cookie."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


def _screen_of(installation: Installation, user_name: str) -> str:
    """Give the first screen that a user may log into; a name that no device has where there is none."""
    with installation.database.reading() as connection:
        document = connection.execute(select(users.c.document).where(users.c.user_name == user_name)).scalar()
        names = connection.execute(
            select(devices.c.name).where(devices.c.is_active, devices.c.env_name == SCREEN).order_by(devices.c.name)
        ).scalars()
        user = None if document is None else json.loads(document)
        return next((name for name in names if user and caller_of(connection, user, name) is not None), "")
