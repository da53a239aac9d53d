"""What an answer of Qtickets means: parsed JSON, or an error of our own tree with a sentence for people; sends nothing.

Qtickets answers a bad token with 403, an unknown number with a JSON 404, an unknown address with a web page, and
everything else, malformed requests included, with 503 (qtickets 1.1).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from kds.errors import Busy, Conflict, Forbidden, LoginRefused, Missing, NotTheSource, Refused, SourceError
from kds.language import mark, tr
from kds.sources.http import Answer
from kds.sources.qtickets.wire import WireError
from kds.sources.saying import kind_of, quoted

WRONG_AUTHORIZATION = "WRONG_AUTHORIZATION"
"""Code of a bad or missing token."""
_BY_CODE: dict[str, type[SourceError]] = {
    WRONG_AUTHORIZATION: LoginRefused,
    "RESOURCE_NOT_FOUND": Missing,
    "EVENT_NOT_FOUND": Missing,
    "SEAT_NOT_FOUND": Missing,
    "TICKET_NOT_FOUND": Missing,
    "SEAT_NOT_AVAILABLE": Conflict,
    "VALIDATION_ERROR": Refused,
}
_UNKNOWN_ERROR = "UNKNOWN_ERROR"
_WORDS: dict[type[SourceError], str] = {
    LoginRefused: mark(
        "{host} does not accept the Qtickets token{detail}. Make a new one in the organiser's account "
        "(Settings, General) and put it into the token file."
    ),
    Forbidden: mark("{host} does not allow this to the organiser's token{detail}."),
    Missing: mark("{host} does not know it{detail}."),
    Conflict: mark("{host} holds another state{detail}."),
    Busy: mark("{host} can't answer now{detail}. It is tried again."),
    Refused: mark("{host} refused the request{detail}."),
}


def parsed(answer: Answer, host: str) -> Any:
    """Read a good answer's JSON.

    Raises:
        NotTheSource: it is not JSON.
        SourceError: it is a refusal that calls itself a success.
    """
    if not answer.is_json:
        raise strange(answer, host)
    try:
        value = from_json(answer.body)
    except ValueError as error:
        raise strange(answer, host) from error
    if isinstance(value, dict) and _is_refusal(value):
        raise failure(answer, host)
    return value


def strange(answer: Answer, host: str) -> NotTheSource:
    """Give the error for an answer that Qtickets would not give to this request."""
    if 300 <= answer.status < 400:
        said = tr("it sends elsewhere")
    elif _is_page(answer) and answer.status == HTTPStatus.NOT_FOUND:
        said = tr("it has no such address")
    elif _is_page(answer):
        said = tr("it answers with a web page")
    else:
        said = tr("it answers with something else")
    return NotTheSource(
        tr(
            "What answers at {host} is not the Qtickets API: {said} (status {status}). "
            "Check the address with its prefix /api/rest/v1, and whether a login page of the network stands in between.",
            host=host,
            said=said,
            status=answer.status,
        ),
        status=answer.status,
    )


def failure(answer: Answer, host: str) -> SourceError:
    """Give the error that a refusal means; also one under HTTP 200 (qtickets 1.1)."""
    said = _said(answer)
    status = answer.status
    if answer.is_success and isinstance(said.status, int) and said.status >= HTTPStatus.BAD_REQUEST:
        status = said.status
    kind = _BY_CODE.get(said.code) or _kind(status, said.code)
    if status == HTTPStatus.FORBIDDEN and said.code not in ("", WRONG_AUTHORIZATION):
        kind = Forbidden
    if 300 <= answer.status < 400 or (answer.body and not answer.is_json and kind is not Busy):
        return strange(answer, host)
    return kind(
        tr(_WORDS[kind], host=host, detail=quoted(said.error or said.message, said.code)),
        status=status,
        retry_after=answer.retry_after,
    )


def _kind(status: int, code: str) -> type[SourceError]:
    if status < HTTPStatus.BAD_REQUEST:
        return Busy if code == _UNKNOWN_ERROR else Refused
    return LoginRefused if status == HTTPStatus.FORBIDDEN else kind_of(status)


def _is_refusal(value: dict[str, Any]) -> bool:
    status = value.get("status")
    return status == "error" or (
        isinstance(value.get("error"), str) and isinstance(status, int) and status >= HTTPStatus.BAD_REQUEST
    )


def _is_page(answer: Answer) -> bool:
    return "html" in answer.headers.get("content-type", "").lower()


def _said(answer: Answer) -> WireError:
    if not answer.is_json:
        return WireError()
    try:
        return WireError.model_validate_json(answer.body)
    except ValidationError:
        return WireError()
