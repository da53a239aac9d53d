"""What an answer of Lightspeed means: JSON under a root key, or an error of our own tree with a sentence; sends nothing."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from kds.errors import Busy, Conflict, Forbidden, LoginRefused, Missing, NotTheSource, Refused, SourceError
from kds.language import mark, tr
from kds.sources.http import Answer
from kds.sources.lightspeed.wire import Envelope
from kds.sources.saying import DETAIL_CELLS, kind_of, quoted

_DETAIL_BYTES = 4 * DETAIL_CELLS
_WORDS: dict[type[SourceError], str] = {
    LoginRefused: mark("{host} does not accept the API key{detail}. Check key, secret file and cluster."),
    Forbidden: mark(
        "{host} does not allow this to the API key{detail}. Permit it in the back office, Settings, Developers."
    ),
    Missing: mark("{host} does not know it{detail}."),
    Conflict: mark("{host} holds a newer state{detail}."),
    Busy: mark("{host} can't answer now{detail}. It is tried again."),
    Refused: mark("{host} refused the request{detail}."),
}


def is_refusal(answer: Answer) -> bool:
    """Whether an answer is an error: by its status, or by a root `error` whatever its status (lightspeed 1)."""
    if not answer.is_success:
        return True
    return b'"error"' in answer.body and "error" in (_object(answer) or {})


def parsed(answer: Answer, host: str) -> dict[str, Any]:
    """Read the JSON object of an answer that is no refusal.

    Raises:
        NotTheSource: it is none.
    """
    content = _object(answer)
    if content is None:
        raise strange(answer, host)
    return content


def strange(answer: Answer, host: str) -> NotTheSource:
    """Give the error for an answer that Lightspeed would not give, with the beginning of what it said."""
    if 300 <= answer.status < 400:
        said = tr("it sends elsewhere")
    elif "html" in answer.headers.get("content-type", "").lower():
        said = tr("it answers with a web page")
    else:
        said = tr("it answers with something else")
    return NotTheSource(
        tr(
            "What answers at {host} is not Lightspeed: {said} (status {status}){detail}. "
            "Check the address, and whether a login page of the network stands in between.",
            host=host,
            said=said,
            status=answer.status,
            detail=quoted(_beginning(answer)),
        ),
        status=answer.status,
    )


def failure(answer: Answer, host: str, *, retry_after: float | None = None) -> SourceError:
    """Give the error that a bad answer means.

    Args:
        answer: one that is not 2xx, or one with a root `error`.
        host: host and port, for the message.
        retry_after: seconds that the rate limits say, None for what the answer says itself.
    """
    envelope = _envelope(answer)
    status = envelope.code if answer.is_success and envelope and envelope.code else answer.status
    kind = kind_of(status)
    is_foreign = envelope is None and bool(answer.body.strip()) and kind is not Busy
    if answer.status < 200 or 300 <= answer.status < 400 or is_foreign:
        return strange(answer, host)
    said = envelope.words if envelope is not None else _beginning(answer)
    return kind(
        tr(_WORDS[kind], host=host, detail=quoted(said) or tr(" (status {status})", status=status)),
        status=status,
        retry_after=answer.retry_after if retry_after is None else retry_after,
    )


def inactive_language(host: str, language: str) -> NotTheSource:
    """Give the error for a language that the shop does not have; every path below it is unknown there."""
    return NotTheSource(
        tr(
            "The shop at {host} has no active language {language!r}. Choose one that is active in the shop; `us` is US "
            "English.",
            host=host,
            language=language,
        ),
        status=404,
    )


def names_language(error: SourceError) -> bool:
    """Whether a 404 itself says that the language is at fault (lightspeed 1)."""
    return "inactive language" in str(error).lower()


def _object(answer: Answer) -> dict[str, Any] | None:
    """Read a JSON object, whatever the answer calls itself; None when it is something else."""
    try:
        content = from_json(answer.body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _envelope(answer: Answer) -> Envelope | None:
    content = _object(answer)
    if content is None:
        return None
    error = content.get("error")
    if isinstance(error, str):
        return Envelope(message=error)
    try:
        return Envelope.model_validate(error)
    except ValidationError:
        return Envelope()


def _beginning(answer: Answer) -> str:
    return answer.body[:_DETAIL_BYTES].decode("utf-8", "replace")
