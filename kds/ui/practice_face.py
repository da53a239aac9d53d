"""What the screens need to practise, as a protocol; the wiring hands in the real thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kds.domain.board import Board
    from kds.ui.kitchen_face import KitchenFace


class PracticeFace(Protocol):
    """A kitchen of invented orders beside the real one."""

    async def begin(self, real: Board) -> KitchenFace:
        """Open a kitchen of invented orders for the station of the real board; raises `kds.errors.KdsError`."""
        ...

    async def end(self) -> None:
        """Close it and forget everything that was done in it."""
        ...
