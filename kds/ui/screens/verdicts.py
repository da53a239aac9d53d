"""Shows a door's verdicts: full screen, with bells, for as long as they may be believed; it reads no key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from kds.domain.venue.facts import VenueFacts
from kds.domain.venue.verdicts import Alarm, Verdict, Word
from kds.language import tr
from kds.ui.drawing.entrance import DoorView, entrance_rows
from kds.ui.entrance_face import EntranceFace
from kds.ui.screens.base import KitchenScreen

VERDICT_SECONDS = 20.0
"""How long a verdict stays when nobody comes after it: a stale welcome must greet no other guest."""
MESSAGE_SECONDS = 6.0
"""How long an answer stays in the last row."""
BELL_SECONDS = 0.25
"""Pause between two bells of one verdict, so that they are heard apart."""

_BELLS = {Alarm.COME_IN: 1, Alarm.LOOK: 2, Alarm.STOP: 3}


class VerdictScreen(KitchenScreen):
    """The half of the door that a guest sees.

    Args:
        face: the venue; None before it has started.
    """

    def __init__(self, face: Callable[[], EntranceFace | None]) -> None:
        super().__init__()
        self._face = face
        self._state = DoorView()
        self._shown_at = 0.0
        self._said_at = 0.0

    @property
    def state(self) -> DoorView:
        """What the door shows beside the facts."""
        return self._state

    def tick(self) -> None:
        """Let a verdict and a message go when their time is over, and draw this second."""
        at = self.at()
        if self._state.verdict is not None and at - self._shown_at >= VERDICT_SECONDS:
            self._state = replace(self._state, verdict=None)
        if self._state.message and at - self._said_at >= MESSAGE_SECONDS:
            self._state = replace(self._state, message="")
        self.paint()

    def paint(self) -> None:
        """Draw the door."""
        if not self._rows:
            return
        face = self._face()
        facts = face.facts if face is not None else VenueFacts(gate=self.board.station.name)
        now = face.now() if face is not None else self.now()
        self._view.show(entrance_rows(facts, self._state, now, self._columns, self._rows))

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._state = replace(self._state, message=sentence)
        self._said_at = self.at()
        self.paint()

    def follow(self, face: EntranceFace, verdict: Verdict) -> None:
        """Show a verdict; an entry is on disk before anybody is told, and nobody waits while the seller is asked."""
        if verdict.is_new_entry:
            self.in_turn(lambda: self._kept(face, verdict))
        elif verdict.word is Word.ASK:
            self._show_verdict(verdict, bells=0)
            self._aside(face, verdict, self._state.number)
        else:
            self._show_verdict(verdict)

    async def _kept(self, face: EntranceFace, verdict: Verdict) -> None:
        self._show_verdict(await face.settle(verdict))

    def _aside(self, face: EntranceFace, verdict: Verdict, number: int) -> None:
        """Ask about a code while the next guests are scanned."""
        task = asyncio.create_task(self._guarded_aside(face, verdict, number), name="ask about a code")
        self._acts.add(task)
        task.add_done_callback(self._acts.discard)

    async def _guarded_aside(self, face: EntranceFace, verdict: Verdict, number: int) -> None:
        try:
            settled = await face.settle(verdict)
        except Exception as error:  # noqa: BLE001 - a task's error would otherwise be lost, or end as a traceback
            self.board_app.stop_for(error)
            return
        if self._state.number == number:
            self._show_verdict(settled, is_same=True)
        else:
            self._ring(settled.alarm)
            self.tell(
                tr(
                    "No {number} was asked about: {verdict}, code {code}.",
                    number=number,
                    verdict=tr(settled.word),
                    code=settled.code,
                )
            )

    def _show_verdict(self, verdict: Verdict, *, bells: int | None = None, is_same: bool = False) -> None:
        number = self._state.number if is_same else self._state.number + 1
        self._shown_at = self.at()
        self.show(replace(self._state, verdict=verdict, number=number))
        if bells is None:
            self._ring(verdict.alarm)

    def _ring(self, alarm: Alarm) -> None:
        self.app.bell()
        for number in range(1, _BELLS[alarm]):
            self.set_timer(BELL_SECONDS * number, self.app.bell)

    def show(self, state: DoorView) -> None:
        """Show another state of the door."""
        self._state = state
        self.paint()

    def at(self) -> float:
        """Give the seconds that never step."""
        return self.board_app.options.monotonic()
