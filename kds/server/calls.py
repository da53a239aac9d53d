"""One request from login to commit: who calls, what was sent, and the answer that an `Idempotency-Key` brings again."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from kds.server.access.callers import Caller
from kds.server.answers import JSON
from kds.server.body import Shape, read_body
from kds.server.database import Transaction
from kds.server.installation import Installation, installation_of
from kds.server.problems import Problem, fault, invalid, missing
from kds.server.tables import answered_keys
from kds.server.values import instant_text

KEY_HEADER = "idempotency-key"
LONGEST_KEY = 255
"""Characters of an `Idempotency-Key`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a caller who may make it."""

    installation: Installation
    request: Request
    caller: Caller

    @property
    def raw_query(self) -> str:
        """The query string as it came."""
        query: bytes = self.request.scope["query_string"]
        return query.decode("ascii", "replace")

    def path(self, name: str) -> str:
        """Give a part of the path, unescaped.

        Raises:
            Problem: 404 for one with a NUL, which no name has and PostgreSQL takes in no text.
        """
        part = str(self.request.path_params[name])
        if "\0" in part:
            raise missing("missing.route", path=self.request.url.path)
        return part


@dataclass(frozen=True, slots=True)
class Command(Call):
    """A request that may change something."""

    raw_body: bytes
    key: str | None
    fingerprint: str

    def body(self, model: type[Shape], *, optional: bool = False, given: Mapping[str, object] | None = None) -> Shape:
        """Read the body, see `read_body`.

        Raises:
            Problem: 400.
        """
        return read_body(self.raw_body, model, optional=optional, given=given)

    def commit(self, act: Callable[[Transaction], Response]) -> Response:
        """Do something in one transaction, or give the stored answer when its key was answered before.

        Raises:
            Problem: 422 when the key was used for something else; whatever `act` raises, with nothing changed.
        """
        with self.installation.database.writing() as transaction:
            stored = self._stored(transaction)
            if stored is not None:
                return stored
            answer = act(transaction)
            self._store(transaction, answer)
            return answer

    def _stored(self, transaction: Transaction) -> Response | None:
        if self.key is None:
            return None
        row = transaction.connection.execute(
            select(answered_keys).where(
                answered_keys.c.user_name == self.caller.user_name, answered_keys.c.key == self.key
            )
        ).one_or_none()
        if row is None:
            return None
        if row.fingerprint != self.fingerprint:
            raise Problem(422, "key.reused")
        return Response(row.body.encode() or None, status_code=row.status, media_type=JSON if row.body else None)

    def _store(self, transaction: Transaction, answer: Response) -> None:
        if self.key is None:
            return
        now = self.installation.now
        oldest = instant_text(now - self.installation.settings.idempotency_lifetime)
        connection = transaction.connection
        connection.execute(answered_keys.delete().where(answered_keys.c.created_at < oldest))
        connection.execute(
            answered_keys.insert().values(
                user_name=self.caller.user_name,
                key=self.key,
                fingerprint=self.fingerprint,
                status=answer.status_code,
                body=bytes(answer.body).decode(),
                created_at=instant_text(now),
            )
        )


async def calling(request: Request, *any_of: str) -> Call:
    """Open a request that only reads; `any_of` are rights of which one is needed.

    Raises:
        Problem: 401, 403.
    """
    installation = installation_of(request)
    caller = await installation.callers.identify(request)
    caller.need(*any_of)
    return Call(installation, request, caller)


@asynccontextmanager
async def commanding(request: Request, *any_of: str) -> AsyncIterator[Command]:
    """Open a request that may change something and hold its `Idempotency-Key` until it is answered.

    Raises:
        Problem: 401, 403; 400 for a malformed key; 409 while a request with the same key runs, 422 when that is another.
    """
    call = await calling(request, *any_of)
    raw_body = await request.body()
    key = request.headers.get(KEY_HEADER)
    fingerprint = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + raw_body).hexdigest()
    command = Command(call.installation, request, call.caller, raw_body, key, fingerprint)
    if key is None:
        yield command
        return
    if not 0 < len(key) <= LONGEST_KEY:
        raise invalid(fault("Idempotency-Key", "value.wrong", reason=f"1 to {LONGEST_KEY} characters"))
    running = call.installation.running_keys
    place = (call.caller.user_name, key)
    if place in running:
        if running[place] != fingerprint:
            raise Problem(422, "key.reused")
        raise Problem(409, "key.running", headers={"Retry-After": "1"})
    running[place] = fingerprint
    try:
        yield command
    finally:
        del running[place]
