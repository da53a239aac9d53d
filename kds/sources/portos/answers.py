"""What an answer of Portos means: JSON of a shape, or an error of our own tree with a sentence for people; sends nothing."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from kds.errors import Busy, Conflict, Forbidden, LoginRefused, Missing, NotTheSource, Refused, SourceError
from kds.language import mark, tr
from kds.sources.http import Answer
from kds.sources.portos.wire import Problem
from kds.sources.saying import kind_of, quoted

RESOURCE_LOCKED = 5
"""errorCode of a resource in use elsewhere (portos 6.3)."""
VERSION_MISMATCH = 6
"""errorCode of a write that carries an older version than stored (portos 6.3)."""
_BY_ERROR_CODE: dict[int, type[SourceError]] = {RESOURCE_LOCKED: Busy, VERSION_MISMATCH: Conflict}
_WORDS: dict[type[SourceError], str] = {
    LoginRefused: mark("{host} does not accept {login}{detail}. Check user, device and password or key."),
    Forbidden: mark("{host} does not allow this to {login}{detail}. Give the right to the user's role at the till."),
    Missing: mark("{host} does not know it{detail}."),
    Conflict: mark("{host} holds a newer state or is still working on the same request{detail}."),
    Busy: mark("{host} can't answer now{detail}. It is tried again."),
    Refused: mark("{host} refused the request{detail}."),
}
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
"""An escape in JSON: two halves of a pair, one alone, or any other."""
Shape = TypeVar("Shape", bound=BaseModel)


class TooDeep(Exception):
    """The JSON is nested more deeply than any order."""


def parsed(answer: Answer, host: str) -> Any:
    """Read a good answer's JSON.

    Raises:
        NotTheSource: it is not JSON, whatever it calls itself.
        TooDeep: it is nested too deeply to be read.
    """
    if not answer.is_json:
        raise strange(answer, host)
    try:
        return parsed_json(answer.body)
    except ValueError as error:
        raise strange(answer, host) from error


def parsed_json(body: bytes) -> Any:
    """Read JSON that may hold what is no character.

    Raises:
        ValueError: it is not JSON.
        TooDeep: it is nested too deeply to be read.
    """
    try:
        return from_json(body)
    except ValueError as error:
        if "recursion" in str(error):
            raise TooDeep from error
    try:
        return from_json(_repaired(body))
    except ValueError as error:
        if "recursion" in str(error):
            raise TooDeep from error
        raise


def _repaired(body: bytes) -> bytes:
    """Put `�` for what is no character: bytes that are not UTF-8, and halves of pairs that some tills write as `\\ud83c`.

    One such name would otherwise make all orders unreadable.
    """

    def whole(escape: re.Match[bytes]) -> bytes:
        return rb"\ufffd" if escape["half"] else escape[0]

    return _ESCAPE.sub(whole, body.decode("utf-8", "replace").encode())


def read_as(shape: type[Shape], value: object, answer: Answer, host: str) -> Shape:
    """Read parsed JSON as a shape of `wire`.

    Raises:
        NotTheSource: it has another shape.
    """
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise strange(answer, host) from error


def strange(answer: Answer, host: str) -> NotTheSource:
    """Give the error for an answer that Portos would not give."""
    if 300 <= answer.status < 400:
        said = tr("it sends elsewhere")
    elif "html" in answer.headers.get("content-type", "").lower():
        said = tr("it answers with a web page")
    else:
        said = tr("it answers with something else")
    return NotTheSource(
        tr(
            "What answers at {host} is not Portos: {said} (status {status}). "
            "Check the address with its prefix, and whether a login page of the network stands in between.",
            host=host,
            said=said,
            status=answer.status,
        ),
        status=answer.status,
    )


def failure(answer: Answer, host: str, login: str) -> SourceError:
    """Give the error that an answer other than 2xx means.

    Args:
        answer: the answer.
        host: host and port, for the message.
        login: who asked, such as `cook on KDS1`.
    """
    problem = _problem(answer)
    kind = _BY_ERROR_CODE.get(problem.error_code or 0) or kind_of(answer.status)
    if answer.status < 400 or (answer.body and not answer.is_json and kind is not Busy):
        return strange(answer, host)
    words = tr(_WORDS[kind], host=host, login=login, detail=quoted(_detail(problem)))
    return kind(words, status=answer.status, error_code=problem.error_code, retry_after=answer.retry_after)


def _problem(answer: Answer) -> Problem:
    if not answer.is_json:
        return Problem()
    try:
        return Problem.model_validate_json(answer.body)
    except ValidationError:
        return Problem()


def _detail(problem: Problem) -> str:
    members = [f"{error.get('memberName', '')} {error.get('message', '')}".strip() for error in problem.errors]
    return "; ".join(members) or problem.detail or problem.title or ""
