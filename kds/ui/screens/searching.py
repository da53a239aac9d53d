"""The search page: a typed line that filters every order the station knows, and says where each one is; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual import events

from kds.domain.board import Board
from kds.domain.cards import LineKind
from kds.domain.connection import Link
from kds.domain.finding import Found, Whereabouts, done_here_at, find, told
from kds.domain.lens import Lens
from kds.domain.order import Order
from kds.domain.pace import pace
from kds.domain.text import clean
from kds.domain.wording import counted_dishes
from kds.language import tr
from kds.ui.drawing.words import joined, short_clock, told_age
from kds.ui.keys import Action
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen
from kds.ui.screens.recall import RecallScreen, entry_key
from kds.ui.screens.typed_line import typed

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_MOST_CELLS = 40
_MOST_ENTRIES = 100
"""Orders that are listed at most; whoever looks for one of more types another character."""


class SearchScreen(ListScreen):
    """What was typed, and the orders that have it; every key that writes something writes it here."""

    list_name: ClassVar[str] = "search"
    numbered: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._board_screen: BoardScreen | None = None
        self._asked: tuple[Board | None, Lens | None, str] = (None, None, "")
        self._last_found: tuple[Found, ...] = ()

    def look_on(self, board_screen: BoardScreen) -> None:
        """Begin with nothing typed, for that board."""
        self._board_screen, self._typed = board_screen, ""

    def heading(self) -> str:
        """Show what was typed and where the next character goes, and how much of what was found is listed."""
        line = tr("SEARCH: {typed}_", typed=self._typed)
        count = len(self._found())
        if count <= _MOST_ENTRIES:
            return line
        return joined(line, tr("first {listed} of {count}, type more", listed=_MOST_ENTRIES, count=count), by="   ")

    def entries(self) -> Sequence[Entry]:
        """Give what was found, the likeliest first."""
        return [self._entry(found) for found in self._found()[:_MOST_ENTRIES]]

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys."""
        profile = self.board_app.profile
        return ((profile.cap(Action.DONE), tr("go there")), (profile.cap_to_leave, tr("back")))

    def nothing(self) -> str:
        """Say that nothing was found, and what is not known while the till is silent."""
        link = self.board.connection.link
        if not self._typed:
            return tr("There is nothing to find.") if link is Link.LIVE else tr("The till does not answer.")
        sentence = tr("Nothing here has {typed}.", typed=self._typed)
        return sentence if link is Link.LIVE else joined(sentence, tr("New orders don't arrive now."), by=" ")

    def takes_key(self, event: events.Key) -> bool:
        """Write what a key prints, whatever it means on the board, and choose the likeliest order."""
        text = typed(self._typed, event.key, event.character, most_cells=_MOST_CELLS)
        if text is None:
            return False
        self._typed, self._said = text, ""
        self._chosen = self.first_chosen()
        self.paint()
        return True

    def open_entry(self, key: str) -> None:
        """Turn the board to the found card; say about anything else where it is."""
        screen = self._board_screen
        found = next((each for each in self._found() if _key(each) == key), None)
        if screen is None or found is None:
            return
        match found.where:
            case Whereabouts.CARD | Whereabouts.OTHER_ZONE if found.card is not None:
                self.close()
                go_to_card(screen, found.card.key, all_zones=found.where is Whereabouts.OTHER_ZONE)
            case Whereabouts.FINISHED if found.finished is not None:
                self.close()
                recall = self.board_app.get_screen(RecallScreen.list_name, RecallScreen)
                recall.look_at(entry_key(found.finished))
                self.app.push_screen(recall)
            case _:
                self.tell(f"{found.title}: {self._place(found)}.")

    def _found(self) -> tuple[Found, ...]:
        """Give what was found; the same board and the same words are searched once."""
        screen, board = self._board_screen, self.board
        lens = screen.state.lens if screen is not None else None
        asked = (board, lens, self._typed)
        if self._asked[0] is not board or self._asked[1:] != asked[1:]:
            seen = screen.seen_board() if screen is not None else board
            self._asked, self._last_found = asked, find(board, seen, self._typed)
        return self._last_found

    def _entry(self, found: Found) -> Entry:
        dishes = ", ".join(_dishes(found))
        text_found = told(found, self._typed)
        text_found = "" if text_found in dishes else clean(text_found)
        text = joined(found.title, _number(found.orders), self._place(found), text_found, by="   ")
        return Entry(_key(found), text, (dishes,) if dishes else ())

    def _place(self, found: Found) -> str:
        """Say where an order is, or how old its card."""
        local = self.board_app.options.local
        match found.where:
            case Whereabouts.CARD if found.card is not None:
                age = told_age(pace(found.card, self.board.station, self.now(), local).words)
                return joined(age, self._page_words(found.card.key), by="   ")
            case Whereabouts.OTHER_ZONE if found.card is not None:
                return tr("in zone {zone}, not shown now", zone=found.card.zone or "")
            case Whereabouts.PROMISED:
                return tr("promised {time}, not shown yet", time=_due(found.orders, local))
            case Whereabouts.HELD:
                return tr("HELD, not fired")
            case Whereabouts.FINISHED if found.finished is not None:
                time = short_clock(found.finished.changed_at, local)
                by = found.finished.changed_by
                return tr("FINISHED {time} by {user}", time=time, user=by) if by else tr("FINISHED {time}", time=time)
            case Whereabouts.LEFT_OVER:
                return tr("from an earlier day, not shown")
            case _:
                done = [at for order in found.orders if (at := done_here_at(self.board, order)) is not None]
                if done:
                    return tr("FINISHED {time}", time=short_clock(max(done), local))
                return tr("not made here: {stations}", stations=_stations(found.orders))

    def _page_words(self, key: str) -> str:
        """Say on which side of the page in front a card stands."""
        places = self._board_screen.state.places if self._board_screen is not None else None
        standing = places.place_of(key) if places is not None else None
        if standing is not None:
            return f"[{standing.digit}]"
        return tr("on another page")


def go_to_card(screen: BoardScreen, key: str, *, all_zones: bool = False) -> None:
    """Show the page of a card with the card chosen.

    Args:
        screen: the board.
        key: the card's key.
        all_zones: show all zones again first.
    """
    screen.begin_key()
    state = screen.state
    lens = replace(state.lens, zone=None) if all_zones else state.lens
    screen.say(replace(state, lens=lens, selected=key, line=None, turn_to=key, message=""))


def open_search(screen: BoardScreen) -> None:
    """Open the page for a board; it is made with the first press."""
    app = screen.board_app
    if not app.is_screen_installed(SearchScreen.list_name):
        app.install_screen(SearchScreen(), SearchScreen.list_name)
    page = app.get_screen(SearchScreen.list_name, SearchScreen)
    page.look_on(screen)
    app.push_screen(page)


def _key(found: Found) -> str:
    return f"{found.where.value}/{found.key}"


def _number(orders: Sequence[Order]) -> str:
    return " ".join(f"#{number}" for number in dict.fromkeys(order.number for order in orders))


def _dishes(found: Found) -> tuple[str, ...]:
    if found.card is not None and found.card.lines:
        lines = (line for line in found.card.lines if line.kind in (LineKind.DISH, LineKind.CHANGED))
        return counted_dishes((line.quantity, line.name) for line in lines)
    items = (item for order in found.orders for item in order.items if not item.is_negative)
    return counted_dishes((item.amount, item.name) for item in items)


def _due(orders: Sequence[Order], local: tzinfo | None) -> str:
    times = [order.due_at for order in orders if order.due_at is not None]
    return short_clock(min(times), local) if times else ""


def _stations(orders: Sequence[Order]) -> str:
    pairs = (pair for order in orders for item in order.items for pair in item.pairs)
    return ", ".join(dict.fromkeys(clean(pair.endpoint) for pair in pairs if pair.endpoint))
