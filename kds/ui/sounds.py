"""Makes the sound of an event: the terminal's bell, or a program without a shell; it never waits and decides nothing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence

from kds.language import tr
from kds.paths import shipped_sounds
from kds.ui.alarm import Event

_log = logging.getLogger(__name__)

BELL = "bell"
"""The terminal's own bell."""

OFF = "off"
"""No sound; cards flash all the same."""

SOUND_WORD = "{sound}"
"""In a command, the sound file of the event that comes with kds."""

LONGEST_SECONDS = 5.0
"""A program that still plays then is stopped."""

Sound = str | Sequence[str]
"""`BELL`, `OFF`, or a program with its arguments."""


def command_of(sound: Sequence[str], event: Event) -> tuple[str, ...]:
    """Give a command with the event's own sound file in place of `{sound}`."""
    file = str(shipped_sounds() / f"{event.value}.wav")
    return tuple(word.replace(SOUND_WORD, file) for word in sound)


async def play(command: Sequence[str]) -> str:
    """Run a program that plays a sound; give why it failed, empty when it did not.

    Raises:
        asyncio.CancelledError: another sound is more urgent; the program is gone by then.
    """
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            status = await process.wait()
    except TimeoutError:
        return tr("it still ran after {seconds} s", seconds=int(LONGEST_SECONDS))
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await asyncio.shield(process.wait())
    return tr("it ended with status {status}", status=status) if status else ""


class Player:
    """Plays the sounds of one screen, one at a time; an event whose program failed has the bell from then on.

    Args:
        bell: rings the terminal's bell.
        sounds: gives the sound of each event; an event without one has the bell.
        tell: says something to the person in front of the screen.
    """

    def __init__(
        self, bell: Callable[[], None], sounds: Callable[[], Mapping[Event, Sound]], tell: Callable[[str], None]
    ) -> None:
        self._bell = bell
        self._sounds = sounds
        self._tell = tell
        self._failed: set[Event] = set()
        self._playing: asyncio.Task[None] | None = None

    def ring(self, event: Event) -> None:
        """Begin the sound of an event; one that still plays ends."""
        sound = BELL if event in self._failed else self._sounds().get(event, BELL)
        if sound == OFF:
            return
        if isinstance(sound, str):
            self._bell()
            return
        if self._playing is not None:
            self._playing.cancel()
        self._playing = asyncio.create_task(self._play(event, command_of(sound, event)), name=f"sound of {event}")

    async def stop(self) -> None:
        """End the sound that plays."""
        if self._playing is not None:
            self._playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._playing

    async def _play(self, event: Event, command: Sequence[str]) -> None:
        why = await play(command)
        if not why:
            return
        self._failed.add(event)
        _log.warning("the sound of %s failed (%s): %s", event.value, command[0], why)
        self._bell()
        self._tell(
            tr(
                "The sound for {event} can't be played ({program}: {why}). The bell rings instead.",
                event=event.value,
                program=command[0],
                why=why,
            )
        )
