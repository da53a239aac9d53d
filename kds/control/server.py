"""Answers at the control socket of a running board; whoever can open the socket owns the state folder."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import assert_never, cast

from kds.control.messages import (
    REQUEST_BYTES,
    SOCKET_FILE,
    Accepted,
    Answer,
    AskBoard,
    AskFile,
    AskOutbox,
    AskStatus,
    AskTimes,
    AskView,
    BoardShown,
    Discard,
    Failed,
    FileChecked,
    Leave,
    OutboxList,
    Perform,
    Performed,
    Request,
    Retry,
    Status,
    TimesGiven,
    ViewShown,
)
from kds.errors import StateError
from kds.kitchen.codec import from_json, to_json
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState
from kds.kitchen.waiting import outcome_within
from kds.language import tr, trn

LONGEST_WAIT_SECONDS = 60.0
"""Longest that a request may wait for a delivery."""

LOG = logging.getLogger(__name__)


def end_this_process() -> None:
    """Do what systemd does to end a board."""
    signal.raise_signal(signal.SIGTERM)


class ControlServer:
    """The socket `control` in the state folder; the caller holds the folder's lock.

    Args:
        kitchen: what the board shows.
        folder: the state folder.
        leave: ends the board; it returns before that.
        check_file: checks the file of the outbox and says in a word what came of it; None where there is none.
    """

    def __init__(
        self,
        kitchen: Kitchen,
        folder: Path,
        leave: Callable[[], None] = end_this_process,
        check_file: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        self._kitchen = kitchen
        self._leave = leave
        self._check_file = check_file
        self._path = folder / SOCKET_FILE
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._shown = replace(kitchen.board, venue=None, inquiries=None)
        self._state = ""

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
                tr(
                    "The control socket {path} can't be made: {reason}. "
                    "Use a state folder with a shorter path that you may write (KDS_STATE_DIR).",
                    path=self._path,
                    reason=error,
                )
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
            return Failed(
                tr("The running board does not understand this request. Use the same version of kds for both.")
            )
        try:
            return await self._carried_out(request)
        except Exception:
            LOG.exception("a request at the control socket failed")
            return Failed(tr("The running board could not do that; its log says why."))

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
            case AskView(known=known):
                return self._view(known)
            case AskTimes(since=since, until=until):
                return TimesGiven(await kitchen.times.between(since, until))
            case Retry() | Discard():
                return await self._decided(request)
            case AskFile():
                return FileChecked(await self._check_file()) if self._check_file is not None else FileChecked("")
            case Leave(only_when_done=only_when_done):
                unfinished = self._unfinished() if only_when_done else ""
                if unfinished:
                    return Failed(unfinished)
                LOG.info("the board was asked to end")
                self._leave()
                return Accepted()
            case _:
                assert_never(request)

    async def _decided(self, request: Retry | Discard) -> Answer:
        """Carry out a person's decision about a change."""
        command_id, kitchen = request.command_id, self._kitchen
        if isinstance(request, Retry):
            if self._state_of(command_id) is not CommandState.PARKED:
                return Failed(tr("No change {command} needs a decision. See: kds outbox list.", command=command_id))
            await kitchen.retry(command_id)
            return Accepted()
        if self._state_of(command_id) is None:
            return Failed(tr("No change {command} is waiting. See: kds outbox list.", command=command_id))
        await kitchen.discard(command_id, request.why)
        if self._state_of(command_id) is not None:
            return Failed(tr("Change {command} is at the till already and can't be discarded.", command=command_id))
        return Accepted()

    def _unfinished(self) -> str:
        """Say what of the outbox has not ended, "" when nothing."""
        states = [row.state for row in self._kitchen.outbox_view()]
        parked = states.count(CommandState.PARKED)
        waiting = len(states) - parked
        sentences = []
        if waiting:
            sentences.append(trn("{count} change waits for the till.", "{count} changes wait for the till.", waiting))
        if parked:
            sentences.append(trn("{count} change needs a decision.", "{count} changes need a decision.", parked))
        if sentences:
            sentences.append(tr("The board goes on; try again later. See: kds outbox list."))
        return " ".join(sentences)

    def _view(self, known: str) -> ViewShown:
        kitchen = self._kitchen
        board = replace(kitchen.board, venue=None, inquiries=None)
        if not self._state or replace(board, connection=self._shown.connection) != self._shown:
            self._shown, self._state = board, uuid.uuid4().hex
        return ViewShown(
            self._state,
            kitchen.now(),
            board.connection,
            None if known == self._state else board,
            is_watched=kitchen.notes.is_watching,
            commands=kitchen.outbox_view(),
        )

    def _state_of(self, command_id: str) -> CommandState | None:
        rows = self._kitchen.outbox_view()
        return next((row.state for row in rows if row.command.id == command_id), None)
