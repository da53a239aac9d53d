"""Answers at the control socket of a running board; whoever can open the socket owns the state folder."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import assert_never, cast

from kds.control.messages import (
    REQUEST_BYTES,
    SOCKET_FILE,
    Accepted,
    Answer,
    AskBoard,
    AskOutbox,
    AskStatus,
    AskTimes,
    BoardShown,
    Discard,
    Failed,
    OutboxList,
    Perform,
    Performed,
    Request,
    Retry,
    Status,
    TimesGiven,
)
from kds.errors import StateError
from kds.kitchen.codec import from_json, to_json
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState
from kds.kitchen.waiting import outcome_within

LONGEST_WAIT_SECONDS = 60.0
"""Longest that a request may wait for a delivery."""

LOG = logging.getLogger(__name__)


class ControlServer:
    """The socket `control` in the state folder; the caller holds the folder's lock."""

    def __init__(self, kitchen: Kitchen, folder: Path) -> None:
        self._kitchen = kitchen
        self._path = folder / SOCKET_FILE
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; a socket file left by a crash is replaced, since its owner can't hold the lock any more.

        Raises:
            StateError: the socket can't be made.
        """
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._path.unlink(missing_ok=True)
            listening.bind(str(self._path))
            self._path.chmod(0o600)
            self._server = await asyncio.start_unix_server(self._talk, sock=listening, limit=REQUEST_BYTES)
        except OSError as error:
            listening.close()
            raise StateError(
                f"The control socket {self._path} can't be made: {error}. "
                "Use a state folder with a shorter path that you may write (KDS_STATE_DIR)."
            ) from error

    async def stop(self) -> None:
        """Stop listening, end the talks and remove the socket."""
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        if talk is not None:
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)
        try:
            while line := await reader.readline():
                answer = await self._answer(line)
                writer.write(to_json(answer, Answer).encode() + b"\n")
                await writer.drain()
        except ValueError:
            LOG.warning("a request at the control socket was too long")
        except OSError as error:
            LOG.info("a talk at the control socket broke off: %s", error)
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> Answer:
        try:
            request = cast("Request", from_json(line.decode(), Request))
        except ValueError:
            return Failed("The running board does not understand this request. Use the same version of kds for both.")
        try:
            return await self._carried_out(request)
        except Exception:
            LOG.exception("a request at the control socket failed")
            return Failed("The running board could not do that; its log says why.")

    async def _carried_out(self, request: Request) -> Answer:
        kitchen = self._kitchen
        match request:
            case Perform(intent=intent, wait_seconds=seconds):
                refusal = await kitchen.perform(intent)
                if refusal is not None:
                    return Failed(refusal.sentence)
                ids = [command.id for command in intent.commands]
                outcome = await outcome_within(kitchen, ids, min(seconds, LONGEST_WAIT_SECONDS))
                return Performed(outcome.progress, outcome.reason)
            case AskStatus():
                board = kitchen.board
                return Status(board.station.name, os.getpid(), board.device, board.connection, board.banner)
            case AskOutbox():
                return OutboxList(kitchen.outbox_view())
            case AskBoard():
                return BoardShown(replace(kitchen.board, venue=None, inquiries=None))
            case AskTimes(since=since, until=until):
                return TimesGiven(await kitchen.times.between(since, until))
            case Retry(command_id=command_id):
                if self._state(command_id) is not CommandState.PARKED:
                    return Failed(f"No change {command_id} needs a decision. See: kds outbox list.")
                await kitchen.retry(command_id)
                return Accepted()
            case Discard(command_id=command_id, why=why):
                if self._state(command_id) is None:
                    return Failed(f"No change {command_id} is waiting. See: kds outbox list.")
                await kitchen.discard(command_id, why)
                if self._state(command_id) is not None:
                    return Failed(f"Change {command_id} is at the till already and can't be discarded.")
                return Accepted()
            case _:
                assert_never(request)

    def _state(self, command_id: str) -> CommandState | None:
        rows = self._kitchen.outbox_view()
        return next((row.state for row in rows if row.command.id == command_id), None)
