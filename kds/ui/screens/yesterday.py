"""What an earlier business day left open: looked at order by order, brought back to the board, or put away for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from kds.domain.actions.closing import bring_back, close_orders
from kds.domain.board import Board
from kds.domain.grouping import age_start, title_of
from kds.domain.intents import Intent, Refusal
from kds.domain.order import Order
from kds.domain.status import counted_pairs
from kds.domain.wording import amount_words
from kds.language import day_words, tr, trn
from kds.ui.drawing.words import short_clock
from kds.ui.keys import Action
from kds.ui.screens.acting import performed
from kds.ui.screens.below import tell_below
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_ALL, _BACK, _CLOSE = "all", "back", "close"


def open_yesterday(screen: BoardScreen) -> None:
    """Open the page."""
    screen.board_app.push_screen(YesterdayScreen())


class YesterdayScreen(ListScreen):
    """The orders, oldest first; Enter on one asks what to do with it, the last entry closes all of them."""

    list_name: ClassVar[str] = "yesterday"
    opened_by: ClassVar[Action] = Action.BACK

    def __init__(self) -> None:
        super().__init__()
        self._order_id: str | None = None
        self._asked = False

    def heading(self) -> str:
        """Say what the list holds, or which order is looked at."""
        order = self._order()
        if order is not None:
            return tr("{title} #{number}   open since {time}", **_named(order, self._since(order)))
        left = self.board.left_over
        since = short_clock(left.began, self.board_app.options.local) if left is not None else ""
        return trn(
            "{count} order from before {since}   not shown, not late",
            "{count} orders from before {since}   not shown, not late",
            len(self._orders()),
            since=since,
        )

    def entries(self) -> Sequence[Entry]:
        """Give the orders and what closes them all, or what can be done with the one that was opened."""
        order = self._order()
        if order is not None:
            dishes = tuple(_dishes(order))
            return (
                Entry(_BACK, tr("bring it back to the board"), dishes),
                Entry(_CLOSE, tr("close it: served on all stations, not counted in times")),
            )
        orders = self._orders()
        listed = [
            Entry(each.id, tr("{title} #{number}   {time}", **_named(each, self._since(each))), (_one_row(each),))
            for each in orders
        ]
        if not listed:
            return ()
        closing = trn(
            "CLOSE THIS {count} ORDER: served on all stations, not counted in times",
            "CLOSE ALL {count} ORDERS: served on all stations, not counted in times",
            len(orders),
        )
        return [*listed, Entry(_ALL, closing)]

    def nothing(self) -> str:
        """Say why the list is empty."""
        return tr("Nothing is left over from an earlier day.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys that work here."""
        profile = self.board_app.profile
        return ((profile.cap(Action.DONE), tr("choose")), (profile.cap_to_leave, tr("back")))

    def act(self, action: Action) -> None:
        """Move, open or go back; anything but Enter is a no to a question."""
        if action is not Action.DONE:
            self._asked, self._said = False, ""
        if action in (Action.BACK, Action.QUIT) and self._order_id is not None:
            self._show_order(None)
            return
        super().act(action)

    def choose_slot(self, slot: int) -> None:
        """Choose an entry; a question that stood there is over."""
        self._asked, self._said = False, ""
        super().choose_slot(slot)

    def open_entry(self, key: str) -> None:
        """Open an order, carry out what was chosen for it, or close all after a question."""
        order = self._order()
        if key == _ALL:
            self._ask_or_close()
        elif order is not None and key == _BACK:
            self.in_turn(lambda: self._bring_back(order))
        elif order is not None and key == _CLOSE:
            self.in_turn(lambda: self._close_orders((order,)))
        else:
            self._show_order(key)

    def _ask_or_close(self) -> None:
        orders = self._orders()
        if self._asked:
            self._asked = False
            self.in_turn(lambda: self._close_orders(orders))
            return
        self._asked = True
        cap = self.board_app.profile.cap(Action.DONE)
        self.tell(
            trn(
                "Close {count} order for good?   {key} = yes   any other key = no",
                "Close {count} orders for good?   {key} = yes   any other key = no",
                len(orders),
                key=cap,
            )
        )

    async def _bring_back(self, order: Order) -> None:
        refused = await performed(self, lambda board, now: bring_back(board, order, now))
        self._done(refused.sentence if refused else tr("{title} is on the board again.", title=title_of(order)))

    async def _close_orders(self, orders: Sequence[Order]) -> None:
        remarks: list[str] = []

        def decide(board: Board, now: datetime) -> Intent | Refusal:
            outcome = close_orders(board, orders, now)
            remarks.extend([outcome.remark] if isinstance(outcome, Intent) and outcome.remark else [])
            return outcome

        refused = await performed(self, decide)
        said = remarks or [trn("{count} order is closed.", "{count} orders are closed.", len(orders))]
        self._done(refused.sentence if refused else said[0])

    def _done(self, said: str) -> None:
        self._show_order(None)
        if self._orders():
            self.tell(said)
            return
        self.close()
        tell_below(self.board_app, said)

    def _show_order(self, order_id: str | None) -> None:
        self._order_id, self._said = order_id, ""
        self._chosen = next((entry.key for entry in self.entries()), None)
        self.paint()

    def _orders(self) -> tuple[Order, ...]:
        left = self.board.left_over
        return left.here if left is not None else ()

    def _order(self) -> Order | None:
        return next((each for each in self._orders() if each.id == self._order_id), None)

    def _since(self, order: Order) -> str:
        start = age_start(order, self.board.marks.first_seen)
        if start is None:
            return ""
        at = start.astimezone(self.board_app.options.local)
        return f"{day_words(at)} {at:%H:%M}"


def _named(order: Order, since: str) -> dict[str, object]:
    return {"title": title_of(order), "number": order.number, "time": since}


def _one_row(order: Order) -> str:
    return order.oddity or ", ".join(_dishes(order))


def _dishes(order: Order) -> list[str]:
    """Give the dishes that are still open, with where they are made."""
    rows = []
    for item in order.items:
        pairs = [pair for pair in counted_pairs(item, order.inactive_endpoints) if pair.status.is_open]
        if pairs and not item.is_negative:
            places = ", ".join(dict.fromkeys(pair.endpoint for pair in pairs if pair.endpoint))
            rows.append(f"{amount_words(item.amount)}x {item.name}{f'  ({places})' if places else ''}")
    return rows
