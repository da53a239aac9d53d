"""Keeps one file with the newest figures, replaced whole; whatever goes wrong with it is said once in the log and stops nothing."""

from __future__ import annotations

import asyncio
import logging
import os
from functools import partial
from pathlib import Path

from kds.domain.clock import Clock
from kds.jobs.metrics.figures import Figures, Presses, figures_of
from kds.jobs.rounds import Rounds
from kds.kitchen.kitchen import Kitchen
from kds.language import mark, tr

WRITE_SECONDS = 15.0
"""Pause between two files; a node_exporter is mostly asked as often."""
FIRST_SECONDS = 10.0
"""Pause before the first one: the first orders and the first presses don't wait for it."""
UNFINISHED_SUFFIX = ".new"
"""What a file is called until it is whole; node_exporter reads `*.prom` alone."""
READABLE = 0o644
"""Rights of the file: it is there for another user's program, and holds neither a secret nor a name of a person."""
NOT_INSTALLED = mark("metrics_file is set, but figures need another package: pip install 'kds[metrics]'")
"""What is said where the extra is missing."""

LOG = logging.getLogger(__name__)


class MetricsFile:
    """The figures of one board in a file.

    Args:
        file: replaced at each write; its folder must exist.
        kitchen: what is measured.
        clock: this machine's clocks.
        rounds: what the polls came to.
    """

    def __init__(self, file: Path, kitchen: Kitchen, clock: Clock, rounds: Rounds) -> None:
        self._file = file
        self._kitchen = kitchen
        self._clock = clock
        self._rounds = rounds
        self._presses = Presses(kitchen.board)
        self._failure = ""
        kitchen.subscribe(self._presses.hear)

    async def write(self) -> None:
        """Replace the file; a failure is logged when it begins and when it ends, and never shown to the cooks."""
        try:
            figures = figures_of(self._kitchen, self._clock, self._rounds, self._presses)
            self._tell(await asyncio.to_thread(partial(_replaced, self._file, figures)))
        except Exception as error:  # noqa: BLE001 - it would become a banner on the board, and its cause is here
            self._tell(f"the figures failed in an unforeseen way ({type(error).__name__})", error)

    def _tell(self, failure: str, error: Exception | None = None) -> None:
        if failure and failure != self._failure:
            LOG.warning("%s", failure, exc_info=error)
        elif self._failure and not failure:
            LOG.info("%s is written again", self._file)
        self._failure = failure


def _replaced(file: Path, figures: Figures) -> str:
    """Write the file beside its place and put it there; give why that failed, "" when it did not."""
    try:
        from kds.jobs.metrics.text import text_of  # with its library, after the first paint and only where it is wanted
    except ImportError:
        return tr(NOT_INSTALLED)
    unfinished = file.with_name(file.name + UNFINISHED_SUFFIX)
    try:
        with unfinished.open("wb") as written:
            os.fchmod(written.fileno(), READABLE)
            written.write(text_of(figures))
        unfinished.replace(file)
    except OSError as error:
        return tr(
            "The figures can't be written to {file}: {reason}. The board goes on without them.",
            file=file,
            reason=error.strerror,
        )
    return ""
