"""Asks a running board through its control socket; starts none and touches no file of its store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

from kds.control.messages import ANSWER_BYTES, SOCKET_FILE, Answer, Failed, Perform, Request
from kds.errors import KdsError, NoBoard, StateError
from kds.kitchen.codec import from_json, to_json
from kds.language import tr

ANSWER_SECONDS = 5.0
"""How long a board may take to answer, beside what the request itself waits for."""


async def ask(state_folder: Path, request: Request) -> Answer:
    """Send one request to the board that holds this state folder and give its answer, never `Failed`.

    Raises:
        NoBoard: no board runs there.
        StateError: one runs but does not answer.
        KdsError: the board did not do it; the message says why.
    """
    path = state_folder / SOCKET_FILE
    try:
        reader, writer = await asyncio.open_unix_connection(str(path), limit=ANSWER_BYTES)
    except OSError as error:
        raise NoBoard(tr("No board runs with the state folder {folder}.", folder=state_folder)) from error
    seconds = ANSWER_SECONDS + (request.wait_seconds if isinstance(request, Perform) else 0.0)
    try:
        writer.write(to_json(request, Request).encode() + b"\n")
        line = await asyncio.wait_for(reader.readline(), seconds)
        answer = cast("Answer", from_json(line.decode(), Answer))
    except (OSError, ValueError) as error:
        raise StateError(
            tr(
                "The board that holds {folder} did not answer in {seconds} s, or not in words this version knows. "
                "Look at its screen; the change may have been kept there.",
                folder=state_folder,
                seconds=f"{seconds:.0f}",
            )
        ) from error
    finally:
        writer.close()
    if isinstance(answer, Failed):
        raise KdsError(answer.sentence)
    return answer
