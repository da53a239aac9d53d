"""Login, refresh and logout on stored users and sessions; HTTP is not known here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from kds.server.access import passwords
from kds.server.access.callers import SALE_ENVIRONMENTS, Caller, caller_of, expire_sessions
from kds.server.access.tokens import Claims, TokenKey, new_refresh_token, refresh_hash, same_hash
from kds.server.database import Database, Transaction
from kds.server.problems import not_logged_in
from kds.server.tables import sessions, users
from kds.server.values import instant_text, json_text


@dataclass(frozen=True, slots=True)
class Login:
    """A fresh login: what its holder calls with, refreshes with, and who it is."""

    token: str
    refresh_token: str
    profile: str

    def document(self) -> str:
        """Give the answer of login and refresh (contract 3)."""
        return f'{{"tokenId":{json_text(self.token)},"refreshToken":{json_text(self.refresh_token)},"user":{self.profile}}}'


class Logins:
    """Opens, renews and ends sessions.

    Args:
        token_key: signs the tokens.
        token_lifetime: how long a token is accepted.
        session_lifetime: how long a session can be refreshed.
        scrypt_cost: cost of the comparison that an unknown user name is answered with, so that it takes as long.
    """

    def __init__(
        self, token_key: TokenKey, *, token_lifetime: timedelta, session_lifetime: timedelta, scrypt_cost: int
    ) -> None:
        self._token_key = token_key
        self._token_lifetime = token_lifetime
        self._session_lifetime = session_lifetime
        self._nobody = passwords.hashed(passwords.random_password(), scrypt_cost)

    def stored_hash(self, database: Database, user_name: str) -> tuple[str, bool]:
        """Give the hash to compare a password with, and whether there is such an active user."""
        with database.reading() as connection:
            found = connection.execute(
                select(users.c.password_hash).where(users.c.user_name == user_name, users.c.is_active)
            ).scalar_one_or_none()
        return (self._nobody, False) if found is None else (found, True)

    def open(
        self, transaction: Transaction, *, user_name: str, device_name: str, session_id: str, now: datetime
    ) -> Login:
        """Open a session for a user whose password was right; on a sale device it ends the one before (contract 3).

        Raises:
            Problem: 401 when the user may not log into this device.
        """
        connection = transaction.connection
        row = connection.execute(
            select(users.c.id, users.c.document).where(users.c.user_name == user_name)
        ).one_or_none()
        caller = None if row is None else caller_of(connection, json.loads(row.document), device_name)
        if row is None or caller is None:
            raise not_logged_in("login.refused")
        expire_sessions(connection, now)
        if caller.environment in SALE_ENVIRONMENTS:
            connection.execute(sessions.delete().where(sessions.c.device_name == device_name))
        document = {
            "id": session_id,
            "userName": user_name,
            "deviceName": device_name,
            "createdAt": instant_text(now),
            "refreshedAt": None,
        }
        refresh_token = new_refresh_token()
        expires_at = instant_text(now + self._session_lifetime)
        connection.execute(
            sessions.insert().values(
                id=session_id,
                user_id=row.id,
                device_name=device_name,
                expires_at=expires_at,
                refresh_hash=refresh_hash(refresh_token),
                document=json_text(document | {"expiresAt": expires_at}),
            )
        )
        return self._login(caller, session_id, refresh_token, now)

    def renew(self, transaction: Transaction, *, token: str, refresh_token: str, now: datetime) -> Login:
        """Renew a session; its token may have expired, its refresh token is replaced.

        Raises:
            Problem: 401 when either is unknown or too old.
        """
        connection = transaction.connection
        claims = self._token_key.read(token)
        session_id = "" if claims is None else claims.session_id
        row = connection.execute(
            select(sessions, users.c.document.label("user"))
            .join(users, users.c.id == sessions.c.user_id)
            .where(sessions.c.id == session_id, sessions.c.expires_at > instant_text(now), users.c.is_active)
        ).one_or_none()
        caller = None
        if row is not None and same_hash(refresh_hash(refresh_token), row.refresh_hash):
            caller = caller_of(connection, json.loads(row.user), row.device_name)
        if row is None or caller is None:
            raise not_logged_in("login.expired")
        fresh = new_refresh_token()
        expires_at = instant_text(now + self._session_lifetime)
        document = json.loads(row.document) | {"refreshedAt": instant_text(now), "expiresAt": expires_at}
        connection.execute(
            sessions.update()
            .where(sessions.c.id == session_id)
            .values(expires_at=expires_at, refresh_hash=refresh_hash(fresh), document=json_text(document))
        )
        return self._login(caller, session_id, fresh, now)

    def end(self, transaction: Transaction, session_id: str) -> None:
        """End a session."""
        transaction.connection.execute(sessions.delete().where(sessions.c.id == session_id))

    def _login(self, caller: Caller, session_id: str, refresh_token: str, now: datetime) -> Login:
        claims = Claims(session_id, now + self._token_lifetime)
        token = self._token_key.token(claims, user_name=caller.user_name, issued_at=now)
        return Login(token, refresh_token, caller.profile)
