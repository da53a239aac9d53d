"""What `kds serve` is told about its web pages; the pages themselves are the server's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kds.errors import UsageError
from kds.language import tr

if TYPE_CHECKING:
    from kds.server.web.settings import PageSettings


class OrderType(StrEnum):
    """The order types of contract 1."""

    TAKE_AWAY = "TakeAway"
    DELIVERY = "Delivery"
    WALK_IN = "WalkIn"


PickupScreen = Annotated[
    bool | None,
    typer.Option(
        "--pickup-screen/--no-pickup-screen",
        help="show /pickup, order numbers only, to everybody; else on this machine's own address alone",
    ),
]
PickupType = Annotated[
    list[OrderType] | None,
    typer.Option(help="order type on /pickup; repeatable; else TakeAway"),
]
PickupEndpoint = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="endpoint that must be ready for /pickup; repeatable; else all")
]
PickupMinutes = Annotated[int | None, typer.Option(min=1, help="how long a ready number stays on /pickup; else 10")]
AllergyWord = Annotated[
    list[str] | None, typer.Option(metavar="WORD", help="further word that marks an allergy on /board; repeatable")
]


@dataclass(frozen=True, slots=True)
class PageOptions:
    """The options as they were given; None and no words mean the usual."""

    screen: bool | None = None
    types: list[OrderType] | None = None
    endpoints: list[str] | None = None
    minutes: int | None = None
    words: list[str] | None = None

    def settings(self) -> PageSettings:
        """Give them to the server."""
        from kds.server.web.settings import PageSettings

        usual = PageSettings()
        return PageSettings(
            pickup_screen=self.screen,
            pickup_types=tuple(dict.fromkeys(map(str, self.types or usual.pickup_types))),
            pickup_endpoints=tuple(dict.fromkeys(self.endpoints or ())),
            pickup_minutes=usual.pickup_minutes if self.minutes is None else timedelta(minutes=self.minutes),
            allergy_words=tuple(self.words or ()),
        )

    def insist_on_none(self) -> None:
        """Refuse them where a stand-in is served.

        Raises:
            UsageError: some were given.
        """
        if self != PageOptions():
            raise UsageError(
                tr("The options --pickup-… and --allergy-word belong to the order server, not to a stand-in.")
            )
