"""Processes that the demo starts: they end with their parent, however that ends, because their standard input closes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Annotated

import typer

STOP_SECONDS = 5.0
"""How long a child may take to end by itself."""

UntilStdinCloses = Annotated[
    bool, typer.Option("--until-stdin-closes", hidden=True, help="end when standard input does, with the parent")
]


def end_when_stdin_closes(tidy: Callable[[], None] = lambda: None) -> None:
    """Send this process SIGTERM once its standard input is closed, which the death of its parent does too.

    Args:
        tidy: called first; what the parent can't do any more.
    """

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        tidy()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="waits for the parent's end", daemon=True).start()


class Child:
    """A `kds` command in a process of its own.

    Args:
        arguments: the command and its options.
        output: where its standard output and errors go; None for this process's own.
    """

    def __init__(self, arguments: Sequence[str], *, output: IO[bytes] | int | None) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own commands
            [sys.executable, "-m", "kds", *arguments, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output if output is None else subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self) -> None:
        """End the child, by force after `STOP_SECONDS`."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()


def tail(file: Path, lines: int = 3) -> str:
    """Give the last lines that a child wrote."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return " ".join(line.strip() for line in text.strip().splitlines()[-lines:])
