"""A look at the board that another process of this machine runs: asks it once a second, changes nothing, and says when it is gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from kds.control.client import ask
from kds.control.messages import AskTimes, AskView, TimesGiven, ViewShown
from kds.domain.board import Board, BoardChanged
from kds.domain.business_day import BusinessDay
from kds.domain.connection import Connection, Link
from kds.domain.intents import Intent, Refusal
from kds.domain.modes import Mode
from kds.domain.station import Role, Station
from kds.domain.times.figures import Figures, figures
from kds.errors import KdsError, NoBoard
from kds.kitchen.ports import Listener, StoredCommand
from kds.language import mark, tr

LOOK_SECONDS = 1.0
"""Pause between two looks."""

SLOW_AFTER_SECONDS = 3.0
"""A board that has not answered for so long is said to be slow; its own polls are counted alike (reliability 5.7)."""

GONE_AFTER_SECONDS = 6.0
"""After so long it is said that what stands here is old."""

LOOK_ONLY = mark("This is a look at the board: nothing can be changed here.")
"""The answer to every key that would change something."""


class _Truth(Enum):
    """How far what stands here can be believed."""

    WAITING = "waiting"
    FRESH = "fresh"
    SLOW = "slow"
    SILENT = "silent"
    GONE = "gone"


class ViewedTimes:
    """The speed of service that the running board remembers.

    Args:
        folder: its state folder.
        day: how the restaurant counts its days.
        now: the till's time.
    """

    def __init__(self, folder: Path, day: BusinessDay, now: Callable[[], datetime]) -> None:
        self.day = day
        self._folder = folder
        self._now = now

    async def today(self, endpoints: Collection[str] | None = None) -> Figures:
        """Give the figures of this business day so far.

        Raises:
            StateError: no board runs, or it does not answer.
        """
        now = self._now()
        answer = await ask(self._folder, AskTimes(self.day.start(now), now + timedelta(days=1)))
        facts = answer.facts if isinstance(answer, TimesGiven) else ()
        return figures(facts, self.day, now, endpoints=endpoints)


class ViewedBoard:
    """The running board as a screen sees a kitchen; it holds no lock and no file, only a short talk a second.

    Attributes:
        times: the speed of service.
    """

    def __init__(
        self,
        folder: Path,
        first: Station,
        day: BusinessDay,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare; nothing is asked before `look`.

        Args:
            folder: state folder of the running board.
            first: what is shown before there is one.
            day: how the restaurant counts its days.
            monotonic: seconds that never step.
            wall: this machine's time, for as long as the till's is unknown.
        """
        self._folder = folder
        self._day = day
        self._first = replace(first, role=Role.PREP, read_only=True)
        self._monotonic = monotonic
        self._wall = wall
        self._shown: ViewShown | None = None
        self._read: Board | None = None
        self._heard_at = monotonic()
        self._is_gone = True
        self._drawn_of: tuple[object, ...] = ()
        self._board = self._draw(_Truth.WAITING)
        self._listeners: list[Listener] = []
        self.times = ViewedTimes(folder, day, self.now)

    @property
    def board(self) -> Board:
        """What the running board shows, with how far that can be believed."""
        made_of = (truth := self._truth(), self._shown)
        if made_of != self._drawn_of:
            self._drawn_of, self._board = made_of, self._draw(truth)
        return self._board

    def now(self) -> datetime:
        """Give the till's time, this machine's before the first answer."""
        if self._shown is None:
            return self._wall()
        return self._shown.now + timedelta(seconds=self._monotonic() - self._heard_at)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at every change, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Look once a second until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask the running board once; never raises."""
        known = self._shown.state if self._shown is not None and not self._is_gone else ""
        before = self.board
        try:
            answer = await ask(self._folder, AskView(known))
        except NoBoard:
            self._is_gone = True
        except KdsError:
            return
        else:
            if isinstance(answer, ViewShown):
                self._take(answer)
        if self.board is not before:
            for listener in tuple(self._listeners):
                listener(BoardChanged(self.board))

    async def perform(self, intent: Intent) -> Refusal | None:
        """Refuse it."""
        del intent
        return Refusal(tr(LOOK_ONLY))

    async def painted(self, keys: Collection[str]) -> None:
        """Tell nobody: a look from elsewhere is not the cook's."""

    async def refresh_recall(self) -> None:
        """Ask nothing: the running board reads its own list."""

    def outbox_view(self) -> tuple[StoredCommand, ...]:
        """Give what has not ended on the running board."""
        return self._shown.commands if self._shown is not None else ()

    async def retry(self, command_id: str) -> None:
        """Refuse it; raises KdsError."""
        del command_id
        raise KdsError(tr(LOOK_ONLY))

    async def discard(self, command_id: str, why: str) -> None:
        """Refuse it; raises KdsError."""
        del command_id, why
        raise KdsError(tr(LOOK_ONLY))

    def _take(self, answer: ViewShown) -> None:
        self._read = answer.board or self._read
        self._shown = answer
        self._heard_at = self._monotonic()
        self._is_gone = False

    def _truth(self) -> _Truth:
        if self._shown is None:
            return _Truth.WAITING
        if self._is_gone:
            return _Truth.GONE
        silent = self._monotonic() - self._heard_at
        if silent > GONE_AFTER_SECONDS:
            return _Truth.SILENT
        return _Truth.SLOW if silent > SLOW_AFTER_SECONDS else _Truth.FRESH

    def _draw(self, truth: _Truth) -> Board:
        read, shown = self._read, self._shown
        if read is None or shown is None:
            sentence = tr("No board runs on this machine with the state folder {folder}.", folder=self._folder)
            waits = tr("It is shown here as soon as it starts.")
            return Board(self._first, banner=f"{sentence} {waits}", mode=Mode.VIEW)
        own = self._own_words(truth, shown)
        station = replace(read.station, read_only=True)
        if station.role is Role.DOOR:
            station = replace(station, role=Role.PREP)
            own = (tr("A door's list of guests stays on its own screen."), *own)
        return replace(
            read,
            station=station,
            connection=_as_slow(shown.connection) if truth is not _Truth.FRESH else shown.connection,
            banner="  ".join((*own, *((read.banner,) if read.banner else ()))),
            mode=Mode.VIEW,
        )

    def _own_words(self, truth: _Truth, shown: ViewShown) -> tuple[str, ...]:
        """Say what a person must know beside what the board itself says."""
        at = f"{shown.now.astimezone(self._day.zone):%H:%M:%S}"
        if truth is _Truth.GONE:
            return (tr("THE BOARD OF THIS MACHINE HAS ENDED. What stands here is of {time}.", time=at),)
        if truth is _Truth.SILENT:
            return (tr("THE BOARD OF THIS MACHINE DOES NOT ANSWER. What stands here is of {time}.", time=at),)
        if not shown.is_watched:
            return (tr("Somebody practises on that screen: nobody sees these orders there."),)
        return ()


def _as_slow(connection: Connection) -> Connection:
    """Give the connection no better than slow: whatever it was, it was heard of some time ago."""
    return connection if connection.link is Link.OFFLINE else replace(connection, link=Link.SLOW)
