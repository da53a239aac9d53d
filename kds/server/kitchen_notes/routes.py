"""The routes of `/kitchen/notes` (contract 7)."""

from __future__ import annotations

import zlib

from fastapi import APIRouter, Request, Response

from kds.server.answers import document_answer, empty_answer, page_answer
from kds.server.calls import calling, commanding
from kds.server.database import Transaction
from kds.server.kitchen_notes.model import KindBody, NoteBody, checked, right_for
from kds.server.orders.routes import is_known
from kds.server.problems import missing

router = APIRouter(tags=["kitchen"])


@router.get("/kitchen/notes")
async def list_notes(request: Request) -> Response:
    """Give the notes of the business day, oldest first."""
    call = await calling(request)
    with call.installation.database.reading() as connection:
        texts = call.installation.notes(connection).texts()
    answer = page_answer(texts, count=len(texts), total=len(texts))
    tag = f'"{call.installation.instance[:8]}.{zlib.crc32(answer.body):08x}.{len(answer.body):x}"'
    if is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


@router.post("/kitchen/notes", status_code=201)
async def tell_note(request: Request) -> Response:
    """Tell a note; one about the same subject is answered as it is, or replaced where the newest word counts."""
    async with commanding(request) as command:
        command.caller.need(*right_for(command.body(KindBody).kind))
        body = checked(command.body(NoteBody))

        def act(transaction: Transaction) -> Response:
            text, is_new = command.installation.notes_of(transaction).tell(body, command.caller)
            return document_answer(text, status=201 if is_new else 200)

        return command.commit(act)


@router.delete("/kitchen/notes/{id}", status_code=204)
async def end_note(request: Request) -> Response:
    """End a note."""
    async with commanding(request) as command:
        note_id = command.path("id")

        def act(transaction: Transaction) -> Response:
            notes = command.installation.notes_of(transaction)
            kind = notes.find(note_id)
            if kind is None:
                raise missing("missing.note", id=note_id)
            command.caller.need(*right_for(kind))
            notes.end(note_id)
            return empty_answer()

        return command.commit(act)
