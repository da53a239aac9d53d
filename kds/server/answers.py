"""The shapes of successful answers: a document, a page of documents, nothing; documents come as ready JSON text."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

JSON = "application/json"


def document_answer(document: str, *, status: int = 200) -> Response:
    """Answer one document."""
    return Response(document.encode(), status_code=status, media_type=JSON)


def list_answer(documents: Sequence[str]) -> Response:
    """Answer a bare list of documents."""
    return document_answer(f"[{','.join(documents)}]")


def page_answer(documents: Sequence[str] | None, *, count: int, total: int) -> Response:
    """Answer a `QueryResult`; without documents it has no `items` (portos 0.4)."""
    items = "" if documents is None else f'"items":[{",".join(documents)}],'
    return document_answer(f'{{{items}"count":{count},"totalCount":{total}}}')


def empty_answer() -> Response:
    """Answer 204."""
    return Response(status_code=204)
