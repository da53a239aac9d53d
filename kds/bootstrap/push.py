"""Lets the till tell of changes by itself, where the extra for that is installed; without it nothing else changes."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
from typing import TYPE_CHECKING

from kds.language import mark, tr

if TYPE_CHECKING:
    from kds.kitchen.push import Push
    from kds.settings.model import Settings
    from kds.sources.portos.push import PortosPush
    from kds.sources.portos.source import PortosSource

NOT_INSTALLED = mark("not installed, so the till is only polled; install it with: pip install 'kds[push]'")
"""What is said where the extra is missing."""
SWITCHED_OFF = mark("switched off by portos.push = false, so the till is only polled")
"""What is said where nobody wants it."""
BEGIN_SECONDS = 0.5
"""Pause between the start of the kitchen and the first attempt."""

LOG = logging.getLogger(__name__)


class BegunLater:
    """The till's push, begun when the first orders have been painted: what it imports must not make them wait."""

    def __init__(self, settings: Settings, source: PortosSource, ears: Push) -> None:
        self._settings = settings
        self._source = source
        self._ears = ears
        self._push: PortosPush | None = None
        self._beginning: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin in a moment."""
        self._beginning = asyncio.create_task(self._begin(), name="push begins")

    async def stop(self) -> None:
        """Hang up."""
        if self._beginning is not None:
            self._beginning.cancel()
            await asyncio.gather(self._beginning, return_exceptions=True)
        if self._push is not None:
            await self._push.stop()

    async def _begin(self) -> None:
        await asyncio.sleep(BEGIN_SECONDS)
        if self._settings.portos.push:
            with contextlib.suppress(ImportError):
                await asyncio.to_thread(importlib.import_module, "kds.sources.portos.push")
        self._push = push_of(self._settings, self._source, self._ears)
        if self._push is not None:
            self._push.start()


def push_of(settings: Settings, source: PortosSource, ears: Push) -> PortosPush | None:
    """Make the till's push; None where it is switched off or not installed, which is logged."""
    if not settings.portos.push:
        LOG.info("push: %s", tr(SWITCHED_OFF))
        return None
    try:
        return source.push(ears)
    except ImportError:
        LOG.info("push: %s", tr(NOT_INSTALLED))
        return None


async def push_stands(settings: Settings, source: PortosSource) -> tuple[bool, str]:
    """Try it once; give whether it is as wished, and words for a person."""
    from kds.bootstrap.till import SystemClock
    from kds.errors import KdsError
    from kds.kitchen.health import Health
    from kds.kitchen.push import Push

    if not settings.portos.push:
        return True, tr(SWITCHED_OFF)
    clock = SystemClock()
    try:
        await source.push(Push(Health(clock, settings.poll_seconds), clock)).once()
    except ImportError:
        return False, tr(NOT_INSTALLED)
    except KdsError as error:
        return False, tr("none, so the till is only polled: {reason}", reason=error)
    return True, tr("the till tells of changes by itself")
