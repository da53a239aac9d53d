"""What a server process does beside answering requests, from its start to its end; each does its own work elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from kds.server import sqlite
from kds.server.backup.control import BackupSocket
from kds.server.installation import Installation


@asynccontextmanager
async def beside_requests(installation: Installation) -> AsyncIterator[None]:
    """Send webhooks, hear other servers and make back-ups for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        if installation.webhooks is not None:
            await stack.enter_async_context(_running(installation.webhooks.run()))
        if installation.others is not None:
            await stack.enter_async_context(_running(installation.others.run()))
        file = _database_file(installation)
        if file is not None:
            copies = BackupSocket(installation.database, file)
            stack.push_async_callback(copies.stop)
            await copies.start()
        yield


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _database_file(installation: Installation) -> Path | None:
    if installation.database.is_shared:
        return None
    file = sqlite.file_of(installation.settings.database)
    return None if file == sqlite.MEMORY else Path(file).absolute()
