"""Passwords as scrypt hashes; the readable password is never stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_BLOCK = 8
_PARALLEL = 1
_WORDS = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str, cost: int) -> str:
    """Hash a password with a fresh salt; `cost` is scrypt's N, a power of two."""
    salt = secrets.token_bytes(16)
    return f"scrypt${cost}${_text(salt)}${_text(_digest(password, salt, cost))}"


def matches(password: str, stored: str) -> bool:
    """Say whether a password is the one that was hashed, in a time that does not depend on where they differ."""
    _, cost, salt, digest = stored.split("$")
    return hmac.compare_digest(_digest(password, base64.b64decode(salt), int(cost)), base64.b64decode(digest))


def random_password() -> str:
    """Make a password of 16 characters that are hard to mistake for one another (about 79 bits)."""
    return "".join(secrets.choice(_WORDS) for _ in range(16))


def _digest(password: str, salt: bytes, cost: int) -> bytes:
    memory = 128 * _BLOCK * cost * 2 + 1024 * 1024
    encoded = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(encoded, salt=salt, n=cost, r=_BLOCK, p=_PARALLEL, maxmem=memory, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
