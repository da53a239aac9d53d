"""What the parts of the bench need of the other folders; handed in from outside, because siblings don't know each other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kds.domain.venue.admission import Admission
from kds.domain.venue.show import Show
from kds.kitchen.ports import Outbox, Source


@dataclass(frozen=True, slots=True)
class Outside:
    """Ways into other folders.

    Attributes:
        open_source: opens a source as a board does: address of a server, and a file with the password of its user expo.
        open_store: opens the outbox of a state folder as a board does, until the block ends.
        keep_show: keeps the list of a show in a state folder, as a board that read it from the seller does.
        fill: puts that many finished orders into a server's database that nobody has open.
    """

    open_source: Callable[[str, Path], Source]
    open_store: Callable[[Path], AbstractAsyncContextManager[Outbox]]
    keep_show: Callable[[Path, Show, Sequence[Admission]], Coroutine[Any, Any, None]]
    fill: Callable[[Path, int], None]
