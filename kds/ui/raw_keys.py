"""Reads single keys from a terminal as bytes and names them as a board would; what they mean is for others to say."""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from textual.constants import DISABLE_KITTY_KEY

from kds.ui.key_names import MODIFIERS, key_name
from kds.ui.learning import Sent

KITTY_FLAGS = 25
"""What Textual asks of a terminal: unambiguous codes, all keys as codes, with the text they type (kitty, flags 1, 8, 16)."""

_ASK = b"\x1b[?u\x1b[c"
_ATTRIBUTES = re.compile(rb"\x1b\[\?[0-9;]*c")
_FLAGS = re.compile(rb"\x1b\[\?[0-9]+u")
_ANSWER_SECONDS = 1.0
_REST_SECONDS = 0.05
_CHUNK_BYTES = 256


class KeySource(Protocol):
    """Where `kds keys learn` gets keys from.

    Attributes:
        speaks_kitty: whether the terminal answered that it speaks the Kitty keyboard protocol.
    """

    speaks_kitty: bool

    def read(self, seconds: float) -> Sent | None:
        """Wait for one key; None when none came."""
        ...


class RawTerminal:
    """A terminal that gives every key as its bytes.

    Args:
        file: descriptor of the terminal.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self.speaks_kitty = not DISABLE_KITTY_KEY and self._asks_kitty()

    def read(self, seconds: float) -> Sent | None:
        """Wait for one key; None when none came."""
        raw = self._bytes(seconds)
        if not raw:
            return None
        while more := self._bytes(_REST_SECONDS):
            raw += more
        names = names_of(raw)
        return Sent(names[0], raw, names[1:]) if names else None

    def _bytes(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._file], [], [], seconds)
        return os.read(self._file, _CHUNK_BYTES) if ready else b""

    def _asks_kitty(self) -> bool:
        """Ask for the protocol's state, and for the attributes that every terminal answers: what comes first tells."""
        os.write(self._file, _ASK)
        heard = b""
        end = time.monotonic() + _ANSWER_SECONDS
        while not _ATTRIBUTES.search(heard) and (left := end - time.monotonic()) > 0:
            heard += self._bytes(left)
        return _FLAGS.search(heard) is not None


@contextmanager
def raw_terminal(file: int) -> Iterator[RawTerminal]:
    """Give a terminal in raw mode with the Kitty keyboard protocol asked for; it is as before afterwards."""
    before = termios.tcgetattr(file)
    try:
        tty.setcbreak(file, termios.TCSANOW)
        own = termios.tcgetattr(file)
        own[tty.LFLAG] &= ~termios.ISIG
        own[tty.IFLAG] &= ~(termios.IXON | termios.ICRNL)
        termios.tcsetattr(file, termios.TCSANOW, own)
        if not DISABLE_KITTY_KEY:
            os.write(file, f"\x1b[>{KITTY_FLAGS}u".encode())
        yield RawTerminal(file)
    finally:
        if not DISABLE_KITTY_KEY:
            os.write(file, b"\x1b[<u")
        termios.tcsetattr(file, termios.TCSANOW, before)


def names_of(raw: bytes) -> tuple[str, ...]:
    """Give the names by which a board knows the keys that sent these bytes, by Textual's own parser.

    A Ctrl, Shift or Alt key that is held for the key after it is left out.
    """
    from textual import events
    from textual._xterm_parser import XTermParser

    parser = XTermParser()
    text = raw.decode("utf-8", "replace")
    heard = [*parser.feed(text), *parser.feed("")]
    names = [key_name(event.key, event.character) for event in heard if isinstance(event, events.Key)]
    return tuple(name for name in names[:-1] if name not in MODIFIERS) + tuple(names[-1:])
