"""Real processes for tests: a board on a pseudo-terminal whose screen can be read, beside a real order server."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyte

from kds.bench.terminal import Terminal

PATIENCE_SECONDS = 60.0
KEY_SECONDS = 0.12
"""Between two keys of a person in a hurry."""
KDS = (sys.executable, "-m", "kds")
ESCAPE_SECONDS = 0.3
"""After Escape, so that the next key is not taken for a part of its sequence."""


class BoardOnTerminal:
    """A running `kds board` and the screen it paints.

    Args:
        terminal: the pseudo-terminal it runs on.
        columns, rows: its size.
    """

    def __init__(self, terminal: Terminal, columns: int, rows: int) -> None:
        self.terminal = terminal
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def look(self, seconds: float = 0.05) -> list[str]:
        """Read what was painted meanwhile and give the screen's rows."""
        self.terminal.settle(min(seconds, 0.05), seconds)
        painted = self.terminal.take()
        self.raw += painted
        # pyte does not know the private modes of the Kitty keyboard protocol and would print their parameters
        self._stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]", keep_known, painted))
        return list(self._screen.display)

    def wait_for(self, words: str | Callable[[str], bool], limit_seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until the screen shows the words (or satisfies the condition); give the whole screen as text.

        Raises:
            AssertionError: it did not happen in time; the message holds the screen.
        """
        end = time.monotonic() + limit_seconds
        while True:
            text = "\n".join(self.look())
            if (words in text) if isinstance(words, str) else words(text):
                return text
            if time.monotonic() > end or self.terminal.has_ended():
                status = self.terminal.exit_status
                raise AssertionError(f"never seen: {words!r} (exit status {status}); the screen was:\n{text}")

    def linger(self, seconds: float) -> list[str]:
        """Watch the screen for that long, whatever happens, and give its rows."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.terminal.read(min(left, 0.05))
        return self.look()

    def press(self, *keys: str) -> None:
        """Type keys as slowly as a person would."""
        for key in keys:
            self.terminal.type(key)
            self.linger(ESCAPE_SECONDS if key == "\x1b" else KEY_SECONDS)


def wait_until(holds: Callable[[], bool], limit_seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds; fails when it does not in time."""
    end = time.monotonic() + limit_seconds
    while not holds():
        assert time.monotonic() < end, f"not so after {limit_seconds:g} s"
        time.sleep(0.02)


def keep_known(sequence: re.Match[bytes]) -> bytes:
    """Give a private control sequence unchanged when pyte knows it, else nothing."""
    text = sequence.group()
    return text if re.fullmatch(rb"\x1b\[\?[0-9;]*[hl]", text) else b""


@contextmanager
def board_on_terminal(
    *arguments: str,
    columns: int = 80,
    rows: int = 24,
    environment: Mapping[str, str] | None = None,
    program: Sequence[str] = KDS,
) -> Iterator[BoardOnTerminal]:
    """Run `kds board` with these arguments on a pseudo-terminal; ended on exit.

    Args:
        arguments: what follows `kds board`.
        columns, rows: size of the terminal.
        environment: variables on top of this process's own.
        program: what runs `kds`; something around it, or a script in its place.
    """
    command = [*program, "board", *arguments]
    with Terminal(command, columns=columns, rows=rows, environment=environment) as terminal:
        yield BoardOnTerminal(terminal, columns, rows)


def board_arguments(
    folder: Path, url: str, *, station: str = "Grill", endpoints: str = "Grill", role: str = "prep",
    user: str = "expo", password: str = "3333", device: str = "KDS2",
) -> list[str]:  # fmt: skip
    """Give a board's command line, with its password file, configuration and state below `folder`."""
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    configuration = folder / "kds.toml"
    configuration.write_text(f'state_dir = "{folder / "state"}"\n')
    return [
        "--config", str(configuration), "--server", url, "--user", user, "--device", device,
        "--password-file", str(secret), "--station", station, "--endpoints", endpoints, "--role", role,
    ]  # fmt: skip
