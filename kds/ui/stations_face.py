"""What the screens need to become another station or to cover one, as a protocol; the wiring hands in the real thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kds.domain.intents import Refusal
    from kds.ui.keys import KeyProfile
    from kds.ui.themes import ChosenTheme


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a station looks like and how it is worked.

    Attributes:
        profile: its keys.
        theme: its colours.
        ascii_only: draw nothing outside ASCII.
    """

    profile: KeyProfile
    theme: ChosenTheme
    ascii_only: bool = False


class StationsFace(Protocol):
    """The stations of this installation, beside the kitchen that shows one of them."""

    async def become(self, name: str) -> Outfit | Refusal:
        """Show that station from now on; give what it looks like, or why it can't be shown here."""
        ...

    async def cover(self, names: Sequence[str]) -> Refusal | None:
        """Let this station watch the endpoints of exactly those too; give the reason when it can't."""
        ...
