"""Lets a board write its figures into a file, where one is configured, and tells whether that can work."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from kds.domain.clock import Clock
from kds.jobs.metrics.file import FIRST_SECONDS, NOT_INSTALLED, WRITE_SECONDS, MetricsFile
from kds.jobs.schedule import Job, Jobs
from kds.kitchen.kitchen import Kitchen
from kds.language import mark, tr


def write_figures(file: Path | None, kitchen: Kitchen, clock: Clock, jobs: Jobs) -> None:
    """Put the writing of the file into the table of jobs; nothing where no file is wanted."""
    if file is not None:
        figures = MetricsFile(file, kitchen, clock, jobs.rounds)
        jobs.add(Job(mark("figures"), figures.write, every_seconds=WRITE_SECONDS, first_seconds=FIRST_SECONDS))


def figures_stand(file: Path) -> tuple[bool, str]:
    """Say whether the file can be written, and in words for a person what is in the way."""
    if importlib.util.find_spec("prometheus_client") is None:
        return False, tr(NOT_INSTALLED)
    if not os.access(file.parent, os.W_OK | os.X_OK):
        return False, tr(
            "the folder of {file} does not exist or can't be written; the board goes on without", file=file
        )
    return True, str(file)
