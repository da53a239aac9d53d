"""Every way in which the server refuses, as `application/problem+json` (contract 5, portos 6); decides no rule itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kds.server.messages import MESSAGES, preferred_language, text
from kds.server.values import json_text


class ErrorCode(IntEnum):
    """The `errorCode` of a refusal (portos 6.3)."""

    UNAUTHENTICATED = 1
    UNAUTHORIZED = 2
    VALIDATION_FAILED = 3
    RESOURCE_LOCKED = 5
    VERSION_MISMATCH = 6


REQUEST_ID = "kds.request_id"
"""Where a request's scope holds the word that its log lines carry too."""

REQUIRED = "1"
"""Constraint code of a value that is missing (portos 6.4)."""

UNIQUE = "2"
"""Constraint code of a value that is taken already (portos 6.4)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that is not valid: where it is, the message about it, and the constraint code if there is one."""

    member: str
    message: str
    values: Mapping[str, object]
    code: str | None = None


class Problem(Exception):
    """A request is refused; `message` is a key of the catalogue and `values` fill its text."""

    def __init__(
        self,
        status: int,
        message: str,
        /,
        *,
        code: ErrorCode | None = None,
        faults: tuple[Fault, ...] = (),
        resource: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.faults = faults
        self.resource = resource
        self.headers = headers
        self.values = values or {}


def invalid(*faults: Fault) -> Problem:
    """Refuse with 400: values of the request are not valid."""
    return Problem(400, "validation", code=ErrorCode.VALIDATION_FAILED, faults=faults)


def taken(member: str, value: str) -> Problem:
    """Refuse with 409: what has to be unique exists already."""
    return Problem(
        409,
        "validation",
        code=ErrorCode.VALIDATION_FAILED,
        faults=(fault(member, "value.unique", code=UNIQUE, value=value),),
    )


def fault(member: str, message: str, /, *, code: str | None = None, **values: object) -> Fault:
    """Name one value that is not valid."""
    return Fault(member, message, values, code)


def not_logged_in(message: str = "login.needed") -> Problem:
    """Refuse with 401, naming both ways to log in."""
    challenge = 'Bearer, NWS4-HMAC-SHA256 realm="kds", charset="UTF-8"'
    return Problem(401, message, code=ErrorCode.UNAUTHENTICATED, headers={"WWW-Authenticate": challenge})


def forbidden(message: str, /, **values: object) -> Problem:
    """Refuse with 403."""
    return Problem(403, message, code=ErrorCode.UNAUTHORIZED, values=values)


def missing(message: str, /, **values: object) -> Problem:
    """Refuse with 404."""
    return Problem(404, message, values=values)


def outdated(name: str, key: str, *, sent: int, stored: int) -> Problem:
    """Refuse with 409 and errorCode 6: the request was made from an older version."""
    return Problem(
        409,
        "version",
        code=ErrorCode.VERSION_MISMATCH,
        resource={"name": name, "id": key, "version": stored},
        values={"sent": sent, "stored": stored},
    )


def problem_answer(request: Request, problem: Problem) -> Response:
    """Write a refusal in the language of the request."""
    language = preferred_language(request.headers.get("accept-language", ""))
    title = f"title.{problem.status}"
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": text(title if title in MESSAGES else "title.other", language),
        "status": problem.status,
        "detail": text(problem.message, language, **problem.values),
        "instance": request.url.path,
        "traceId": request.scope.get(REQUEST_ID) or uuid.uuid4().hex,
    }
    if problem.code is not None:
        document["errorCode"] = int(problem.code)
    if problem.resource is not None:
        document["resource"] = dict(problem.resource)
    if problem.code is ErrorCode.VALIDATION_FAILED:
        document["errors"] = [
            {"memberName": item.member, "message": text(item.message, language, **item.values), "code": item.code}
            for item in problem.faults
        ]
    return Response(
        json_text(document).encode("utf-8", "replace"),
        status_code=problem.status,
        headers=dict(problem.headers or {}),
        media_type="application/problem+json",
    )
