"""What can be chosen about the web pages; values only, nothing is read from files or the environment here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """Everything that can be chosen about the board's page and the pick-up screen.

    Attributes:
        pickup_screen: whether `/pickup` is shown to everybody who reaches the server; None means on loopback only.
        pickup_types: order types whose numbers it shows (contract 1, `purchaseType`).
        pickup_endpoints: endpoints that have to be ready for it; none named means all.
        pickup_minutes: how long a ready number stays.
        allergy_words: further beginnings of words that make a text an allergy, in any spelling.
    """

    pickup_screen: bool | None = None
    pickup_types: tuple[str, ...] = ("TakeAway",)
    pickup_endpoints: tuple[str, ...] = ()
    pickup_minutes: timedelta = timedelta(minutes=10)
    allergy_words: tuple[str, ...] = ()
