"""Orders for the pages, written as a till writes them, and what a page makes of them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from kds.server.messages import Language
from kds.server.web.cards import Board, Filter
from kds.server.web.composing import board_of
from kds.server.web.reading import OpenOrders, Reading
from kds.server.web.rendering import board_state
from kds.server.web.settings import PageSettings
from kds.server.web.views import BoardView, Surroundings
from tests.server.world import Json, Server


def dish(name: str, amount: float, *endpoints: str, code: int = 1, **fields: object) -> Json:
    """Write a line of a ticket."""
    plu: Json = {"code": code, "stockName": "S01", "name": name, "orderEndpointNames": list(endpoints)}
    return {"plu": plu, "quantity": {"amount": amount}, **fields}


def at_table(name: str, zone: str = "Terrace") -> Json:
    """Write where guests sit."""
    return {"zoneName": zone, "tableName": name}


def fired(server: Server, *lines: Json, **fields: Any) -> tuple[Json, Json]:
    """Open a ticket, fire it, and give it with its order."""
    ticket = server.open_ticket(*lines, **fields)
    (order,) = orders_of(server, ticket)
    server.process(order)
    return ticket, order


def orders_of(server: Server, ticket: Json) -> list[Json]:
    """Give the orders of a ticket, oldest first."""
    return server.orders(f"&ticketId={ticket['id']}")


def reading_of(server: Server) -> Reading:
    """Read what a page reads."""
    return OpenOrders(server.app.state.installation.database).read()


def board(server: Server, wanted: Filter = Filter()) -> Board:  # noqa: B008 - frozen
    """Give the board as the pages compose it."""
    reading = reading_of(server)
    return board_of(reading.orders, reading.active, wanted, former=reading.former)


def around(server: Server) -> Surroundings:
    """Give what views need beside the orders."""
    installation = server.app.state.installation
    return Surroundings(PageSettings(), installation.calendar, installation.settings.day_starts, server.clock)


def html_of(made: Board, wanted: Filter = Filter(), language: Language = Language.ENGLISH) -> str:  # noqa: B008 - frozen
    """Give the HTML of all cards."""
    state = board_state(made, wanted, language, day_starts="05:00", local=lambda moment: moment)
    return "".join(state.pieces.values())


def page_of(server: Server, wanted: Filter = Filter(), language: Language = Language.ENGLISH) -> str:  # noqa: B008 - frozen
    """Give the HTML of all cards as a viewer gets it."""
    return "".join(BoardView(wanted, language).state(reading_of(server), around(server)).pieces.values())


class Seen(HTMLParser):
    """What a reader sees of some HTML.

    Attributes:
        words: all text.
        tags: names of all elements.
        attributes: names of all attributes.
        open: the amounts of `data-open`, for lines that are held and for the others.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: dict[bool, list[str]] = {True: [], False: []}
        self._is_held = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        """Note an element."""
        named = dict(attrs)
        self.tags.add(tag)
        self.attributes.update(named)
        if tag == "ul" and "lines" in str(named.get("class")).split():
            self._is_held = "is-held" in str(named["class"]).split()
        if "data-open" in named:
            self.open[self._is_held].append(str(named["data-open"]))

    def handle_data(self, data: str) -> None:
        """Note text."""
        if data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        """All text in one line."""
        return " ".join(self.words)
