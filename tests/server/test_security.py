"""What the order server keeps from strangers: hashes instead of passwords, no guessing, no forged tokens, no endless bodies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from kds.server.access import attempts, passwords
from kds.server.access.attempts import FailedLogins, Failure
from kds.server.settings import ServerSettings
from tests.server.conftest import SQLITE, StartServer
from tests.server.world import DEVICES, NOON, Server

LONG_PASSWORD = "correct horse battery staple"


@pytest.fixture
def kind() -> str:
    """What strangers are kept from lies before the database, or is about its file."""
    return SQLITE


def add_user(server: Server, name: str) -> None:
    """Make a user with a password long enough to be looked for."""
    body = {"userName": name, "name": name, "password": LONG_PASSWORD, "isActive": True, "roles": []}
    answer = server.call("POST", "/users", body)
    assert answer.status_code == 201, answer.text


def database_bytes(folder: Path) -> bytes:
    """Give everything that lies on the disk."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_the_disk_holds_neither_password_nor_token(tmp_path: Path, start: StartServer) -> None:
    """Whoever gets the database file gets salted scrypt hashes, and can't go on with anybody's session."""
    server = start(database=str(tmp_path / "server.db"), scrypt_cost=ServerSettings(database="x").scrypt_cost)
    for name in ("eve", "bob"):
        add_user(server, name)
    login = server.try_login("eve", LONG_PASSWORD, DEVICES["cook"]).json()
    stored = database_bytes(tmp_path)
    assert b"scrypt$16384$" in stored
    for secret in (LONG_PASSWORD, login["tokenId"], login["refreshToken"]):
        assert secret.encode() not in stored
        assert base64.b64encode(secret.encode()) not in stored


def test_one_password_has_many_hashes() -> None:
    """Two users with the same password can't be told from their hashes."""
    first, second = (passwords.hashed(LONG_PASSWORD, 2) for _ in range(2))
    assert first != second
    assert passwords.matches(LONG_PASSWORD, first)
    assert passwords.matches(LONG_PASSWORD, second)
    assert not passwords.matches(LONG_PASSWORD[:-1], first)


def test_an_unknown_user_costs_as_much_as_a_wrong_password(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time does not tell which users exist: one hash of the same cost each."""
    costs: list[int] = []
    real = hashlib.scrypt

    def noting(password: bytes, *, salt: bytes, n: int, **options: int) -> bytes:
        costs.append(n)
        return real(password, salt=salt, n=n, **options)

    monkeypatch.setattr(hashlib, "scrypt", noting)
    refusals = [server.try_login(user, "wrong", "KDS1") for user in ("cook", "nobody")]
    assert [answer.status_code for answer in refusals] == [401, 401]
    assert refusals[0].json()["detail"] == refusals[1].json()["detail"]
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_secrets_are_compared_in_constant_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Password and refresh token go through the comparison that takes as long wherever they differ."""
    compared: list[int] = []
    real = hmac.compare_digest

    def noting(left: Any, right: Any) -> bool:
        compared.append(len(left))
        return real(left, right)

    monkeypatch.setattr(hmac, "compare_digest", noting)
    login = server.login("cook")
    assert 32 in compared
    compared.clear()
    body = {"tokenId": login["tokenId"], "refreshToken": login["refreshToken"]}
    assert server.call("POST", "/auth/refresh", body, user=None).status_code == 200
    assert 64 in compared


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512"])
def test_a_forged_token_is_worth_nothing(server: Server, algorithm: str) -> None:
    """A token without a signature, or signed with a guessed key, opens nothing, whatever stands in it."""
    real = jwt.decode(server.login("chef")["tokenId"], options={"verify_signature": False})
    forged = jwt.encode(real, "" if algorithm == "none" else "k" * 64, algorithm=algorithm)
    answer = server.call("GET", "/users", user=None, headers={"Authorization": f"Bearer {forged}"})
    assert (answer.status_code, answer.json()["errorCode"]) == (401, 1)


def test_a_token_of_another_server_is_worth_nothing(start: StartServer) -> None:
    """Each database signs with a key of its own, made at its first start."""
    first, second = start(), start()
    token = first.login("chef")["tokenId"]
    answer = second.call("GET", "/users", user=None, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_guessing_from_many_names_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures of more users than are remembered push out the oldest, never the one who guesses now."""
    monkeypatch.setattr(attempts, "MOST_PAIRS", 100)
    failed = FailedLogins(3, timedelta(seconds=60))
    for number in range(1000):
        failed.failed(Failure("192.0.2.7", f"user{number}", NOON))
        if number % 50 == 0:
            failed.failed(Failure("192.0.2.7", "cook", NOON))
    assert len(failed._failures) == 100
    assert failed.wait("192.0.2.7", "cook", NOON) is not None
    assert failed.wait("192.0.2.7", "user1", NOON) is None


def test_a_failed_login_is_logged_without_the_password(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """The log names user, device and address in one line each, whatever stands in the name."""
    with caplog.at_level(logging.DEBUG):
        server.try_login("cook\nlogin refused: nobody", LONG_PASSWORD, "KDS1")
    refused = [record.getMessage() for record in caplog.records if record.name.startswith("kds.server")]
    assert len(refused) == 1
    assert "192.0.2.7" in refused[0]
    assert "\n" not in refused[0]
    assert LONG_PASSWORD not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"items":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"userName": ' + b"9" * 100_000 + b"}",
    ],
    ids=["open brackets", "nested arrays", "nested objects", "endless number"],
)
@pytest.mark.parametrize("path", ["/auth", "/tickets", "/orders"])
def test_deep_json_is_a_mistake_and_no_crash(server: Server, path: str, body: bytes) -> None:
    """Nesting without end is answered like any other mistake in a body."""
    server.get("/auth", user="anna")
    headers = {"Authorization": f"Bearer {server.tokens['anna']['tokenId']}", "Content-Type": "application/json"}
    answer = server.wait(server.client.post(f"/api{path}", content=body, headers=headers))
    assert answer.status_code in (400, 403)
    assert "errorCode" in answer.json()
    assert len(answer.content) < 2_000


def test_a_body_without_a_stated_length_ends_at_the_limit(start: StartServer) -> None:
    """A body that is sent in pieces for ever is not collected for ever."""
    server = start(body_limit_bytes=10_000)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1000
            yield b"x" * 1000

    answer = server.wait(server.client.post("/api/auth", content=endless()))
    assert answer.status_code == 413
    assert sent <= 12_000


def test_made_up_passwords_can_not_be_guessed(tmp_path: Path, start: StartServer) -> None:
    """Off loopback each user's first password is long, random and another one at each installation."""
    made: list[str] = []
    for name in ("one.db", "two.db"):
        server = start(
            database=str(tmp_path / name), host="0.0.0.0", announce_passwords=lambda new: made.extend(new.values())
        )
        for user, password in (("anna", "1111"), ("chef", "9999"), ("chef", "")):
            assert server.try_login(user, password, DEVICES[user]).status_code == 401
    assert len(made) == len(set(made)) == 10
    assert all(len(password) >= 16 and len(set(password)) > 4 for password in made)


def test_no_answer_names_the_software(server: Server) -> None:
    """Neither a good answer nor a refusal says what the server is made of."""
    for path in ("/auth", "/nowhere", "/orders?$top=1"):
        answer: httpx.Response = server.call("GET", path)
        told = json.dumps(dict(answer.headers)).lower() + answer.text.lower()
        for name in ("uvicorn", "fastapi", "starlette", "python", "sqlite", "pydantic"):
            assert name not in told
        assert answer.headers["x-content-type-options"] == "nosniff"
