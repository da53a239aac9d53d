"""Hands the benchmarks what they need of the other folders: a source as a board opens it, its store, a full server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kds.bench.outside import Outside
from kds.bootstrap.till import source_of
from kds.domain.venue.admission import Admission
from kds.domain.venue.show import Show
from kds.errors import ServerError
from kds.kitchen.ports import Source
from kds.language import tr
from kds.settings.model import Settings
from kds.store.store import opened


def outside() -> Outside:
    """Give the ways into other folders.

    Raises:
        ServerError: the order server is not installed.
    """
    try:
        from kds.server.filling import fill
    except ImportError as error:
        raise ServerError(
            tr("The order server is not installed. Install it with: pip install 'kds[server]'")
        ) from error
    return Outside(open_source=open_source, open_store=opened, keep_show=keep_show, fill=fill)


def open_source(url: str, password_file: Path) -> Source:
    """Open a source for the bench's user at a server, as the settings of a board would.

    Raises:
        SettingsError: the address or the password file can't be used.
    """
    return source_of(Settings(server=url, user="expo", device="KDS2", password_file=password_file))


async def keep_show(state_folder: Path, show: Show, admissions: Sequence[Admission]) -> None:
    """Keep the list of a show in a state folder, as a board that read it from the seller does.

    Raises:
        StateError: the folder can't be used.
    """
    async with opened(state_folder) as store:
        await store.venue.keep_admissions(show, admissions, datetime.now(UTC))
