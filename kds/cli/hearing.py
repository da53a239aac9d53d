"""The question at the end of `kds check`: plays each sound of the station once and asks whether it was heard."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping

from kds.cli.words import say
from kds.language import tr
from kds.ui.alarm import Event
from kds.ui.sounds import BELL, OFF, Sound, command_of, play


def ask_what_was_heard(sounds: Mapping[Event, Sound], answer: Callable[[], str] = input) -> bool:
    """Play every sound once, the same one only once, and ask; give whether all were heard.

    Args:
        sounds: of each event; the bell for those it leaves out.
        answer: reads a line from the person.
    """
    heard_all = True
    for sound, events in _by_sound(sounds).items():
        names = ", ".join(event.value for event in events)
        why = _sounded(sound, events[0])
        if why:
            say(
                tr("The sound for {events} can't be played: {why}. The bell would ring instead.", events=names, why=why)
            )
            heard_all = False
            continue
        say(tr("That was the sound for {events}. Did you hear it? [y/n]", events=names))
        try:
            is_heard = answer().strip().lower().startswith(tr("y"))
        except EOFError:
            return heard_all
        if not is_heard:
            heard_all = False
            say(_advice(sound))
    return heard_all


def _by_sound(sounds: Mapping[Event, Sound]) -> dict[str | tuple[str, ...], list[Event]]:
    """Give the sounds that are to be heard, each with its events."""
    found: dict[str | tuple[str, ...], list[Event]] = {}
    for event in Event:
        sound = sounds.get(event, BELL)
        key = sound if isinstance(sound, str) else command_of(sound, event)
        if key != OFF:
            found.setdefault(key, []).append(event)
    return found


def _sounded(sound: str | tuple[str, ...], event: Event) -> str:
    """Make a sound, and give why it failed."""
    if not isinstance(sound, str):
        return asyncio.run(play(command_of(sound, event)))
    sys.stdout.write("\a")
    sys.stdout.flush()
    return ""


def _advice(sound: str | tuple[str, ...]) -> str:
    if isinstance(sound, str):
        return tr(
            "Many terminals keep the bell silent. Switch it on in the terminal, or name a program for the station: "
            '[stations.NAME.sounds] new = ["aplay", "-q", "{sound}"].',
            sound="{sound}",
        )
    return tr("The program ran without an error. Look at the loudspeaker, its volume and the sound device it plays on.")
