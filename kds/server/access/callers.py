"""Who is calling: a bearer token or a signature becomes a user on a device with rights; decides no single route."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import Request

from kds.server.access import nws4
from kds.server.access.tokens import Claims, TokenKey
from kds.server.database import Database
from kds.server.problems import forbidden, not_logged_in
from kds.server.revisions import CALLERS, Revisions
from kds.server.tables import api_keys, devices, roles, sessions, users
from kds.server.values import instant_text, json_text

ADMIN = "admin"
"""The right that means all rights (contract 3)."""

SALE_ENVIRONMENTS = frozenset({"CashRegister", "PDA"})
"""Where tickets are changed and a device holds one session (contract 2 and 3)."""

_MOST_CACHED = 1000


@dataclass(frozen=True, slots=True)
class Caller:
    """A user on a device.

    Attributes:
        user_name: as logged in.
        name: the user's own name.
        device_name: device logged into.
        environment: environment of that device.
        device_settings: settings of that device.
        rights: names of rights in lower case.
        session_id: the login's session; None for a signed request.
        profile: the `user` object of a login answer, as JSON text.
    """

    user_name: str
    name: str
    device_name: str
    environment: str
    device_settings: dict[str, str]
    rights: frozenset[str]
    session_id: str | None
    profile: str

    def may(self, right: str) -> bool:
        """Say whether the caller holds a right."""
        return right.lower() in self.rights or ADMIN in self.rights

    def need(self, *any_of: str) -> None:
        """Insist on one of some rights; none named means that every login may.

        Raises:
            Problem: 403 that names the first of them.
        """
        if any_of and not any(self.may(right) for right in any_of):
            raise forbidden("right.needed", right=any_of[0])

    def need_sale_environment(self) -> None:
        """Insist on a device that may change tickets.

        Raises:
            Problem: 403.
        """
        if self.environment not in SALE_ENVIRONMENTS:
            raise forbidden("environment.needed", environment=self.environment)


@dataclass(frozen=True, slots=True)
class _Signer:
    caller: Caller
    client_secret: str


class Callers:
    """Identifies callers; what it has looked up it keeps in memory until `revisions` counts a change."""

    def __init__(
        self, database: Database, token_key: TokenKey, clock: Callable[[], datetime], revisions: Revisions
    ) -> None:
        self._database = database
        self._revisions = revisions
        self._revision = 0
        self._token_key = token_key
        self._clock = clock
        self._by_token: dict[str, tuple[Caller, Claims]] = {}
        self._by_client: dict[str, _Signer] = {}

    async def identify(self, request: Request) -> Caller:
        """Give the caller of a request.

        Raises:
            Problem: 401.
        """
        header = request.headers.get("authorization", "")
        scheme, _, credential = header.partition(" ")
        if scheme.lower() == "bearer":
            return self.of_token(credential.strip())
        authorization = nws4.read_authorization(header)
        if authorization is None:
            raise not_logged_in()
        signed = nws4.SignedRequest(
            method=request.method,
            path=request.scope["raw_path"].decode("ascii", "replace"),
            query=request.scope["query_string"].decode("ascii", "replace"),
            headers=request.headers,
            body=await request.body(),
        )
        return self._signed_caller(signed, authorization)

    def of_token(self, token: str) -> Caller:
        """Give the caller that a login token names.

        Raises:
            Problem: 401.
        """
        self._forget_what_changed()
        known = self._by_token.get(token)
        if known is None:
            claims = self._token_key.read(token)
            if claims is None:
                raise not_logged_in("login.expired")
            with self._database.reading() as connection:
                known = (_session_caller(connection, claims.session_id), claims)
            if len(self._by_token) >= _MOST_CACHED:
                self._by_token.clear()
            self._by_token[token] = known
        caller, claims = known
        if claims.expires_at <= self._clock():
            raise not_logged_in("login.expired")
        return caller

    def _signed_caller(self, request: nws4.SignedRequest, authorization: nws4.Authorization) -> Caller:
        self._forget_what_changed()
        client_id = authorization.client_id
        signer = self._by_client.get(client_id)
        if signer is None:
            with self._database.reading() as connection:
                signer = _signer(connection, client_id)
            self._by_client[client_id] = signer
        is_recent = nws4.is_recent(authorization.timestamp, self._clock())
        if not is_recent or not nws4.is_signed(request, authorization, signer.client_secret):
            raise not_logged_in("login.signature")
        return signer.caller

    def _forget_what_changed(self) -> None:
        """Look everything up again when users, devices, roles, sessions or keys have changed."""
        revision = self._revisions.read()[CALLERS]
        if revision != self._revision:
            self._revision = revision
            self._by_token.clear()
            self._by_client.clear()


def _session_caller(connection: Connection, session_id: str) -> Caller:
    row = connection.execute(
        select(users.c.document, users.c.is_active, sessions.c.device_name)
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.id == session_id)
    ).one_or_none()
    caller = None
    if row is not None and row.is_active:
        caller = caller_of(connection, json.loads(row.document), row.device_name, session_id=session_id)
    if caller is None:
        raise not_logged_in("login.expired")
    return caller


def _signer(connection: Connection, client_id: str) -> _Signer:
    row = connection.execute(
        select(api_keys.c.client_secret, api_keys.c.document, api_keys.c.device_name, users.c.document.label("user"))
        .join(users, users.c.id == api_keys.c.user_id)
        .where(api_keys.c.client_id == client_id, api_keys.c.is_active, users.c.is_active)
    ).one_or_none()
    caller = None
    if row is not None:
        permissions = json.loads(row.document)["permissions"]
        caller = caller_of(connection, json.loads(row.user), row.device_name, permissions=permissions)
    if row is None or caller is None:
        raise not_logged_in("login.signature")
    return _Signer(caller, row.client_secret)


def caller_of(
    connection: Connection,
    user: dict[str, Any],
    device_name: str,
    *,
    session_id: str | None = None,
    permissions: list[str] | None = None,
) -> Caller | None:
    """Give a user on a device.

    Args:
        connection: where roles and devices are read.
        user: the user's document.
        device_name: the device.
        session_id: the login's session, if it is one.
        permissions: rights that an API key is limited to; none means all of its user's.

    Returns:
        None when the device is unknown, inactive, or not one of this user's.
    """
    row = connection.execute(
        select(devices.c.document).where(devices.c.name == device_name, devices.c.is_active)
    ).one_or_none()
    own = [entry for entry in user["devices"] if entry["name"] == device_name]
    if row is None or (user["devices"] and not own):
        return None
    device = json.loads(row.document)
    role_names = [*user["roles"], *(role for entry in own for role in entry["roles"])]
    rights = _rights(connection, role_names, device["envName"])
    if permissions:
        allowed = {name.lower() for name in permissions}
        everything = any(right.lower() == ADMIN for right in rights)
        rights = permissions if everything else [right for right in rights if right.lower() in allowed]
    profile = {
        "id": user["id"],
        "isVirtual": user["isVirtual"],
        "name": user["name"],
        "userName": user["userName"],
        "featureName": user["featureName"],
        "rights": rights,
        "device": {key: device[key] for key in ("name", "envName", "description", "preferences", "settings")},
    }
    return Caller(
        user_name=user["userName"],
        name=user["name"],
        device_name=device["name"],
        environment=device["envName"],
        device_settings=device["settings"],
        rights=frozenset(right.lower() for right in rights),
        session_id=session_id,
        profile=json_text(profile),
    )


def _rights(connection: Connection, role_names: list[str], environment: str) -> list[str]:
    """Give the rights of some roles in an environment, each once, in order of name."""
    rights = {}
    for (document,) in connection.execute(select(roles.c.document).where(roles.c.name.in_(role_names))):
        role = json.loads(document)
        if not role["envNames"] or environment in role["envNames"]:
            rights.update({right.lower(): right for right in role["rights"]})
    return [rights[key] for key in sorted(rights)]


def expire_sessions(connection: Connection, now: datetime) -> None:
    """Remove the sessions that can't be refreshed any more."""
    connection.execute(sessions.delete().where(sessions.c.expires_at <= instant_text(now)))
