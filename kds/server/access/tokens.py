"""Login tokens (JWT) and refresh tokens: made and read here; whether their session still lives is decided elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt

_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a login token says: its session and when it stops being accepted."""

    session_id: str
    expires_at: datetime


class TokenKey:
    """The key that signs this database's login tokens."""

    def __init__(self, secret: str) -> None:
        self._secret = bytes.fromhex(secret)

    def token(self, claims: Claims, *, user_name: str, issued_at: datetime) -> str:
        """Write a login token."""
        content = {
            "sub": user_name,
            "sid": claims.session_id,
            "jti": secrets.token_hex(8),
            "iat": int(issued_at.timestamp()),
            "exp": int(claims.expires_at.timestamp()),
        }
        return jwt.encode(content, self._secret, algorithm=_ALGORITHM)

    def read(self, token: str) -> Claims | None:
        """Read a login token; None where it was not written with this key. An expired one is read as well."""
        options: jwt.types.Options = {"verify_exp": False, "verify_iat": False, "require": ["sid", "exp"]}
        try:
            content = jwt.decode(token, self._secret, algorithms=[_ALGORITHM], options=options)
            return Claims(str(content["sid"]), datetime.fromtimestamp(content["exp"], UTC))
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            return None


def new_secret() -> str:
    """Make the secret of a `TokenKey`: 64 hex digits."""
    return secrets.token_hex(32)


def new_refresh_token() -> str:
    """Make a refresh token: 32 random bytes in base64, as in the vendor's sample (portos 4.1)."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def refresh_hash(refresh_token: str) -> str:
    """Give what is stored of a refresh token."""
    return hashlib.sha256(refresh_token.encode("utf-8", "surrogatepass")).hexdigest()


def same_hash(left: str, right: str) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
