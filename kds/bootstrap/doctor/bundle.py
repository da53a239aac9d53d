"""One compressed file with all parts, for its owner alone; a part that fails says so in its place, and nothing is overwritten."""

from __future__ import annotations

import asyncio
import inspect
import io
import os
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kds.bootstrap.doctor.looking import Seen, look
from kds.bootstrap.doctor.masking import Masking, personal, secrets_of
from kds.bootstrap.doctor.parts import Part, parts_of
from kds.errors import KdsError
from kds.language import tr


@dataclass(frozen=True, slots=True)
class Bundled:
    """A part as it went into the bundle.

    Attributes:
        failure: why it could not be gathered, "" when it could.
    """

    name: str
    words: str
    text: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle on disk.

    Attributes:
        size_bytes: of the file.
    """

    file: Path
    size_bytes: int
    parts: tuple[Bundled, ...]


async def bundle(config: Path | None, options: Mapping[str, Any], folder: Path, now: datetime) -> Bundle:
    """Gather everything and write it.

    Args:
        config: the configuration file, as given by `--config`.
        options: what else the command line says; None values don't count.
        folder: where the bundle goes.
        now: names it.

    Raises:
        KdsError: the file can't be written.
    """
    file = folder / f"kds-doctor-{now:%Y%m%dT%H%M%SZ}.tar.gz"
    seen = await look(config, options)
    masking = _masking(seen)
    parts = [await _gathered(part, seen, masking) for part in parts_of(config, dict(options))]
    size = await asyncio.to_thread(_written, file, parts, now)
    return Bundle(file, size, tuple(parts))


def _masking(seen: Seen) -> Masking:
    settings = seen.settings
    endpoints = {pair.endpoint or "" for order in seen.orders for item in order.items for pair in item.pairs}
    if settings is None:
        return Masking((), personal(seen.orders), endpoints)
    stations = (settings.station or "", *settings.stations, *settings.endpoints)
    names = (settings.user or "", *personal(seen.orders))
    return Masking(secrets_of(settings), names, (*stations, *endpoints))


async def _gathered(part: Part, seen: Seen, masking: Masking) -> Bundled:
    failure = ""
    try:
        gathered = part.gather(seen)
        text = await gathered if inspect.isawaitable(gathered) else gathered
    except Exception as error:  # noqa: BLE001 - whatever is wrong here is what this command is for
        reason = masking.cleaned(f"{type(error).__name__}: {error}")
        text = failure = tr("could not be gathered: {reason}", reason=reason)
    return Bundled(part.name, part.words, masking.cleaned(text) + "\n", failure)


def _written(file: Path, parts: Sequence[Bundled], now: datetime) -> int:
    """Write the parts into a new file that only its owner can read, and give its size."""
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(made, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for part in parts:
                content = part.text.encode("utf-8", "replace")
                entry = tarfile.TarInfo(f"{file.name.removesuffix('.tar.gz')}/{part.name}")
                entry.size, entry.mode, entry.mtime = len(content), 0o600, int(now.timestamp())
                archive.addfile(entry, io.BytesIO(content))
        return file.stat().st_size
    except FileExistsError as error:
        raise KdsError(tr("{file} exists already and is kept. Try again in a second.", file=file)) from error
    except OSError as error:
        raise KdsError(
            tr("{file} can't be written: {reason}. Name another folder with --to.", file=file, reason=error.strerror)
        ) from error
