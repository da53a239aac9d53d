"""Makes the sound files that come with kds from sines alone; run as a program it writes them anew."""

from __future__ import annotations

import io
import math
import struct
import wave
from itertools import accumulate

from kds.paths import shipped_sounds
from kds.ui.alarm import Event

RATE = 11_025
LOUDNESS = 14_000
FADE_SECONDS = 0.008

Tone = tuple[float, float]
"""Hertz (0 for silence) and seconds."""

TONES: dict[Event, tuple[Tone, ...]] = {
    Event.NEW: ((880, 0.12), (0, 0.03), (1175, 0.18)),
    Event.CHANGED: ((988, 0.09), (0, 0.04), (988, 0.09), (0, 0.04), (784, 0.16)),
    Event.VOID: ((784, 0.14), (587, 0.14), (392, 0.28)),
    Event.LATE: ((1319, 0.08), (0, 0.05), (1319, 0.08), (0, 0.05), (1319, 0.08), (0, 0.05), (1319, 0.08)),
    Event.READY: ((1047, 0.1), (1319, 0.1), (1568, 0.24)),
}
"""Each event has a melody of its own, so that it is known without looking."""


def samples(tones: tuple[Tone, ...]) -> list[int]:
    """Give 16-bit samples; every tone fades in and out, so that nothing clicks."""
    values = []
    for hertz, seconds in tones:
        count = int(seconds * RATE)
        for index in range(count):
            edge = min(index, count - index) / (FADE_SECONDS * RATE)
            angle = 2 * math.pi * hertz * index / RATE
            wave_form = math.sin(angle) + 0.25 * math.sin(2 * angle)
            values.append(round(LOUDNESS * min(edge, 1.0) * wave_form / 1.25) if hertz else 0)
    return values


def wav(event: Event) -> bytes:
    """Give the file of an event: one channel of 16 bits."""
    held = io.BytesIO()
    values = samples(TONES[event])
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(values)}h", *values))
    return held.getvalue()


def seconds(event: Event) -> float:
    """Give how long an event's sound is."""
    return list(accumulate(length for _, length in TONES[event]))[-1]


if __name__ == "__main__":
    for each in Event:
        (shipped_sounds() / f"{each.value}.wav").write_bytes(wav(each))
